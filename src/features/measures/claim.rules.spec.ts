import fc from 'fast-check';

import { claimOf, type ClaimFacts } from './claim.rules.js';

const facts: ClaimFacts = {
  ground: 'NOT_CARRIED_OUT',
  shareCents: 3_000_000n,
  paidCents: 2_000_000n,
  // 1 096 days, 29 February 2024 among them.
  project: { startsOn: '2023-10-01', endsOn: '2026-09-30' },
  investment: { investmentCents: 400_000n, totalCents: 1_000_000n },
  purposeUntil: '2036-09-30',
  day: '2024-10-01',
};

describe('what a measure claims back', () => {
  it('is what covers the part of the project still to run, the holder keeping the rounded cent', () => {
    // 366 days of 1 096 had run: 3 000 000 × 366 / 1 096 = 1 001 824.8, kept as 1 001 825.
    expect(claimOf(facts)).toMatchObject({
      basis: 'PERIOD',
      daysRun: 366,
      days: 1096,
      keptCents: 1_001_825n,
      mostCents: 998_175n,
    });
    expect(claimOf({ ...facts, day: '2023-09-01' })).toMatchObject({ daysRun: 0, keptCents: 0n, mostCents: 2_000_000n });
    // More was run than was paid: nothing is claimed.
    expect(claimOf({ ...facts, day: '2030-01-01' })).toMatchObject({ daysRun: 1096, keptCents: 3_000_000n, mostCents: 0n });
  });

  it('is everything where the conditions were not met, and where the grant was illegal', () => {
    for (const ground of ['CONDITIONS_BROKEN', 'ILLEGAL'] as const)
      expect(claimOf({ ...facts, ground })).toMatchObject({ basis: 'ALL', keptCents: 0n, mostCents: 2_000_000n });
  });

  it('is the investment alone, for the years in which its purpose was still owed', () => {
    // 40 % of 2 000 000, half of the ten years (3 652 days of 2026-10-01 to 2036-09-30: 3 653).
    const claim = claimOf({ ...facts, ground: 'PURPOSE_CHANGED', day: '2031-10-01' });
    expect(claim).toMatchObject({ basis: 'PURPOSE', daysRun: 1826, days: 3653, mostCents: (800_000n * 1827n) / 3653n });
    expect(claimOf({ ...facts, ground: 'PURPOSE_CHANGED', day: '2036-10-01' }).mostCents).toBe(0n);
    expect(claimOf({ ...facts, ground: 'PURPOSE_CHANGED', purposeUntil: null }).mostCents).toBe(0n);
    const nothing = { investmentCents: 0n, totalCents: 0n };
    expect(claimOf({ ...facts, ground: 'PURPOSE_CHANGED', investment: nothing }).mostCents).toBe(0n);
  });

  it('is never negative, and never above what was paid', () => {
    const sums = fc.bigInt({ min: 0n, max: 10n ** 9n });
    const grounds = fc.constantFrom(...(['NOT_CARRIED_OUT', 'REPUBLICAN_CONTRACT', 'PURPOSE_CHANGED', 'ILLEGAL'] as const));
    const days = fc.integer({ min: 0, max: 6000 }).map((n) => new Date(Date.UTC(2023, 0, 1 + n)).toISOString().slice(0, 10));
    fc.assert(
      fc.property(grounds, sums, sums, days, (ground, shareCents, paidCents, day) => {
        const { mostCents } = claimOf({ ...facts, ground, shareCents, paidCents, day });
        return mostCents >= 0n && mostCents <= paidCents;
      }),
    );
  });
});
