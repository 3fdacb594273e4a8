import fc from 'fast-check';

import { DEFAULT_SETTINGS } from './committee-settings.js';
import { CHOICES, choiceInPerson, countsOf, PROPOSALS, tallyOf, totalOf, voicesOf } from './tally.rules.js';
import type { Choice, CountedBallot, Counts, Proposal, Tally } from './tally.rules.js';

const RULES = fc.record({ abstentionsCount: fc.boolean(), blankCounts: fc.boolean() });
const PROPOSAL = fc.constantFrom(...PROPOSALS);
const URN = fc
  .array(fc.constantFrom(...CHOICES), { maxLength: 45 })
  .map((choices) => choices.map((choice, index): CountedBallot => ({ memberId: `m${index}`, castById: `m${index}`, choice })));

/** m0 presides. */
const tally = (ballots: readonly CountedBallot[], rules: Parameters<typeof tallyOf>[1], proposal: Proposal): Tally =>
  tallyOf(countsOf(ballots), rules, choiceInPerson(ballots, 'm0'), proposal);

describe('the tally of a vote', () => {
  it('does not depend on the order of the ballots', () => {
    const shuffled = URN.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length })),
    );
    fc.assert(
      fc.property(shuffled, RULES, PROPOSAL, ([all, other], rules, put) => {
        expect(tally(other, rules, put)).toEqual(tally(all, rules, put));
      }),
    );
  });

  it('counts every ballot once, and the result follows from the count alone', () => {
    fc.assert(
      fc.property(URN, RULES, PROPOSAL, (all, rules, put) => {
        const counted = tally(all, rules, put);
        expect(totalOf(counted)).toBe(all.length);
        for (const choice of CHOICES) expect(voicesOf(counted, choice)).toBe(all.filter((b) => b.choice === choice).length);
        const left = (rules.abstentionsCount ? 0 : counted.abstain) + (rules.blankCounts ? 0 : counted.blank);
        expect(counted.cast).toBe(all.length - left);
        expect(counted.result).toBe(counted.adopted ? put : 'UNFAVOURABLE');
        if (!counted.tie) expect([counted.castingVote, counted.adopted]).toEqual([false, counted.for * 2 > counted.cast]);
      }),
    );
  });

  it('an against, an abstention or a blank turned into a for never turns an adopted opinion down, the president’s own included', () => {
    const turned = URN.filter(({ length }) => length > 0).chain((all) =>
      fc
        .nat(all.length - 1)
        .map((at) => [all, all.map((ballot, n) => (n === at ? { ...ballot, choice: 'FOR' as const } : ballot))] as const),
    );
    fc.assert(
      fc.property(turned, RULES, PROPOSAL, ([before, after], rules, put) => {
        if (tally(before, rules, put).adopted) expect(tally(after, rules, put).adopted).toBe(true);
      }),
    );
  });

  it('a tie is adopted by a casting vote for it, and by nothing else; no vote cast is no tie', () => {
    fc.assert(
      fc.property(
        URN,
        RULES,
        PROPOSAL,
        fc.option(fc.constantFrom(...CHOICES), { nil: undefined }),
        (all, rules, put, casting) => {
          const counted = tallyOf(countsOf(all), rules, casting, put);
          if (counted.tie) expect([counted.adopted, counted.cast > 0]).toEqual([casting === 'FOR', true]);
          if (counted.cast === 0) expect([counted.tie, counted.adopted]).toEqual([false, false]);
        },
      ),
    );
  });

  it('a ballot cast under a mandate is nobody’s own choice', () => {
    const all: CountedBallot[] = [
      { memberId: 'chair', castById: 'm1', choice: 'FOR' },
      { memberId: 'm1', castById: 'm1', choice: 'AGAINST' },
    ];
    expect([choiceInPerson(all, 'chair'), choiceInPerson(all, 'm1'), choiceInPerson(all, undefined)]).toEqual([
      undefined,
      'AGAINST',
      undefined,
    ]);
  });
});

describe('worked examples', () => {
  const counts = (inFavour: number, against: number, abstain = 0, blank = 0): Counts => ({
    for: inFavour,
    against,
    abstain,
    blank,
  });
  const abstentionsCount = { ...DEFAULT_SETTINGS, abstentionsCount: true };
  const blankCounts = { ...DEFAULT_SETTINGS, blankCounts: true };
  type Example = [string, Counts, Parameters<typeof tallyOf>[1], Choice | undefined, boolean, boolean];
  it.each<Example>([
    ['case 19: 12–12, the president for', counts(12, 12), DEFAULT_SETTINGS, 'FOR', true, true],
    ['12–12, the president against', counts(12, 12), DEFAULT_SETTINGS, 'AGAINST', false, true],
    ['12–12, the president recused or absent', counts(12, 12), DEFAULT_SETTINGS, undefined, false, false],
    ['12–12 and the president abstains', counts(12, 12, 1), DEFAULT_SETTINGS, 'ABSTAIN', false, false],
    ['12–12 and the president votes blank', counts(12, 12, 0, 1), DEFAULT_SETTINGS, 'BLANK', false, false],
    ['13–12', counts(13, 12), DEFAULT_SETTINGS, 'AGAINST', true, false],
    ['2–1 with 2 abstentions that do not count', counts(2, 1, 2), DEFAULT_SETTINGS, undefined, true, false],
    ['2–1 with 2 abstentions that count', counts(2, 1, 2), abstentionsCount, undefined, false, false],
    ['2–1 with 2 blank votes that count', counts(2, 1, 0, 2), blankCounts, undefined, false, false],
    ['2–1 with 2 blank votes that do not', counts(2, 1, 0, 2), abstentionsCount, undefined, true, false],
    ['everyone abstains', counts(0, 0, 24), DEFAULT_SETTINGS, undefined, false, false],
    ['unanimity', counts(41, 0), DEFAULT_SETTINGS, undefined, true, false],
  ])('%s', (_, cast, rules, casting, adopted, castingVote) => {
    expect(tallyOf(cast, rules, casting, 'FAVOURABLE')).toMatchObject({
      adopted,
      castingVote,
      result: adopted ? 'FAVOURABLE' : 'UNFAVOURABLE',
    });
  });
});
