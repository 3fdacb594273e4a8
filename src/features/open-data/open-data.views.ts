import { Int, Nested, NestedList, Text } from '../../platform/http/fields.js';
import { MoneyView } from '../../platform/http/views.js';

export class OpenDataWarningView {
  @Text({ max: 40, example: '2023-48-00007' })
  applicationNumber!: string;
  @Text({ max: 500 })
  message!: string;
}

export class OpenDataFunderView {
  @Text({ max: 40, example: 'STATE' })
  funderCode!: string;
  @Text({ max: 200, example: 'DREETS Occitanie' })
  name!: string;
  @Int({ min: 0, max: 50_000, description: 'Grants in the file of this funder.' })
  published!: number;
  @Nested(() => MoneyView)
  total!: MoneyView;
  @Int({ min: 0, max: 50_000, description: 'Notified grants that the threshold keeps out of it.' })
  withheld!: number;
  @NestedList(() => OpenDataWarningView, { max: 50_000 })
  warnings!: OpenDataWarningView[];
}

export class OpenDataView {
  @NestedList(() => OpenDataFunderView, { max: 10 })
  funders!: OpenDataFunderView[];
}
