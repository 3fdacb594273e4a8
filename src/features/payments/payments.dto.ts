import { LEG_STATES, type LegState } from '../awards/leg.rules.js';
import { FunderView } from '../awards/awards.dto.js';
import { TRANCHE_KINDS, type TrancheKind } from '../calls/payment-settings.js';
import { Bool, CentsField, Day, Instant, Int, Nested, NestedList, OneOf, Text, Uuid } from '../../platform/http/fields.js';
import { PageInfo, ActionView, MoneyView } from '../../platform/http/views.js';
import { PageQuery } from '../../platform/http/pagination.js';
import {
  HELD_CAUSES,
  HOLD_CAUSES,
  PAYMENT_STATES,
  type HeldCause,
  type HoldCause,
  type PaymentState,
} from './payment-facts.rules.js';

export class LiquidateDto {
  @CentsField({ optional: true, min: 1, description: 'The whole tranche when left out.' })
  cents?: number;
}

export class PayDto {
  @Day({ description: 'Value date of the transfer.' })
  valueDate!: string;
  @Text({ max: 140, description: 'Reference of the transfer in the payment system.', example: 'VIR-2023-000871' })
  reference!: string;
}

export class HoldDto {
  @OneOf(HOLD_CAUSES)
  cause!: HoldCause;
  @Text({ max: 1000, description: 'The holder reads it.', example: 'Le SIRET est fermé depuis le 1er mars.' })
  reason!: string;
}

export class PaymentReasonDto {
  @Text({ max: 1000, description: 'The holder reads it.', example: 'Compte clôturé.' })
  reason!: string;
}

export class CreditMeasureDto {
  @Int({ min: 2000, max: 2100, example: 2024 })
  year!: number;
  @Bool({ description: 'False stops the payment of this year’s credits, true opens it again.' })
  open!: boolean;
  @Text({ max: 1000, description: 'Holders read them.', example: 'Décret d’annulation du 21 février 2024.' })
  reasons!: string;
}

export class PaymentsQuery extends PageQuery {
  @Uuid({ optional: true })
  callId?: string;
  @Text({ max: 40, optional: true, description: 'Code of a funder.', example: 'STATE' })
  funder?: string;
  @Text({ max: 3, optional: true, description: 'Code of a department.', example: '48' })
  department?: string;
  @OneOf(PAYMENT_STATES, { optional: true })
  state?: PaymentState;
  @Day({ optional: true, description: 'Expected on this day or before.' })
  dueBefore?: string;
}

export class UnmetView {
  @Text({ max: 40, example: 'REPORT' })
  code!: string;
  @Text({ max: 1500, description: 'What to do.' })
  message!: string;
}

export class PaymentSummaryView {
  @Uuid()
  id!: string;
  @Text({ max: 40, description: 'Reference that the bank gives back.', example: 'PAY-000000123' })
  number!: string;
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
  @Nested(() => FunderView)
  funder!: FunderView;
  @Int({ min: 2000, max: 2100, example: 2023 })
  year!: number;
  @Int({ min: 1, max: 100, description: 'Rank of the tranche in its year.' })
  position!: number;
  @OneOf(TRANCHE_KINDS)
  kind!: TrancheKind;
  @OneOf(PAYMENT_STATES)
  state!: PaymentState;
  @Text({ max: 100 })
  stateLabel!: string;
  @Int({ min: 1, max: 2 ** 31 - 1 })
  version!: number;
  @Nested(() => MoneyView, { description: 'As planned.' })
  planned!: MoneyView;
  @Nested(() => MoneyView, { description: 'As liquidated; as planned before.' })
  amount!: MoneyView;
  @Day({ description: 'Day on which it is expected at the earliest.' })
  expectedOn!: string;
  @Instant({ nullable: true, description: 'Since when it is due.' })
  dueAt!: string | null;
  @OneOf(HELD_CAUSES, { nullable: true })
  heldCause!: HeldCause | null;
  @Text({ max: 1500, nullable: true, description: 'Why it is held, rejected or cancelled.' })
  reason!: string | null;
  @Day({ nullable: true })
  valueDate!: string | null;
  @Text({ max: 140, nullable: true })
  reference!: string | null;
}

export class MaskedAccountView {
  @Text({ max: 20, example: 'FR76 •••• 0189' })
  iban!: string;
  @Text({ max: 200 })
  accountHolder!: string;
}

export class ChainActView {
  @Uuid()
  by!: string;
  @Instant()
  at!: string;
}

export class ChainView {
  @Nested(() => ChainActView, { nullable: true })
  certified!: ChainActView | null;
  @Nested(() => ChainActView, { nullable: true })
  liquidated!: ChainActView | null;
  @Nested(() => ChainActView, { nullable: true })
  ordered!: ChainActView | null;
  @Nested(() => ChainActView, { nullable: true })
  paid!: ChainActView | null;
}

export class PaymentView extends PaymentSummaryView {
  @Int({ min: 0, max: 10_000, description: 'Basis points of the year’s share.' })
  rate!: number;
  @Int({ min: 1, max: 1000, description: 'Times that it went to the bank, this one included.' })
  attempt!: number;
  @NestedList(() => UnmetView, { max: 50, description: 'What it waits for, with what to do.' })
  unmet!: UnmetView[];
  @Nested(() => MaskedAccountView, { nullable: true, description: 'Account in force of the holder.' })
  account!: MaskedAccountView | null;
  @Nested(() => ChainView, { nullable: true, description: 'Who did what; null for the holder.' })
  chain!: ChainView | null;
  @NestedList(() => ActionView, { max: 10 })
  actions!: ActionView[];
  @Text({ max: 200, nullable: true })
  waitingOn!: string | null;
}

export class PaymentListView {
  @NestedList(() => PaymentSummaryView, { max: 100, description: 'In the order in which they are expected.' })
  items!: PaymentSummaryView[];
  @Nested(() => PageInfo)
  page!: PageInfo;
}

export class LegPaymentsView {
  @Nested(() => FunderView)
  funder!: FunderView;
  @OneOf(LEG_STATES)
  legState!: LegState;
  @Nested(() => MoneyView, { description: 'Not cancelled.' })
  planned!: MoneyView;
  @Nested(() => MoneyView)
  paid!: MoneyView;
  @Nested(() => MoneyView, { description: 'Held, or rejected by the bank.' })
  held!: MoneyView;
  @NestedList(() => PaymentView, { max: 300 })
  payments!: PaymentView[];
}

export class AwardPaymentsView {
  @Uuid()
  awardId!: string;
  @NestedList(() => LegPaymentsView, { max: 20, description: 'Funder by funder, as far as the reader sees them.' })
  legs!: LegPaymentsView[];
}

export class CreditMeasureView extends CreditMeasureDto {
  @Uuid()
  id!: string;
  @Instant()
  decidedAt!: string;
}

export class ForecastMonthView {
  @Text({ max: 7, description: 'Month in which it is expected; that of the date for what is overdue.', example: '2024-06' })
  month!: string;
  @Nested(() => MoneyView)
  amount!: MoneyView;
  @Int({ min: 1, max: 10_000_000 })
  payments!: number;
}

export class ForecastFunderView extends FunderView {
  @Nested(() => MoneyView)
  total!: MoneyView;
  @NestedList(() => ForecastMonthView, { max: 600 })
  months!: ForecastMonthView[];
}

export class ForecastView {
  @Uuid()
  callId!: string;
  @NestedList(() => ForecastFunderView, { max: 20 })
  funders!: ForecastFunderView[];
}
