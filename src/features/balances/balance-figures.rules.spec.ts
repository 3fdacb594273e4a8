import fc from 'fast-check';

import { balanceOf, oldestYearsFirst, proportional, type BalanceLeg, type BalanceSources } from './balance-figures.rules.js';
import { lastYearsFirst } from '../recoveries/recovery-facts.rules.js';

const leg = (code: string, decided: bigint, paid: bigint, more: Partial<BalanceLeg> = {}): BalanceLeg => ({
  legId: code,
  code,
  name: code,
  family: code === 'STATE' ? 'STATE' : code === 'CNAF' ? 'FAMILY_BRANCH' : 'LOCAL',
  decidedCents: decided,
  reducedCents: 0n,
  paidCents: paid,
  orderedCents: 0n,
  committedCents: decided - paid,
  ...more,
});
const sources = (more: Partial<BalanceSources> = {}): BalanceSources => ({
  legs: [leg('STATE', 1_250_001n, 1_250_001n), leg('CNAF', 1_250_000n, 1_250_000n)],
  endedCents: 0n,
  plannedCents: 5_000_002n,
  eligibleCents: 5_000_002n,
  otherCents: 0n,
  cap: { numerator: 80n, denominator: 100n },
  keptBasisPoints: 0n,
  ...more,
});

describe('balance of an award', () => {
  it('case 35: a real cost of 80 % of the planned one lowers it, and what was paid above is given back in proportion', () => {
    const { rateCostCents, finalCents, overCents, leftCents, legs } = balanceOf(sources({ eligibleCents: 4_000_001n }));
    expect([rateCostCents, finalCents, overCents, leftCents]).toEqual([2_000_000n, 2_000_000n, 500_001n, 0n]);
    expect(legs.map((one) => [one.finalCents, one.overCents])).toEqual([
      [1_000_001n, 250_001n],
      [999_999n, 250_000n],
    ]);
  });

  it('case 36: a real cost above the planned one does not raise it', () => {
    const figures = balanceOf(sources({ eligibleCents: 9_000_000n }));
    expect([figures.finalCents, figures.overCents, figures.leftCents]).toEqual([2_500_001n, 0n, 0n]);
    expect(figures.legs.map(({ finalCents }) => finalCents)).toEqual([1_250_001n, 1_250_000n]);
  });

  it('case 11: 60 % and 25 % of other State and Family branch money are above the cap: the rest of it alone is due', () => {
    const legs = [leg('STATE', 3_000_000n, 0n), leg('CNAF', 3_000_000n, 0n)];
    const figures = balanceOf(sources({ legs, plannedCents: 10_000_000n, eligibleCents: 10_000_000n, otherCents: 2_500_000n }));
    expect([figures.rateCostCents, figures.capCents, figures.finalCents]).toEqual([6_000_000n, 5_500_000n, 5_500_000n]);
    expect(figures.legs.map(({ leftCents }) => leftCents)).toEqual([2_750_000n, 2_750_000n]);
    // A share that ended otherwise counts among it; a funder outside the cap pays beside.
    expect(
      balanceOf(
        sources({ legs, plannedCents: 10_000_000n, eligibleCents: 10_000_000n, otherCents: 2_000_000n, endedCents: 500_001n }),
      ).capCents,
    ).toBe(5_499_999n);
    const third = [leg('STATE', 2_000_000n, 0n), leg('CNAF', 2_000_000n, 0n), leg('REGION', 2_000_000n, 0n)];
    expect(
      balanceOf(sources({ legs: third, plannedCents: 10_000_000n, eligibleCents: 10_000_000n, otherCents: 5_000_000n })).capCents,
    ).toBe(4_500_000n);
  });

  it('lets a holder keep of what it did not spend the part that the agreement says, never above the cap', () => {
    const kept = balanceOf(sources({ eligibleCents: 4_000_001n, keptBasisPoints: 2_500n }));
    expect([kept.unspentCents, kept.keptCents, kept.finalCents, kept.overCents]).toEqual([
      500_001n,
      125_000n,
      2_125_000n,
      375_001n,
    ]);
    const capped = balanceOf(sources({ eligibleCents: 4_000_001n, keptBasisPoints: 10_000n, otherCents: 1_200_001n }));
    expect(capped.finalCents).toBe(1_999_999n);
    const unpaid = [leg('STATE', 1_250_001n, 0n), leg('CNAF', 1_250_000n, 100n)];
    expect(balanceOf(sources({ legs: unpaid, eligibleCents: 4_000_001n, keptBasisPoints: 10_000n })).keptCents).toBe(0n);
  });

  it('pays no funder’s delay with another’s money: what is left is for who paid less than its share', () => {
    const legs = [leg('STATE', 100n, 60n), leg('CNAF', 100n, 0n)];
    const figures = balanceOf(sources({ legs, plannedCents: 400n, eligibleCents: 200n }));
    expect([figures.finalCents, figures.leftCents]).toEqual([100n, 40n]);
    expect(figures.legs.map(({ leftCents, overCents }) => [leftCents, overCents])).toEqual([
      [0n, 0n],
      [40n, 0n],
    ]);
  });

  const cents = fc.bigInt({ min: 0n, max: 10n ** 9n });
  const share = fc.record({ decided: fc.bigInt({ min: 1n, max: 10n ** 9n }), paid: cents });
  it('loses nothing: back and left sum exactly, each within what was paid or promised, in proportion within a cent', () => {
    fc.assert(
      fc.property(
        fc.array(share, { minLength: 1, maxLength: 3 }),
        fc.bigInt({ min: 1n, max: 10n ** 10n }),
        cents,
        cents,
        fc.bigInt({ min: 0n, max: 10_000n }),
        (shares, plannedCents, eligibleCents, otherCents, keptBasisPoints) => {
          const codes = ['STATE', 'CNAF', 'REGION'];
          const legs = shares.map(({ decided, paid }, index) =>
            leg(codes[index] ?? '', decided, paid < decided ? paid : decided),
          );
          const n = balanceOf(sources({ legs, plannedCents, eligibleCents, otherCents, keptBasisPoints }));
          const sum = (of: (one: (typeof n.legs)[number]) => bigint): bigint =>
            n.legs.reduce((total, one) => total + of(one), 0n);
          expect(sum((one) => one.finalCents)).toBe(n.finalCents);
          expect(sum((one) => one.overCents)).toBe(n.overCents);
          expect(sum((one) => one.leftCents)).toBe(n.leftCents);
          expect(n.paidCents - n.overCents + n.leftCents).toBe(n.finalCents);
          expect(n.finalCents <= n.awardCents).toBe(true);
          for (const one of n.legs) {
            expect(one.finalCents >= 0n && one.finalCents <= one.decidedCents).toBe(true);
            expect(one.overCents <= one.paidCents && one.leftCents <= one.committedCents).toBe(true);
            const off = one.overCents * n.paidCents - n.overCents * one.paidCents;
            expect(n.paidCents === 0n || (off < n.paidCents && off > -n.paidCents)).toBe(true);
          }
        },
      ),
    );
  });

  it('takes what is given back from the last years, and keeps what is left to pay on the oldest ones', () => {
    const years = [
      { year: 2023, cents: 30n },
      { year: 2024, cents: 20n },
    ];
    expect(lastYearsFirst(years, 25n)).toEqual([
      { year: 2024, cents: 20n },
      { year: 2023, cents: 5n },
    ]);
    expect(() => lastYearsFirst(years, 51n)).toThrow(RangeError);
    expect(oldestYearsFirst(years, 35n)).toEqual([
      { year: 2023, cents: 30n },
      { year: 2024, cents: 5n },
    ]);
    expect(proportional(0n, [0n, 0n])).toEqual([0n, 0n]);
    expect(proportional(1n, [0n, 5n])).toEqual([0n, 1n]);
    expect(() => proportional(1n, [0n])).toThrow(RangeError);
  });
});
