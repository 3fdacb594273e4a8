import { FunderView } from '../awards/awards.dto.js';
import { LEG_STATES, type LegState } from '../awards/leg.rules.js';
import { Day, Instant, Int, Nested, NestedList, OneOf, Text, TextList, Uuid } from '../../platform/http/fields.js';
import { PageQuery } from '../../platform/http/pagination.js';
import { ActionView, MoneyView, PageInfo } from '../../platform/http/views.js';
import { RemarkView } from '../recoveries/recoveries.dto.js';
import { BALANCE_STATES, type BalanceState } from './balance.rules.js';
import { decisionDto } from '../awards/decision.dto.js';

export class BalanceRemarkDto {
  @Text({ max: 10_000, example: 'La dépense de formation de mars est à compter.' })
  text!: string;
}

export class AgreeBalanceDto extends decisionDto({
  number: { description: 'Number of the act.', example: 'ARR-2026-031' },
  date: 'Day of the act, not in the future.',
  authority: { example: 'Préfet de la région Occitanie' },
  delegation: { description: 'Of who signs by delegation: its reference, and its days. All three, or none.' },
}) {
  @Text({ max: 40, description: 'Code of the own funder.', example: 'STATE' })
  funderCode!: string;
}

export class BalancesQuery extends PageQuery {
  @Uuid({ optional: true })
  callId?: string;
  @Text({ max: 3, optional: true, description: 'Code of a department.', example: '48' })
  department?: string;
  @OneOf(BALANCE_STATES, { optional: true })
  state?: BalanceState;
}

export class BalanceAgreementView {
  @Text({ max: 100 })
  number!: string;
  @Day()
  date!: string;
  @Text({ max: 200 })
  authority!: string;
}

export class BalanceShareView {
  @Nested(() => FunderView)
  funder!: FunderView;
  @OneOf(LEG_STATES)
  legState!: LegState;
  @Nested(() => MoneyView, { description: 'As decided, less what was taken off it.' })
  award!: MoneyView;
  @Nested(() => MoneyView, { description: 'Its part of the final amount.' })
  final!: MoneyView;
  @Nested(() => MoneyView)
  paid!: MoneyView;
  @Nested(() => MoneyView, { description: 'To be given back to it.' })
  over!: MoneyView;
  @Nested(() => MoneyView, { description: 'It is still to pay.' })
  left!: MoneyView;
  @Nested(() => BalanceAgreementView, { nullable: true })
  agreement!: BalanceAgreementView | null;
}

export class FractionView {
  @Int({ min: 0, max: Number.MAX_SAFE_INTEGER })
  numerator!: number;
  @Int({ min: 1, max: Number.MAX_SAFE_INTEGER })
  denominator!: number;
}

export class BalanceFiguresView {
  @Nested(() => MoneyView)
  decided!: MoneyView;
  @Nested(() => MoneyView, { description: 'Taken off the award since it was decided.' })
  reduced!: MoneyView;
  @Nested(() => MoneyView)
  award!: MoneyView;
  @Nested(() => FractionView, { description: 'Award on planned cost, in cents; never rounded.' })
  rate!: FractionView;
  @Nested(() => MoneyView, { description: 'Expenses of the plan in force.' })
  planned!: MoneyView;
  @Nested(() => MoneyView, { description: 'Real eligible cost of the accepted reports.' })
  eligible!: MoneyView;
  @Nested(() => MoneyView, { description: 'Rate × real eligible cost, rounded down to the cent.' })
  rateCost!: MoneyView;
  @Nested(() => FractionView, { description: 'Highest share of State and Family branch together.' })
  cap!: FractionView;
  @Nested(() => MoneyView, { description: 'Other State and Family branch money, as realised.' })
  other!: MoneyView;
  @Nested(() => MoneyView, { description: 'Paid and kept by shares of theirs that ended otherwise.' })
  ended!: MoneyView;
  @Nested(() => MoneyView, { description: 'Most that the cap leaves to the award.' })
  capLeft!: MoneyView;
  @Nested(() => MoneyView)
  paid!: MoneyView;
  @Nested(() => MoneyView, { description: 'At the accountants’; none once proposed.' })
  ordered!: MoneyView;
  @Nested(() => MoneyView, { description: 'Paid above the spent share.' })
  unspent!: MoneyView;
  @Nested(() => MoneyView, { description: 'What of it the agreement lets a non-profit holder keep.' })
  kept!: MoneyView;
  @Nested(() => MoneyView)
  final!: MoneyView;
  @Nested(() => MoneyView)
  over!: MoneyView;
  @Nested(() => MoneyView)
  left!: MoneyView;
}

export class BalanceSummaryView {
  @Uuid()
  id!: string;
  @Uuid()
  awardId!: string;
  @Uuid()
  callId!: string;
  @Text({ max: 40, nullable: true, example: '2023-48-00007' })
  applicationNumber!: string | null;
  @Text({ max: 300 })
  title!: string;
  @Text({ max: 300 })
  holder!: string;
  @Text({ max: 3, example: '48' })
  department!: string;
  @OneOf(BALANCE_STATES)
  state!: BalanceState;
  @Text({ max: 100 })
  stateLabel!: string;
  @Int({ min: 1, max: 2 ** 31 - 1 })
  version!: number;
  @Nested(() => MoneyView, { nullable: true, description: 'As last computed.' })
  final!: MoneyView | null;
  @Nested(() => MoneyView, { nullable: true })
  over!: MoneyView | null;
  @Nested(() => MoneyView, { nullable: true })
  left!: MoneyView | null;
}

export class BalanceView extends BalanceSummaryView {
  @Int({ min: 0, max: 10_000, description: 'Of the last computation.' })
  computation!: number;
  @Instant({ nullable: true })
  computedAt!: string | null;
  @Nested(() => BalanceFiguresView, { nullable: true })
  figures!: BalanceFiguresView | null;
  @TextList({ max: 40, itemMax: 1000, description: 'The computation in sentences, to be checked by hand.' })
  sentences!: string[];
  @NestedList(() => BalanceShareView, { max: 20 })
  shares!: BalanceShareView[];
  @Day({ nullable: true, description: 'Last day for remarks.' })
  remarksUntil!: string | null;
  @NestedList(() => RemarkView, { max: 1000 })
  remarks!: RemarkView[];
  @Day({ nullable: true })
  fixedOn!: string | null;
  @NestedList(() => ActionView, { max: 10 })
  actions!: ActionView[];
  @Text({ max: 200, nullable: true })
  waitingOn!: string | null;
}

export class BalanceListView {
  @NestedList(() => BalanceSummaryView, { max: 100, description: 'In the order of their first computation.' })
  items!: BalanceSummaryView[];
  @Nested(() => PageInfo)
  page!: PageInfo;
}
