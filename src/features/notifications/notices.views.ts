import { Bool, Instant, Int, Nested, NestedList, OneOf, Text, Uuid } from '../../platform/http/fields.js';
import { PageInfo } from '../../platform/http/views.js';
import { WorkApplicationView } from '../desk/desk.views.js';
import { DELIVERIES, LETTERS, type Delivery } from './delivery.rules.js';
import type { LetterName } from './mail-plan.js';

export class NoticeView {
  @Uuid()
  id!: string;
  @OneOf(LETTERS)
  kind!: LetterName;
  @Text({ max: 200, example: 'Nouveau dossier à instruire' })
  label!: string;
  @Text({ max: 60, description: 'Machine of what it is about.', example: 'application' })
  aggregate!: string;
  @Uuid()
  aggregateId!: string;
  @Text({
    max: 200,
    nullable: true,
    description: 'Where to read it.',
    example: '/v1/applications/0193f4a2-7c1e-7b52-9d0a-5c8f1f0e4a11',
  })
  href!: string | null;
  @Nested(() => WorkApplicationView, { nullable: true, description: 'The dossier, as long as the caller sees it.' })
  application!: WorkApplicationView | null;
  @Instant()
  at!: string;
  @Instant({ nullable: true })
  readAt!: string | null;
}

export class NoticesView {
  @NestedList(() => NoticeView, { max: 100 })
  items!: NoticeView[];
  @Nested(() => PageInfo)
  page!: PageInfo;
}

export class ReadNoticesView {
  @Int({ min: 0, max: 1_000_000_000, example: 3 })
  newlyRead!: number;
}

export class PreferenceView {
  @OneOf(LETTERS)
  kind!: LetterName;
  @Text({ max: 200, example: 'Nouveau message' })
  label!: string;
  @OneOf(DELIVERIES)
  delivery!: Delivery;
  @Bool({ description: 'True: the law requires the letter, and it always leaves at once.', example: false })
  requiredByLaw!: boolean;
}

export class PreferencesView {
  @Int({ min: 1, max: 1_000_000, example: 1 })
  version!: number;
  @Text({ max: 60, description: 'IANA time zone of the digest’s hour.', example: 'Indian/Reunion' })
  timeZone!: string;
  @Int({ min: 0, max: 23, description: 'Hour from which the digest of the day leaves.', example: 7 })
  digestHour!: number;
  @NestedList(() => PreferenceView, { max: 100 })
  preferences!: PreferenceView[];
}
