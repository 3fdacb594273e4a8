// The answers to the call's own questions: kept question by question in a draft, complete at the submission, frozen with the dossier.
// A question that is not asked (its condition does not hold) keeps its answer in the draft, since the condition may change back, and
// leaves it out of what is judged and frozen: nobody asked it.

import type { Reason } from '../../kernel/errors.js';
import type { Guard } from '../../kernel/machine.js';
import { cents, formatEuros } from '../../kernel/money.js';
import type { Answers, Column, Question } from '../calls/call-form.js';
import { attachedDocument, conditionValues } from '../calls/call-form.rules.js';
import type { CallSettings, RequiredDocument } from '../calls/call-settings.js';
import { schemaErrors } from '../calls/form-schema.rules.js';
import type { ApplicationFacts } from './application-facts.js';

/** Values and keys of all the answers of one request: more is no form, and each would be judged on its own. */
const MOST_VALUES = 20_000;

type Fault = ReturnType<typeof schemaErrors>[number];

/** Answers given replace the stored ones question by question; null empties one. Texts are trimmed, empty cells left out. */
export function mergeAnswers(stored: Answers = {}, given: Answers): Answers {
  const merged = Object.entries({ ...stored, ...given }).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(merged.map(([code, value]) => [code, tidy(value)]));
}

function tidy(value: unknown): unknown {
  if (typeof value === 'string') return value.trim();
  if (Array.isArray(value)) return value.map(tidy);
  if (value === null || typeof value !== 'object') return value;
  const cells = Object.entries(value).filter(([, cell]) => cell !== null && cell !== '');
  return Object.fromEntries(cells.map(([code, cell]) => [code, tidy(cell)]));
}

/** A merged dossier with the answers given put in order: texts trimmed, empty rows and cells left out. */
export function withAnswers<C extends object>(merged: C, stored: Answers | undefined, given: Answers): C {
  return Object.keys(given).length === 0 ? merged : { ...merged, answers: mergeAnswers(stored, given) };
}

/** Faults of the answers of a request, for a draft: shape and type, and no unknown question. What is missing may come later. */
export function answerFaults(questions: readonly Question[] = [], given: Answers): Reason[] {
  if (tooMany(given)) {
    const message = { fr: 'Les réponses sont trop nombreuses.', en: 'There are too many answers.' };
    return [{ rule: 'answersBounded', pointer: '/answers', message }];
  }
  return schemaErrors(questions, mergeAnswers({}, given), 'PARTIAL').flatMap((error) => explain(error, questions));
}

/** Counts without recursion: the nesting is the sender's. */
function tooMany(answers: Answers): boolean {
  const open: unknown[] = [answers];
  for (let seen = 0; open.length > 0;) {
    const value = open.pop();
    if (value === null || typeof value !== 'object') continue;
    const inside: unknown[] = Object.values(value);
    seen += inside.length;
    if (seen > MOST_VALUES) return true;
    open.push(...inside);
  }
  return false;
}

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.every(isEmptyRow));
const isEmptyRow = (row: unknown): boolean => typeof row === 'object' && row !== null && Object.keys(row).length === 0;

/** Whether the question is asked, given the answers to the questions before it that are. */
function isAsked({ showIf }: Question, asked: Answers): boolean {
  if (showIf === undefined) return true;
  const answer = asked[showIf.question];
  const chosen: readonly unknown[] = Array.isArray(answer) ? answer : [answer];
  return conditionValues(showIf).some((value) => chosen.includes(value));
}

/** Answers to the questions that are asked, without the empty ones: what is judged and frozen. */
export function askedAnswers(questions: readonly Question[] = [], answers: Answers = {}): Answers {
  const asked: Record<string, unknown> = {};
  for (const question of questions) {
    const answer = answers[question.code];
    if (question.type === 'ATTACHMENT' || isEmpty(answer) || !isAsked(question, asked)) continue;
    asked[question.code] = question.type === 'TABLE' ? (answer as unknown[]).filter((row) => !isEmptyRow(row)) : answer;
  }
  return asked;
}

/** Documents that the dossier owes: those of the call, and those of its required attachment questions that are asked. */
export function requiredDocumentsOf(
  { requiredDocuments, questions = [] }: Pick<CallSettings, 'requiredDocuments' | 'questions'>,
  answers?: Answers,
): readonly RequiredDocument[] {
  const asked = askedAnswers(questions, answers);
  const attached = questions.filter(
    (question) => question.type === 'ATTACHMENT' && question.required === true && isAsked(question, asked),
  );
  return [...requiredDocuments, ...attached.map(attachedDocument)];
}

export const questionsAnswered: Guard<ApplicationFacts> = {
  name: 'questionsAnswered',
  label: { fr: 'réponses aux questions de l’appel', en: 'answers to the questions of the call' },
  check: ({ facts: { call, content } }) => {
    const { questions = [] } = call.settings;
    const errors = schemaErrors(questions, askedAnswers(questions, content.answers), 'FULL');
    return errors.flatMap((error) => explain(error, questions)).map((reason) => ({ ...reason, rule: 'questionsAnswered' }));
  },
};

const escape = (part: string): string => part.replaceAll('~', '~0').replaceAll('/', '~1');
const unescape = (part: string): string => part.replaceAll('~1', '/').replaceAll('~0', '~');

/** A fault of the schema in the words of the form, with the pointer of the answer. */
function explain(error: Fault, questions: readonly Question[]): Reason[] {
  const params = error.params as Readonly<Record<string, unknown>>;
  const missing = (params.missingProperty ?? params.additionalProperty) as string | undefined;
  const path = error.instancePath.split('/').slice(1).map(unescape);
  const parts = missing === undefined ? path : [...path, missing];
  const said = sentence(error, asked(questions, parts));
  if (said === undefined) return [];
  const [rule, fr, en] = said;
  const pointer = `/answers${parts.map((part) => `/${escape(part.slice(0, 60))}`).join('')}`;
  const [nameFr, nameEn] = nameOf(questions, parts);
  return [{ rule, pointer, message: { fr: `${nameFr} : ${fr}`, en: `${nameEn}: ${en}` } }];
}

/** The question, or the column of a table, that a path leads to. */
function asked(questions: readonly Question[], [code, , column]: readonly string[]): Question | Column | undefined {
  const question = questions.find((candidate) => candidate.code === code);
  return column === undefined ? question : question?.columns?.find((candidate) => candidate.code === column);
}

function nameOf(questions: readonly Question[], parts: readonly string[]): [string, string] {
  const [code = '', row, column] = parts;
  const question = questions.find((candidate) => candidate.code === code);
  const label = question?.label ?? code.slice(0, 60);
  if (row === undefined || question?.type !== 'TABLE') return [`« ${label} »`, `"${label}"`];
  const cell = column === undefined ? undefined : (asked(questions, parts)?.label ?? column.slice(0, 60));
  const line = Number(row) + 1;
  return [
    `« ${label} », ligne ${line}${cell === undefined ? '' : `, « ${cell} »`}`,
    `"${label}", row ${line}${cell === undefined ? '' : `, "${cell}"`}`,
  ];
}

const EXPECTED: Readonly<Record<Question['type'], readonly [string, string]>> = {
  TEXT: ['écrivez un texte', 'write a text'],
  NUMBER: ['donnez un nombre', 'give a number'],
  AMOUNT: ['donnez un montant en centimes entiers', 'give an amount in whole cents'],
  DATE: ['donnez une date (AAAA-MM-JJ)', 'give a date (YYYY-MM-DD)'],
  CHOICE: ['choisissez une des réponses proposées', 'choose one of the answers offered'],
  TABLE: ['remplissez les lignes du tableau', 'fill in the rows of the table'],
  ATTACHMENT: ['joignez la pièce, sans réponse', 'attach the document, without an answer'],
};

/** Name of the rule, then what to do in French and English; undefined for a fault that another one explains. */
function sentence(error: Fault, subject: Question | Column | undefined): [string, string, string] | undefined {
  const limit = (error.params as Readonly<Record<string, unknown>>).limit as number | undefined;
  const bound = subject?.type === 'AMOUNT' ? formatEuros(cents(limit ?? 0)) : String(limit ?? '');
  const expected = EXPECTED[subject?.type ?? 'TEXT'];
  switch (error.keyword) {
    case 'required':
      return ['answerDue', 'répondez à cette question.', 'answer this question.'];
    case 'additionalProperties':
      return [
        'answerUnknown',
        'l’appel ne pose pas cette question, retirez la réponse.',
        'the call does not ask this, remove the answer.',
      ];
    case 'type':
      if (subject?.type === 'NUMBER' && subject.integer === true)
        return ['answerType', 'donnez un nombre entier.', 'give a whole number.'];
      if (subject?.type === 'CHOICE' && subject.multiple === true) {
        return ['answerType', 'donnez la liste des réponses choisies.', 'give the list of the answers chosen.'];
      }
      return ['answerType', `${expected[0]}.`, `${expected[1]}.`];
    case 'format':
      return ['answerDate', `${expected[0]} qui existe.`, `${expected[1]} that exists.`];
    case 'enum':
      return ['answerChoice', `${expected[0]}.`, `${expected[1]}.`];
    case 'pattern':
      return ['answerPrintable', 'retirez les caractères de contrôle.', 'remove the control characters.'];
    case 'maxLength':
      return ['answerLength', `${bound} caractères au plus.`, `at most ${bound} characters.`];
    case 'minLength':
      return ['answerDue', 'répondez à cette question.', 'answer this question.'];
    case 'minimum':
      return ['answerRange', `au moins ${bound}.`, `at least ${bound}.`];
    case 'maximum':
      return ['answerRange', `au plus ${bound}.`, `at most ${bound}.`];
    case 'minItems':
      return ['answerCount', `au moins ${bound} ligne(s) ou réponse(s).`, `at least ${bound} row(s) or answer(s).`];
    case 'maxItems':
      return ['answerCount', `au plus ${bound} ligne(s) ou réponse(s).`, `at most ${bound} row(s) or answer(s).`];
    case 'uniqueItems':
      return ['answerUnique', 'retirez le doublon.', 'remove the duplicate.'];
    default:
      // `if` and the like only announce the fault of the part that did not hold.
      return undefined;
  }
}
