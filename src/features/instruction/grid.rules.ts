// What an examiner writes in the call's grid, and what it is worth. A total is counted and never typed.

import type { Criterion, Grading, Grid, SubCriterion } from '../calls/call-settings.js';
import { gradingOf, pointsUpTo, weightOf } from '../calls/grid.rules.js';

/** One of `met`, `points` and `level`, as the sub-criterion is graded. */
export interface Mark {
  readonly met?: boolean;
  readonly points?: number;
  readonly level?: string;
}

export interface Score extends Mark {
  readonly code: string;
  readonly comment: string;
}

/** What an examiner sends; no comment is an empty one. */
export interface GivenScore extends Mark {
  readonly code: string;
  readonly comment?: string;
}

/** What is stored: the scores with the version of the grid that they answer. */
export interface ScoreSheet {
  readonly gridVersion: number;
  readonly scores: readonly Score[];
}

interface Placed {
  readonly criterion: Criterion;
  readonly sub: SubCriterion;
}

/** Sub-criteria with their criterion, in the order of the grid. */
function placed(grid: Grid): Placed[] {
  return grid.criteria.flatMap((criterion) => criterion.sub.map((sub) => ({ criterion, sub })));
}

export function subCriteria(grid: Grid): readonly SubCriterion[] {
  return placed(grid).map(({ sub }) => sub);
}

/** Codes that the grid does not have, and codes given more than once. */
export function unknownCodes(grid: Grid, scores: readonly { readonly code: string }[]): string[] {
  const known = new Set(subCriteria(grid).map(({ code }) => code));
  return [...new Set(scores.filter(({ code }) => !known.has(code)).map(({ code }) => code))];
}
export function repeatedCodes(scores: readonly { readonly code: string }[]): string[] {
  const codes = scores.map(({ code }) => code);
  return [...new Set(codes.filter((code, index) => codes.indexOf(code) !== index))];
}

export const MARK_OF: Readonly<Record<Grading, keyof Mark>> = { BOOLEAN: 'met', POINTS: 'points', SCALE: 'level' };

/** Whether the mark is the one that the sub-criterion takes, alone and within its bounds. */
export function fitsGrading(sub: SubCriterion, given: Mark): boolean {
  const wanted = MARK_OF[gradingOf(sub)];
  if (Object.values(MARK_OF).some((mark) => (given[mark] !== undefined) !== (mark === wanted))) return false;
  if (wanted === 'level') return (sub.levels ?? []).some(({ code }) => code === given.level);
  if (wanted === 'met') return true;
  const { points = -1 } = given;
  return Number.isInteger(points) && points >= 0 && points <= pointsUpTo(sub);
}

/** Points before any weight: never more than the sub-criterion gives. */
export function pointsOf(sub: SubCriterion, mark: Mark): number {
  switch (gradingOf(sub)) {
    case 'BOOLEAN':
      return mark.met === true ? 1 : 0;
    case 'POINTS':
      return mark.points ?? 0;
    case 'SCALE':
      return sub.levels?.find(({ code }) => code === mark.level)?.points ?? 0;
  }
}

/** The sheet after a full or partial scoring, in the order of the grid. A sheet of an older grid version starts again from nothing. */
export function mergeScores(grid: Grid, sheet: ScoreSheet | null, scores: readonly GivenScore[]): ScoreSheet {
  const kept = sheet?.gridVersion === grid.version ? sheet.scores : [];
  const byCode = new Map<string, Score>(
    [...kept, ...scores].map(({ comment = '', ...score }) => [score.code, { ...score, comment }]),
  );
  const ordered = subCriteria(grid).flatMap(({ code }) => byCode.get(code) ?? []);
  return { gridVersion: grid.version, scores: ordered };
}

const scoresFor = (grid: Grid, sheet: ScoreSheet | null): readonly Score[] =>
  sheet?.gridVersion === grid.version ? sheet.scores : [];

export function missingCodes(grid: Grid, sheet: ScoreSheet | null): string[] {
  const scored = new Set(scoresFor(grid, sheet).map(({ code }) => code));
  return subCriteria(grid).flatMap(({ code }) => (scored.has(code) ? [] : [code]));
}

/** Scores without a comment, where the grid asks for one. */
export function uncommentedCodes(grid: Grid, sheet: ScoreSheet | null): string[] {
  if (grid.commentRequired !== true) return [];
  return scoresFor(grid, sheet).flatMap(({ code, comment }) => (comment.trim() === '' ? [code] : []));
}

/** Weighted total: points × weight of the sub-criterion × weight of its criterion, in whole numbers. */
export function totalOf(grid: Grid, sheet: ScoreSheet): number {
  const marks = new Map(sheet.scores.map((score) => [score.code, score]));
  return placed(grid).reduce((total, { criterion, sub }) => {
    const mark = marks.get(sub.code);
    return mark === undefined ? total : total + pointsOf(sub, mark) * weightOf(criterion, sub);
  }, 0);
}
