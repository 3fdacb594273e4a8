import { AnyJson, Bool, Instant, Int, Nested, NestedList, OneOf, Text } from '../../platform/http/fields.js';
import { MoneyView } from '../../platform/http/views.js';
import { ROUND_EVENTS, type RoundEvent } from './completion-content.js';
import { AnswerView, ConditionView, ItemAskedView, SettlementView } from './completion.views.js';

export class RoundItemView extends ItemAskedView {
  @NestedList(() => AnswerView, { max: 1000, description: 'Oldest first; only the holder reads those not sent yet.' })
  answers!: AnswerView[];
  @NestedList(() => SettlementView, { max: 1000, description: 'Oldest first; shown to the holder once the round is over.' })
  settlements!: SettlementView[];
}

export class RoundEventView {
  @OneOf(ROUND_EVENTS)
  kind!: RoundEvent;
  @Instant()
  at!: string;
  @Int({ min: 0, max: 10_000, description: 'Last frozen version then; of SENT, the one that was sent.', example: 2 })
  submittedVersion!: number;
}

export class RoundView {
  @Int({ min: 1, max: 10_000, example: 1 })
  number!: number;
  @Int({ min: 0, max: 10_000, description: 'Frozen version found incomplete.', example: 1 })
  askedVersion!: number;
  @NestedList(() => RoundItemView, { max: 100 })
  items!: RoundItemView[];
  @NestedList(() => RoundEventView, { max: 1000, description: 'Oldest first.' })
  events!: RoundEventView[];
}

export class SuspensionView {
  @Instant()
  from!: string;
  @Instant({
    nullable: true,
    description: 'When what was asked arrived, or the end of the time given: ahead of now while it runs.',
  })
  to!: string | null;
}

export class ForwardingView {
  @Text({ max: 3, example: '11' })
  fromDepartment!: string;
  @Text({ max: 3, example: '31' })
  toDepartment!: string;
  @Text({ max: 2000, example: 'Le projet est situé dans la Haute-Garonne.' })
  reasons!: string;
  @Instant()
  at!: string;
}

export class CompletionHistoryView {
  @NestedList(() => RoundView, { max: 1000, description: 'Oldest first.' })
  rounds!: RoundView[];
  @NestedList(() => SuspensionView, {
    max: 1000,
    description: 'When the time in which silence becomes a refusal did not run (CRPA L114-5).',
  })
  suspensions!: SuspensionView[];
  @NestedList(() => ConditionView, { max: 500 })
  conditions!: ConditionView[];
  @NestedList(() => ForwardingView, { max: 1000, description: 'Departments that it was forwarded from (CRPA L114-2).' })
  forwardings!: ForwardingView[];
}

export class ChangeView {
  @Text({
    max: 500,
    description: 'JSON pointer: in the later version, or in the earlier one for what was removed.',
    example: '/summary',
  })
  pointer!: string;
  @OneOf(['ADDED', 'REMOVED', 'CHANGED'])
  kind!: string;
  @AnyJson({ nullable: true, description: 'Value of any JSON type; null when added.' })
  before!: unknown;
  @AnyJson({ nullable: true, description: 'Value of any JSON type; null when removed.' })
  after!: unknown;
}

export class AmountChangeView {
  @Nested(() => MoneyView)
  before!: MoneyView;
  @Nested(() => MoneyView)
  after!: MoneyView;
}

export class DifferenceView {
  @Int({ min: 1, max: 10_000, example: 1 })
  from!: number;
  @Int({ min: 1, max: 10_000, example: 2 })
  to!: number;
  @NestedList(() => ChangeView, { max: 1000 })
  changes!: ChangeView[];
  @Bool({ description: 'There are more changes than are shown.', example: false })
  truncated!: boolean;
  @Nested(() => AmountChangeView, { description: 'Asked of the call’s funders, all years.' })
  requested!: AmountChangeView;
  @Nested(() => AmountChangeView, { description: 'Expenses of all years.' })
  totalCost!: AmountChangeView;
}
