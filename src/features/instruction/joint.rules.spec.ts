import fc from 'fast-check';

import { joinOpinions, OPINIONS, type JointOutcome, type Opinion } from './joint.rules.js';

const LITERAL: readonly (readonly [Opinion, Opinion, JointOutcome, boolean])[] = [
  ['FAVOURABLE', 'FAVOURABLE', 'FAVOURABLE', false],
  ['FAVOURABLE', 'WITH_RESERVES', 'WITH_RESERVES', false],
  ['FAVOURABLE', 'UNFAVOURABLE', 'DIVERGENT', true],
  ['WITH_RESERVES', 'FAVOURABLE', 'WITH_RESERVES', false],
  ['WITH_RESERVES', 'WITH_RESERVES', 'WITH_RESERVES', false],
  ['WITH_RESERVES', 'UNFAVOURABLE', 'DIVERGENT', true],
  ['UNFAVOURABLE', 'FAVOURABLE', 'DIVERGENT', true],
  ['UNFAVOURABLE', 'WITH_RESERVES', 'DIVERGENT', true],
  ['UNFAVOURABLE', 'UNFAVOURABLE', 'UNFAVOURABLE', false],
];

describe('the joint rule', () => {
  it.each(LITERAL)('%s with %s gives %s (divergent: %s)', (caf, ddets, jointOutcome, divergent) => {
    expect(joinOpinions(caf, ddets)).toEqual({ jointOutcome, divergent });
  });

  const opinion = fc.constantFrom(...OPINIONS);

  it('is total, the same for both agencies, and divergent only when exactly one is against', () => {
    expect(LITERAL).toHaveLength(OPINIONS.length ** 2);
    fc.assert(
      fc.property(opinion, opinion, (caf, ddets) => {
        const joint = joinOpinions(caf, ddets);
        expect(joint).toEqual(joinOpinions(ddets, caf));
        expect(joint.divergent).toBe((caf === 'UNFAVOURABLE') !== (ddets === 'UNFAVOURABLE'));
        expect(joint.jointOutcome === 'DIVERGENT').toBe(joint.divergent);
      }),
    );
  });

  it('never gives a better outcome than either opinion', () => {
    fc.assert(
      fc.property(opinion, opinion, (caf, ddets) => {
        const { jointOutcome } = joinOpinions(caf, ddets);
        if (jointOutcome === 'DIVERGENT') return;
        const rank = (value: Opinion): number => OPINIONS.indexOf(value);
        expect(rank(jointOutcome)).toBe(Math.max(rank(caf), rank(ddets)));
      }),
    );
  });
});
