import fc from 'fast-check';

import { DEFAULT_SETTINGS } from './committee-settings.js';
import { CHOICES, PROPOSALS, tallyOf, type Choice, type CountedBallot } from './tally.rules.js';

const ballots = (...choices: Choice[]): CountedBallot[] =>
  choices.map((choice, index) => ({ memberId: `m${index}`, castById: `m${index}`, choice }));
const many = (choice: Choice, times: number): Choice[] => Array.from({ length: times }, () => choice);
const urn = fc.array(fc.constantFrom(...CHOICES), { maxLength: 45 }).map((choices) => ballots(...choices));
const rules = fc.record({ abstentionsCount: fc.boolean(), castingVote: fc.boolean() });
const proposal = fc.constantFrom(...PROPOSALS);

describe('the tally of an item', () => {
  it('does not depend on the order of the ballots', () => {
    fc.assert(
      fc.property(
        urn.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        rules,
        proposal,
        ([all, shuffled], settings, put) => {
          expect(tallyOf(shuffled, settings, 'm0', put)).toEqual(tallyOf(all, settings, 'm0', put));
        },
      ),
    );
  });

  it('counts every ballot once, and the result follows from the count alone', () => {
    fc.assert(
      fc.property(urn, rules, proposal, (all, settings, put) => {
        const tally = tallyOf(all, settings, 'm0', put);
        expect(tally.for + tally.against + tally.abstain).toBe(all.length);
        expect(tally.cast).toBe(settings.abstentionsCount ? all.length : all.length - tally.abstain);
        expect(tally.result).toBe(tally.adopted ? put : 'UNFAVOURABLE');
        if (!tally.tie) expect([tally.castingVote, tally.adopted]).toEqual([false, tally.for * 2 > tally.cast]);
      }),
    );
  });

  it('is never adopted on a tie without the president’s own vote for it', () => {
    fc.assert(
      fc.property(urn, rules, proposal, (all, settings, put) => {
        expect(tallyOf(all, settings, undefined, put)).toMatchObject({ castingVote: false });
        const tally = tallyOf(all, settings, 'm0', put);
        const own = all.find(({ memberId }) => memberId === 'm0')?.choice;
        if (tally.tie) expect(tally.adopted).toBe(settings.castingVote && own === 'FOR');
      }),
    );
  });

  it('one more vote for never turns an adopted opinion down', () => {
    fc.assert(
      fc.property(urn, rules, proposal, (all, settings, put) => {
        const before = tallyOf(all, settings, 'm0', put);
        const after = tallyOf([...all, { memberId: 'x', castById: 'x', choice: 'FOR' }], settings, 'm0', put);
        if (before.adopted) expect(after.adopted).toBe(true);
      }),
    );
  });

  it('12 for, 12 against, the president for: favourable by casting vote', () => {
    const all = ballots(...many('FOR', 12), ...many('AGAINST', 12));
    expect(tallyOf(all, DEFAULT_SETTINGS, 'm0', 'FAVOURABLE')).toEqual({
      for: 12,
      against: 12,
      abstain: 0,
      cast: 24,
      tie: true,
      adopted: true,
      castingVote: true,
      result: 'FAVOURABLE',
    });
  });

  it('12 for, 12 against, the president against: not adopted, by casting vote', () => {
    const all = ballots(...many('FOR', 12), ...many('AGAINST', 12));
    expect(tallyOf(all, DEFAULT_SETTINGS, 'm23', 'FAVOURABLE')).toMatchObject({ castingVote: true, result: 'UNFAVOURABLE' });
  });

  it('a tie without the president (recused, absent or abstaining): not adopted', () => {
    const all = ballots(...many('FOR', 12), ...many('AGAINST', 12), 'ABSTAIN');
    for (const chair of [undefined, 'nobody', 'm24']) {
      expect(tallyOf(all, DEFAULT_SETTINGS, chair, 'WITH_RESERVES')).toMatchObject({
        castingVote: false,
        result: 'UNFAVOURABLE',
      });
    }
  });

  it('a ballot cast under the president’s mandate has no casting vote', () => {
    const all: CountedBallot[] = [
      { memberId: 'chair', castById: 'm1', choice: 'FOR' },
      { memberId: 'm1', castById: 'm1', choice: 'AGAINST' },
    ];
    expect(tallyOf(all, DEFAULT_SETTINGS, 'chair', 'FAVOURABLE')).toMatchObject({ castingVote: false, adopted: false });
  });

  it('an abstention weighs only where the committee counts it among the votes cast', () => {
    const all = ballots('FOR', 'FOR', 'AGAINST', 'ABSTAIN', 'ABSTAIN');
    expect(tallyOf(all, { abstentionsCount: false, castingVote: true }, 'm9', 'FAVOURABLE').adopted).toBe(true);
    expect(tallyOf(all, { abstentionsCount: true, castingVote: true }, 'm9', 'FAVOURABLE').adopted).toBe(false);
  });
});
