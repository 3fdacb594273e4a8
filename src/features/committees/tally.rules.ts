// The result of a vote, from the ballots alone (CRPA R133-11): nobody types it.

import type { CommitteeSettings } from './committee-settings.js';

export const CHOICES = ['FOR', 'AGAINST', 'ABSTAIN'] as const;
export type Choice = (typeof CHOICES)[number];
export const PROPOSALS = ['FAVOURABLE', 'WITH_RESERVES'] as const;
export type Proposal = (typeof PROPOSALS)[number];
export type ItemResult = Proposal | 'UNFAVOURABLE';

export interface CountedBallot {
  readonly memberId: string;
  /** The member, or the holder of the member's mandate. */
  readonly castById: string;
  readonly choice: Choice;
}

export interface Count {
  readonly for: number;
  readonly against: number;
  readonly abstain: number;
  /** Votes among which the majority is looked for; abstentions are among them only if the committee's rules say so. */
  readonly cast: number;
  readonly tie: boolean;
}

export interface Tally extends Count {
  readonly adopted: boolean;
  /** True when the president's vote broke the tie, one way or the other. */
  readonly castingVote: boolean;
  readonly result: ItemResult;
}

type VotingRules = Pick<CommitteeSettings, 'abstentionsCount' | 'castingVote'>;

export function count(ballots: readonly CountedBallot[], rules: Pick<VotingRules, 'abstentionsCount'>): Count {
  const of = (choice: Choice): number => ballots.filter((ballot) => ballot.choice === choice).length;
  const [inFavour, against, abstain] = [of('FOR'), of('AGAINST'), of('ABSTAIN')];
  const cast = inFavour + against + (rules.abstentionsCount ? abstain : 0);
  return { for: inFavour, against, abstain, cast, tie: inFavour * 2 === cast };
}

/**
 * Adopted by more than half of the votes cast; exactly half is a tie, which the president's own FOR or AGAINST decides. The casting vote
 * belongs to the president in person: a ballot cast under the president's mandate is a vote like any other. Not adopted means unfavourable.
 */
export function tallyOf(
  ballots: readonly CountedBallot[],
  rules: VotingRules,
  presidentId: string | undefined,
  proposal: Proposal,
): Tally {
  const counted = count(ballots, rules);
  const presidents = ballots.find(({ memberId, castById }) => memberId === presidentId && castById === presidentId)?.choice;
  const castingVote = counted.tie && rules.castingVote && (presidents === 'FOR' || presidents === 'AGAINST');
  const adopted = counted.for * 2 > counted.cast || (castingVote && presidents === 'FOR');
  return { ...counted, adopted, castingVote, result: adopted ? proposal : 'UNFAVOURABLE' };
}
