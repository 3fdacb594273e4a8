// The result of a vote, from what was cast alone (CRPA R133-11): nobody types it.

import type { VotingSettings } from './voting-settings.js';

export const CHOICES = ['FOR', 'AGAINST', 'ABSTAIN', 'BLANK'] as const;
export type Choice = (typeof CHOICES)[number];
export const PROPOSALS = ['FAVOURABLE', 'WITH_RESERVES'] as const;
export type Proposal = (typeof PROPOSALS)[number];
export const ITEM_RESULTS = [...PROPOSALS, 'UNFAVOURABLE'] as const;
export type ItemResult = (typeof ITEM_RESULTS)[number];

export interface CastBallot {
  readonly memberId: string;
  /** The member, or the holder of the member's mandate. */
  readonly castById: string;
}

export interface CountedBallot extends CastBallot {
  readonly choice: Choice;
}

/** Voices, whole and never negative. */
export interface Counts {
  readonly for: number;
  readonly against: number;
  readonly abstain: number;
  readonly blank: number;
}

export interface Count extends Counts {
  /** Votes among which the majority is looked for; abstentions and blank votes are among them only if the committee's rules say so. */
  readonly cast: number;
  readonly tie: boolean;
}

export interface Tally extends Count {
  readonly adopted: boolean;
  /** True when a casting vote broke the tie, one way or the other. */
  readonly castingVote: boolean;
  readonly result: ItemResult;
}

type CountingRules = Pick<VotingSettings, 'abstentionsCount' | 'blankCounts'>;

export function totalOf(counts: Counts): number {
  return counts.for + counts.against + counts.abstain + counts.blank;
}

export function countsOf(ballots: readonly CountedBallot[]): Counts {
  const of = (choice: Choice): number => ballots.filter((ballot) => ballot.choice === choice).length;
  return { for: of('FOR'), against: of('AGAINST'), abstain: of('ABSTAIN'), blank: of('BLANK') };
}

/** The voices of one choice. */
export function voicesOf(counts: Counts, choice: Choice): number {
  return { FOR: counts.for, AGAINST: counts.against, ABSTAIN: counts.abstain, BLANK: counts.blank }[choice];
}

export function count(counts: Counts, rules: CountingRules): Count {
  const cast =
    counts.for + counts.against + (rules.abstentionsCount ? counts.abstain : 0) + (rules.blankCounts ? counts.blank : 0);
  return { ...counts, cast, tie: cast > 0 && counts.for * 2 === cast };
}

/**
 * Adopted by more than half of the votes cast; exactly half, when there are any, is a tie, which `casting` decides when it takes sides: the choice of whoever
 * has the casting vote, undefined when nobody has it. Not adopted means unfavourable.
 */
export function tallyOf(counts: Counts, rules: CountingRules, casting: Choice | undefined, proposal: Proposal): Tally {
  const counted = count(counts, rules);
  const castingVote = counted.tie && (casting === 'FOR' || casting === 'AGAINST');
  const adopted = counted.for * 2 > counted.cast || (castingVote && casting === 'FOR');
  return { ...counted, adopted, castingVote, result: adopted ? proposal : 'UNFAVOURABLE' };
}

/** What a member chose in person: a ballot cast under their mandate is a vote like any other, without a casting vote. */
export function choiceInPerson(ballots: readonly CountedBallot[], memberId: string | undefined): Choice | undefined {
  return ballots.find((ballot) => ballot.memberId === memberId && ballot.castById === memberId)?.choice;
}
