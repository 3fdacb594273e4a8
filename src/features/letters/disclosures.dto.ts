import { OneOf, OneOfList, Text } from '../../platform/http/fields.js';
import { DISCLOSED_ITEMS, DISCLOSURE_GROUNDS, type DisclosedItem, type DisclosureGround } from './disclosure.rules.js';

export class DiscloseDto {
  @Text({ max: 200, description: 'Who asked.', example: 'Association des contribuables, Toulouse' })
  requester!: string;
  @OneOf(DISCLOSURE_GROUNDS)
  ground!: DisclosureGround;
  @OneOfList(DISCLOSED_ITEMS, { min: 1, max: DISCLOSED_ITEMS.length, unique: true, description: 'What is communicated.' })
  items!: DisclosedItem[];
  @Text({ max: 2000, optional: true, description: 'What was hidden, and why (CRPA L311-6, L311-7).' })
  note?: string;
}
