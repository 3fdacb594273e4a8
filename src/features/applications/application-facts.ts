// What the guards of the application's machine judge: the dossier, its call, its organisation and what others recorded on it. Types only.

import type { ScopedApplication } from '../../access/application-scope.js';
import type { CallFacts } from '../calls/call-facts.js';
import type { EnvelopeRow } from '../calls/envelopes.rules.js';
import type {
  AgencyKind,
  ApplicationContent,
  AwardPlan,
  AttachedFile,
  IneligibilityFinding,
  NegativeAnswer,
  StagedShare,
} from './application-content.js';
import type { Completion, Condition } from './completion-content.js';
import type { Suspension } from './silence.rules.js';

export const APPLICATION_STATES = [
  'DRAFT',
  'SUBMITTED',
  'INCOMPLETE',
  'COMPLETE',
  'INELIGIBLE',
  'UNDER_EXAMINATION',
  'EXAMINED',
  'ON_AGENDA',
  'COMMITTEE_FAVOURABLE',
  'COMMITTEE_RESERVED',
  'COMMITTEE_UNFAVOURABLE',
  'DEFERRED',
  'SHORTLISTED',
  'RESERVE',
  'AWARDED',
  'REFUSED',
  'DISMISSED',
  'WITHDRAWN',
  'LATE',
] as const;
export type ApplicationState = (typeof APPLICATION_STATES)[number];

/** Proof of the last submission (CRPA L112-11). */
export interface Receipt {
  readonly number: string;
  /** Instant, ISO 8601. */
  readonly submittedAt: string;
  readonly hash: string;
}

/** A financial report that its holder has yet to submit, or to complete. */
export interface AwaitedReport {
  readonly year: number;
  /** Calendar day, YYYY-MM-DD, in the zone of its own call. */
  readonly awaitedOn: string;
  readonly timeZone: string;
  readonly applicationNumber: string | null;
  readonly title: string;
}

/** What the last frozen version says, in the dossier's own shape. */
export interface LastSent {
  readonly title: string;
  readonly content: ApplicationContent;
  readonly requestedCents: bigint;
  /** Files attached then. */
  readonly files: readonly AttachedFile[];
}

export interface SelectionReference {
  readonly optimisationId: string;
  readonly taken: boolean;
}

export interface ApplicationFacts extends ScopedApplication {
  readonly id: string;
  readonly state: ApplicationState;
  readonly number: string | null;
  readonly title: string;
  readonly region: string;
  readonly call: CallFacts;
  readonly organisationName: string;
  readonly holderType: string;
  readonly content: ApplicationContent;
  readonly requestedCents: bigint;
  readonly stateSince: Date;
  /** Number of the last frozen version; 0 before the first. */
  readonly submittedVersion: number;
  readonly submittedAt: Date | null;
  /** Specification of the call in force when the draft was begun. */
  readonly begunSpec: number;
  readonly receipt: Receipt | null;
  readonly completion: Completion | null;
  /** Rounds of completion so far. */
  readonly completionRounds: number;
  /** What a complete dossier still owes, lifted ones included. */
  readonly conditions: readonly Condition[];
  /** While the holder edits a dossier already sent, the last version sent: what everybody else reads. */
  readonly lastSent: LastSent | null;
  readonly ineligibility: IneligibilityFinding | null;
  readonly jointOutcome: string | null;
  readonly divergent: boolean | null;
  readonly committeeOpinion: string | null;
  readonly reserveRank: number | null;
  readonly reserveExpiresAt: Date | null;
  readonly refusal: NegativeAnswer | null;
  /** Last revision of each stage. */
  readonly amounts: readonly StagedShare[];
  /** A funder refused its leg: the project cannot be paid by halves any more. */
  readonly legRefused: boolean;
  /** The holder declined the lower amount offered, or let its time pass: the dossier is the jury's again. */
  readonly offerDeclined: boolean;
  /** Plan accepted with a lower amount: what an agreement is signed on, in the place of the submitted one. */
  readonly awardPlan: AwardPlan | null;
  readonly hasAward: boolean;
  /** Departments beside the lead one, as of the last submission: their agencies are consulted. */
  readonly consultedDepartments: readonly string[];
  /** Opinions of consultation given so far; what they say is read apart. */
  readonly consultations: readonly { readonly department: string; readonly agency: AgencyKind }[];
  /** Ranks taken on the call's reserve list, ascending; loaded for the acts of the jury. */
  readonly reserveRanks: readonly number[];
  /** When the clock of silence stood still, over all the rounds of completion (CRPA L114-5). */
  readonly suspensions: readonly Suspension[];
  /** Number of the examination in progress: an appeal upheld starts the next one. */
  readonly examination: number;
  /** Last time a final answer was lifted, by a signed exception or an appeal upheld. */
  readonly reopenedAt: Date | null;
  /** Silence has been recorded as a refusal of this examination. */
  readonly silenceRecordedAt: Date | null;
  /** What the reference selection of the call says of this dossier; null: none is adopted, or it did not consider it. Loaded for the jury's acts. */
  readonly reference?: SelectionReference | null;
  /** Loaded, locked, for the selection alone. */
  readonly envelopes: readonly EnvelopeRow[];
  /** Of a draft of an association: the reports that it owes on its awards, the oldest first. */
  readonly awaitedReports: readonly AwaitedReport[];
  /** Of each code the last stored file that is neither infected nor detached, by code. */
  readonly files: readonly AttachedFile[];
}
