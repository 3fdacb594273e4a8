import fc from 'fast-check';

import { parityOf, sharesOf, splitYears, type Funder } from './cofunding.rules.js';

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
    ).map(({ funder: whose, years }) => ({ ...whose, years })),
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
          expect(parity.differenceCents).toBe(BigInt((shares[0]?.oddCents ?? 0) - (shares.at(-1)?.oddCents ?? 0)));
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
