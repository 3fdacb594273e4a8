// The grid of the call and what an examiner writes in it. "Chaque sous-critère rempli donnera un point" (specification of 2023):
// one point a sub-criterion that is met, so a total is counted and never typed.

import type { Grid, SubCriterion } from '../calls/call-settings.js';

export interface Score {
  readonly code: string;
  readonly met: boolean;
  readonly comment: string;
}

/** What an examiner sends; no comment is an empty one. */
export interface GivenScore {
  readonly code: string;
  readonly met: boolean;
  readonly comment?: string;
}

/** What is stored: the scores with the version of the grid that they answer. */
export interface ScoreSheet {
  readonly gridVersion: number;
  readonly scores: readonly Score[];
}

export function subCriteria(grid: Grid): readonly SubCriterion[] {
  return grid.criteria.flatMap((criterion) => criterion.sub);
}

/** Highest total that the grid allows. */
export function maximumOf(grid: Grid): number {
  return subCriteria(grid).length;
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

/** The sheet after a full or partial scoring, in the order of the grid. A sheet of an older grid version starts again from nothing. */
export function mergeScores(grid: Grid, sheet: ScoreSheet | null, scores: readonly GivenScore[]): ScoreSheet {
  const kept = sheet?.gridVersion === grid.version ? sheet.scores : [];
  const byCode = new Map<string, Score>(
    [...kept, ...scores].map(({ code, met, comment }) => [code, { code, met, comment: comment ?? '' }]),
  );
  const ordered = subCriteria(grid).flatMap(({ code }) => byCode.get(code) ?? []);
  return { gridVersion: grid.version, scores: ordered };
}

export function missingCodes(grid: Grid, sheet: ScoreSheet | null): string[] {
  const scored = new Set((sheet?.gridVersion === grid.version ? sheet.scores : []).map(({ code }) => code));
  return subCriteria(grid).flatMap(({ code }) => (scored.has(code) ? [] : [code]));
}

/** One point for each sub-criterion that is met. */
export function totalOf(sheet: ScoreSheet): number {
  return sheet.scores.filter(({ met }) => met).length;
}
