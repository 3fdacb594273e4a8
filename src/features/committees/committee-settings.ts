export const COMMITTEE_KINDS = ['CDSF', 'SUBSTITUTE', 'COLLECTIVITE'] as const;
export type CommitteeKind = (typeof COMMITTEE_KINDS)[number];

/** What the law leaves to each committee's own rules. Every value is data of the committee; a session judges with those in force. */
export interface CommitteeSettings {
  /** Full days between the convocation and the meeting, save urgency (CRPA R133-8). */
  readonly noticeDays: number;
  /** Share of the members composing the committee who must be there or have given a mandate (CRPA R133-10: half). */
  readonly quorumPercent: number;
  /** Whether the quorum is asked once, when the session opens, or again for each item (recused members then no longer count). */
  readonly quorumAt: 'OPENING' | 'ITEM';
  /** Whether the base of the quorum is the number of seats, the vacant ones included, or the members in office. */
  readonly vacantSeatsCount: boolean;
  /** Whether an abstention is a vote cast: R133-11 can be read as a majority of those present, or of those who took sides. */
  readonly abstentionsCount: boolean;
  /** Whether the president's own vote decides a tie (CRPA R133-11). */
  readonly castingVote: boolean;
  /** Seats composing the committee; null: as many as members in office. */
  readonly seats: number | null;
  /** Hours at least between the opening and the closing of a written deliberation (ordonnance 2014-1329, art. 3: members must have time to answer). */
  readonly writtenMinHours: number;
}

export const DEFAULT_SETTINGS: CommitteeSettings = {
  noticeDays: 5,
  quorumPercent: 50,
  quorumAt: 'OPENING',
  vacantSeatsCount: true,
  abstentionsCount: false,
  castingVote: true,
  seats: null,
  writtenMinHours: 24,
};
