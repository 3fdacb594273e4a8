// What a holder writes of one year, on the form of the compte rendu financier (arrêté of 11 October 2006, CERFA 15059*02). Types and lists.
// Amounts are integer cents in JSON numbers; totals and gaps are never stored in a draft, always computed (report-table.rules.ts).

import type { ExpenseNature, IncomeFamily } from '../applications/application-content.js';
import type { ReportHeading } from './report-headings.rules.js';

export const REPORT_SIDES = ['EXPENSE', 'INCOME', 'IN_KIND'] as const;
export type ReportSide = (typeof REPORT_SIDES)[number];

/**
 * A line of the budget as it was carried out. It answers the planned line of the same side, nature or family, and label; a funder's share
 * is answered by the funder's code. A line that answers none was not planned.
 */
export interface ReportLine {
  readonly side: ReportSide;
  /** Of an expense. */
  readonly nature?: ExpenseNature;
  /** Of an expense; that of its nature when left out. */
  readonly heading?: ReportHeading;
  /** Of an expense: false sets it apart from the eligible cost. Eligible when left out. */
  readonly eligible?: boolean;
  /** Of an income that is not a share of the award. */
  readonly family?: IncomeFamily;
  /** Of an income: the share of the award that it answers. */
  readonly funderCode?: string;
  readonly label: string;
  readonly cents: number;
}

export interface ReportedNumber {
  readonly label: string;
  readonly count: number;
}

export interface ReportedIndicator {
  /** As in the application. */
  readonly label: string;
  readonly value: number;
  readonly comment?: string;
}

export interface ReportContent {
  readonly lines?: readonly ReportLine[];
  /** What was done. */
  readonly activities?: string;
  /** Whether the objectives were reached. */
  readonly objectives?: string;
  /** Who it was for: one number a kind of people. */
  readonly beneficiaries?: readonly ReportedNumber[];
  readonly places?: readonly string[];
  /** First and last day of what was done, YYYY-MM-DD. */
  readonly startedOn?: string;
  readonly endedOn?: string;
  readonly indicators?: readonly ReportedIndicator[];
  /** Of the gaps between what was planned and what was done. */
  readonly explanations?: string;
  readonly annex?: string;
  /** The legal representative certifies that it is accurate. */
  readonly accurate?: boolean;
}

/** A line of the budget plan in force, or a funder's share of the award. */
export interface PlannedLine {
  readonly side: ReportSide;
  readonly nature: ExpenseNature | null;
  readonly family: IncomeFamily | null;
  readonly funderCode: string | null;
  readonly label: string;
  readonly cents: bigint;
}
