// The computed plan, the rules run on demand and the consultation, as they are answered.

import { Bool, Instant, Int, Nested, NestedList, OneOf, Text, Uuid } from '../../platform/http/fields.js';
import { MoneyView, ReasonView, viewMoney, viewReason } from '../../platform/http/views.js';
import type { Locale } from '../../platform/workflow/request.js';
import {
  EXPENSE_NATURES,
  INCOME_FAMILIES,
  type AgencyKind,
  type ExpenseNature,
  type IncomeFamily,
} from './application-content.js';
import { CONSULTATION_OPINIONS, CONSULTED_AGENCIES, type ConsultationOpinion } from './consultation.rules.js';
import type { RuleVerdict } from './eligibility.rules.js';
import { percentOf, type PlanColumn } from './plan.rules.js';

export class NatureAmountView {
  @OneOf(EXPENSE_NATURES)
  nature!: ExpenseNature;
  @Nested(() => MoneyView)
  amount!: MoneyView;
}

export class FunderAmountView {
  @Text({ max: 40, example: 'STATE' })
  funderCode!: string;
  @Nested(() => MoneyView)
  amount!: MoneyView;
}

export class FamilyIncomeView {
  @OneOf(INCOME_FAMILIES)
  family!: IncomeFamily;
  @Nested(() => MoneyView, { description: 'The family’s part of what is asked of the call’s funders.' })
  requested!: MoneyView;
  @Nested(() => MoneyView, { description: 'Other money of the family.' })
  other!: MoneyView;
  @Nested(() => MoneyView)
  total!: MoneyView;
}

export class BalanceView {
  @Int({
    min: -1e14,
    max: 1e14,
    description: 'Income less expenses, in cents: 0 when balanced, negative when money lacks.',
    example: 0,
  })
  cents!: number;
  @OneOf(['EUR'])
  currency!: 'EUR';
}

export class ShareView {
  @Nested(() => MoneyView)
  amount!: MoneyView;
  @Text({ max: 40, nullable: true, description: 'Percent of the expenses, rounded up; null without expenses.', example: '80.00' })
  percent!: string | null;
}

export class PlanColumnView {
  @Int({ min: 2000, max: 2100, nullable: true, description: 'Null: over all years.', example: 2023 })
  year!: number | null;
  @NestedList(() => NatureAmountView, { max: 4 })
  expenses!: NatureAmountView[];
  @Nested(() => MoneyView)
  totalExpenses!: MoneyView;
  @Int({ min: 0, max: 100_000_000, description: 'Staff, hundredths of FTE; over all years, of FTE years.', example: 150 })
  fte!: number;
  @Nested(() => MoneyView, { description: 'Asked of the call’s funders.' })
  requested!: MoneyView;
  @NestedList(() => FunderAmountView, { max: 20, description: 'The same by funder, by the call’s split.' })
  requestedByFunder!: FunderAmountView[];
  @NestedList(() => FamilyIncomeView, { max: 7 })
  income!: FamilyIncomeView[];
  @Nested(() => MoneyView)
  totalIncome!: MoneyView;
  @Nested(() => BalanceView)
  balance!: BalanceView;
  @Nested(() => ShareView, { description: 'State and Family branch together.' })
  publicShare!: ShareView;
  @Nested(() => ShareView)
  investmentShare!: ShareView;
  @Nested(() => MoneyView, { description: 'Contributions in kind, outside the balance.' })
  inKind!: MoneyView;
}

export class RuleVerdictView {
  @Text({ max: 100, description: 'Stable name of the rule.', example: 'publicShareWithinCap' })
  rule!: string;
  @Text({ max: 300, example: 'État + branche Famille sous le plafond' })
  label!: string;
  @Text({ max: 300, nullable: true, description: 'Article or document.', example: 'CRPA L114-5-1' })
  source!: string | null;
  @Bool()
  met!: boolean;
  @NestedList(() => ReasonView, { max: 500, description: 'Every reason why not, with amounts and pointers.' })
  reasons!: ReasonView[];
}

export class PlanView {
  @Uuid()
  applicationId!: string;
  @Int({ min: 1, max: 1_000_000, description: 'Version of the dossier that the plan is of.', example: 3 })
  version!: number;
  @NestedList(() => PlanColumnView, { max: 101 })
  years!: PlanColumnView[];
  @Nested(() => PlanColumnView)
  total!: PlanColumnView;
  @NestedList(() => RuleVerdictView, { max: 50, description: 'Rules of the call on money and duration.' })
  rules!: RuleVerdictView[];
}

export class EligibilityView {
  @Uuid()
  applicationId!: string;
  @Int({ min: 1, max: 1_000_000, description: 'Version of the dossier that was judged.', example: 3 })
  version!: number;
  @Text({ max: 40, example: 'fipe-2023' })
  rulesVersion!: string;
  @Int({ min: 0, max: 10_000, description: 'Specification of the call that was judged by.', example: 1 })
  callSpec!: number;
  @Instant()
  judgedAt!: string;
  @Bool({ description: 'Whether every rule is met.' })
  eligible!: boolean;
  @NestedList(() => RuleVerdictView, { max: 100 })
  rules!: RuleVerdictView[];
}

export class ConsultationOpinionView {
  @Text({ max: 3, description: 'Consulted department.', example: '66' })
  department!: string;
  @OneOf(CONSULTED_AGENCIES)
  agency!: AgencyKind;
  @OneOf(CONSULTATION_OPINIONS, { nullable: true, description: 'Null until given.' })
  opinion!: ConsultationOpinion | null;
  @Text({ max: 5000, nullable: true, example: 'Le besoin est le même de ce côté de la limite.' })
  reasons!: string | null;
  @Instant({ nullable: true })
  givenAt!: string | null;
}

export class ConsultationView {
  @Bool({ description: 'True: opinions are kept from this reader, to the holder until the decision (CRPA L311-2).' })
  sealed!: boolean;
  @NestedList(() => ConsultationOpinionView, { max: 40, description: 'One for each agency of each consulted department.' })
  items!: ConsultationOpinionView[];
}

export function viewColumn(column: PlanColumn): PlanColumnView {
  const { totalExpenses, publicMoney, investment } = column;
  return {
    year: column.year,
    expenses: column.expenses.map(({ nature, amount }) => ({ nature, amount: viewMoney(amount) })),
    totalExpenses: viewMoney(totalExpenses),
    fte: column.fte,
    requested: viewMoney(column.requested),
    requestedByFunder: column.requestedByFunder.map(({ funderCode, amount }) => ({ funderCode, amount: viewMoney(amount) })),
    income: column.income.map(({ family, requested, other, total }) => ({
      family,
      requested: viewMoney(requested),
      other: viewMoney(other),
      total: viewMoney(total),
    })),
    totalIncome: viewMoney(column.totalIncome),
    balance: viewMoney(column.balance),
    publicShare: { amount: viewMoney(publicMoney), percent: percentOf(publicMoney, totalExpenses) },
    investmentShare: { amount: viewMoney(investment), percent: percentOf(investment, totalExpenses) },
    inKind: viewMoney(column.inKind),
  };
}

export function viewVerdict({ rule, label, source, met, reasons }: RuleVerdict, locale: Locale): RuleVerdictView {
  return {
    rule,
    label: label[locale],
    source: source ?? null,
    met,
    reasons: reasons.map((reason) => viewReason(reason, locale)),
  };
}
