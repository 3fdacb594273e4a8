import { findingsOf } from '../../kernel/machine.js';
import type { Grid } from '../calls/call-settings.js';
import type { GivenScore } from './grid.rules.js';
import { scoresInForm } from './scoring.rules.js';

const LEVELS = [
  { code: 'LOW', label: 'Faible', points: 0 },
  { code: 'HIGH', label: 'Fort', points: 3 },
];

const reasonsOf = (scores: readonly GivenScore[], grid: Grid): string[] =>
  findingsOf(scoresInForm, { facts: { grid }, input: { scores }, actor: { personId: 'x', grants: [] }, now: new Date(0) }).map(
    ({ rule, pointer = '' }) => rule + pointer,
  );

describe('the form of a score', () => {
  it('wants each score in the form of its sub-criterion', () => {
    const mixed: Grid = {
      version: 1,
      threshold: null,
      criteria: [
        {
          code: '1',
          label: '1',
          sub: [
            { code: '1.1', label: '1.1' },
            { code: '1.2', label: '1.2', grading: 'POINTS', maxPoints: 5 },
            { code: '1.3', label: '1.3', grading: 'SCALE', levels: LEVELS },
          ],
        },
      ],
    };
    const given = (...inputs: GivenScore[]): string[] => reasonsOf(inputs, mixed);
    expect(given({ code: '1.1', met: false }, { code: '1.2', points: 5 }, { code: '1.3', level: 'HIGH' })).toEqual([]);
    expect(given({ code: '1.1', points: 1 }, { code: '1.2', met: true }, { code: '1.3', level: 'NONE' })).toEqual([
      'scoresInForm/scores/0/met',
      'scoresInForm/scores/1/points',
      'scoresInForm/scores/2/level',
    ]);
    for (const points of [6, -1, 1.5]) expect(given({ code: '1.2', points })).toEqual(['scoresInForm/scores/0/points']);
    expect(given({ code: '1.1', met: true, points: 1 })).toEqual(['scoresInForm/scores/0/met']);
  });
});
