// The whole life in memory, as plain data: what the acts of the product must leave, told without a line of its code. Cents are bigint.

import type { OfficerRole, Role } from '../../../src/kernel/actor.js';
import type { FunderFamily } from '../../../src/features/calls/call-settings.js';
import type { PaymentCondition, TrancheKind } from '../../../src/features/calls/payment-settings.js';
import type { Amendment, Balance, Measure, Recovery, Report } from './later-life.js';

export interface Funder {
  readonly code: string;
  readonly weight: number;
  readonly family: FunderFamily;
  readonly officer: OfficerRole;
  readonly accountant: Role;
  readonly certifier: Role;
}

export interface Tranche {
  readonly kind: TrancheKind;
  readonly rate: number;
  readonly conditions: readonly PaymentCondition[];
}

/** What the call says, as far as the acts below depend on it. */
export interface Rules {
  readonly acceptance: 'BEFORE_DECISION' | 'BEFORE_AGREEMENT';
  readonly offerDays: number;
  readonly waitForOtherFunder: boolean;
  readonly agreementAlways: boolean;
  readonly bilateral: boolean;
  /** Of the first year of an award, then of the others. */
  readonly schedules: readonly [readonly Tranche[], readonly Tranche[]];
  /** For remarks on a balance, or on a sum to be given back. */
  readonly remarkDays: number;
  /** What the agreements let a non-profit holder keep of what it did not spend, in basis points. */
  readonly unspentKept: number;
  /** Funders that the open data of the call names. */
  readonly published: readonly string[];
}

/** Accounts kept dossier by dossier. */
export type Account = 'RESERVED' | 'COMMITTED' | 'ORDERED' | 'PAID' | 'RECOVERED';
export const ACCOUNTS: readonly Account[] = ['RESERVED', 'COMMITTED', 'ORDERED', 'PAID', 'RECOVERED'];

export interface Envelope {
  readonly id: string;
  readonly funder: string;
  readonly year: number;
  state: 'OPEN' | 'CLOSED';
  version: number;
  amount: bigint;
  frozen: bigint;
  /** Of all the dossiers together. */
  readonly held: Record<Account, bigint>;
  /** The funder stopped the payment of the year's credits. */
  stopped: boolean;
}

export interface BankDetails {
  id: string;
  readonly number: number;
  state: 'PROPOSED' | 'ACTIVE' | 'REFUSED';
  version: number;
  readonly by: string;
}

export interface Organisation {
  readonly id: string;
  readonly name: string;
  readonly holderType: 'COMMUNE' | 'ASSOCIATION';
  readonly accounts: BankDetails[];
}

export type PaymentState =
  'PLANNED' | 'DUE' | 'PERFORMANCE_CERTIFIED' | 'LIQUIDATED' | 'ORDERED' | 'PAID' | 'HELD' | 'REJECTED_BY_BANK' | 'CANCELLED';

export interface Payment {
  id: string;
  /** Reference that the bank gives back. */
  bankReference: string;
  readonly dossier: number;
  readonly funder: string;
  readonly year: number;
  readonly position: number;
  readonly kind: TrancheKind;
  readonly planned: bigint;
  readonly conditions: readonly PaymentCondition[];
  readonly expectedOn: string;
  liquidated: bigint | null;
  state: PaymentState;
  version: number;
  heldCause: string | null;
  attempt: number;
  /** Number of the bank details it was ordered to, and of those that the bank rejected. */
  account: number | null;
  rejected: number | null;
  orderedOn: string | null;
  valueDate: string | null;
  reference: string | null;
  /** Duty of each person who ever had a hand in it. */
  readonly duties: Record<string, 'EXAMINER' | 'ORDERER' | 'ACCOUNTANT'>;
  /** In a batch for this attempt. */
  batched: boolean;
}

export interface LegYear {
  readonly year: number;
  readonly cents: bigint;
  reduced: bigint;
}

export interface Leg {
  id: string;
  readonly funder: string;
  state: string;
  version: number;
  readonly years: readonly LegYear[];
  decidedBy: string | null;
  decidedOn: string | null;
  committedOn: string | null;
  notifiedOn: string | null;
  startedOn: string | null;
  /** By the rule on late reports, and not by an officer. */
  suspendedForReport: boolean;
  /** Its agreement's place in the award's list. */
  agreement: number | null;
  payments: Payment[];
}

export interface Agreement {
  id: string;
  state: 'DRAFT' | 'SENT' | 'SIGNED_BY_HOLDER' | 'SIGNED' | 'VOIDED';
  version: number;
  /** Funders that are parties, in the order in which they sign. */
  readonly funders: readonly string[];
  /** Day since which whoever is to sign has been waited for. */
  waitingSince: string | null;
  /** Who signed, by party; '' is the holder. */
  readonly signed: Record<string, string>;
}

export interface Offer {
  id: string;
  state: 'OFFERED' | 'ACCEPTED' | 'DECLINED' | 'LAPSED' | 'CANCELLED';
  version: number;
  dueOn: string;
}

export interface Award {
  id: string;
  readonly decided: readonly YearSum[];
  /** Expenses of the plan in force. */
  plan: readonly YearSum[];
  readonly legs: readonly Leg[];
  offer: Offer | null;
  readonly agreements: Agreement[];
  readonly reports: Report[];
  balance: Balance | null;
  readonly recoveries: Recovery[];
  readonly measures: Measure[];
  readonly amendments: Amendment[];
}

export interface YearSum {
  readonly year: number;
  readonly cents: bigint;
}

export interface Dossier {
  readonly id: string;
  readonly number: number;
  readonly organisation: number;
  readonly requested: readonly YearSum[];
  /** Persons whose interest is on record. */
  readonly interested: readonly string[];
  state: string;
  version: number;
  rank: number | null;
  expiresOn: string | null;
  /** The last one is in force. */
  readonly awards: Award[];
  /** "STATE 2023 COMMITTED" to cents. */
  readonly accounts: Record<string, bigint>;
}

export interface Batch {
  readonly id: string;
  readonly funder: string;
  readonly lines: readonly {
    readonly dossier: number;
    readonly year: number;
    readonly position: number;
    readonly account: number;
    readonly number: string;
  }[];
  /** Files already received, each with what it answered. */
  readonly returns: { readonly file: string; readonly outcomes: readonly string[] }[];
}

export interface Model {
  readonly callId: string;
  readonly rules: Rules;
  readonly funders: readonly Funder[];
  readonly years: readonly number[];
  readonly envelopes: readonly Envelope[];
  readonly organisations: readonly Organisation[];
  readonly dossiers: readonly Dossier[];
  readonly batches: Batch[];
  /** Milliseconds since 1970. */
  now: number;
}

/** The specs' clock stays in the middle of the day: Paris and UTC agree on its date. */
const dayOf = (instant: number): string => new Date(instant).toISOString().slice(0, 10);
export const today = ({ now }: Model): string => dayOf(now);
export const daysFrom = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

export const dossierOf = (model: Model, number: number): Dossier => model.dossiers[number]!;
export const awardOf = (dossier: Dossier): Award | undefined => dossier.awards.at(-1);
export const legOf = (model: Model, number: number, funder: string): Leg =>
  awardOf(dossierOf(model, number))!.legs.find((leg) => leg.funder === funder)!;
export const envelopeOf = (model: Model, funder: string, year: number): Envelope =>
  model.envelopes.find((one) => one.funder === funder && one.year === year)!;
export const funderOf = (model: Model, code: string): Funder => model.funders.find((one) => one.code === code)!;
export const paymentsOf = (dossier: Dossier): Payment[] =>
  dossier.awards.flatMap(({ legs }) => legs.flatMap((leg) => leg.payments));
export const findPayment = (
  model: Model,
  { dossier, funder, year, position }: Pick<Payment, 'dossier' | 'funder' | 'year' | 'position'>,
): Payment => legOf(model, dossier, funder).payments.find((one) => one.year === year && one.position === position)!;

const heldIn = ({ held }: Envelope): bigint => ACCOUNTS.reduce((sum, account) => sum + held[account], 0n);
export const available = (envelope: Envelope): bigint => envelope.amount - envelope.frozen - heldIn(envelope);

export const balance = (dossier: Dossier, funder: string, year: number, account: Account): bigint =>
  dossier.accounts[`${funder} ${year} ${account}`] ?? 0n;

/** Cents of a dossier from one account to another; null stands for what is available in the envelope. */
export function move(
  model: Model,
  dossier: Dossier,
  { funder, year, from, to, cents }: { funder: string; year: number; from: Account | null; to: Account | null; cents: bigint },
): void {
  const envelope = envelopeOf(model, funder, year);
  for (const [account, sign] of [
    [from, -1n],
    [to, 1n],
  ] as const) {
    if (account === null) continue;
    const key = `${funder} ${year} ${account}`;
    dossier.accounts[key] = (dossier.accounts[key] ?? 0n) + sign * cents;
    envelope.held[account] += sign * cents;
    if (dossier.accounts[key] < 0n) throw new Error(`the model overdraws ${key} of dossier ${dossier.number}`);
  }
  if (available(envelope) < 0n) throw new Error(`the model overdraws the envelope ${funder} ${year}`);
}

/** A sum by weights: floors, and the cents left over to the first funders. */
export function shares(total: bigint, funders: readonly Funder[]): bigint[] {
  const whole = funders.reduce((sum, { weight }) => sum + BigInt(weight), 0n);
  const floors = funders.map(({ weight }) => (total * BigInt(weight)) / whole);
  let left = total - floors.reduce((sum, cents) => sum + cents, 0n);
  return floors.map((cents) => {
    if (left === 0n) return cents;
    left -= 1n;
    return cents + 1n;
  });
}
