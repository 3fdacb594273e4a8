import { Bool, Int, NestedList, OneOf, Pattern, Text } from '../../platform/http/fields.js';
import { GRADINGS, type Grading, type Grid } from './call-settings.js';
import { MAX_POINTS, MAX_TOTAL, MAX_WEIGHT } from './grid.rules.js';

/** Codes travel in URLs, exports and scores: upper case, digits, dot, dash, underscore. */
export const CODE = { pattern: /^[A-Z][A-Z0-9._-]*$/, max: 40 };

export class LabelledDto {
  @Pattern({ ...CODE, example: 'QUALITY' })
  code!: string;
  @Text({ max: 300, example: 'Qualité d’accueil' })
  label!: string;
}

export class ScaleLevelDto extends LabelledDto {
  @Int({ min: 0, max: MAX_POINTS, example: 2 })
  points!: number;
}

export class SubCriterionDto extends LabelledDto {
  @Bool({ optional: true, description: 'True: chosen by this call, where the programme’s grid leaves it open.' })
  ofTheCall?: boolean;
  @OneOf(GRADINGS, { optional: true, description: 'BOOLEAN (one point when met) when left out.' })
  grading?: Grading;
  @Int({ min: 1, max: MAX_POINTS, optional: true, description: 'Needed with, and only with, POINTS.', example: 5 })
  maxPoints?: number;
  @NestedList(() => ScaleLevelDto, { min: 2, max: 20, optional: true, description: 'Needed with, and only with, SCALE.' })
  levels?: ScaleLevelDto[];
  @Int({ min: 1, max: MAX_WEIGHT, optional: true, description: 'Multiplies the points; 1 when left out.', example: 1 })
  weight?: number;
}

export class CriterionDto extends LabelledDto {
  @NestedList(() => SubCriterionDto, { max: 30 })
  sub!: SubCriterionDto[];
  @Int({ min: 1, max: MAX_WEIGHT, optional: true, description: 'Multiplies the points of its sub-criteria; 1 when left out.' })
  weight?: number;
}

export class GridDto implements Grid {
  @Int({ min: 1, max: 1000, example: 1 })
  version!: number;
  @NestedList(() => CriterionDto, { max: 30 })
  criteria!: CriterionDto[];
  @Int({
    min: 0,
    max: MAX_TOTAL,
    nullable: true,
    description: 'Weighted points that make a project eligible; null: no bar.',
    example: 7,
  })
  threshold!: number | null;
  @Bool({ optional: true, description: 'True: each sub-criterion needs a comment before the signature. False when left out.' })
  commentRequired?: boolean;
}
