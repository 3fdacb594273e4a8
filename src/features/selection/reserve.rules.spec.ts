import fc from 'fast-check';

import { cents } from '../../kernel/money.js';
import { splitYears } from '../applications/budget.rules.js';
import { envelopeShortfalls, type EnvelopeRow } from '../calls/envelopes.rules.js';
import { allowedYears, orderFaults, reviewReserve, type ReserveCandidate } from './reserve.rules.js';

const NOW = new Date('2023-11-20T09:00:00Z');
const FUNDERS = [
  { code: 'STATE', position: 0, weight: 1, family: 'STATE' },
  { code: 'CNAF', position: 1, weight: 1, family: 'FAMILY_BRANCH' },
];
const envelope = (funderCode: string, year: number, left: number | bigint): EnvelopeRow => ({
  id: `${funderCode} ${year}`,
  funderCode,
  year,
  amountCents: cents(left),
  reservedCents: cents(0),
  committedCents: cents(0),
  frozenCents: cents(0),
  leftCents: cents(left),
});
const halves = (left: number): EnvelopeRow[] => FUNDERS.map(({ code }) => envelope(code, 2023, left));
const candidate = (rank: number, sum: number, changes: Partial<ReserveCandidate> = {}): ReserveCandidate => ({
  applicationId: `a${rank}`,
  examination: 1,
  rank,
  expiresAt: null,
  shares: splitYears([{ year: 2023, cents: sum }], FUNDERS),
  openId: null,
  ...changes,
});
const FREED = { now: NOW, freed: true };
const ranksOf = (review: { proposed: readonly ReserveCandidate[] }): number[] => review.proposed.map(({ rank }) => rank);

describe('what freed credits propose', () => {
  it('is the first of the list that fits in every envelope, then the next in what is left', () => {
    const list = [candidate(1, 1000), candidate(2, 400), candidate(3, 300), candidate(4, 200)];
    expect(ranksOf(reviewReserve(list, halves(300), FREED))).toEqual([2, 4]);
    expect(ranksOf(reviewReserve(list, halves(500), FREED))).toEqual([1]);
    expect(ranksOf(reviewReserve(list, [envelope('STATE', 2023, 1000), envelope('CNAF', 2023, 99)], FREED))).toEqual([]);
    // No envelope of the year: nothing fits.
    expect(ranksOf(reviewReserve(list, halves(1000).slice(0, 1), FREED))).toEqual([]);
  });

  it('counts what is set aside for the proposals that wait, and lapses those that no longer fit', () => {
    const list = [candidate(1, 400), candidate(2, 400, { openId: 'p2' }), candidate(3, 100)];
    expect(reviewReserve(list, halves(250), FREED)).toMatchObject({ lapsed: [], proposed: [{ rank: 3 }] });
    expect(reviewReserve(list, halves(199), { now: NOW, freed: false })).toMatchObject({
      lapsed: ['p2'],
      proposed: [{ rank: 3 }],
    });
    expect(reviewReserve(list, halves(250), { now: NOW, freed: false })).toEqual({ lapsed: [], proposed: [] });
  });

  it('leaves out an expired rank, to the millisecond, the dossier that freed, and the ranks passed over', () => {
    const at = (offset: number): Date => new Date(NOW.getTime() + offset);
    expect(ranksOf(reviewReserve([candidate(1, 10, { expiresAt: at(0) })], halves(10), FREED))).toEqual([1]);
    expect(ranksOf(reviewReserve([candidate(1, 10, { expiresAt: at(-1) })], halves(10), FREED))).toEqual([]);
    expect(reviewReserve([candidate(1, 10, { expiresAt: at(-1), openId: 'p' })], halves(10), FREED).lapsed).toEqual(['p']);
    expect(ranksOf(reviewReserve([candidate(1, 10), candidate(2, 10)], halves(10), { ...FREED, except: 'a1' }))).toEqual([2]);
    expect(ranksOf(reviewReserve([candidate(1, 10), candidate(2, 10)], halves(10), { ...FREED, afterRank: 1 }))).toEqual([2]);
  });

  it('never exceeds an envelope, and skips a rank only for want of credits', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 0, max: 2000 }),
        fc.integer({ min: 0, max: 2000 }),
        (sums, state, cnaf) => {
          const list = sums.map((sum, index) => candidate(index + 1, sum));
          const envelopes = [envelope('STATE', 2023, state), envelope('CNAF', 2023, cnaf)];
          const { proposed } = reviewReserve(list, envelopes, FREED);
          expect(
            envelopeShortfalls(
              envelopes,
              proposed.flatMap(({ shares }) => shares),
            ),
          ).toEqual([]);
          for (const skipped of list.filter((one) => !proposed.includes(one))) {
            const before = proposed.filter(({ rank }) => rank < skipped.rank).flatMap(({ shares }) => shares);
            expect(envelopeShortfalls(envelopes, [...before, ...skipped.shares])).not.toEqual([]);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('what the credits left allow', () => {
  it('is the most that every funder pays, to the cent, and never more than asked', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.integer({ min: 0, max: 3000 }),
        fc.integer({ min: 0, max: 3000 }),
        (asked, state, cnaf) => {
          const envelopes = [envelope('STATE', 2023, state), envelope('CNAF', 2023, cnaf)];
          const [allowed] = allowedYears([{ year: 2023, cents: asked }], FUNDERS, envelopes);
          const fits = (sum: number): boolean =>
            envelopeShortfalls(envelopes, splitYears([{ year: 2023, cents: sum }], FUNDERS)).length === 0;
          const sum = allowed?.cents ?? -1;
          expect(fits(sum)).toBe(true);
          expect(sum === asked || !fits(sum + 1)).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('a new order', () => {
  const given = (...ids: string[]): { applicationId: string; version: number }[] =>
    ids.map((applicationId) => ({ applicationId, version: 1 }));
  const pointers = (order: ReturnType<typeof given>, list: string[]): (string | undefined)[] =>
    orderFaults(order, list).map(({ pointer }) => pointer);

  it('is of the whole list, each dossier once', () => {
    expect(pointers(given('b', 'a'), ['a', 'b'])).toEqual([]);
    expect(pointers(given('a'), ['a', 'b'])).toEqual(['/order']);
    expect(pointers(given('a', 'c', 'a'), ['a', 'b'])).toEqual(['/order/1/applicationId', '/order/2/applicationId', '/order']);
  });
});
