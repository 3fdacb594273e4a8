// What the guards of the application's machine judge: the dossier, its call, its organisation and what others recorded on it. Types only.

import type { ScopedApplication } from '../../access/application-scope.js';
import type { CallFacts } from '../calls/call-facts.js';
import type { EnvelopeRow } from '../calls/envelopes.rules.js';
import type {
  ApplicationContent,
  AttachedFile,
  Completion,
  IneligibilityFinding,
  NegativeAnswer,
  StagedShare,
} from './application-content.js';

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
  readonly receipt: Receipt | null;
  readonly completion: Completion | null;
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
  readonly hasAward: boolean;
  /** Ranks taken on the call's reserve list, ascending; loaded for the acts of the jury. */
  readonly reserveRanks: readonly number[];
  /** Loaded, locked, for the selection alone. */
  readonly envelopes: readonly EnvelopeRow[];
  /** Of each code the last stored file that is neither infected nor detached, by code. */
  readonly files: readonly AttachedFile[];
}
