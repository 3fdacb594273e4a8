import { Instant, Nested, NestedList, OneOf, OneOfList, Text, Uuid } from '../../platform/http/fields.js';
import { PageInfo } from '../../platform/http/views.js';
import { DISCLOSED_ITEMS, DISCLOSURE_GROUNDS, type DisclosedItem, type DisclosureGround } from './disclosure.rules.js';

export class DisclosureView {
  @Uuid()
  id!: string;
  @Text({ max: 200 })
  requester!: string;
  @OneOf(DISCLOSURE_GROUNDS)
  ground!: DisclosureGround;
  @OneOfList(DISCLOSED_ITEMS, { max: DISCLOSED_ITEMS.length })
  items!: DisclosedItem[];
  @Text({ max: 2000, nullable: true })
  note!: string | null;
  @Uuid({ description: 'Agent who communicated.' })
  disclosedBy!: string;
  @Text({ max: 60, description: 'Capacity of the agent.', example: 'cafInstructor' })
  capacity!: string;
  @Instant()
  disclosedAt!: string;
}

export class DisclosureListView {
  @NestedList(() => DisclosureView, { max: 100 })
  items!: DisclosureView[];
  @Nested(() => PageInfo)
  page!: PageInfo;
}
