// Pure.

/** Headings of the charges. The form has none for an investment, which the programme may fund: it has its own. */
export const REPORT_HEADINGS = ['PURCHASES', 'STAFF', 'FINANCIAL', 'DEDICATED_FUNDS', 'INDIRECT', 'INVESTMENT'] as const;
export type ReportHeading = (typeof REPORT_HEADINGS)[number];
