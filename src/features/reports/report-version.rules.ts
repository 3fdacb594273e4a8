// What a submission freezes: the whole report, figures of the plan included, so that it reads the same whatever the plan becomes. Pure.

import type { Indicator, TargetNumber } from '../applications/application-content.js';
import type { ReportContent } from './report-content.js';
import type { TableRow } from './report-table.rules.js';

export const REPORT_KINDS = ['INTERMEDIATE', 'FINAL'] as const;
export type ReportKind = (typeof REPORT_KINDS)[number];

/** A row with its cents as safe JSON numbers. */
interface FrozenRow extends Omit<TableRow, 'cents' | 'realisedCents'> {
  readonly cents: number;
  readonly realisedCents: number | null;
}

interface Whole {
  readonly awardId: string;
  readonly applicationId: string;
  readonly year: number;
  readonly dueOn: string;
  readonly content: ReportContent;
  readonly indicators: readonly Indicator[];
  readonly targets: readonly TargetNumber[];
}

export interface FrozenReport extends Whole {
  readonly reportId: string;
  readonly kind: ReportKind;
  readonly version: number;
  readonly table: readonly FrozenRow[];
}

export const kindOf = ({ final }: { readonly final: boolean }): ReportKind => (final ? 'FINAL' : 'INTERMEDIATE');

export function frozenReport(
  facts: Whole & { readonly id: string; readonly final: boolean; readonly submittedVersion: number },
  rows: readonly TableRow[],
): FrozenReport {
  const { id, awardId, applicationId, year, submittedVersion, dueOn, content, indicators, targets } = facts;
  return {
    reportId: id,
    awardId,
    applicationId,
    year,
    kind: kindOf(facts),
    version: submittedVersion + 1,
    dueOn,
    table: rows.map((row) => ({
      ...row,
      cents: Number(row.cents),
      realisedCents: row.realisedCents === null ? null : Number(row.realisedCents),
    })),
    content,
    indicators,
    targets,
  };
}

export function tableIn({ table }: FrozenReport): TableRow[] {
  return table.map((row) => ({
    ...row,
    cents: BigInt(row.cents),
    realisedCents: row.realisedCents === null ? null : BigInt(row.realisedCents),
  }));
}
