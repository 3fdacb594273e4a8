import { Day, NestedList, OneOf, Text, TextList } from '../../platform/http/fields.js';
import type { AgencyKind } from '../applications/application-content.js';
import {
  CONCILIATION_MEANS,
  CONCILIATION_OUTCOMES,
  type ConciliationMeans,
  type ConciliationOutcome,
} from './divergence.rules.js';
import { AGENCY_KINDS } from './instruction-facts.rules.js';
import { OPINIONS, type Opinion } from './joint.rules.js';
import { ScoreDto } from './scoring.dto.js';

class ActingAgencyDto {
  @OneOf(AGENCY_KINDS, { optional: true, description: 'Needed only by who may act for both agencies.' })
  agencyKind?: AgencyKind;
}

export class ProposeScoreDto extends ActingAgencyDto {
  @NestedList(() => ScoreDto, { min: 1, max: 900, description: 'The whole grid.' })
  scores!: ScoreDto[];
}

export class RefusalReasonsDto {
  @Text({ max: 5000, min: 0, example: 'Le sous-critère C3.2 n’a pas été discuté.' })
  reasons!: string;
}

export class StatePositionDto extends ActingAgencyDto {
  @Text({ max: 20_000, min: 0, example: 'Le besoin est établi et le coût par place reste dans la moyenne.' })
  position!: string;
}

export class ConciliationDto extends ActingAgencyDto {
  @Day({ example: '2023-09-22' })
  heldOn!: string;
  @OneOf(CONCILIATION_MEANS)
  means!: ConciliationMeans;
  @TextList({ min: 1, max: 50, itemMax: 200, description: 'Who took part: name and function.' })
  participants!: string[];
  @Text({
    max: 20_000,
    min: 0,
    example: 'Les deux services retiennent un avis réservé, sous condition d’un recrutement effectif.',
  })
  summary!: string;
  @OneOf(CONCILIATION_OUTCOMES)
  outcome!: ConciliationOutcome;
  @OneOf(OPINIONS, { optional: true, description: 'Needed with, and only with, AGREEMENT.' })
  agreedOpinion?: Opinion;
}
