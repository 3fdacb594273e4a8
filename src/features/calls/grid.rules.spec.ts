import type { Grid, SubCriterion } from './call-settings.js';
import { gridFaults, maximumOf, MAX_TOTAL } from './grid.rules.js';
import { FIPE_2023 } from './templates/fipe-2023.js';

const gridOf = (...subs: Partial<SubCriterion>[]): Grid => ({
  version: 1,
  threshold: null,
  criteria: [{ code: 'C1', label: 'C1', sub: subs.map((sub, index) => ({ code: `C1.${index}`, label: 'x', ...sub })) }],
});
const faults = (...subs: Partial<SubCriterion>[]): string[] =>
  gridFaults(gridOf(...subs)).map(({ pointer = '' }) => pointer.replace('/settings/grid/criteria', ''));
const level = (code: string, points: number) => ({ code, label: code, points });

describe('the gradings of a grid', () => {
  it('leaves the programme’s grid as it is: twelve points of one', () => {
    expect(gridFaults(FIPE_2023.grid)).toEqual([]);
    expect(maximumOf(FIPE_2023.grid)).toBe(12);
  });

  it('takes points with a maximum, and scales with levels', () => {
    expect(
      faults({}, { grading: 'POINTS', maxPoints: 5 }, { grading: 'SCALE', levels: [level('LOW', 0), level('HIGH', 3)] }),
    ).toEqual([]);
  });

  it('says which part does not hold together', () => {
    expect(faults({ grading: 'POINTS' }, { maxPoints: 3 })).toEqual(['/0/sub/0/maxPoints', '/0/sub/1/maxPoints']);
    expect(faults({ grading: 'SCALE' }, { levels: [level('LOW', 0), level('HIGH', 3)] })).toEqual([
      '/0/sub/0/levels',
      '/0/sub/1/levels',
    ]);
    expect(faults({ grading: 'SCALE', levels: [level('LOW', 1), level('LOW', 3)] })).toEqual(['/0/sub/0/levels/1/code']);
    expect(faults({ grading: 'SCALE', levels: [level('LOW', 0), level('HIGH', 0)] })).toEqual(['/0/sub/0/levels']);
  });

  it('bounds the whole', () => {
    const one = { grading: 'POINTS' as const, maxPoints: 100, weight: 100 };
    expect(maximumOf(gridOf(...Array.from({ length: 40 }, () => one)))).toBe(MAX_TOTAL);
    expect(faults(...Array.from({ length: 41 }, () => one))).toEqual(['']);
  });
});
