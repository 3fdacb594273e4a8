import { Bool, Int, NestedList, Text } from '../../platform/http/fields.js';
import { MAX_POINTS } from '../calls/grid.rules.js';

/** One of `met`, `points` and `level`, as the call's grid asks for the sub-criterion. */
export class ScoreDto {
  @Text({ max: 40, description: 'Sub-criterion of the call’s grid.', example: 'C1.1' })
  code!: string;
  @Bool({ optional: true, description: 'Of a BOOLEAN sub-criterion: one point when met.' })
  met?: boolean;
  @Int({ min: 0, max: MAX_POINTS, optional: true, description: 'Of a POINTS sub-criterion.' })
  points?: number;
  @Text({ max: 40, optional: true, description: 'Of a SCALE sub-criterion: code of the level.' })
  level?: string;
  @Text({ max: 5000, min: 0, optional: true, example: 'Taux de couverture de 38 %.' })
  comment?: string;
}

export class ScoreGridDto {
  @NestedList(() => ScoreDto, { min: 1, max: 200, description: 'All the grid or a part of it; the rest is kept.' })
  scores!: ScoreDto[];
}
