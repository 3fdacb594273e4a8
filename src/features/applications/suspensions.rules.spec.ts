import fc from 'fast-check';

import { suspensionsOf, type ItemPeriod, type RoundPeriods } from './suspensions.rules.js';

const day = (n: number): Date => new Date(Date.UTC(2023, 5, n));
const item = (asked: number, due: number, produced: number | null = null, rest: Partial<ItemPeriod> = {}): ItemPeriod => ({
  essential: true,
  defect: 'MISSING',
  askedAt: day(asked),
  dueAt: day(due),
  producedAt: produced === null ? null : day(produced),
  ...rest,
});
const round = (items: ItemPeriod[], ended: number | null = null): RoundPeriods => ({
  items,
  endedAt: ended === null ? null : day(ended),
});
const days = (...rounds: RoundPeriods[]): [number, number][] =>
  suspensionsOf(rounds).map(({ from, to }) => [from.getUTCDate(), to?.getUTCDate() ?? 0]);

describe('suspensions of the time in which silence is a refusal (CRPA L114-5)', () => {
  it.each<[string, [number, number][], RoundPeriods[]]>([
    ['until the time given ends', [[1, 15]], [round([item(1, 15)])]],
    ['until what was asked arrives', [[1, 8]], [round([item(1, 15, 8)])]],
    ['until all of it has', [[1, 15]], [round([item(1, 15, 8), item(1, 15)])]],
    ['not after the time given', [[1, 15]], [round([item(1, 15, 20)])]],
    ['not after the round is over', [[1, 10]], [round([item(1, 15)], 10)]],
    ['not for what is not essential', [], [round([item(1, 15, null, { essential: false })])]],
    ['for a formality', [[1, 15]], [round([item(1, 15, null, { essential: false, defect: 'FORMAL' })])]],
    ['longer when another request joins in time', [[1, 22]], [round([item(1, 15), item(10, 22, 12)])]],
    ['twice when it joins after the time', [[1, 15], [18, 25]], [round([item(1, 15), item(18, 25)])]], // prettier-ignore
    ['in two rounds', [[1, 8], [10, 20]], [round([item(1, 15, 8)], 10), round([item(10, 20)])]], // prettier-ignore
    ['never for no time', [], [round([item(1, 15, 1)])]],
  ])('%s', (_, expected, rounds) => {
    expect(days(...rounds)).toEqual(expected);
  });

  it('never overlap, run forward, and lie between the first request and the last end', () => {
    const moment = fc.integer({ min: 1, max: 400 });
    const items = fc.array(
      fc
        .tuple(moment, moment, fc.option(moment), fc.boolean())
        .map(([asked, time, produced, essential]) =>
          item(asked, asked + time, produced === null ? null : asked + produced, { essential }),
        ),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(fc.array(fc.record({ items, endedAt: fc.option(moment.map(day)) }), { maxLength: 4 }), (rounds) => {
        const found = suspensionsOf(rounds).map(({ from, to }) => [from.getTime(), to?.getTime() ?? Number.NaN] as const);
        const flat = found.flat();
        expect(flat).toEqual([...flat].sort((a, b) => a - b));
        for (const [from, to] of found) expect(to).toBeGreaterThan(from);
        const all = rounds.flatMap((each) => each.items);
        if (flat.length > 0) {
          expect(flat[0]).toBeGreaterThanOrEqual(Math.min(...all.map(({ askedAt }) => askedAt.getTime())));
          expect(flat.at(-1)).toBeLessThanOrEqual(Math.max(...all.map(({ dueAt }) => dueAt.getTime())));
        }
      }),
    );
  });
});
