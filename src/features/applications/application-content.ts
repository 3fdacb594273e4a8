// What a holder writes, as it is stored in `application.content` and frozen at each submission. Pure types.
// Amounts are integer cents in JSON numbers; totals are never stored, always computed (budget.rules.ts).

import type { Cents } from '../../kernel/money.js';
import type { Answers } from '../calls/call-form.js';

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
  /** Of a STAFF expense: full-time equivalents in hundredths (150 is 1.5 FTE). */
  readonly fte?: number;
}

export interface InKindLine {
  readonly year: number;
  readonly label: string;
  readonly cents: number;
}

export interface Budget {
  readonly lines: readonly BudgetLine[];
  /** Contributions in kind: shown apart, in neither side nor in the base of the cap. One sum, or `inKind` line by line; never both. */
  readonly inKindCents?: number;
  readonly inKind?: readonly InKindLine[];
}

/** How many people of one kind the project is for, in all or in one year. */
export interface TargetNumber {
  readonly label: string;
  readonly count: number;
  readonly year?: number;
}

export interface Partner {
  readonly name: string;
  /** What the partner does or brings. */
  readonly role?: string;
  /** A letter or an agreement says so. */
  readonly confirmed?: boolean;
}

export interface CalendarStep {
  readonly label: string;
  /** First and last day, inclusive (YYYY-MM-DD); one day when the end is left out. */
  readonly startsOn: string;
  readonly endsOn?: string;
}

export interface Indicator {
  readonly label: string;
  readonly target: number;
  readonly baseline?: number;
  readonly unit?: string;
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
  /** To the call's own questions, by code (application-answers.rules.ts). */
  readonly answers?: Answers;
  /** What the territory has and lacks, for whom. */
  readonly diagnosis?: string;
  readonly targetNumbers?: readonly TargetNumber[];
  readonly partnerList?: readonly Partner[];
  readonly calendar?: readonly CalendarStep[];
  readonly indicators?: readonly Indicator[];
  /** Childcare places that the project opens. */
  readonly placesCreated?: number;
  /** Departments of the project beside the lead one: their agencies are consulted once the dossier is filed. */
  readonly otherDepartments?: readonly string[];
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

/** The parts of the content that follow the amount. `requestedYears` are what was offered. */
export type PlanContent = Pick<ApplicationContent, 'requestedYears' | 'budget' | 'startsOn' | 'endsOn' | 'calendar'>;

/** What the acceptance of a lower amount freezes; its canonical JSON is what the hash is of. */
export interface AwardPlan extends PlanContent {
  readonly applicationId: string;
  readonly awardId: string;
  readonly offerId: string;
  /** Submitted version of the dossier that the plan takes the place of, for its amounts. */
  readonly submittedVersion: number;
  /** Vote of the holder's own council or board, when it needed one. */
  readonly deliberation?: string;
}

export const AMOUNT_STAGES = [
  'REQUESTED',
  'PROPOSED_CAF',
  'PROPOSED_DDETS',
  'PROPOSED_COMMITTEE',
  'DECIDED',
  // A lower amount than asked, put before the holder, then accepted.
  'OFFERED',
  'ACCEPTED',
] as const;
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
