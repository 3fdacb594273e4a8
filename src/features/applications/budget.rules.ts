// The arithmetic of a plan of financing. Pure; every total that the system shows or judges comes from here.
// Cost = income in each year, in-kind apart (invariant 4); State + Family branch under the cap of the total cost (invariant 3).

import { addDays } from '../../kernel/legal-time.js';
import { allocate, cents, decimalText, percentAtMost, sumCents, ZERO, type Cents } from '../../kernel/money.js';
import type { ApplicationContent, Budget, FunderShare, YearAmount } from './application-content.js';

/** What the split needs to know of a funder of the call. */
export interface SplitFunder {
  readonly code: string;
  readonly position: number;
  readonly weight: number;
  readonly family: string;
}

export interface BudgetYear {
  readonly year: number;
  readonly expenses: Cents;
  /** Asked of the call's funders. */
  readonly requested: Cents;
  readonly otherIncome: Cents;
  readonly income: Cents;
}

/** Families counted together under the cap: all State and all Family branch money, not the call's alone. */
export const CAPPED_FAMILIES: readonly string[] = ['STATE', 'FAMILY_BRANCH'];

const byPosition = (funders: readonly SplitFunder[]): SplitFunder[] => [...funders].sort((a, b) => a.position - b.position);

/** Each funder's share of each year, by the call's weights: left-over cents go to the first funders. Zero shares included. */
export function splitYears(years: readonly YearAmount[], funders: readonly SplitFunder[]): FunderShare[] {
  const ordered = byPosition(funders);
  if (ordered.length === 0) return [];
  const weights = ordered.map(({ weight }) => weight);
  return [...years]
    .sort((a, b) => a.year - b.year)
    .flatMap(({ year, cents: amount }) =>
      allocate(cents(amount), weights).map((share, index) => ({ year, funderCode: ordered[index]?.code ?? '', cents: share })),
    );
}

export function totalOfYears(years: readonly YearAmount[]): Cents {
  return sumCents(years.map((year) => cents(year.cents)));
}

/** Sum of the shares of each year, ordered by year. */
export function sharesByYear(shares: readonly FunderShare[]): Map<number, Cents> {
  const totals = new Map<number, Cents>();
  for (const { year, cents: share } of [...shares].sort((a, b) => a.year - b.year)) {
    totals.set(year, sumCents([totals.get(year) ?? ZERO, share]));
  }
  return totals;
}

/** One row for each year that a line or a request names, ordered. */
export function budgetYears(content: Pick<ApplicationContent, 'budget' | 'requestedYears'>): BudgetYear[] {
  const lines = content.budget?.lines ?? [];
  const requestedYears = content.requestedYears ?? [];
  const years = [...new Set([...lines, ...requestedYears].map(({ year }) => year))].sort((a, b) => a - b);
  return years.map((year) => {
    const sumOf = (side: 'EXPENSE' | 'INCOME'): Cents =>
      sumCents(lines.filter((line) => line.side === side && line.year === year).map((line) => cents(line.cents)));
    const requested = totalOfYears(requestedYears.filter((asked) => asked.year === year));
    const otherIncome = sumOf('INCOME');
    return { year, expenses: sumOf('EXPENSE'), requested, otherIncome, income: sumCents([requested, otherIncome]) };
  });
}

/** Expenses of the plan over all years, in-kind apart. */
export function totalCost(budget: Budget | undefined): Cents {
  return sumCents((budget?.lines ?? []).filter(({ side }) => side === 'EXPENSE').map((line) => cents(line.cents)));
}

/** All State and Family branch money of the plan: the call's shares in those families and the other lines in them. */
export function cappedMoney(content: ApplicationContent, funders: readonly SplitFunder[]): Cents {
  const capped = new Set(funders.filter(({ family }) => CAPPED_FAMILIES.includes(family)).map(({ code }) => code));
  const shares = splitYears(content.requestedYears ?? [], funders).filter(({ funderCode }) => capped.has(funderCode));
  const lines = (content.budget?.lines ?? []).filter(
    ({ side, family }) => side === 'INCOME' && family !== undefined && CAPPED_FAMILIES.includes(family),
  );
  return sumCents([...shares.map((share) => share.cents), ...lines.map((line) => cents(line.cents))]);
}

export function withinCap(part: Cents, whole: Cents, percent: number): boolean {
  return percentAtMost(part, whole, percent);
}

/** A share for people, with two decimals, rounded up: what is above a ceiling never reads as being at it. "80,01 %" in French. */
export function formatShare(part: Cents, whole: Cents, language: 'fr' | 'en'): string {
  if (whole === 0n) return language === 'fr' ? 'un coût nul' : 'a zero cost';
  const hundredths = (part * 10_000n + whole - 1n) / whole;
  const text = decimalText(hundredths);
  return language === 'fr' ? `${text.replace('.', ',')}\u00a0%` : `${text}%`;
}

/**
 * Months from the first to the last day, both included; a month begun counts: 2023-09-01 to 2026-08-31 is 36, one day more is 37.
 * @throws RangeError when a text is not a date
 */
export function projectMonths(startsOn: string, endsOn: string): number {
  const after = addDays(endsOn, 1);
  const [startYear = 0, startMonth = 0, startDay = 0] = startsOn.split('-').map(Number);
  const [endYear = 0, endMonth = 0, endDay = 0] = after.split('-').map(Number);
  return (endYear - startYear) * 12 + (endMonth - startMonth) + (endDay > startDay ? 1 : 0);
}
