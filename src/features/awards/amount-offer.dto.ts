import { AnyJson, Bool, Day, Instant, Int, Nested, NestedList, OneOf, Text, Uuid } from '../../platform/http/fields.js';
import { ActionView, MoneyView, ReasonView } from '../../platform/http/views.js';
import { BudgetDto } from '../applications/applications.dto.js';
import type { AwardPlan } from '../applications/application-content.js';
import { CalendarStepDto } from '../applications/plan-content.dto.js';
import { AMOUNT_OFFER_STATES, type AcceptInput, type AmountOfferState, type RenewInput } from './amount-offer.rules.js';

const REASONS = { max: 5000, example: 'Le reste à charge dépasse ce que la commune peut inscrire à son budget.' } as const;

export class AcceptOfferDto implements AcceptInput {
  @Nested(() => BudgetDto, {
    description: 'Expenses and other income with the amount offered, which the server adds: balanced in each year.',
  })
  budget!: BudgetDto;
  @Day({ optional: true, description: 'First day of the project; as submitted when left out.' })
  startsOn?: string;
  @Day({ optional: true, description: 'Last day of the project; as submitted when left out.' })
  endsOn?: string;
  @NestedList(() => CalendarStepDto, { max: 100, optional: true, description: 'As submitted when left out.' })
  calendar?: CalendarStepDto[];
  @Text({
    max: 200,
    optional: true,
    description: 'Vote of the holder’s own council or board, when it needed one.',
    example: 'Délibération 2023-112 du 4 décembre 2023',
  })
  deliberation?: string;
}

export class DeclineOfferDto {
  @Text({ ...REASONS, optional: true })
  reasons?: string;
}

export class RenewOfferDto implements RenewInput {
  @Text({ max: 5000, optional: true, example: 'Le conseil municipal ne se réunit qu’en janvier.' })
  reasons?: string;
  @Day({ optional: true, description: 'Last day to answer; the call’s days from today when left out.' })
  dueOn?: string;
}

export class OfferedYearView {
  @Int({ min: 2000, max: 2100, example: 2023 })
  year!: number;
  @Nested(() => MoneyView)
  requested!: MoneyView;
  @Nested(() => MoneyView)
  offered!: MoneyView;
}

export class AwardPlanView {
  @Int({ min: 1, max: 1000, example: 1 })
  number!: number;
  @Text({ max: 64, description: 'SHA-256 of the canonical JSON (RFC 8785) of the plan.' })
  hash!: string;
  @AnyJson({ description: 'Plan accepted: amounts offered, budget, dates, calendar.' })
  content!: AwardPlan;
  @Instant()
  acceptedAt!: string;
}

export class AmountOfferView {
  @Uuid()
  id!: string;
  @Uuid()
  applicationId!: string;
  @OneOf(AMOUNT_OFFER_STATES)
  state!: AmountOfferState;
  @Text({ max: 100, example: 'Offert au porteur' })
  stateLabel!: string;
  @Int({ min: 1, max: 2 ** 31 - 1, description: 'To send back in If-Match.' })
  version!: number;
  @Nested(() => MoneyView)
  requested!: MoneyView;
  @Nested(() => MoneyView)
  offered!: MoneyView;
  @NestedList(() => OfferedYearView, { max: 20 })
  years!: OfferedYearView[];
  @Instant()
  offeredAt!: string;
  @Instant({ description: 'Last instant to answer.' })
  dueAt!: string;
  @Text({ max: 200, description: 'The same in the call’s time zone.', example: '20 décembre 2023 à 23:59 (heure de Paris)' })
  dueLegalTime!: string;
  @Instant({ nullable: true })
  answeredAt!: string | null;
  @Text({ ...REASONS, nullable: true, description: 'Why the holder declined.' })
  reasons!: string | null;
  @Nested(() => AwardPlanView, { nullable: true })
  plan!: AwardPlanView | null;
  @Bool({ description: 'Whether the plan in force balances with the amount offered: no agreement is signed otherwise.' })
  planBalanced!: boolean;
  @NestedList(() => ReasonView, { max: 100, description: 'Year by year, what does not balance.' })
  imbalances!: ReasonView[];
  @NestedList(() => ActionView, { max: 10 })
  actions!: ActionView[];
  @Text({ max: 200, nullable: true, example: 'le représentant légal du porteur' })
  waitingOn!: string | null;
}

export class AmountOfferListView {
  @NestedList(() => AmountOfferView, { max: 100, description: 'One an attempt, oldest first.' })
  items!: AmountOfferView[];
}
