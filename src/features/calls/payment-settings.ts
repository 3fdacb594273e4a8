// How a call pays its awards: tranches of each year's share, what each waits for, ceilings. Pure types; judged by payment-settings.rules.ts.

export const TRANCHE_KINDS = ['ADVANCE', 'INSTALMENT', 'BALANCE'] as const;
export type TrancheKind = (typeof TRANCHE_KINDS)[number];

/** SIGNATURE: the share is notified. START: the project has begun. REPORT, DOCUMENT, DATE: see below. */
export const CONDITION_KINDS = ['SIGNATURE', 'START', 'REPORT', 'DOCUMENT', 'DATE'] as const;
export type ConditionKind = (typeof CONDITION_KINDS)[number];

/** Year whose report is awaited: that of the tranche, or the one before. */
export const REPORT_YEARS = ['SAME', 'PREVIOUS'] as const;
export type ReportYear = (typeof REPORT_YEARS)[number];

export interface PaymentCondition {
  readonly kind: ConditionKind;
  /** Of REPORT; SAME when left out. */
  readonly report?: ReportYear;
  /** Of DOCUMENT: code of a required document of the call. */
  readonly document?: string;
  /** Of DATE: not before this day of the tranche's year, MM-DD. */
  readonly day?: string;
}

export interface Tranche {
  readonly kind: TrancheKind;
  /** Basis points of the year's share: those of one year sum to 10 000. */
  readonly rate: number;
  readonly conditions: readonly PaymentCondition[];
}

/** Tranches of one year. That credits are open, and bank details known, is asked of every payment whatever the schedule. */
export interface PaymentSchedule {
  /** The funders that have no schedule of their own when left out. */
  readonly funderCode?: string;
  /** 1 for the first year of the award; the years that no other schedule of the same funder names when left out. */
  readonly yearOrder?: number;
  readonly tranches: readonly Tranche[];
}

export interface PaymentSettings {
  readonly schedules: readonly PaymentSchedule[];
  /** True: a payment waits until every other funder's share is notified and none of its payments of the year is held. False when left out. */
  readonly waitForOtherFunder?: boolean;
  /** Highest advance on the State's share of investment, in basis points; 3000 when left out (décret 2018-514, article 12). */
  readonly stateInvestmentAdvance?: number;
  /** Most that may be paid of a year's share before its balance, in basis points; 8000 when left out (décret 2018-514, article 13). */
  readonly beforeBalance?: number;
}
