// What the questions of a call must be for a form to be made of them, and the documents that they add. Pure.

import type { Reason } from '../../kernel/errors.js';
import { label, reason } from '../../kernel/reasons.js';
import type { Column, Condition, Question, QuestionType } from './call-form.js';
import type { CallSettings, RequiredDocument } from './call-settings.js';

type Form = Pick<CallSettings, 'questions' | 'requiredDocuments'>;
type Option = 'choices' | 'multiple' | 'integer' | 'min' | 'max' | 'maxLength' | 'columns' | 'mayFollow';

/** Options that mean something for each type; another one would be silently ignored, so it is refused. */
const OPTIONS: Readonly<Record<QuestionType, readonly Option[]>> = {
  TEXT: ['maxLength'],
  NUMBER: ['integer', 'min', 'max'],
  AMOUNT: ['min', 'max'],
  DATE: [],
  CHOICE: ['choices', 'multiple'],
  TABLE: ['columns', 'min', 'max'],
  ATTACHMENT: ['mayFollow'],
};
const ALL_OPTIONS = [...new Set(Object.values(OPTIONS).flat())];

/** Rows of a table: a form, not a spreadsheet. */
export const MOST_ROWS = 200;

/** Every fault of the questions, with its pointer under /settings. */
export function formFaults({ questions = [], requiredDocuments }: Form): Reason[] {
  return questions.flatMap((question, index) => {
    const at = `/settings/questions/${index}`;
    return [
      ...repeated(questions, index, at),
      ...askedFaults(question, at),
      ...columnsFaults(question, at),
      ...attachmentFaults(question, requiredDocuments, at),
      ...conditionFaults(questions, index, `${at}/showIf`),
    ];
  });
}

function repeated(list: readonly { readonly code: string }[], index: number, at: string): Reason[] {
  const code = list[index]?.code ?? '';
  if (list.findIndex((other) => other.code === code) === index) return [];
  return [
    reason(
      'unique',
      `${at}/code`,
      label(`« ${code} » figure déjà : retirez le doublon.`, `"${code}" is already there: remove one.`),
    ),
  ];
}

function askedFaults(asked: Question | Column, at: string): Reason[] {
  const { type, choices = [], min, max } = asked;
  const given = asked as Readonly<Partial<Record<Option, unknown>>>;
  const reasons = ALL_OPTIONS.filter((option) => given[option] !== undefined && !OPTIONS[type].includes(option)).map((option) =>
    reason(
      'questionOption',
      `${at}/${option}`,
      label(
        `« ${option} » n’a pas de sens pour une question ${type} : retirez-le.`,
        `"${option}" means nothing for a ${type} question: remove it.`,
      ),
    ),
  );
  if (type === 'CHOICE' && choices.length === 0) {
    reasons.push(reason('choicesPresent', `${at}/choices`, label('Listez les réponses à choisir.', 'List the choices.')));
  }
  choices.forEach((_, index) => reasons.push(...repeated(choices, index, `${at}/choices/${index}`)));
  if (type !== 'NUMBER' && ((min ?? 0) < 0 || (max ?? 0) < 0)) {
    reasons.push(
      reason(
        'limitNotNegative',
        `${at}/${(min ?? 0) < 0 ? 'min' : 'max'}`,
        label('Choisissez une limite positive.', 'Set a positive limit.'),
      ),
    );
  }
  if (min !== undefined && max !== undefined && min > max) {
    reasons.push(
      reason(
        'limitsOrdered',
        `${at}/max`,
        label('Le maximum doit être au moins égal au minimum.', 'The maximum must be at least the minimum.'),
      ),
    );
  }
  return reasons;
}

function columnsFaults({ type, columns = [], min = 0, max = 0 }: Question, at: string): Reason[] {
  if (type !== 'TABLE') return [];
  const reasons: Reason[] = [];
  if (columns.length === 0) {
    reasons.push(
      reason('columnsPresent', `${at}/columns`, label('Listez les colonnes du tableau.', 'List the columns of the table.')),
    );
  }
  if (Math.max(min, max) > MOST_ROWS) {
    const [fr, en] = [`Un tableau a ${MOST_ROWS} lignes au plus.`, `A table has at most ${MOST_ROWS} rows.`];
    reasons.push(reason('rowsBounded', `${at}/${min > MOST_ROWS ? 'min' : 'max'}`, label(fr, en)));
  }
  columns.forEach((column, index) => {
    const place = `${at}/columns/${index}`;
    reasons.push(...repeated(columns, index, place), ...askedFaults(column, place));
  });
  return reasons;
}

/** Files are told apart by the code of their document: one code, one document. */
function attachmentFaults({ type, code }: Question, documents: readonly RequiredDocument[], at: string): Reason[] {
  if (type !== 'ATTACHMENT' || !documents.some((document) => document.code === code)) return [];
  return [
    reason(
      'attachmentCode',
      `${at}/code`,
      label(
        `« ${code} » est déjà une pièce exigée : donnez un autre code à la question.`,
        `"${code}" is a required document already: give the question another code.`,
      ),
    ),
  ];
}

function conditionFaults(questions: readonly Question[], index: number, at: string): Reason[] {
  const condition = questions[index]?.showIf;
  if (condition === undefined) return [];
  const place = questions.findIndex(({ code }) => code === condition.question);
  const source = questions[place];
  const name = condition.question;
  if (source === undefined) {
    return [
      reason(
        'conditionKnown',
        `${at}/question`,
        label(`La question « ${name} » n’existe pas.`, `There is no question "${name}".`),
      ),
    ];
  }
  if (isCyclic(questions, index)) {
    const [fr, en] = [
      'Ces questions dépendent l’une de l’autre : retirez une condition.',
      'These questions depend on each other.',
    ];
    return [reason('conditionCycle', `${at}/question`, label(fr, en))];
  }
  if (place > index) {
    return [
      reason(
        'conditionForward',
        `${at}/question`,
        label(
          `Placez la question « ${name} » avant celle qui en dépend.`,
          `Put the question "${name}" before the one that depends on it.`,
        ),
      ),
    ];
  }
  if (source.type !== 'CHOICE') {
    return [
      reason(
        'conditionOnChoice',
        `${at}/question`,
        label(
          `Une condition porte sur une question à choix : « ${name} » n’en est pas une.`,
          `A condition is on a CHOICE question: "${name}" is none.`,
        ),
      ),
    ];
  }
  return valueFaults(condition, source, at);
}

function valueFaults(condition: Condition, source: Question, at: string): Reason[] {
  if ((condition.equals === undefined) === (condition.in === undefined)) {
    return [
      reason('conditionValue', at, label('Donnez « equals » ou « in », l’un des deux.', 'Give "equals" or "in", one of them.')),
    ];
  }
  const pointer = (index: number): string => (condition.in === undefined ? `${at}/equals` : `${at}/in/${index}`);
  return conditionValues(condition).flatMap((value, index) =>
    source.choices?.some(({ code }) => code === value) === true
      ? []
      : [
          reason(
            'conditionValue',
            pointer(index),
            label(
              `« ${value} » n’est pas un choix de la question « ${source.code} ».`,
              `"${value}" is not a choice of the question "${source.code}".`,
            ),
          ),
        ],
  );
}

/** Whether the chain of conditions that starts at this question comes back to it. */
function isCyclic(questions: readonly Question[], index: number): boolean {
  const start = questions[index]?.code;
  let code = questions[index]?.showIf?.question;
  for (let step = 0; step < questions.length && code !== undefined; step += 1) {
    if (code === start) return true;
    code = questions.find((question) => question.code === code)?.showIf?.question;
  }
  return false;
}

export function conditionValues(condition: Condition): readonly string[] {
  return condition.in ?? (condition.equals === undefined ? [] : [condition.equals]);
}

/** A question that attaches a file is one more document, whose absence stops the dossier when the question is required. */
export function attachedDocument({ code, label, required = false, mayFollow = false }: Question): RequiredDocument {
  return { code, label, holderTypes: [], essential: required, mayFollow };
}
