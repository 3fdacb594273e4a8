import { OneOf, Pattern, Text } from '../../platform/http/fields.js';
import type { AgencyKind } from './application-content.js';
import { CONSULTATION_OPINIONS, CONSULTED_AGENCIES, type ConsultationOpinion } from './consultation.rules.js';

export class GiveConsultationDto {
  @Pattern({
    pattern: /^(?:\d{2}|2[AB]|97\d)$/,
    max: 3,
    description: 'Consulted department that the opinion is given for.',
    example: '66',
  })
  department!: string;
  @OneOf(CONSULTED_AGENCIES, { description: 'One’s own agency there.' })
  agency!: AgencyKind;
  @OneOf(CONSULTATION_OPINIONS)
  opinion!: ConsultationOpinion;
  @Text({
    max: 5000,
    optional: true,
    description: 'Required by the rules.',
    example: 'Le besoin est le même de ce côté de la limite.',
  })
  reasons?: string;
}
