import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';

import type { Answers, Question } from '../calls/call-form.js';
import { formSchema } from '../calls/form-schema.rules.js';
import { FIPE_2023 } from '../calls/templates/fipe-2023.js';
import { answerFaults, askedAnswers, mergeAnswers, questionsAnswered, requiredDocumentsOf } from './application-answers.rules.js';

const YES_NO = [
  { code: 'YES', label: 'Oui' },
  { code: 'NO', label: 'Non' },
];
const FORM: readonly Question[] = [
  { code: 'NEW', label: 'Nouveau lieu ?', type: 'CHOICE', choices: YES_NO, required: true },
  { code: 'WHERE', label: 'Où ?', type: 'TEXT', required: true, maxLength: 20, showIf: { question: 'NEW', equals: 'YES' } },
  {
    code: 'OWNER',
    label: 'Propriétaire ?',
    type: 'CHOICE',
    choices: YES_NO,
    required: true,
    showIf: { question: 'NEW', equals: 'YES' },
  },
  {
    code: 'LEASE',
    label: 'Bail',
    type: 'ATTACHMENT',
    required: true,
    showIf: { question: 'OWNER', in: ['NO'] },
  },
  { code: 'PLACES', label: 'Places', type: 'NUMBER', integer: true, min: 1, max: 60, required: true },
  { code: 'RENT', label: 'Loyer', type: 'AMOUNT', max: 100_000 },
  { code: 'OPENS', label: 'Ouverture', type: 'DATE' },
  { code: 'DAYS', label: 'Jours', type: 'CHOICE', multiple: true, choices: YES_NO },
  {
    code: 'STAFF',
    label: 'Équipe',
    type: 'TABLE',
    min: 1,
    max: 2,
    columns: [
      { code: 'JOB', label: 'Métier', type: 'TEXT', required: true },
      { code: 'FTE', label: 'ETP', type: 'NUMBER', min: 0, max: 5 },
    ],
  },
];
const COMPLETE: Answers = { NEW: 'NO', PLACES: 12, RENT: 45_000, OPENS: '2024-02-29', STAFF: [{ JOB: 'Éducatrice', FTE: 1.5 }] };

const draft = (given: Answers): [string, string | undefined][] =>
  answerFaults(FORM, given).map(({ rule, pointer }) => [rule, pointer]);
const judged = (answers?: Answers, questions = FORM): { rule: string; pointer?: string; message: { fr: string } }[] =>
  questionsAnswered.check({
    facts: { call: { settings: { ...FIPE_2023, questions } }, content: { answers } },
  } as never) as unknown as { rule: string; pointer?: string; message: { fr: string } }[];
const pointers = (answers?: Answers): (string | undefined)[] => judged(answers).map(({ pointer }) => pointer);

describe('answers to the questions of a call', () => {
  it('are merged question by question; null empties one', () => {
    const stored = { NEW: 'YES', WHERE: 'Gare' };
    expect(mergeAnswers(stored, { WHERE: null, PLACES: 3 })).toEqual({ NEW: 'YES', PLACES: 3 });
    expect(mergeAnswers(undefined, { WHERE: '  Gare  ', STAFF: [{ JOB: ' Auxiliaire ', FTE: null }, {}] })).toEqual({
      WHERE: 'Gare',
      STAFF: [{ JOB: 'Auxiliaire' }, {}],
    });
  });

  it('are well-formed in a draft, and none is due yet', () => {
    expect(draft({})).toEqual([]);
    expect(draft({ PLACES: 900, STAFF: [{}, {}, { FTE: 99 }] })).toEqual([]);
    expect(draft({ ...COMPLETE, WHERE: null })).toEqual([]);
    expect(
      draft({
        UNKNOWN: 1,
        LEASE: 'x',
        NEW: 'MAYBE',
        WHERE: 'x'.repeat(21),
        PLACES: 1.5,
        RENT: -1,
        OPENS: '2023-02-29',
        DAYS: ['YES', 'YES'],
        STAFF: [{ JOB: 3, OTHER: 1 }],
      }).sort(),
    ).toEqual([
      ['answerChoice', '/answers/NEW'],
      ['answerDate', '/answers/OPENS'],
      ['answerLength', '/answers/WHERE'],
      ['answerRange', '/answers/RENT'],
      ['answerType', '/answers/PLACES'],
      ['answerType', '/answers/STAFF/0/JOB'],
      ['answerUnique', '/answers/DAYS'],
      ['answerUnknown', '/answers/LEASE'],
      ['answerUnknown', '/answers/STAFF/0/OTHER'],
      ['answerUnknown', '/answers/UNKNOWN'],
    ]);
    expect(draft({ WHERE: 'a\u0000b', DAYS: 'YES', STAFF: 'x' })).toEqual([
      ['answerPrintable', '/answers/WHERE'],
      ['answerType', '/answers/DAYS'],
      ['answerType', '/answers/STAFF'],
    ]);
    expect(draft({ STAFF: Array.from({ length: 30_000 }, () => 0) })).toEqual([['answersBounded', '/answers']]);
  });

  it('are complete at the submission: every missing one with its pointer and the words of the question', () => {
    expect(judged(COMPLETE)).toEqual([]);
    expect(pointers(undefined).sort()).toEqual(['/answers/NEW', '/answers/PLACES']);
    expect(pointers({ NEW: 'YES', PLACES: 61, STAFF: [{ FTE: 6 }] }).sort()).toEqual([
      '/answers/OWNER',
      '/answers/PLACES',
      '/answers/STAFF/0/FTE',
      '/answers/STAFF/0/JOB',
      '/answers/WHERE',
    ]);
    const reasons = judged({ ...COMPLETE, PLACES: 61, RENT: 200_000, STAFF: [{ FTE: 1 }] });
    expect(new Set(reasons.map(({ rule }) => rule))).toEqual(new Set(['questionsAnswered']));
    expect(reasons.map(({ message }) => message.fr.replace(/\s/g, ' '))).toEqual(
      expect.arrayContaining([
        '« Places » : au plus 60.',
        '« Loyer » : au plus 1 000,00 €.',
        '« Équipe », ligne 1, « Métier » : répondez à cette question.',
      ]),
    );
  });

  it('leave out what is not asked, and what is empty', () => {
    const hidden = { ...COMPLETE, WHERE: 'Gare', OWNER: 'NO', DAYS: [], STAFF: [{}, { JOB: 'Cuisinier' }, {}] };
    expect(askedAnswers(FORM, hidden)).toEqual({
      NEW: 'NO',
      PLACES: 12,
      RENT: 45_000,
      OPENS: '2024-02-29',
      STAFF: [{ JOB: 'Cuisinier' }],
    });
    expect(judged(hidden)).toEqual([]);
    expect(askedAnswers(FORM, { ...hidden, NEW: 'YES' })).toMatchObject({ WHERE: 'Gare', OWNER: 'NO' });
    expect(judged({ ...hidden, NEW: 'YES' })).toEqual([]);
    // A client that validates by itself refuses a hidden answer.
    expect(
      new Ajv2020({ strict: false, validateFormats: false }).validate(formSchema(FORM), { ...COMPLETE, WHERE: 'Gare' }),
    ).toBe(false);
  });

  it('make one more required document of an attachment that is asked', () => {
    const codes = (answers?: Answers): string[] =>
      requiredDocumentsOf({ requiredDocuments: [], questions: FORM }, answers).map(({ code }) => code);
    expect(codes()).toEqual([]);
    expect(codes({ NEW: 'YES', OWNER: 'NO' })).toEqual(['LEASE']);
    expect(codes({ NEW: 'YES', OWNER: 'YES' })).toEqual([]);
    // OWNER is not asked any more: neither is what hangs on it.
    expect(codes({ NEW: 'NO', OWNER: 'NO' })).toEqual([]);
  });

  const answer = (
    question: Pick<Question, 'type' | 'choices' | 'multiple' | 'integer' | 'min' | 'max' | 'maxLength'>,
  ): fc.Arbitrary<unknown> => {
    const { type, choices = [], multiple = false, min = 0, max = 50 } = question;
    const codes = choices.map(({ code }) => code);
    if (type === 'CHOICE') return multiple ? fc.subarray(codes) : fc.constantFrom(...codes);
    if (type === 'NUMBER' || type === 'AMOUNT') return fc.integer({ min, max });
    if (type === 'DATE')
      return fc
        .date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
        .map((day) => day.toISOString().slice(0, 10));
    return fc
      .string({ minLength: 1, maxLength: question.maxLength ?? 40, unit: 'grapheme-ascii' })
      .filter((text) => text.trim() !== '');
  };
  const code = (index: number): string => `Q${index}`;
  const form: fc.Arbitrary<readonly Question[]> = fc
    .array(
      fc.record({
        type: fc.constantFrom('TEXT', 'NUMBER', 'AMOUNT', 'DATE', 'CHOICE' as const),
        multiple: fc.boolean(),
        required: fc.boolean(),
        on: fc.option(fc.nat(20), { nil: undefined }),
      }),
      { minLength: 1, maxLength: 10 },
    )
    .map((drawn) =>
      drawn.map(({ type, multiple, required, on }, index): Question => {
        const source = on === undefined ? undefined : drawn.slice(0, index)[on];
        return {
          code: code(index),
          label: code(index),
          type: type,
          required,
          ...(type === 'CHOICE' && { choices: YES_NO, multiple }),
          ...(source?.type === 'CHOICE' && { showIf: { question: code(on ?? 0), equals: 'YES' } }),
        };
      }),
    );

  it('property: every form compiles to a valid JSON Schema, and well-formed answers to all that is asked are complete', () => {
    const ajv = new Ajv2020();
    fc.assert(
      fc.property(
        form.chain((questions) =>
          fc
            .tuple(...questions.map((question) => answer(question)))
            .map((values) => ({ questions, answers: Object.fromEntries(values.map((value, index) => [code(index), value])) })),
        ),
        ({ questions, answers }) => {
          expect(ajv.validateSchema(formSchema(questions))).toBe(true);
          expect(answerFaults(questions, answers)).toEqual([]);
          const reasons = judged(answers, questions);
          // An empty list of choices is no answer: the one thing that may be missing.
          const due = questions.filter(
            ({ code: key, required }) => required === true && key in answers && (answers[key] as unknown[]).length === 0,
          );
          expect(reasons.every(({ pointer }) => due.some(({ code: key }) => pointer === `/answers/${key}`))).toBe(true);
          const asked = askedAnswers(questions, answers);
          expect(askedAnswers(questions, asked)).toEqual(asked);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('property: no JSON makes the judgement fail, whatever is sent', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.oneof(fc.constantFrom(...FORM.map((question) => question.code)), fc.string()), fc.jsonValue()),
        (given) => {
          const faults = answerFaults(FORM, given);
          expect(faults.every(({ pointer, message }) => pointer?.startsWith('/answers') === true && message.fr !== '')).toBe(
            true,
          );
          // What a draft may hold is judged without an exception.
          if (faults.length === 0) expect(Array.isArray(judged(mergeAnswers({}, given as Answers)))).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});
