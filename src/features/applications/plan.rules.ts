// The plan of financing as a table: per year and in all, what is spent by nature, what comes in by family, who is asked for what, and the
// shares that the rules judge. Pure; nothing in it is typed by anyone.

import { cents, sumCents, type Cents } from '../../kernel/money.js';
import type { ApplicationContent, ExpenseNature, IncomeFamily } from './application-content.js';
import { FAMILIES, NATURES } from './budget-labels.rules.js';
import { budgetYears, cappedMoney, formatShare, splitYears, totalCost, totalOfYears, type SplitFunder } from './budget.rules.js';
import { investmentCost } from './plan-submission.rules.js';

export interface FamilyIncome {
  readonly family: IncomeFamily;
  /** The family's part of what is asked of the call's funders, by the call's split. */
  readonly requested: Cents;
  readonly other: Cents;
  readonly total: Cents;
}

export interface PlanColumn {
  /** Null: over all years. */
  readonly year: number | null;
  readonly expenses: readonly { readonly nature: ExpenseNature; readonly amount: Cents }[];
  readonly totalExpenses: Cents;
  /** Hundredths of full-time equivalents; over all years, of FTE years. */
  readonly fte: number;
  readonly requested: Cents;
  readonly requestedByFunder: readonly { readonly funderCode: string; readonly amount: Cents }[];
  readonly income: readonly FamilyIncome[];
  readonly totalIncome: Cents;
  /** Income less expenses: zero when balanced. */
  readonly balance: Cents;
  /** State and Family branch together, the call's shares included. */
  readonly publicMoney: Cents;
  readonly investment: Cents;
  /** Outside the balance. Over all years it also counts a sum that is of no year. */
  readonly inKind: Cents;
}

export interface Plan {
  readonly years: readonly PlanColumn[];
  readonly total: PlanColumn;
}

/** The part of the content that is of one year. The one sum in kind is of no year. */
function ofYear({ budget, requestedYears = [] }: ApplicationContent, year: number): ApplicationContent {
  const its = <T extends { readonly year: number }>(lines: readonly T[] = []): T[] => lines.filter((line) => line.year === year);
  return { requestedYears: its(requestedYears), budget: { lines: its(budget?.lines), inKind: its(budget?.inKind) } };
}

function column(year: number | null, content: ApplicationContent, funders: readonly SplitFunder[]): PlanColumn {
  const lines = content.budget?.lines ?? [];
  const requestedYears = content.requestedYears ?? [];
  const sumOf = (amounts: readonly { readonly cents: number }[]): Cents => sumCents(amounts.map((line) => cents(line.cents)));
  const shares = splitYears(requestedYears, funders);
  const shareOf = (wanted: (code: string) => boolean): Cents =>
    sumCents(shares.filter(({ funderCode }) => wanted(funderCode)).map((share) => share.cents));
  const familyOf = new Map(funders.map(({ code, family }) => [code, family]));
  const income = FAMILIES.map((family): FamilyIncome => {
    const requested = shareOf((code) => familyOf.get(code) === family);
    const other = sumOf(lines.filter((line) => line.side === 'INCOME' && line.family === family));
    return { family, requested, other, total: sumCents([requested, other]) };
  });
  const totalExpenses = totalCost(content.budget);
  const requested = totalOfYears(requestedYears);
  const totalIncome = sumCents([requested, sumOf(lines.filter(({ side }) => side === 'INCOME'))]);
  const { inKindCents, inKind = [] } = content.budget ?? {};
  return {
    year,
    expenses: NATURES.map((nature) => ({
      nature,
      amount: sumOf(lines.filter((line) => line.side === 'EXPENSE' && line.nature === nature)),
    })),
    totalExpenses,
    fte: lines.reduce((sum, { fte = 0 }) => sum + fte, 0),
    requested,
    requestedByFunder: [...funders]
      .sort((a, b) => a.position - b.position)
      .map(({ code }) => ({ funderCode: code, amount: shareOf((funder) => funder === code) })),
    income,
    totalIncome,
    balance: cents(totalIncome - totalExpenses),
    publicMoney: cappedMoney(content, funders),
    investment: investmentCost(content),
    inKind: inKindCents === undefined ? sumOf(inKind) : cents(inKindCents),
  };
}

/** One column for each year that a line, a request or a contribution names, ordered, and one for all. */
export function computePlan(content: ApplicationContent, funders: readonly SplitFunder[]): Plan {
  const named = [...budgetYears(content), ...(content.budget?.inKind ?? [])].map(({ year }) => year);
  const years = [...new Set(named)].sort((a, b) => a - b);
  return {
    years: years.map((year) => column(year, ofYear(content, year), funders)),
    total: column(null, content, funders),
  };
}

/** A share to two decimals, rounded up like every share shown: "80.01". Null of a whole of zero. */
export function percentOf(part: Cents, whole: Cents): string | null {
  return whole === 0n ? null : formatShare(part, whole, 'en').replace('%', '');
}
