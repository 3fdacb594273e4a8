// What a holder writes, as it is stored in `application.content` and frozen at each submission. Pure types.
// Amounts are integer cents in JSON numbers; totals are never stored, always computed (budget.rules.ts).

import type { Cents } from '../../kernel/money.js';

export const EXPENSE_NATURES = ['ENGINEERING', 'OPERATING', 'STAFF', 'INVESTMENT'] as const;
export type ExpenseNature = (typeof EXPENSE_NATURES)[number];

export const INCOME_FAMILIES = ['STATE', 'FAMILY_BRANCH', 'LOCAL', 'OTHER_PUBLIC', 'PRIVATE', 'OWN', 'FAMILIES_FEES'] as const;
export type IncomeFamily = (typeof INCOME_FAMILIES)[number];

export const BUDGET_SIDES = ['EXPENSE', 'INCOME'] as const;

/**
 * A line of the plan. INCOME lines list the OTHER money only: what is asked of the call's funders is `requestedYears`, one amount a
 * year, which the server splits by the call's weights. A holder never types the halves, so they cannot disagree with the split.
 */
export interface BudgetLine {
  readonly side: (typeof BUDGET_SIDES)[number];
  /** Of an expense. */
  readonly nature?: ExpenseNature;
  /** Of an income. */
  readonly family?: IncomeFamily;
  readonly year: number;
  readonly label: string;
  readonly cents: number;
}

export interface Budget {
  readonly lines: readonly BudgetLine[];
  /** Contributions in kind: shown apart, in neither side nor in the base of the cap. */
  readonly inKindCents?: number;
}

/** An amount for one budget year: asked, proposed or decided, all funders of the call together. */
export interface YearAmount {
  readonly year: number;
  readonly cents: number;
}

export const DOCUMENT_PROVISIONS = ['ATTACHED', 'TO_FOLLOW'] as const;
export interface DocumentEntry {
  readonly code: string;
  readonly provided: (typeof DOCUMENT_PROVISIONS)[number];
  readonly reference?: string;
}

export interface Declarations {
  /** The legal representative certifies that what is written is accurate. */
  readonly accurate: boolean;
  /** Republican commitment contract signed (law 2000-321, art. 10-1), for associations. */
  readonly republicanContract?: boolean;
  /** Tax and social obligations met. */
  readonly obligationsMet?: boolean;
}

/** A file that stands for a document; a frozen version lists them when the call takes files. */
export interface AttachedFile {
  readonly code: string;
  readonly version: number;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
}

/** Every field may be missing in a draft; each given one is well-formed. The title sits in its own column. */
export interface ApplicationContent {
  readonly place?: string;
  readonly summary?: string;
  readonly axes?: readonly string[];
  readonly targetPublic?: string;
  readonly beneficiaries?: number;
  readonly partners?: string;
  /** First and last day, inclusive (YYYY-MM-DD). */
  readonly startsOn?: string;
  readonly endsOn?: string;
  readonly requestedYears?: readonly YearAmount[];
  readonly budget?: Budget;
  readonly documents?: readonly DocumentEntry[];
  readonly declarations?: Declarations;
}

/** What a submission freezes: the content with the dossier it belongs to. Its canonical JSON is what the receipt's hash is of. */
export interface FrozenContent extends ApplicationContent {
  readonly applicationId: string;
  readonly callId: string;
  readonly callSpec: number;
  readonly organisationId: string;
  readonly department: string;
  readonly title: string;
  readonly version: number;
  /** Only where the call takes files. */
  readonly files?: readonly AttachedFile[];
}

export const AMOUNT_STAGES = ['REQUESTED', 'PROPOSED_CAF', 'PROPOSED_DDETS', 'PROPOSED_COMMITTEE', 'DECIDED'] as const;
export type AmountStage = (typeof AMOUNT_STAGES)[number];

/** One funder's share of one year. */
export interface FunderShare {
  readonly year: number;
  readonly funderCode: string;
  readonly cents: Cents;
}

export interface StagedShare extends FunderShare {
  readonly stage: AmountStage;
}

/** Round of completion in progress (CRPA L114-5: say which documents, set a time). */
export interface Completion {
  readonly items: readonly { readonly code: string; readonly label: string }[];
  /** Last day, in the call's time zone, and the instant it ends. */
  readonly dueOn: string;
  readonly dueAt: string;
  readonly askedAt: string;
  readonly askedBy: string;
  readonly remindedAt?: string;
  readonly answeredAt?: string;
}

export type AgencyKind = 'CAF' | 'DDETS';

/** First agency's finding of ineligibility; nothing is decided until the other one confirms. */
export interface IneligibilityFinding {
  readonly agency: AgencyKind;
  readonly by: string;
  readonly rule: string;
  readonly reasons: string;
  readonly at: string;
}

/** A final negative answer (invariant 7: reasons, author, capacity, date, appeal text). */
export interface NegativeAnswer {
  readonly reasons: string;
  readonly appeal: string;
  readonly author: string;
  readonly capacity: string;
  readonly date: string;
}
