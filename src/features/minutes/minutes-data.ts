// What minutes are made of, frozen at the drafting as canonical JSON. Instants are ISO 8601 in UTC, amounts whole cents.
// The shape belongs to the template version: a change of it is a new version of both.

import type { SessionMode } from '../committees/session-mode.rules.js';
import type { Choice, Counts, ItemResult, Proposal } from '../committees/tally.rules.js';
import type { BallotMode } from '../committees/voting-settings.js';

export const MINUTES_KINDS = ['ORIGINAL', 'RECTIFYING'] as const;
export type MinutesKind = (typeof MINUTES_KINDS)[number];

export interface NamedPerson {
  readonly name: string;
  readonly capacity: string;
}
export interface QuorumRecord {
  readonly present: number;
  readonly represented: number;
  readonly required: number;
  readonly reached: boolean;
}
export interface PresenceRecord {
  readonly arrivedAt: string;
  readonly leftAt: string | null;
  readonly means: string;
  /** Who came for the member. */
  readonly substitute: NamedPerson | null;
}
export interface MemberRecord extends NamedPerson {
  readonly college: string;
  readonly president: boolean;
  /** Empty: absent. */
  readonly presences: readonly PresenceRecord[];
}
export interface AgencyRecord {
  readonly opinion: ItemResult;
  readonly reasons: string;
  readonly reserves: string | null;
  readonly years: readonly { readonly year: number; readonly cents: number; readonly reason?: string | null }[];
}
export interface PositionsRecord {
  readonly caf: AgencyRecord;
  readonly ddets: AgencyRecord;
  readonly jointOutcome: string;
  readonly divergent: boolean;
  /** As copied at the convocation. */
  readonly divergence?: {
    readonly positions: readonly { readonly agencyKind: string; readonly position: string }[];
    readonly conciliations: readonly { readonly heldOn: string; readonly outcome: string; readonly summary: string }[];
  } | null;
}
export interface YearRecord {
  readonly year: number;
  readonly cents: number;
}
export interface CountRecord extends Counts {
  readonly castingVote: boolean;
  readonly adopted: boolean;
}
export interface ItemRecord {
  readonly id: string;
  readonly position: number;
  readonly applicationId: string;
  readonly number: string | null;
  readonly title: string;
  readonly organisation: string;
  readonly outcome: 'DECIDED' | 'DEFERRED' | 'NOT_DEALT_WITH';
  readonly positions: PositionsRecord | null;
  readonly recused: readonly NamedPerson[];
  readonly heard: readonly (NamedPerson & { readonly enteredAt: string; readonly leftAt: string | null })[];
  /** When it was put to the vote; null: it was not. */
  readonly quorum: QuorumRecord | null;
  readonly ballotMode: BallotMode | null;
  readonly proposal: Proposal | null;
  readonly count: CountRecord | null;
  /** Only of a public ballot, and where the committee's rules ask for it. */
  readonly nominal: readonly { readonly name: string; readonly choice: Choice }[] | null;
  readonly result: ItemResult | null;
  readonly reasons: string | null;
  readonly reserves: readonly string[];
  readonly years: readonly YearRecord[];
  readonly rank: number | null;
  readonly deferReasons: string | null;
  readonly openedAt: string | null;
  readonly closedAt: string | null;
  readonly disagreements: readonly (NamedPerson & { readonly text: string | null; readonly recordedAt: string })[];
}
export interface SessionRecord {
  readonly convenedAt: string | null;
  readonly urgencyMotive: string | null;
  readonly modeDecision: string | null;
  readonly sendings: readonly {
    readonly name: string;
    readonly sentAt: string;
    readonly means: string;
    readonly cause: string;
  }[];
  /** Session without quorum whose agenda this one takes up again (CRPA R133-10). */
  readonly secondOf: { readonly id: string; readonly scheduledAt: string } | null;
  readonly membersCount: number | null;
  /** At the opening, or when the want of quorum was found. */
  readonly quorum: QuorumRecord | null;
  readonly members: readonly MemberRecord[];
  readonly mandates: readonly { readonly giver: string; readonly holder: string; readonly givenAt: string }[];
  readonly items: readonly ItemRecord[];
  readonly ranking: { readonly adoptedAt: string; readonly count: Counts | null } | null;
}
export interface RectificationRecord {
  readonly originalId: string;
  readonly originalNumber: number;
  readonly originalSignedAt: string;
  readonly originalPdfSha256: string;
  readonly reasons: string;
  readonly corrections: readonly { readonly itemId: string | null; readonly position: number | null; readonly text: string }[];
}
export interface MinutesData {
  readonly minutesId: string;
  readonly sessionId: string;
  readonly kind: MinutesKind;
  readonly number: number;
  readonly draft: number;
  readonly draftedAt: string;
  readonly committee: { readonly name: string; readonly department: string };
  readonly call: { readonly id: string; readonly title: string };
  readonly timeZone: string;
  readonly scheduledAt: string;
  readonly closesAt: string | null;
  readonly openedAt: string | null;
  readonly closedAt: string | null;
  readonly place: string;
  readonly mode: SessionMode;
  readonly state: 'CLOSED' | 'ADJOURNED' | 'INVALID';
  readonly signatories: readonly NamedPerson[];
  /** Of the original; rectifying minutes say only what they correct. */
  readonly session: SessionRecord | null;
  readonly rectification: RectificationRecord | null;
}
