import fc from 'fast-check';

import type { Grid } from '../calls/call-settings.js';
import {
  maximumOf,
  mergeScores,
  missingCodes,
  repeatedCodes,
  subCriteria,
  totalOf,
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
    expect(totalOf({ gridVersion: 2, scores: [score('1.1'), score('1.2', false), score('2.1')] })).toBe(2);
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
        expect(totalOf(sheet)).toBe([...last.values()].filter(Boolean).length);
        expect(totalOf(sheet)).toBeLessThanOrEqual(maximumOf(grid));
      }),
    );
  });
});
