import { Bool, Day, Instant, Int, Nested, NestedList, OneOf, Text, Uuid } from '../../platform/http/fields.js';
import { MoneyView } from '../../platform/http/views.js';
import { LINE_OUTCOMES, type LineOutcome } from './returns.rules.js';

export class DebtorDto {
  @Text({ max: 70, example: 'Caf de la Lozère' })
  name!: string;
  @Text({ max: 42, description: 'Account of the funder.', example: 'FR76 3000 1007 9412 3456 7890 185' })
  iban!: string;
  @Text({ max: 14, example: 'BDFEFRPP' })
  bic!: string;
}

export class CreateBatchDto {
  @Day({ description: 'Day on which the bank is asked to execute the orders.' })
  executionOn!: string;
  @Nested(() => DebtorDto)
  debtor!: DebtorDto;
}

export class BatchView {
  @Uuid()
  id!: string;
  @Int({ min: 1, max: 1_000_000_000, description: 'Of this funder, for this call.' })
  number!: number;
  @Text({ max: 40 })
  funderCode!: string;
  @Day()
  executionOn!: string;
  @Text({ max: 70 })
  debtor!: string;
  @Int({ min: 1, max: 10_000 })
  orders!: number;
  @Nested(() => MoneyView)
  total!: MoneyView;
  @Instant()
  createdAt!: string;
}

export class BatchListView {
  @NestedList(() => BatchView, { max: 1000, description: 'Newest first.' })
  items!: BatchView[];
}

export class ReturnLineView {
  @Int({ min: 1, max: 10_000_000, description: 'Line of the file.' })
  line!: number;
  @Text({ max: 100, description: 'Number of the payment, as in the file.' })
  payment!: string;
  @OneOf(LINE_OUTCOMES)
  outcome!: LineOutcome;
  @Text({ max: 60, nullable: true, description: 'Rule or problem of a line that was not applied.' })
  code!: string | null;
  @Text({ max: 3000, nullable: true })
  message!: string | null;
}

export class ReturnView {
  @Bool({ description: 'The same file was received before: nothing was done again.' })
  known!: boolean;
  @Int({ min: 0, max: 10_000 })
  applied!: number;
  @NestedList(() => ReturnLineView, { max: 10_000 })
  lines!: ReturnLineView[];
}
