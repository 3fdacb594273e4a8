// How a committee votes: what the law leaves to its own rules (CRPA R133-11 says the majority and the casting vote, nothing more).

export const BALLOT_MODES = ['PUBLIC', 'SECRET', 'SHOW_OF_HANDS'] as const;
export type BallotMode = (typeof BALLOT_MODES)[number];

export interface VotingSettings {
  /** Whether an abstention is a vote cast: R133-11 can be read as a majority of those present, or of those who took sides. */
  readonly abstentionsCount: boolean;
  /** Whether the president's own vote decides a tie (CRPA R133-11). */
  readonly castingVote: boolean;
  /** Ways of voting that may be chosen when an item is put to the vote. */
  readonly ballotModes: readonly BallotMode[];
  /** The one used when none is chosen; among `ballotModes`. */
  readonly defaultBallotMode: BallotMode;
  /** Whether a member may vote blank. */
  readonly blankAllowed: boolean;
  /** Whether a blank vote is a vote cast. */
  readonly blankCounts: boolean;
  /** A tie when the president is absent or recused: not adopted, or decided by whoever presides instead. */
  readonly tieWithoutPresident: 'NOT_ADOPTED' | 'ACTING_PRESIDENT';
  /** A tie in a secret ballot: not adopted, or the president says aloud, once the count is closed, which way the casting vote goes. */
  readonly secretTie: 'NOT_ADOPTED' | 'PRESIDENT_DECLARES';
  /** Whether a favourable opinion without reserves must have its reasons written too. */
  readonly reasonsForFavourable: boolean;
  /** Whether the minutes say how each member voted in a public ballot; R133-13 asks for the sense of each deliberation alone. */
  readonly nominalMinutes: boolean;
}

export const DEFAULT_VOTING: VotingSettings = {
  abstentionsCount: false,
  castingVote: true,
  ballotModes: BALLOT_MODES,
  defaultBallotMode: 'PUBLIC',
  blankAllowed: false,
  blankCounts: false,
  tieWithoutPresident: 'NOT_ADOPTED',
  secretTie: 'NOT_ADOPTED',
  reasonsForFavourable: false,
  nominalMinutes: false,
};
