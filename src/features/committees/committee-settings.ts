import { DEFAULT_VOTING, type VotingSettings } from './voting-settings.js';

export const COMMITTEE_KINDS = ['CDSF', 'SUBSTITUTE', 'COLLECTIVITE'] as const;
export type CommitteeKind = (typeof COMMITTEE_KINDS)[number];

/** What the law leaves to each committee's own rules. Every value is data of the committee; a session judges with those in force. */
export interface CommitteeSettings extends VotingSettings {
  /** Full days between the convocation and the meeting, save urgency (CRPA R133-8). */
  readonly noticeDays: number;
  /** Share of the members composing the committee who must be there or have given a mandate (CRPA R133-10: half). */
  readonly quorumPercent: number;
  /** Whether the quorum is asked once, when the session opens, or again for each item (recused members then no longer count). */
  readonly quorumAt: 'OPENING' | 'ITEM';
  /** Whether the base of the quorum is the number of seats, the vacant ones included, or the members in office. */
  readonly vacantSeatsCount: boolean;
  /** Seats composing the committee, in place of those open; null: the open seats. */
  readonly seats: number | null;
  /** Length of a term, in years (CASF D214-5: six). */
  readonly termYears: number;
  /** Whether a member whose term has run out stays in office until a successor is seated; no source says so. */
  readonly membersStayUntilReplaced: boolean;
  /** Hours at least between the opening and the closing of a written deliberation (ordonnance 2014-1329, art. 3: members must have time to answer). */
  readonly writtenMinHours: number;
  /** Days after the session in which its minutes are to be signed; the president and the secretary are then reminded. No source says how many. */
  readonly minutesDays: number;
}

export const DEFAULT_SETTINGS: CommitteeSettings = {
  ...DEFAULT_VOTING,
  noticeDays: 5,
  quorumPercent: 50,
  quorumAt: 'OPENING',
  vacantSeatsCount: true,
  seats: null,
  termYears: 6,
  membersStayUntilReplaced: false,
  writtenMinHours: 24,
  minutesDays: 15,
};

/** Settings as stored, with the default of those that came later. */
export function withDefaults(stored: Partial<CommitteeSettings>): CommitteeSettings {
  return { ...DEFAULT_SETTINGS, ...stored };
}
