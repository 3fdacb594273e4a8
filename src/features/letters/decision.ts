// A decision that a holder must be told of, as read in one query with all that its letter says. Types only.

import type { OfficerRole } from '../../kernel/actor.js';
import type { Bilingual } from '../../kernel/errors.js';
import type { Delegation } from '../awards/awards.rules.js';
import type { AppealSettings, LetterSettings } from '../calls/call-settings.js';
import type { PaymentCondition, TrancheKind } from '../calls/payment-settings.js';
import type { AppealKind } from '../remedies/appeal.rules.js';
import type { AmendmentTold, MeasureTold, RecoveryTold } from './letter-data.js';
import type { NotifiedDecision } from './letter.rules.js';

export interface DecidedLeg {
  readonly code: string;
  readonly name: string;
  readonly officerRole: OfficerRole;
  readonly state: string;
  readonly decisionNumber: string | null;
  /** YYYY-MM-DD. */
  readonly decisionDate: string | null;
  readonly authority: string | null;
  readonly author: string | null;
  readonly authorId: string | null;
  readonly years: readonly { readonly year: number; readonly cents: number }[];
}

/** What the notification of a share says beside the decision. Days are YYYY-MM-DD. */
export interface DecidedShare {
  readonly notifiedOn: string;
  readonly delegation: Delegation | null;
  /** Day of the last signature of the agreement that covers it; null: none does. */
  readonly agreementSignedOn: string | null;
  /** Award order, in the place of an agreement. */
  readonly order: { readonly number: string; readonly date: string; readonly authority: string } | null;
  readonly commitmentNumber: string;
  readonly commitmentDate: string;
  readonly summary: string | null;
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  /** In the order in which they are expected. */
  readonly payments: readonly {
    readonly year: number;
    readonly kind: TrancheKind;
    readonly cents: number;
    readonly expectedOn: string;
    readonly conditions: readonly PaymentCondition[];
  }[];
  /** Of the call: labels of what a payment may wait for. */
  readonly documents: readonly { readonly code: string; readonly label: string }[];
}

export interface MeasureDecided extends Omit<MeasureTold, 'openedOn' | 'claim'> {
  readonly authority: string;
  /** Instant, ISO 8601. */
  readonly openedAt: string;
  readonly claim: { readonly explanation: Bilingual };
}

export interface RecoveryOrdered extends Omit<RecoveryTold, 'reference' | 'computation'> {
  readonly authority: string;
  readonly number: string;
  readonly explanation: Bilingual;
}

export interface Lacking {
  readonly label: string;
  readonly explanation?: string;
  readonly settlement?: { readonly accepted: boolean; readonly reason?: string };
}

export interface Decision {
  readonly subject: 'application' | 'award-leg' | 'measure' | 'recovery' | 'amendment' | 'appeal';
  readonly subjectId: string;
  readonly applicationId: string;
  readonly examination: number;
  readonly decision: NotifiedDecision;
  /** Code of the funder: of a decision on one leg, and of an award letter where each funder writes its own. */
  readonly leg: string;
  readonly decidedAt: Date;

  readonly number: string | null;
  readonly title: string;
  readonly organisationId: string;
  readonly organisation: string;
  readonly holderType: string;
  readonly holderDepartment: string;
  readonly department: string;
  readonly region: string;
  readonly callTitle: string;
  readonly timeZone: string;
  readonly appealText: string;
  readonly appeals: AppealSettings | null;
  readonly letters: LetterSettings | null;
  /** Who published the specification in force. */
  readonly publisher: string | null;
  readonly caf: string | null;
  readonly ddets: string | null;

  readonly reasons: string | null;
  readonly appeal: string | null;
  /** SYSTEM_ID when time alone decided. */
  readonly actorId: string | null;
  /** Given name and name of a person known here. */
  readonly author: string | null;
  /** Name of the policy under which the act passed, or of an officer's role. */
  readonly capacity: string | null;

  /** The call's, in the order of their positions; of an award with what each decided. */
  readonly funders: readonly { readonly code: string; readonly name: string; readonly officerRole: OfficerRole }[];
  /** Of the award of this examination; empty without one. */
  readonly legs: readonly DecidedLeg[];
  /** Of a share that is notified. */
  readonly share: DecidedShare | null;
  /** That is refused. */
  readonly amendment: (Omit<AmendmentTold, 'askedOn'> & { readonly askedAt: string }) | null;
  /** That ends a share. */
  readonly measure: MeasureDecided | null;
  /** That is ordered. */
  readonly recovery: RecoveryOrdered | null;
  readonly requestedCents: bigint;
  readonly reserveRank: number | null;
  readonly reserveExpiresAt: Date | null;
  /** What the last letter of this stay on the reserve list said; null: none was written. */
  readonly rankTold: { readonly rank: number; readonly writtenOn: string } | null;
  readonly lacking: readonly Lacking[];
  readonly appealKind: AppealKind | null;
  readonly appealFiledAt: Date | null;
}
