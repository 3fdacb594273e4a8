import { Int, NestedList, OneOf, Text } from '../../platform/http/fields.js';
import { PageQuery } from '../../platform/http/pagination.js';
import { DELIVERIES, LETTERS, type Delivery } from './delivery.rules.js';
import type { LetterName } from './mail-plan.js';

export class NoticesQuery extends PageQuery {
  @OneOf(['true', 'false'], { optional: true, description: 'Only those not read yet, or only those read.' })
  unread?: 'true' | 'false';
}

export class PreferenceDto {
  @OneOf(LETTERS, { example: 'newMessage' })
  kind!: LetterName;
  @OneOf(DELIVERIES, { description: 'At once, in one mail a day, or within the application alone.' })
  delivery!: Delivery;
}

/** What is given replaces what was; kinds left out stay. */
export class EditPreferencesDto {
  @NestedList(() => PreferenceDto, { max: 100, optional: true })
  preferences?: PreferenceDto[];
  @Text({ max: 60, optional: true, description: 'IANA time zone.', example: 'Indian/Reunion' })
  timeZone?: string;
  @Int({ min: 0, max: 23, optional: true, example: 7 })
  digestHour?: number;
}
