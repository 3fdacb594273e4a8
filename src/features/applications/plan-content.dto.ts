// Fields of the project and of its plan, as a holder sends them.

import { Bool, CentsField, Day, Int, Text } from '../../platform/http/fields.js';
import type { CalendarStep, Indicator, InKindLine, Partner, TargetNumber } from './application-content.js';

const MOST = 1_000_000_000;

export class InKindLineDto implements InKindLine {
  @Int({ min: 2000, max: 2100, example: 2023 })
  year!: number;
  @Text({ max: 200, example: 'Mise à disposition de locaux' })
  label!: string;
  @CentsField({ example: 300_000 })
  cents!: number;
}

export class TargetNumberDto implements TargetNumber {
  @Text({ max: 200, example: 'Enfants de moins de trois ans' })
  label!: string;
  @Int({ min: 0, max: 10_000_000, example: 24 })
  count!: number;
  @Int({ min: 2000, max: 2100, optional: true, description: 'Left out: over the whole project.', example: 2024 })
  year?: number;
}

export class PartnerDto implements Partner {
  @Text({ max: 200, example: 'Protection maternelle et infantile' })
  name!: string;
  @Text({ max: 1000, optional: true, description: 'What the partner does or brings.', example: 'Formation de l’équipe' })
  role?: string;
  @Bool({ optional: true, description: 'A letter or an agreement says so.' })
  confirmed?: boolean;
}

export class CalendarStepDto implements CalendarStep {
  @Text({ max: 300, example: 'Recrutement de l’équipe' })
  label!: string;
  @Day({ example: '2023-10-01' })
  startsOn!: string;
  @Day({ optional: true, description: 'Last day; one day when left out.', example: '2023-12-31' })
  endsOn?: string;
}

export class IndicatorDto implements Indicator {
  @Text({ max: 300, example: 'Enfants accueillis en horaires atypiques' })
  label!: string;
  @Int({ min: -MOST, max: MOST, description: 'Value aimed at by the end of the project.', example: 30 })
  target!: number;
  @Int({ min: -MOST, max: MOST, optional: true, description: 'Value before the project.', example: 5 })
  baseline?: number;
  @Text({ max: 60, optional: true, example: 'enfants' })
  unit?: string;
}
