// What a grid can give, and what makes one hold together. Whole numbers throughout: points × weight of the sub-criterion × weight of its
// criterion, so that a total is exact whatever the order of the sum. Pure.

import type { Reason } from '../../kernel/errors.js';
import type { Criterion, Grading, Grid, SubCriterion } from './call-settings.js';

export const MAX_POINTS = 100;
export const MAX_WEIGHT = 100;
/** Most that a grid may give: the sum over both agencies stays within six digits. */
export const MAX_TOTAL = 400_000;

export const gradingOf = ({ grading }: SubCriterion): Grading => grading ?? 'BOOLEAN';

/** Most points that a sub-criterion gives, before its weight. */
export function pointsUpTo(sub: SubCriterion): number {
  switch (gradingOf(sub)) {
    case 'BOOLEAN':
      return 1;
    case 'POINTS':
      return sub.maxPoints ?? 0;
    case 'SCALE':
      return Math.max(0, ...(sub.levels ?? []).map(({ points }) => points));
  }
}

/** What the points of the sub-criterion are multiplied by. */
export const weightOf = (criterion: Criterion, sub: SubCriterion): number => (criterion.weight ?? 1) * (sub.weight ?? 1);

/** Highest weighted total that the grid allows. */
export function maximumOf(grid: Grid): number {
  return grid.criteria.reduce(
    (total, criterion) => total + criterion.sub.reduce((sum, sub) => sum + pointsUpTo(sub) * weightOf(criterion, sub), 0),
    0,
  );
}

const fault = (pointer: string, fr: string, en: string): Reason => ({ rule: 'gradingDescribed', pointer, message: { fr, en } });

function faultsOfSub(sub: SubCriterion, at: string): Reason[] {
  const grading = gradingOf(sub);
  const { maxPoints, levels } = sub;
  const found: Reason[] = [];
  if ((maxPoints !== undefined) !== (grading === 'POINTS')) {
    found.push(
      fault(
        `${at}/maxPoints`,
        'Donnez un maximum de points à un sous-critère noté en points, et à lui seul.',
        'Give a maximum of points to a sub-criterion scored in points, and to no other.',
      ),
    );
  }
  if ((levels !== undefined) !== (grading === 'SCALE')) {
    found.push(
      fault(
        `${at}/levels`,
        'Donnez des niveaux à un sous-critère noté sur une échelle, et à lui seul.',
        'Give levels to a sub-criterion scored on a scale, and to no other.',
      ),
    );
  }
  const codes = (levels ?? []).map(({ code }) => code);
  codes.forEach((code, index) => {
    if (codes.indexOf(code) === index) return;
    found.push(fault(`${at}/levels/${index}/code`, `Le niveau « ${code} » existe déjà.`, `The level "${code}" exists already.`));
  });
  if (grading === 'SCALE' && levels !== undefined && pointsUpTo(sub) === 0) {
    found.push(fault(`${at}/levels`, 'Un niveau au moins doit donner des points.', 'One level at least must give points.'));
  }
  return found;
}

/** What is wrong with the gradings, with pointers below `/settings`. */
export function gridFaults(grid: Grid): Reason[] {
  const found = grid.criteria.flatMap(({ sub }, index) =>
    sub.flatMap((one, place) => faultsOfSub(one, `/settings/grid/criteria/${index}/sub/${place}`)),
  );
  if (maximumOf(grid) > MAX_TOTAL) {
    found.push(
      fault(
        '/settings/grid/criteria',
        `Réduisez points ou poids : la grille ne peut dépasser ${MAX_TOTAL} points.`,
        `Lower the points or the weights: the grid cannot exceed ${MAX_TOTAL} points.`,
      ),
    );
  }
  return found;
}
