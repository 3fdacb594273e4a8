// What the guards of a recovery judge, as loaded in one query, and what follows from its figures. Pure.

import type { OfficerRole } from '../../kernel/actor.js';
import type { Bilingual } from '../../kernel/errors.js';
import type { Duty } from '../payments/payment-facts.rules.js';
import type { SeenPayment } from '../payments/payment-scope.rules.js';

export const RECOVERY_STATES = [
  'COMPUTED',
  'CONTRADICTORY',
  'ORDER_ISSUED',
  'PARTLY_RECOVERED',
  'RECOVERED',
  'WAIVED',
  'CONTESTED',
  'CANCELLED',
] as const;
export type RecoveryState = (typeof RECOVERY_STATES)[number];
/** Nothing is to be recovered any more. */
export const RECOVERY_OVER = ['RECOVERED', 'WAIVED', 'CANCELLED'] as const satisfies readonly RecoveryState[];
export type RecoveryEvent =
  | 'hear'
  | 'remark'
  | 'order'
  | 'cancel'
  | 'agreePlan'
  | 'receive'
  | 'conclude'
  | 'returnReceipt'
  | 'restore'
  | 'waive'
  | 'writeOff'
  | 'contest'
  | 'upholdContest'
  | 'rejectContest'
  | 'remind';

/** Why something is to be given back. */
export const RECOVERY_ORIGINS = ['BALANCE', 'TERMINATION', 'WITHDRAWAL', 'PURPOSE'] as const;
export type RecoveryOrigin = (typeof RECOVERY_ORIGINS)[number];
export const CONTEST_OUTCOMES = ['UPHELD', 'REJECTED'] as const;
export type ContestOutcome = (typeof CONTEST_OUTCOMES)[number];
export const DUE_REMINDERS = ['BEFORE', 'OVERDUE'] as const;
export type DueReminder = (typeof DUE_REMINDERS)[number];

export interface YearCents {
  readonly year: number;
  readonly cents: bigint;
}

export interface RecoveryLine extends YearCents {
  /** Received of it and kept. */
  readonly receivedCents: bigint;
  /** In the ledger: paid to the dossier for the year and not given back. */
  readonly paidCents: bigint;
}

export interface Instalment {
  /** Calendar day, YYYY-MM-DD. */
  readonly dueOn: string;
  readonly cents: bigint;
}

export interface Receipt {
  readonly id: string;
  readonly number: number;
  readonly cents: bigint;
  readonly valueDate: string;
  readonly reference: string;
  /** Went back, to the bank or to the holder; null: kept. */
  readonly returnReason: string | null;
}

export interface Waiver {
  readonly cents: bigint;
  readonly reasons: string;
  /** Instant, ISO 8601 with an offset. */
  readonly at: string;
}

export interface Contest {
  readonly id: string;
  readonly filedOn: string;
  readonly authority: string;
  readonly reference: string;
  readonly outcome: ContestOutcome | null;
  readonly decidedOn: string | null;
  readonly reasons: string | null;
}

export interface Remark {
  readonly text: string;
  readonly by: string;
  /** Instant, ISO 8601 with an offset. */
  readonly at: string;
}

export interface RecoveryOrder {
  readonly number: string;
  readonly date: string;
  readonly authority: string;
  readonly delegationReference: string | null;
  readonly reasons: string;
  readonly appealText: string;
  readonly dueOn: string;
  readonly cents: bigint;
  readonly by: string;
}

export interface RecoveryFacts extends SeenPayment {
  readonly id: string;
  readonly number: bigint;
  readonly awardId: string;
  readonly legId: string;
  readonly applicationId: string;
  readonly callId: string;
  readonly timeZone: string;
  readonly holder: string;
  readonly funder: { readonly code: string; readonly name: string; readonly officerRole: OfficerRole };
  readonly origin: RecoveryOrigin;
  readonly sourceId: string;
  /** As computed. */
  readonly cents: bigint;
  readonly explanation: Bilingual;
  /** Days that the call gives for remarks. */
  /** Day of a withdrawal for a breach of the republican contract, after which the holder repays within six months. */
  readonly withdrawnOn: string | null;
  readonly remarkDays: number;
  /** Last day for remarks; null before the hearing. */
  readonly remarksUntil: string | null;
  readonly remarks: readonly Remark[];
  readonly order: RecoveryOrder | null;
  /** Last year first. */
  readonly lines: readonly RecoveryLine[];
  readonly receipts: readonly Receipt[];
  readonly waivers: readonly Waiver[];
  /** Of the last plan agreed, in order; empty: all on the day of the order. */
  readonly instalments: readonly Instalment[];
  /** Received and waived before that plan was agreed. */
  readonly settledBeforePlanCents: bigint;
  readonly contests: readonly Contest[];
  readonly duties: readonly { readonly personId: string; readonly duty: Duty }[];
  readonly reminded: readonly { readonly dueOn: string; readonly kind: DueReminder }[];
  /** Why it was cancelled. */
  readonly endReasons: string | null;
}

/** The reference that the holder quotes when it pays. */
export const recoveryNumber = (number: bigint): string => `REC-${number.toString().padStart(9, '0')}`;

const sum = (amounts: readonly { readonly cents: bigint }[]): bigint => amounts.reduce((total, { cents }) => total + cents, 0n);

export const receivedOf = ({ receipts }: Pick<RecoveryFacts, 'receipts'>): bigint =>
  sum(receipts.filter(({ returnReason }) => returnReason === null));
export const waivedOf = ({ waivers }: Pick<RecoveryFacts, 'waivers'>): bigint => sum(waivers);
/** As ordered; as computed before. */
export const dueOf = ({ order, cents }: Pick<RecoveryFacts, 'order' | 'cents'>): bigint => order?.cents ?? cents;
export const leftOf = (facts: Pick<RecoveryFacts, 'order' | 'cents' | 'receipts' | 'waivers'>): bigint =>
  dueOf(facts) - receivedOf(facts) - waivedOf(facts);

/**
 * Over which years a sum is taken: the last year first, each up to what is there. One rule, for what is claimed and for what is received: it is
 * the money paid last that was not to be paid.
 * @throws RangeError when the years do not hold the sum
 */
export function lastYearsFirst(years: readonly YearCents[], cents: bigint): YearCents[] {
  let left = cents;
  const taken = [...years]
    .sort((a, b) => b.year - a.year)
    .map(({ year, cents: held }) => {
      const part = held < left ? held : left;
      left -= part;
      return { year, cents: part };
    })
    .filter((line) => line.cents > 0n);
  if (left > 0n) throw new RangeError(`${left} cents are in none of the years`);
  return taken;
}

/** Of which years a receipt is, within what was ordered and is not received. @throws RangeError as `lastYearsFirst` */
export function linesOfReceipt(facts: RecoveryFacts, cents: bigint): YearCents[] {
  const ordered = lastYearsFirst(facts.lines, dueOf(facts));
  const open = ordered.map(({ year, cents: claimed }) => ({
    year,
    cents: claimed - (facts.lines.find((line) => line.year === year)?.receivedCents ?? 0n),
  }));
  return lastYearsFirst(open, cents);
}

/** What the holder owes next: the first day on which it is behind, or will be; nothing left: undefined. */
export function nextDue(facts: RecoveryFacts): Instalment | undefined {
  const { order, instalments, settledBeforePlanCents } = facts;
  const left = leftOf(facts);
  if (order === null || left <= 0n) return undefined;
  if (instalments.length === 0) return { dueOn: order.dueOn, cents: left };
  const settled = receivedOf(facts) + waivedOf(facts) - settledBeforePlanCents;
  let asked = 0n;
  for (const { dueOn, cents } of instalments) {
    asked += cents;
    if (settled < asked) return { dueOn, cents: asked - settled };
  }
  return { dueOn: instalments.at(-1)?.dueOn ?? order.dueOn, cents: left };
}
