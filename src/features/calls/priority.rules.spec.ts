import { isPriority, priorityFaults } from './priority.rules.js';
import { FIPE_2023 } from './templates/fipe-2023.js';

const TERRITORY = {
  code: 'TERRITORY',
  label: 'Territoire',
  type: 'CHOICE',
  choices: [
    { code: 'QPV', label: 'Quartier prioritaire' },
    { code: 'OTHER', label: 'Autre' },
  ],
} as const;
const by = { departments: ['09'], question: 'TERRITORY', answers: ['QPV'] };

describe('priority territories', () => {
  it('are told by the department, or by the answer to the call’s question', () => {
    expect(isPriority(by, '09', undefined)).toBe(true);
    expect(isPriority(by, '31', 'QPV')).toBe(true);
    expect(isPriority(by, '31', ['OTHER', 'QPV'])).toBe(true);
    expect(isPriority(by, '31', 'OTHER')).toBe(false);
    expect(isPriority(by, '31', { code: 'QPV' })).toBe(false);
    expect(isPriority(undefined, '09', 'QPV')).toBe(false);
  });

  it('are told by a choice question of the call, and by its own choices', () => {
    const settings = { ...FIPE_2023, selection: { priority: by } };
    expect(priorityFaults(FIPE_2023)).toEqual([]);
    expect(priorityFaults({ ...settings, questions: [TERRITORY] })).toEqual([]);
    expect(priorityFaults(settings).map(({ pointer }) => pointer)).toEqual(['/settings/selection/priority/question']);
    const other = { ...settings, questions: [TERRITORY], selection: { priority: { ...by, answers: ['QPV', 'ZRR'] } } };
    expect(priorityFaults(other).map(({ pointer }) => pointer)).toEqual(['/settings/selection/priority/answers/1']);
  });
});
