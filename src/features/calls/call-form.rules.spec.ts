import { FIPE_2023 } from './templates/fipe-2023.js';
import type { Question } from './call-form.js';
import { formFaults } from './call-form.rules.js';

const YES_NO = [
  { code: 'YES', label: 'Oui' },
  { code: 'NO', label: 'Non' },
];
const text = (code: string, changes: Partial<Question> = {}): Question => ({ code, label: code, type: 'TEXT', ...changes });
const choice = (code: string, changes: Partial<Question> = {}): Question =>
  text(code, { type: 'CHOICE', choices: YES_NO, ...changes });
const faults = (...questions: Question[]): [string, string | undefined][] =>
  formFaults({ ...FIPE_2023, questions }).map(({ rule, pointer }) => [rule, pointer]);

describe('questions of a call', () => {
  it('make a form: each type with its own options, conditions on earlier choices', () => {
    expect(formFaults(FIPE_2023)).toEqual([]);
    expect(
      faults(
        choice('NEW', { required: true }),
        text('WHERE', { showIf: { question: 'NEW', equals: 'YES' }, maxLength: 200 }),
        text('PLACES', { type: 'NUMBER', integer: true, min: -1, max: 40 }),
        text('COST', { type: 'AMOUNT', min: 0, max: 100 }),
        text('OPENING', { type: 'DATE' }),
        choice('PARTNERS', { multiple: true }),
        text('PMI', { type: 'ATTACHMENT', mayFollow: true, showIf: { question: 'PARTNERS', in: ['YES', 'NO'] } }),
        text('STAFF', { type: 'TABLE', min: 1, max: 20, columns: [{ code: 'JOB', label: 'Métier', type: 'TEXT' }] }),
      ),
    ).toEqual([]);
  });

  it('are refused by name, each fault with its pointer', () => {
    const at = (pointer: string): string => `/settings/questions${pointer}`;
    expect(faults(text('A'), text('A'))).toEqual([['unique', at('/1/code')]]);
    expect(faults(text('A', { type: 'CHOICE' }))).toEqual([['choicesPresent', at('/0/choices')]]);
    expect(faults(choice('A', { choices: [...YES_NO, ...YES_NO] }))).toEqual([
      ['unique', at('/0/choices/2/code')],
      ['unique', at('/0/choices/3/code')],
    ]);
    expect(faults(text('A', { choices: YES_NO, min: 1 }))).toEqual([
      ['questionOption', at('/0/min')],
      ['questionOption', at('/0/choices')],
    ]);
    expect(faults(text('A', { type: 'NUMBER', min: 3, max: 2 }))).toEqual([['limitsOrdered', at('/0/max')]]);
    expect(faults(text('A', { type: 'AMOUNT', min: -1 }))).toEqual([['limitNotNegative', at('/0/min')]]);
    expect(faults(text('A', { type: 'TABLE' }))).toEqual([['columnsPresent', at('/0/columns')]]);
    const column = { code: 'C', label: 'C', type: 'CHOICE' } as const;
    expect(faults(text('A', { type: 'TABLE', max: 201, columns: [column, column] }))).toEqual([
      ['rowsBounded', at('/0/max')],
      ['choicesPresent', at('/0/columns/0/choices')],
      ['unique', at('/0/columns/1/code')],
      ['choicesPresent', at('/0/columns/1/choices')],
    ]);
    expect(faults(text('RIB', { type: 'ATTACHMENT' }))).toEqual([['attachmentCode', at('/0/code')]]);
  });

  it('depend on an earlier choice, never on one another', () => {
    const rule = (showIf: Question['showIf'], ...others: Question[]): [string, string | undefined][] =>
      faults(...others, text('Q', { showIf }));
    const at = `/settings/questions/1/showIf`;
    expect(faults(text('Q', { showIf: { question: 'NONE', equals: 'YES' } }))).toEqual([
      ['conditionKnown', '/settings/questions/0/showIf/question'],
    ]);
    expect(faults(text('Q', { showIf: { question: 'Q', equals: 'YES' } }))[0]?.[0]).toBe('conditionCycle');
    expect(
      faults(
        choice('A', { showIf: { question: 'B', equals: 'YES' } }),
        choice('B', { showIf: { question: 'A', equals: 'YES' } }),
      ).map(([name]) => name),
    ).toEqual(['conditionCycle', 'conditionCycle']);
    expect(faults(text('Q', { showIf: { question: 'B', equals: 'YES' } }), choice('B'))).toEqual([
      ['conditionForward', '/settings/questions/0/showIf/question'],
    ]);
    expect(rule({ question: 'T', equals: 'YES' }, text('T'))).toEqual([['conditionOnChoice', `${at}/question`]]);
    expect(rule({ question: 'C' }, choice('C'))).toEqual([['conditionValue', at]]);
    expect(rule({ question: 'C', equals: 'YES', in: ['NO'] }, choice('C'))).toEqual([['conditionValue', at]]);
    expect(rule({ question: 'C', in: ['YES', 'MAYBE'] }, choice('C'))).toEqual([['conditionValue', `${at}/in/1`]]);
  });
});
