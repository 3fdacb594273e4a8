import fc from 'fast-check';

import type { Criterion, Grid, SubCriterion } from '../calls/call-settings.js';
import { gradingOf, maximumOf, pointsUpTo, weightOf } from '../calls/grid.rules.js';
import {
  fitsGrading,
  mergeScores,
  missingCodes,
  pointsOf,
  repeatedCodes,
  subCriteria,
  totalOf,
  uncommentedCodes,
  unknownCodes,
  type Score,
} from './grid.rules.js';

const item = (code: string): { code: string; label: string } => ({ code, label: code });
const grid: Grid = {
  version: 2,
  threshold: null,
  criteria: [
    { ...item('1'), sub: ['1.1', '1.2', '1.3'].map(item) },
    { ...item('2'), sub: ['2.1', '2.2'].map(item) },
  ],
};
const score = (code: string, met = true): Score => ({ code, met, comment: '' });

describe('the grid', () => {
  it('allows one point a sub-criterion', () => {
    expect(maximumOf(grid)).toBe(5);
    expect(totalOf(grid, { gridVersion: 2, scores: [score('1.1'), score('1.2', false), score('2.1')] })).toBe(2);
  });

  it('names the codes that it does not have and those given twice', () => {
    expect(unknownCodes(grid, [score('1.1'), score('9.9'), score('9.9')])).toEqual(['9.9']);
    expect(repeatedCodes([score('1.1'), score('1.2'), score('1.1')])).toEqual(['1.1']);
  });

  it('merges a partial scoring into the sheet, the last word first, in grid order', () => {
    const first = mergeScores(grid, null, [score('2.1'), score('1.1')]);
    expect(first).toEqual({ gridVersion: 2, scores: [score('1.1'), score('2.1')] });
    expect(mergeScores(grid, first, [score('1.1', false)]).scores).toEqual([score('1.1', false), score('2.1')]);
    expect(missingCodes(grid, first)).toEqual(['1.2', '1.3', '2.2']);
  });

  it('does not count scores given on another version of the grid', () => {
    const old = { gridVersion: 1, scores: [score('1.1')] };
    expect(missingCodes(grid, old)).toHaveLength(5);
    expect(mergeScores(grid, old, [score('1.2')]).scores).toEqual([score('1.2')]);
  });

  it('is complete after any sequence of scorings that names every sub-criterion, and its total never exceeds the maximum', () => {
    const anyScores = fc.array(
      fc.record({ code: fc.constantFrom(...subCriteria(grid).map(({ code }) => code)), met: fc.boolean(), comment: fc.string() }),
    );
    fc.assert(
      fc.property(fc.array(anyScores), (rounds) => {
        const last = new Map(rounds.flat().map((entry) => [entry.code, entry.met]));
        const sheet = rounds.reduce((before, scores) => mergeScores(grid, before, scores), mergeScores(grid, null, []));
        expect(missingCodes(grid, sheet)).toHaveLength(5 - last.size);
        expect(totalOf(grid, sheet)).toBe([...last.values()].filter(Boolean).length);
        expect(totalOf(grid, sheet)).toBeLessThanOrEqual(maximumOf(grid));
      }),
    );
  });
});

describe('a weighted grid', () => {
  const weighted: Grid = {
    version: 1,
    threshold: 20,
    criteria: [
      {
        ...item('A'),
        weight: 3,
        sub: [{ ...item('A1') }, { ...item('A2'), grading: 'POINTS', maxPoints: 5, weight: 2 }],
      },
      {
        ...item('B'),
        sub: [
          {
            ...item('B1'),
            grading: 'SCALE',
            levels: [
              { ...item('LOW'), points: 1 },
              { ...item('HIGH'), points: 4 },
            ],
          },
        ],
      },
    ],
  };

  it('multiplies the points of each sub-criterion by both weights', () => {
    expect(maximumOf(weighted)).toBe(3 + 5 * 6 + 4);
    const scores = [
      { code: 'A1', met: true, comment: '' },
      { code: 'A2', points: 4, comment: '' },
      { code: 'B1', level: 'LOW', comment: '' },
    ];
    expect(totalOf(weighted, { gridVersion: 1, scores })).toBe(3 + 24 + 1);
  });

  it('names the scores without a comment where comments are owed', () => {
    const sheet = {
      gridVersion: 1,
      scores: [
        { code: 'A1', met: true, comment: ' ' },
        { code: 'A2', points: 1, comment: 'Vu.' },
      ],
    };
    expect(uncommentedCodes(weighted, sheet)).toEqual([]);
    expect(uncommentedCodes({ ...weighted, commentRequired: true }, sheet)).toEqual(['A1']);
  });

  const whole = (min: number, max: number) => fc.integer({ min, max });
  const anySub = (code: string): fc.Arbitrary<SubCriterion> =>
    fc.oneof(
      fc.record({ weight: whole(1, 100) }).map((more) => ({ ...item(code), ...more })),
      fc
        .record({ maxPoints: whole(1, 100), weight: whole(1, 100) })
        .map((more) => ({ ...item(code), grading: 'POINTS' as const, ...more })),
      fc
        .record({ points: fc.array(whole(0, 100), { minLength: 2, maxLength: 6 }), weight: whole(1, 100) })
        .map(({ points, weight }) => ({
          ...item(code),
          grading: 'SCALE' as const,
          weight,
          levels: points.map((value, index) => ({ ...item(`L${index}`), points: value })),
        })),
    );
  const anyGrid: fc.Arbitrary<Grid> = fc
    .array(fc.record({ weight: whole(1, 100), count: whole(1, 6) }), { minLength: 1, maxLength: 6 })
    .chain((shape) =>
      fc.tuple(
        ...shape.map(({ weight, count }, at) =>
          fc
            .tuple(...Array.from({ length: count }, (_, index) => anySub(`${at}.${index}`)))
            .map((sub): Criterion => ({ ...item(String(at)), weight, sub })),
        ),
      ),
    )
    .map((criteria) => ({ version: 1, threshold: null, criteria }));
  /** A lawful score of each sub-criterion. */
  const anyScores = (grid: Grid): fc.Arbitrary<Score[]> =>
    fc.tuple(
      ...subCriteria(grid).map((sub): fc.Arbitrary<Score> => {
        const common = { code: sub.code, comment: '' };
        switch (gradingOf(sub)) {
          case 'BOOLEAN':
            return fc.boolean().map((met) => ({ ...common, met }));
          case 'POINTS':
            return whole(0, pointsUpTo(sub)).map((points) => ({ ...common, points }));
          case 'SCALE':
            return fc.constantFrom(...(sub.levels ?? []).map(({ code }) => code)).map((level) => ({ ...common, level }));
        }
      }),
    );
  const scoredGrid = anyGrid.chain((grid) => fc.record({ grid: fc.constant(grid), scores: anyScores(grid) }));

  it('gives exact whole totals within its bounds, whatever the order of the scores and the weights', () => {
    fc.assert(
      fc.property(scoredGrid, fc.nat(), ({ grid, scores }, turn) => {
        const total = totalOf(grid, mergeScores(grid, null, scores));
        // Counted again with exact integers: nothing was rounded.
        const exact = grid.criteria.reduce(
          (sum, criterion) =>
            criterion.sub.reduce((inner, sub) => {
              const score = scores.find(({ code }) => code === sub.code);
              return inner + BigInt(pointsOf(sub, score ?? {})) * BigInt(weightOf(criterion, sub));
            }, sum),
          0n,
        );
        expect(BigInt(total)).toBe(exact);
        expect(total).toBeGreaterThanOrEqual(0);
        expect(total).toBeLessThanOrEqual(maximumOf(grid));
        const turned = scores.map((_, index) => scores[(index + turn) % scores.length]!);
        expect(totalOf(grid, mergeScores(grid, null, turned))).toBe(total);
        expect(totalOf(grid, { gridVersion: 1, scores: turned })).toBe(total);
        const halves = mergeScores(grid, mergeScores(grid, null, turned.slice(0, 1)), turned.slice(1));
        expect(totalOf(grid, halves)).toBe(total);
        expect(missingCodes(grid, halves)).toEqual([]);
      }),
    );
  });

  it('reaches its maximum, and takes the lawful marks alone', () => {
    fc.assert(
      fc.property(scoredGrid, ({ grid, scores }) => {
        const best = subCriteria(grid).map((sub): Score => {
          const common = { code: sub.code, comment: '' };
          if (gradingOf(sub) === 'BOOLEAN') return { ...common, met: true };
          if (gradingOf(sub) === 'POINTS') return { ...common, points: pointsUpTo(sub) };
          return { ...common, level: sub.levels?.find(({ points }) => points === pointsUpTo(sub))?.code };
        });
        expect(totalOf(grid, { gridVersion: 1, scores: best })).toBe(maximumOf(grid));
        for (const sub of subCriteria(grid)) {
          const own = scores.find(({ code }) => code === sub.code) ?? {};
          expect(fitsGrading(sub, own)).toBe(true);
          expect(fitsGrading(sub, {})).toBe(false);
          expect(fitsGrading(sub, { points: pointsUpTo(sub) + 1 })).toBe(false);
          expect(fitsGrading(sub, { level: 'NONE' })).toBe(false);
        }
      }),
    );
  });
});
