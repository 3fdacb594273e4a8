import { CentsField, Int, Nested, NestedList, OneOf, Text, Uuid } from '../../platform/http/fields.js';
import { ActionView, MoneyView } from '../../platform/http/views.js';
import { ENVELOPE_STATES, type CloseInput, type EnvelopeState, type MoveInput } from './envelope.rules.js';

export class CloseEnvelopeDto implements CloseInput {
  @Text({ max: 3000, description: 'Reasons, compulsory.', example: 'Exercice 2023 soldé.' })
  reasons!: string;
}

export class MoveEnvelopeDto implements MoveInput {
  @Text({ max: 3000, description: 'Reasons, compulsory.', example: 'Mise en réserve de la loi de finances.' })
  reasons!: string;
  @CentsField({ description: 'By how much, in integer cents; above zero.', example: 5_000_000 })
  cents!: number;
}

const money = (description: string): PropertyDecorator => Nested(() => MoneyView, { description });

/** What a funder and year hold: envelope = available + frozen + reserved + committed + ordered + paid + recovered. */
export class HoldingsView {
  @money('What the funder opened.')
  envelope!: MoneyView;
  @money('Free for the next selection.')
  available!: MoneyView;
  @money('Set aside by the funder.')
  frozen!: MoneyView;
  @money('Held by selections that are not decided yet.')
  reserved!: MoneyView;
  @money('Decided, and neither ordered nor paid.')
  committed!: MoneyView;
  @money('Ordered to the accountant, not paid yet.')
  ordered!: MoneyView;
  @money('Paid to the holders, what they gave back left out.')
  paid!: MoneyView;
  @money('Paid, then given back.')
  recovered!: MoneyView;
}

export class EnvelopeView extends HoldingsView {
  @Uuid()
  id!: string;
  @Uuid()
  callId!: string;
  @Text({ max: 40, description: 'Code of the funder in the call.', example: 'STATE' })
  funderCode!: string;
  @Text({ max: 200, example: 'État' })
  funderName!: string;
  @Int({ min: 2000, max: 2100, example: 2023 })
  year!: number;
  @OneOf(ENVELOPE_STATES)
  state!: EnvelopeState;
  @Int({ min: 1, max: 2 ** 31 - 1, example: 1 })
  version!: number;
  @NestedList(() => ActionView, { max: 10 })
  actions!: ActionView[];
  @Text({ max: 200, nullable: true, description: 'Who holds the next move.' })
  waitingOn!: string | null;
}

export class EnvelopeListView {
  @NestedList(() => EnvelopeView, { max: 1000 })
  items!: EnvelopeView[];
}
