// The round of completion in progress, as `application.completion` keeps it for the rules (CRPA L114-5: say what is missing, set a time).
// Every round, answer and settlement also stands in its own append-only table. Pure types and closed lists.

import type { AgencyKind } from './application-content.js';

export const ITEM_KINDS = ['DOCUMENT', 'FIELD', 'DECLARATION'] as const;
export type ItemKind = (typeof ITEM_KINDS)[number];

/** FORMAL: a defect of form, to be regularised (CRPA L114-6), never a ground to end the file. */
export const ITEM_DEFECTS = ['MISSING', 'WRONG', 'UNREADABLE', 'OUTDATED', 'FORMAL'] as const;
export type ItemDefect = (typeof ITEM_DEFECTS)[number];

/** AWARD: the award takes effect only once met (CRPA L114-5-1); PAYMENT: the award stands, its payment waits. */
export const CONDITION_EFFECTS = ['AWARD', 'PAYMENT'] as const;
export type ConditionEffect = (typeof CONDITION_EFFECTS)[number];

export const CONDITION_STATES = ['OPEN', 'LIFTED'] as const;
export type ConditionState = (typeof CONDITION_STATES)[number];

/** What must still arrive for the award to take effect, or to be paid; instants are texts, as PostgreSQL writes them in JSON. */
export interface Condition {
  readonly id: string;
  readonly code: string;
  readonly label: string;
  readonly reason: string;
  readonly effect: ConditionEffect;
  readonly state: ConditionState;
  readonly createdAt: string;
  readonly liftedAt: string | null;
  readonly liftedReason: string | null;
}

export const ROUND_EVENTS = [
  'ASKED',
  'JOINED',
  'REMINDED',
  'REMINDED_BY_CLOCK',
  'SENT',
  'RENEWED',
  'ACCEPTED',
  'CONTINUED',
  'DISMISSED',
  'FORWARDED',
  'WITHDRAWN',
] as const;
export type RoundEvent = (typeof ROUND_EVENTS)[number];

/** What an agency asks for, once the rules have read it. */
export interface ItemAsked {
  readonly code: string;
  readonly label: string;
  readonly kind: ItemKind;
  readonly defect: ItemDefect;
  readonly essential: boolean;
  /** RFC 6901, in the content; of a FIELD. */
  readonly pointer?: string;
  readonly explanation?: string;
}

export interface ItemAnswer {
  readonly comment?: string;
  readonly notApplicable?: boolean;
  /** Why it does not apply. */
  readonly reason?: string;
  /** Seen in the content that was sent, not said. */
  readonly byContent?: boolean;
  readonly at: string;
  readonly by: string;
}

export interface ItemSettlement {
  readonly accepted: boolean;
  readonly reason?: string;
  readonly agency: AgencyKind;
  readonly at: string;
}

export interface CompletionItem extends ItemAsked {
  readonly id: string;
  readonly agency: AgencyKind;
  readonly askedAt: string;
  /** End of the time given when it was asked; a later request of the same round may give more. */
  readonly dueAt: string;
  readonly carriedFrom?: string;
  /** The holder's working answer: the desks read it once sent. */
  readonly answer?: ItemAnswer;
  /** Last answer sent with a version. */
  readonly sent?: ItemAnswer;
  /** When it was sent. */
  readonly sentAt?: string;
  readonly settlement?: ItemSettlement;
}

export interface Completion {
  readonly round: number;
  readonly roundId: string;
  readonly items: readonly CompletionItem[];
  /** Last day, in the call's time zone, and the instant it ends. */
  readonly dueOn: string;
  readonly dueAt: string;
  readonly askedAt: string;
  readonly askedBy: string;
  readonly remindedAt?: string;
  /** Last time that the holder sent a new version. */
  readonly answeredAt?: string;
}
