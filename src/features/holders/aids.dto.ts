import { CentsField, Day, Instant, Nested, NestedList, OneOf, Text, Uuid } from '../../platform/http/fields.js';
import { MoneyView } from '../../platform/http/views.js';
import { AID_REGIMES, type AidRegime } from './aid.rules.js';

export class DeclareAidDto {
  @OneOf(AID_REGIMES, { description: 'General rule, or services of general economic interest (SIEG).' })
  regime!: AidRegime;
  @CentsField({ description: 'Amount received, in cents; 0 to declare that there is none, or to take a declaration back.' })
  cents!: number;
  @Day({ description: 'Day of the decision that gave it.', example: '2023-05-12' })
  grantedOn!: string;
  @Text({ max: 200, description: 'Who gave it.', example: 'Région Occitanie' })
  body!: string;
  @Uuid({ optional: true, description: 'Declaration that this one corrects.' })
  replacesId?: string;
}

class AidView {
  @Uuid()
  id!: string;
  @OneOf(AID_REGIMES)
  regime!: AidRegime;
  @Nested(() => MoneyView)
  amount!: MoneyView;
  @Day()
  grantedOn!: string;
  @Text({ max: 200 })
  body!: string;
  @Uuid({ nullable: true })
  replacesId!: string | null;
  @Instant()
  recordedAt!: string;
}

export class AidListView {
  @NestedList(() => AidView, { max: 200, description: 'In force, last first; what was replaced is in the audit.' })
  items!: AidView[];
}
