import fc from 'fast-check';

import { sharesOf, parityOf, splitYears } from '../awards/cofunding.rules.js';
import {
  amountsAfter,
  amountsLeft,
  leftOf,
  onlyHeadingsMove,
  reductionsOf,
  sharesAfter,
  shiftsOf,
} from './amendment-money.rules.js';
import type { AmendedLeg } from './amendment.rules.js';

const FUNDERS = [
  { code: 'STATE', name: 'État', position: 0, weight: 1 },
  { code: 'CNAF', name: 'Cnaf', position: 1, weight: 1 },
];
const legsOf = (funders: typeof FUNDERS, totals: readonly bigint[]): AmendedLeg[] =>
  splitYears(
    funders,
    totals.map((cents, index) => ({ year: 2023 + index, cents })),
  ).map(({ funder, years }) => ({
    ...funder,
    id: funder.code,
    officerRole: 'STATE_OFFICER',
    state: 'ACTIVE',
    agreementId: null,
    years: years.map(({ year, cents }) => ({ year, cents, reducedCents: 0n, paidCents: 0n })),
  }));
const reduced = (legs: readonly AmendedLeg[], lowered: readonly { year: number; cents: number }[]): AmendedLeg[] => {
  const taken = reductionsOf(legs, lowered);
  return legs.map((leg) => ({
    ...leg,
    years: leg.years.map((share) => {
      const line = taken.find((one) => one.leg.id === leg.id)?.lines.find(({ year }) => year === share.year);
      return { ...share, reducedCents: share.reducedCents + (line?.cents ?? 0n) };
    }),
  }));
};

describe('amounts under amendment', () => {
  it('lowers both shares, odd cents to the first funder', () => {
    const legs = legsOf(FUNDERS, [2_500_001n, 2_500_001n]);
    expect(reductionsOf(legs, [{ year: 2024, cents: 2_000_000 }]).map(({ leg, lines }) => [leg.code, lines])).toEqual([
      ['STATE', [{ year: 2024, cents: 250_001n }]],
      ['CNAF', [{ year: 2024, cents: 250_000n }]],
    ]);
    expect(amountsAfter(legs, [{ year: 2024, cents: 2_000_000 }])).toEqual([
      { year: 2023, cents: 2_500_001 },
      { year: 2024, cents: 2_000_000 },
    ]);
  });

  it('loses no cent and keeps the parity, however often and however much an award is lowered', () => {
    const amount = fc.integer({ min: 1, max: 10 ** 9 });
    fc.assert(
      fc.property(
        fc.array(amount, { minLength: 1, maxLength: 4 }),
        fc.array(fc.tuple(fc.nat(3), fc.nat(10_000)), { maxLength: 6 }),
        (totals, amendments) => {
          let legs = legsOf(FUNDERS, totals.map(BigInt));
          for (const [index, part] of amendments) {
            const now = amountsLeft(legs)[index % totals.length]!;
            const cents = Number((now.cents * BigInt(part)) / 10_000n);
            const before = amountsLeft(legs).reduce((sum, one) => sum + one.cents, 0n);
            const taken = reductionsOf(legs, [{ year: now.year, cents }])
              .flatMap(({ lines }) => lines)
              .reduce((sum, line) => sum + line.cents, 0n);
            // With two equal funders the split never raises one while the sum goes down.
            for (const share of sharesAfter(legs, [{ year: now.year, cents }]))
              expect(share.cents <= leftOf(share.leg, share.year)).toBe(true);
            legs = reduced(legs, [{ year: now.year, cents }]);
            expect(taken).toBe(now.cents - BigInt(cents));
            expect(amountsLeft(legs).reduce((sum, one) => sum + one.cents, 0n)).toBe(before - taken);
            const { inSplit, differenceCents } = parityOf(sharesOf(legs));
            expect([inSplit, differenceCents <= BigInt(totals.length)]).toEqual([true, true]);
          }
        },
      ),
    );
  });
});

describe('shifts of a budget', () => {
  const line = (nature: 'STAFF' | 'OPERATING', cents: number, year = 2023) => ({
    side: 'EXPENSE' as const,
    nature,
    year,
    label: nature,
    cents,
  });
  const own = { side: 'INCOME' as const, family: 'OWN' as const, year: 2023, label: 'Fonds propres', cents: 300 };
  const before = { lines: [line('STAFF', 1_009), line('OPERATING', 300), own] };
  const after = { lines: [line('STAFF', 909), line('OPERATING', 200), line('OPERATING', 200), own] };

  it('are judged heading by heading, against the heading or the year, rounded down', () => {
    expect(shiftsOf(before, after, undefined).map(({ nature, most }) => [nature, most])).toEqual([
      ['OPERATING', 30n],
      ['STAFF', 100n],
    ]);
    expect(shiftsOf(before, after, { shiftBase: 'TOTAL', shiftBasisPoints: 2_000 }).map(({ most }) => most)).toEqual([
      261n,
      261n,
    ]);
    expect(shiftsOf(before, before, undefined)).toEqual([]);
  });

  it('are shifts as long as nothing else moves', () => {
    expect(onlyHeadingsMove(before, after)).toBe(true);
    expect(onlyHeadingsMove(before, { lines: [...after.lines, line('STAFF', 1)] })).toBe(false);
    expect(onlyHeadingsMove(before, { lines: [line('STAFF', 1_309, 2024), own] })).toBe(false);
  });
});
