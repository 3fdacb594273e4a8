// What the rules of a request for an opinion read. Types only.

import type { ScopedApplication } from '../../access/application-scope.js';
import type { AgencyKind } from '../applications/application-content.js';

export const EXPERT_REQUEST_STATES = ['DRAFT', 'REQUESTED', 'ACCEPTED', 'GIVEN', 'DECLINED', 'EXPIRED', 'REVOKED'] as const;
export type ExpertRequestState = (typeof EXPERT_REQUEST_STATES)[number];
export const EXPERT_REQUEST_EVENTS = ['request', 'accept', 'decline', 'give', 'expire', 'revoke'] as const;
export type ExpertRequestEvent = (typeof EXPERT_REQUEST_EVENTS)[number];

/** The expert, as the database knows them. */
export interface ExpertFacts {
  readonly expertId: string;
  readonly disabled: boolean;
  /** Holds a role of an agency, a committee, a jury or a funder over the department of the dossier. */
  readonly serves: boolean;
  readonly actsForHolder: boolean;
}

export interface ExpertRequestFacts extends ScopedApplication, ExpertFacts {
  readonly id: string;
  readonly applicationId: string;
  readonly examination: number;
  readonly agencyKind: AgencyKind;
  readonly requestedBy: string;
  readonly dueAt: Date;
  /** Files of the dossier that the expert may read. */
  readonly documentIds: readonly string[];
}

export interface RequestInput {
  readonly question: string;
  /** Files asked for; those that are none of the dossier's are not in the facts. */
  readonly documentIds: readonly string[];
}
export interface AcceptInput {
  readonly noInterest: boolean;
}
export interface DeclineInput {
  readonly reason?: string;
  /** An interest in the dossier is why. */
  readonly interest?: boolean;
}
export interface GiveInput {
  readonly opinion: string;
}
export interface RevokeInput {
  readonly reasons?: string;
}
