// The table of figures: planned, realised, gap in euros and in percent, and its totals. Pure; nothing in it is typed by anyone.

import type { Budget, ExpenseNature, IncomeFamily } from '../applications/application-content.js';
import { CAPPED_FAMILIES } from '../applications/budget.rules.js';
import type { PlannedLine, ReportLine, ReportSide } from './report-content.js';
import { REPORT_HEADINGS, type ReportHeading } from './report-headings.rules.js';

/** A funder's share of the award for the year. */
export interface AwardedShare {
  readonly code: string;
  readonly name: string;
  readonly family: IncomeFamily;
  readonly cents: bigint;
}

export interface TableRow extends PlannedLine {
  /** From 1, in the order of the table. */
  readonly position: number;
  /** Of an expense. */
  readonly heading: ReportHeading | null;
  /** False for a line that the plan does not have: it plans zero. */
  readonly planned: boolean;
  /** Null until the holder gives it. */
  readonly realisedCents: bigint | null;
  /** Of an expense. */
  readonly eligible: boolean;
}

export interface Figures {
  readonly plannedCents: bigint;
  readonly realisedCents: bigint;
}

export interface ReportTotals {
  readonly charges: Figures;
  /** Without the indirect ones. */
  readonly directCharges: Figures;
  readonly indirectCharges: Figures;
  readonly products: Figures;
  readonly inKind: Figures;
  readonly headings: readonly (Figures & { readonly heading: ReportHeading })[];
  readonly families: readonly (Figures & { readonly family: IncomeFamily })[];
}

/** What the examiners set aside from the eligible cost, and why. */
export interface SetAside {
  /** Of a row of the table as submitted. */
  readonly position: number;
  readonly cents: number;
  readonly reasons: string;
}

const HEADING_OF: Readonly<Record<ExpenseNature, ReportHeading>> = {
  STAFF: 'STAFF',
  ENGINEERING: 'PURCHASES',
  OPERATING: 'PURCHASES',
  INVESTMENT: 'INVESTMENT',
};

/** What a year plans: its lines of the plan in force, then each funder's share, then what is given in kind. */
export function plannedLines(budget: Budget | undefined, year: number, shares: readonly AwardedShare[]): PlannedLine[] {
  const line = (side: ReportSide, label: string, amount: number | bigint, rest: Partial<PlannedLine> = {}): PlannedLine => ({
    side,
    nature: null,
    family: null,
    funderCode: null,
    ...rest,
    label,
    cents: BigInt(amount),
  });
  const own = (budget?.lines ?? []).filter((one) => one.year === year);
  return [
    ...own
      .filter(({ side }) => side === 'EXPENSE')
      .map(({ label, cents, nature = null }) => line('EXPENSE', label, cents, { nature })),
    ...shares.map(({ code, name, family, cents }) => line('INCOME', name, cents, { family, funderCode: code })),
    ...own
      .filter(({ side }) => side === 'INCOME')
      .map(({ label, cents, family = null }) => line('INCOME', label, cents, { family })),
    ...(budget?.inKind ?? []).filter((one) => one.year === year).map(({ label, cents }) => line('IN_KIND', label, cents)),
  ];
}

type Named = Pick<PlannedLine, 'side' | 'label'> & {
  readonly nature?: ExpenseNature | null;
  readonly family?: IncomeFamily | null;
  readonly funderCode?: string | null;
};

/** A funder is one whatever its name; anything else is its words, without the accidents of typing. */
function nameOf({ side, nature, family, funderCode, label }: Named): string {
  if (funderCode !== undefined && funderCode !== null) return `FUNDER ${funderCode}`;
  return [side, nature ?? family ?? '', label.normalize('NFC').trim().replace(/\s+/gu, ' ').toLocaleLowerCase('fr')].join(' ');
}

/** Planned lines in their order, each with what answers it; then what was not planned. Two lines of one name are answered in turn. */
export function tableOf(planned: readonly PlannedLine[], lines: readonly ReportLine[] = []): TableRow[] {
  const waiting = new Map<string, ReportLine[]>();
  for (const line of lines) waiting.set(nameOf(line), [...(waiting.get(nameOf(line)) ?? []), line]);
  const taken = new Set<ReportLine>();
  const answered = planned.map((line) => {
    const answer = waiting.get(nameOf(line))?.shift();
    if (answer !== undefined) taken.add(answer);
    return { line, answer, planned: true };
  });
  const others = lines
    .filter((line) => !taken.has(line))
    .map((answer) => {
      const { side, nature = null, family = null, funderCode = null, label } = answer;
      return { line: { side, nature, family, funderCode, label, cents: 0n }, answer, planned: false };
    });
  return [...answered, ...others].map(({ line, answer, planned: isPlanned }, index) => {
    const expense = line.side === 'EXPENSE';
    return {
      ...line,
      position: index + 1,
      planned: isPlanned,
      heading: expense ? (answer?.heading ?? HEADING_OF[line.nature ?? 'OPERATING']) : null,
      realisedCents: answer === undefined ? null : BigInt(answer.cents),
      eligible: expense && answer?.eligible !== false,
    };
  });
}

const sumOf = (rows: readonly TableRow[]): Figures => ({
  plannedCents: rows.reduce((sum, { cents }) => sum + cents, 0n),
  realisedCents: rows.reduce((sum, { realisedCents }) => sum + (realisedCents ?? 0n), 0n),
});

/** What is not given yet counts for zero. In kind is outside both sides, as in the plan. */
export function totalsOf(rows: readonly TableRow[]): ReportTotals {
  const of = (side: ReportSide): TableRow[] => rows.filter((row) => row.side === side);
  const charges = of('EXPENSE');
  const families = [...new Set(of('INCOME').flatMap(({ family }) => (family === null ? [] : [family])))];
  return {
    charges: sumOf(charges),
    directCharges: sumOf(charges.filter(({ heading }) => heading !== 'INDIRECT')),
    indirectCharges: sumOf(charges.filter(({ heading }) => heading === 'INDIRECT')),
    products: sumOf(of('INCOME')),
    inKind: sumOf(of('IN_KIND')),
    headings: REPORT_HEADINGS.map((heading) => ({ heading, ...sumOf(charges.filter((row) => row.heading === heading)) })),
    families: families.map((family) => ({ family, ...sumOf(of('INCOME').filter((row) => row.family === family)) })),
  };
}

/**
 * The gap in percent of what was planned, with two decimals and a sign of its own: "-12.50". Exact up to the last decimal, where half a
 * hundredth goes away from zero, so that a gap and its opposite read the same. Null when nothing was planned: there is no such percent.
 */
export function gapPercent({ plannedCents, realisedCents }: Figures): string | null {
  if (plannedCents === 0n) return null;
  const gap = realisedCents - plannedCents;
  const size = gap < 0n ? -gap : gap;
  const hundredths = (size * 20_000n + plannedCents) / (2n * plannedCents);
  const sign = gap < 0n && hundredths > 0n ? '-' : '';
  return `${sign}${hundredths / 100n}.${(hundredths % 100n).toString().padStart(2, '0')}`;
}

/** What the balance of the award is computed on: `Σ` of what the year really cost, and other State and Family branch money that came in. */
export function acceptedSums(
  rows: readonly TableRow[],
  setAside: readonly SetAside[],
): { readonly eligibleCents: bigint; readonly otherPublicCents: bigint } {
  const apart = setAside.reduce((sum, { cents }) => sum + BigInt(cents), 0n);
  return {
    eligibleCents: sumOf(rows.filter(({ eligible }) => eligible)).realisedCents - apart,
    otherPublicCents: sumOf(
      rows.filter(
        ({ side, family, funderCode }) =>
          side === 'INCOME' && funderCode === null && family !== null && CAPPED_FAMILIES.includes(family),
      ),
    ).realisedCents,
  };
}
