import { Bool, Int, NestedList, OneOf, Text } from '../../platform/http/fields.js';
import { GRADINGS, type Grading, type Grid } from '../calls/call-settings.js';
import { gradingOf, MAX_POINTS, MAX_TOTAL, MAX_WEIGHT, maximumOf, pointsUpTo, weightOf } from '../calls/grid.rules.js';
import { pointsOf, totalOf, type ScoreSheet } from './grid.rules.js';

export class SubCriterionView {
  @Text({ max: 40, example: 'C1.1' })
  code!: string;
  @Text({ max: 500, example: 'Territoire à fort besoin' })
  label!: string;
  @OneOf(GRADINGS)
  grading!: Grading;
  @Int({
    min: 1,
    max: MAX_WEIGHT * MAX_WEIGHT,
    description: 'What the points are multiplied by, criterion included.',
    example: 1,
  })
  weight!: number;
  @Int({ min: 0, max: MAX_POINTS, nullable: true, description: 'Before the weight; null: not scored yet.', example: 1 })
  points!: number | null;
  @Int({ min: 0, max: MAX_POINTS, description: 'Most points, before the weight.', example: 1 })
  maximum!: number;
  @Bool({ nullable: true, description: 'Of a BOOLEAN sub-criterion; null: not scored yet.' })
  met!: boolean | null;
  @Text({ max: 40, nullable: true, description: 'Of a SCALE sub-criterion: code of the level.' })
  level!: string | null;
  @Text({ max: 5000, min: 0, nullable: true })
  comment!: string | null;
}

export class ScoreSheetView {
  @Int({ min: 1, max: 10_000, example: 1 })
  gridVersion!: number;
  @Int({ min: 0, max: MAX_TOTAL, description: 'Weighted points so far, counted from the grid.', example: 9 })
  total!: number;
  @Int({ min: 0, max: MAX_TOTAL, example: 13 })
  maximum!: number;
  @Int({
    min: 0,
    max: MAX_TOTAL,
    nullable: true,
    description: 'Weighted points that the call asks for; null when it asks for none.',
    example: 8,
  })
  threshold!: number | null;
  @NestedList(() => SubCriterionView, { max: 900 })
  scores!: SubCriterionView[];
}

export function viewSheet(grid: Grid, sheet: ScoreSheet): ScoreSheetView {
  const given = new Map(sheet.scores.map((score) => [score.code, score]));
  return {
    gridVersion: sheet.gridVersion,
    total: totalOf(grid, sheet),
    maximum: maximumOf(grid),
    threshold: grid.threshold,
    scores: grid.criteria.flatMap((criterion) =>
      criterion.sub.map((sub) => {
        const score = given.get(sub.code);
        return {
          code: sub.code,
          label: sub.label,
          grading: gradingOf(sub),
          weight: weightOf(criterion, sub),
          points: score === undefined ? null : pointsOf(sub, score),
          maximum: pointsUpTo(sub),
          met: score?.met ?? null,
          level: score?.level ?? null,
          comment: score?.comment ?? null,
        };
      }),
    ),
  };
}
