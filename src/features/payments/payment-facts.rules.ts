// What the guards of a payment judge, as loaded in one query. Pure types and closed lists.

import type { OfficerRole } from '../../kernel/actor.js';
import type { LegState } from '../awards/leg.rules.js';
import type { FunderFamily } from '../calls/call-settings.js';
import type { TrancheKind } from '../calls/payment-settings.js';
import type { SeenPayment } from './payment-scope.rules.js';
import type { PaymentTerms } from './schedule.rules.js';

export const PAYMENT_STATES = [
  'PLANNED',
  'DUE',
  'PERFORMANCE_CERTIFIED',
  'LIQUIDATED',
  'ORDERED',
  'PAID',
  'HELD',
  'REJECTED_BY_BANK',
  'CANCELLED',
] as const;
export type PaymentState = (typeof PAYMENT_STATES)[number];
export type PaymentEvent =
  'fallDue' | 'hold' | 'release' | 'certify' | 'liquidate' | 'order' | 'pay' | 'reject' | 'reissue' | 'cancel';

/** Why an officer holds a payment. */
export const HOLD_CAUSES = ['REPORT_MISSING', 'CREDITS_FROZEN', 'SIRET_CLOSED', 'DEBT', 'OTHER'] as const;
export type HoldCause = (typeof HOLD_CAUSES)[number];
/** Why the system does, and until when: it releases by itself what is over. */
export const BLOCKS = ['LEG_SUSPENDED', 'CREDITS_CLOSED', 'BANK_DETAILS'] as const;
export type Block = (typeof BLOCKS)[number];
export const HELD_CAUSES = [...HOLD_CAUSES, ...BLOCKS] as const;
export type HeldCause = (typeof HELD_CAUSES)[number];

export const DUTIES = ['EXAMINER', 'ORDERER', 'ACCOUNTANT'] as const;
export type Duty = (typeof DUTIES)[number];

/** Bank details in force of the holder. */
export interface HolderAccount {
  readonly id: string;
  readonly number: number;
  readonly iban: string;
  readonly bic: string;
  readonly accountHolder: string;
  readonly mismatchReason: string | null;
}

/** Another tranche of the same share. */
export interface Sibling {
  readonly id: string;
  readonly year: number;
  readonly kind: TrancheKind;
  readonly state: PaymentState;
  /** Liquidated, or planned before. */
  readonly cents: bigint;
}

export interface OtherFunder {
  readonly name: string;
  /** Its share runs, or its balance is settled: there is nothing left of it to wait for. */
  readonly notified: boolean;
  /** A payment of the same year is held. */
  readonly held: boolean;
}

export interface PaymentFacts extends SeenPayment {
  readonly id: string;
  readonly number: bigint;
  readonly awardId: string;
  readonly legId: string;
  readonly applicationId: string;
  readonly callId: string;
  readonly timeZone: string;
  /** Of the dossier, for this award. */
  readonly state: string;
  readonly holder: string;
  readonly funder: {
    readonly code: string;
    readonly name: string;
    readonly family: FunderFamily;
    readonly officerRole: OfficerRole;
  };
  readonly year: number;
  readonly position: number;
  readonly kind: TrancheKind;
  readonly rate: number;
  readonly plannedCents: bigint;
  readonly liquidatedCents: bigint | null;
  readonly terms: PaymentTerms;
  readonly expectedOn: string;
  readonly attempt: number;
  readonly heldCause: HeldCause | null;
  readonly legState: LegState;
  readonly notifiedOn: string | null;
  readonly startedOn: string | null;
  /** Day on which it was last ordered, in the time zone of the call; null before. */
  readonly orderedOn: string | null;
  /** This funder's share of the year, less what was taken off it. */
  readonly shareCents: bigint;
  readonly duties: readonly { readonly personId: string; readonly duty: Duty }[];
  readonly account: HolderAccount | null;
  readonly rejectedAccountId: string | null;
  /** Committed in the ledger for the dossier, funder and year, and not ordered yet. */
  readonly committedCents: bigint;
  /** Reasons for which the funder closed the payment of the year's credits; null: open. */
  readonly creditsClosed: string | null;
  /** Years whose report is accepted. */
  readonly reportYears: readonly number[];
  /** Codes of the documents provided. */
  readonly documents: readonly string[];
  /** Labels of what the dossier still owes before any payment (CRPA L114-5-1). */
  readonly openConditions: readonly string[];
  readonly siblings: readonly Sibling[];
  readonly others: readonly OtherFunder[];
  /** Investment in the year's expenses of the plan in force, in cents. */
  readonly investment: { readonly investmentCents: bigint; readonly totalCents: bigint };
  /** Already in a batch, for this attempt. */
  readonly batched: boolean;
}
