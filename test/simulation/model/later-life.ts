// What hangs on an award once its shares are notified, as plain data: reports, the balance, what is given back, how a share is ended.

export interface Written {
  readonly spent: bigint;
  readonly other: bigint;
}

export interface Report {
  id: string;
  readonly year: number;
  state: 'DRAFT' | 'SUBMITTED' | 'RETURNED' | 'ACCEPTED' | 'NOT_OWED';
  version: number;
  readonly dueOn: string;
  awaitedOn: string;
  /** What its holder wrote of the year's cost, and of other State and Family branch money; null: nothing yet. */
  written: Written | null;
  /** Reminders sent for a day on which it was awaited. */
  readonly reminded: Record<string, string[]>;
  wasLate: boolean;
  /** Real eligible cost, once accepted. */
  eligible: bigint | null;
}

export interface Share {
  readonly funder: string;
  readonly family: string;
  readonly award: bigint;
  readonly paid: bigint;
  readonly ordered: bigint;
  readonly committed: bigint;
  readonly final: bigint;
  readonly over: bigint;
  readonly left: bigint;
}

export interface Figures {
  readonly award: bigint;
  readonly planned: bigint;
  readonly eligible: bigint;
  readonly other: bigint;
  readonly ended: bigint;
  readonly kept: bigint;
  readonly final: bigint;
  readonly over: bigint;
  readonly left: bigint;
  readonly shares: readonly Share[];
}

export interface Balance {
  id: string;
  state: 'AWAITED' | 'COMPUTED' | 'PROPOSED' | 'FIXED';
  version: number;
  /** Of the last computation. */
  number: number;
  figures: Figures | null;
  remarksUntil: string | null;
  /** On the last computation. */
  remarked: boolean;
  /** Who agreed on the last computation, by funder. */
  agreed: Record<string, string>;
}

export interface YearCents {
  readonly year: number;
  readonly cents: bigint;
}

export interface Receipt {
  id: string;
  readonly lines: readonly YearCents[];
  returned: boolean;
}

export interface Recovery {
  id: string;
  readonly funder: string;
  readonly origin: 'BALANCE' | 'TERMINATION' | 'WITHDRAWAL';
  readonly cents: bigint;
  readonly lines: readonly YearCents[];
  /** Withdrawn for a breach of the republican contract: given back within six months of this day. */
  readonly withdrawnOn: string | null;
  state: 'COMPUTED' | 'CONTRADICTORY' | 'ORDER_ISSUED' | 'PARTLY_RECOVERED' | 'RECOVERED' | 'WAIVED' | 'CONTESTED' | 'CANCELLED';
  version: number;
  remarksUntil: string | null;
  remarked: boolean;
  order: { readonly by: string; readonly on: string; readonly cents: bigint; readonly dueOn: string } | null;
  readonly receipts: Receipt[];
  waived: bigint;
  plan: readonly { readonly dueOn: string; readonly cents: bigint }[];
  /** Received and waived when the plan was agreed. */
  settledBefore: bigint;
  contestedOn: string | null;
  readonly duties: Record<string, 'EXAMINER' | 'ORDERER' | 'ACCOUNTANT'>;
  /** "2025-06-30 BEFORE". */
  readonly reminded: string[];
}

/** A lower amount of one year: what the funders together are to give of it. */
export interface Amendment {
  readonly id: string;
  /** Funder that proposes it; null: the holder asks. */
  readonly asker: string | null;
  readonly year: number;
  readonly cents: bigint;
  /** Of each year, what it costs and what the holder brings. */
  readonly budget: readonly { readonly year: number; readonly cost: bigint; readonly own: bigint }[];
  state: 'DRAFT' | 'REQUESTED' | 'AGREED' | 'IN_FORCE' | 'REFUSED' | 'WITHDRAWN';
  version: number;
  /** The other side knows of it from then on. */
  sent: boolean;
  /** Agencies that gave theirs. */
  readonly opinions: string[];
  /** Who agreed, by funder. */
  readonly decisions: Record<string, string>;
  /** Once all have agreed, in the order in which they sign; '' is the holder. */
  parties: readonly string[];
  readonly signed: Record<string, string>;
  waitingSince: string | null;
  /** Amounts of the plan that it puts in force. */
  planned: readonly YearCents[];
}

export type Kind = 'TERMINATION' | 'WITHDRAWAL';

export type Ground = 'NOT_CARRIED_OUT' | 'CONDITIONS_BROKEN' | 'ILLEGAL' | 'REPUBLICAN_CONTRACT' | 'HOLDER_REQUEST';

export interface Measure {
  readonly id: string;
  readonly funder: string;
  readonly kind: Kind;
  readonly ground: Ground;
  readonly breachOn: string | null;
  state: 'REQUESTED' | 'HEARING' | 'DECIDED' | 'DROPPED';
  version: number;
  readonly remarksUntil: string | null;
  remarksDone: boolean;
  oral: 'NOT_ASKED' | 'ASKED' | 'HEARD' | 'DECLINED';
  claimed: bigint | null;
}
