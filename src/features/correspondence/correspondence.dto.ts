import { OneOf, Text, Uuid } from '../../platform/http/fields.js';
import type { AgencyKind } from '../applications/application-content.js';

const AGENCIES = ['CAF', 'DDETS'] as const;

export class WriteMessageDto {
  @Text({ max: 10_000, example: 'Pouvez-vous préciser les horaires du samedi ?' })
  body!: string;
  @OneOf(AGENCIES, { optional: true, description: 'For a person who examines for both agencies: which one writes.' })
  agencyKind?: AgencyKind;
}

export class WriteCommentDto {
  @Text({ max: 10_000, example: 'La PMI confirme la capacité d’accueil.' })
  body!: string;
  @OneOf(AGENCIES, { optional: true, description: 'For a person who examines for both agencies: which one writes.' })
  agencyKind?: AgencyKind;
  @Uuid({ optional: true, description: 'Comment of one’s own that this one corrects; both stay readable.' })
  replaces?: string;
}

export class ReadMessagesDto {
  @Uuid({ description: 'The last message seen: it and those before it are marked as read.' })
  upTo!: string;
}
