import fc from 'fast-check';

import { parityOf, sharesOf, splitSums, splitYears, type Funder } from './cofunding.rules.js';

const funder = (code: string, position: number, weight: number): Funder => ({ code, name: code, position, weight });
const HALVES = [funder('STATE', 0, 1), funder('CNAF', 1, 1)];
const SPLITS: readonly (readonly Funder[])[] = [
  HALVES,
  [funder('STATE', 0, 60), funder('CNAF', 1, 40)],
  [funder('STATE', 0, 1), funder('CNAF', 1, 1), funder('REGION', 2, 1)],
];
const amounts = fc.array(fc.bigInt(0n, 10n ** 14n), { minLength: 1, maxLength: 4 });

const made = (funders: readonly Funder[], sums: readonly bigint[]): ReturnType<typeof sharesOf> =>
  sharesOf(
    splitYears(
      funders,
      sums.map((cents, index) => ({ year: 2023 + index, cents })),
    ).map(({ funder: whose, years }) => ({ ...whose, years: years.map((share) => ({ ...share, reducedCents: 0n })) })),
  );

describe('the split of an award', () => {
  it('neither loses nor makes a cent, and recognises itself, whatever the amounts', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SPLITS), amounts, (funders, sums) => {
        const shares = made(funders, sums);
        const parity = parityOf(shares);
        const total = sums.reduce((sum, cents) => sum + cents, 0n);
        expect(shares.reduce((sum, share) => sum + share.cents, 0n)).toBe(total);
        expect(parity.inSplit).toBe(true);
        if (funders[0]?.weight === 1) {
          // Equal weights: one cent at most for each year, always to the first funders.
          expect(parity.differenceCents <= BigInt(sums.length)).toBe(true);
          const odd = sums.filter((sum) => sum % BigInt(funders.length) !== 0n).length;
          expect(parity.differenceCents).toBe(BigInt(odd));
          if (odd > 0) expect(parity.explanation.fr).toContain(`STATE +${odd}`);
        }
      }),
      { numRuns: 10_000 },
    );
  });

  it('sees one cent moved from one funder to another', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SPLITS), amounts, (funders, sums) => {
        const shares = made(funders, [...sums.slice(0, -1), 2n + (sums.at(-1) ?? 0n)]);
        const moved = shares.map((share, index) =>
          index === 0 ? { ...share, cents: share.cents + 1n } : index === 1 ? { ...share, cents: share.cents - 1n } : share,
        );
        expect(parityOf(moved).inSplit).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });

  it('gives the odd cent to the State: 25 000.01 is 12 500.01 and 12 500.00', () => {
    const [state, cnaf] = made(HALVES, [2_500_001n]);
    expect([state?.cents, cnaf?.cents]).toEqual([1_250_001n, 1_250_000n]);
    const parity = parityOf([cnaf!, state!]);
    expect(parity).toMatchObject({ equal: false, inSplit: true, differenceCents: 1n });
    expect(parity.explanation.fr).toContain('STATE +1');
  });

  it('is the same for many years together, told apart by their remainders alone', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SPLITS), fc.array(fc.bigInt(0n, 10n ** 14n), { maxLength: 12 }), (funders, sums) => {
        const weights = funders.reduce((sum, { weight }) => sum + BigInt(weight), 0n);
        const remainders = [...new Set(sums.map((sum) => sum % weights))];
        const together = remainders.map((remainder) => {
          const alike = sums.filter((sum) => sum % weights === remainder);
          const quotients = alike.reduce((sum, each) => sum + each / weights, 0n);
          return { remainder: Number(remainder), years: alike.length, quotients };
        });
        expect(splitSums([...funders].reverse(), together).map(({ cents }) => cents)).toEqual(
          made(funders, sums).map(({ expected }) => expected),
        );
      }),
      { numRuns: 2_000 },
    );
  });

  it('is judged on what is left of the shares, and explains what was not lowered alike', () => {
    const lowered = (...reduced: bigint[]) =>
      parityOf(
        sharesOf(
          HALVES.map((whose, index) => ({
            ...whose,
            years: [{ year: 2023, cents: [500_01n, 500_00n][index] ?? 0n, reducedCents: reduced[index] ?? 0n }],
          })),
        ),
      );
    expect(lowered(200_00n, 200_00n)).toMatchObject({ equal: false, inSplit: true, differenceCents: 1n });
    expect(lowered(200_01n, 200_00n)).toMatchObject({ equal: true, inSplit: true });
    const uneven = lowered(500_01n, 0n);
    expect(uneven).toMatchObject({ inSplit: false, differenceCents: 500_00n });
    expect(uneven.explanation.fr).toMatch(
      /pas été réduites dans la même proportion : STATE 0,00.€ au lieu de 250,00.€, CNAF 500,00.€ au lieu de 250,00.€. Retiré des parts depuis leur décision : STATE 500,01.€\.$/,
    );
  });

  it('explains each case', () => {
    expect(parityOf(made(HALVES, [2_500_000n, 2_500_000n]))).toMatchObject({
      equal: true,
      inSplit: true,
      explanation: { en: 'The funders pay the same sum, to the cent.' },
    });
    expect(parityOf(made(SPLITS[1]!, [1_000n])).explanation.en).toBe(
      'The split set by the call is met to the cent: STATE 60, CNAF 40.',
    );
    const [state, cnaf] = made(HALVES, [1_000n]);
    expect(parityOf([state!, { ...cnaf!, cents: 0n }]).explanation.en).toMatch(/not reached yet: CNAF 0,00.€ of 5,00.€/);
    expect(parityOf([])).toMatchObject({ equal: true, inSplit: true, differenceCents: 0n });
  });
});
