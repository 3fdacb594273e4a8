// The questions of a call as one JSON Schema (2020-12), and the answers judged by it. Pure: the schema follows from the questions alone.
// No pattern comes from a person, so no answer can make an expression run long.

import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

import { sha256Hex } from '../../kernel/canonical.js';
import type { Answers, Column, Question } from './call-form.js';
import { conditionValues, MOST_ROWS } from './call-form.rules.js';

type Schema = Record<string, unknown>;

/** FULL: what a submission must answer. PARTIAL: what a draft may hold, each answer well-formed and none due yet. */
export type Completeness = 'FULL' | 'PARTIAL';

const TEXT_LENGTH = 5_000;
/** 10^14 cents, as for every amount. */
const MOST = 100_000_000_000_000;
/** As every text field: NUL cannot be stored, other controls forge logs and mails. */
const PRINTABLE = '^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f\\u202a-\\u202e\\u2066-\\u2069\\ud800-\\udfff]*$';

/** One object keyed by question. Answers to questions that are not asked, or unknown, are no part of it. */
export function formSchema(questions: readonly Question[], completeness: Completeness = 'FULL'): Schema {
  const answered = questions.filter(({ type }) => type !== 'ATTACHMENT');
  const full = completeness === 'FULL';
  const conditional = full ? answered.filter(({ showIf }) => showIf !== undefined) : [];
  const due = answered.filter(({ required, showIf }) => full && required === true && showIf === undefined);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: Object.fromEntries(answered.map((question) => [question.code, described(question, completeness)])),
    required: due.map(({ code }) => code),
    additionalProperties: false,
    ...(conditional.length > 0 && { allOf: conditional.map((question) => conditionOf(question, questions)) }),
  };
}

function described(question: Question | Column, completeness: Completeness): Schema {
  const { label, help } = question;
  return { title: label, ...(help !== undefined && { description: help }), ...valueOf(question, completeness) };
}

function valueOf(question: Question | Column, completeness: Completeness): Schema {
  const { type, required = false, min, max, maxLength = TEXT_LENGTH, integer = false } = question;
  const full = completeness === 'FULL';
  switch (type) {
    case 'TEXT':
      return { type: 'string', maxLength, pattern: PRINTABLE, ...(full && required && { minLength: 1 }) };
    case 'NUMBER':
      return {
        type: integer ? 'integer' : 'number',
        minimum: (full ? min : undefined) ?? -MOST,
        maximum: (full ? max : undefined) ?? MOST,
      };
    case 'AMOUNT':
      return { type: 'integer', minimum: (full ? min : undefined) ?? 0, maximum: (full ? max : undefined) ?? MOST };
    case 'DATE':
      return { type: 'string', format: 'date' };
    case 'CHOICE':
      return choiceOf(question, full);
    case 'TABLE':
      return tableOf(question, completeness);
    case 'ATTACHMENT':
      return {};
  }
}

function choiceOf({ choices = [], multiple = false, required = false }: Question | Column, full: boolean): Schema {
  const one = { type: 'string', enum: choices.map(({ code }) => code) };
  if (!multiple) return one;
  return { type: 'array', items: one, uniqueItems: true, maxItems: choices.length, ...(full && required && { minItems: 1 }) };
}

function tableOf({ columns = [], min = 0, max = MOST_ROWS, required = false }: Question, completeness: Completeness): Schema {
  const full = completeness === 'FULL';
  return {
    type: 'array',
    minItems: full ? Math.max(min, required ? 1 : 0) : 0,
    maxItems: full ? max : MOST_ROWS,
    items: {
      type: 'object',
      properties: Object.fromEntries(columns.map((column) => [column.code, described(column, completeness)])),
      required: full ? columns.filter(({ required: due }) => due === true).map(({ code }) => code) : [],
      additionalProperties: false,
    },
  };
}

/** Asked: due when it is required. Not asked: no answer is taken, since nobody would read it as an answer to anything. */
function conditionOf({ code, required = false, showIf = { question: '' } }: Question, questions: readonly Question[]): Schema {
  const values = { enum: [...conditionValues(showIf)] };
  const multiple = questions.find((question) => question.code === showIf.question)?.multiple === true;
  const test = multiple ? { type: 'array', contains: values } : values;
  return {
    if: { type: 'object', properties: { [showIf.question]: test }, required: [showIf.question] },
    then: required ? { required: [code] } : {},
    else: { properties: { [code]: false } },
  };
}

/** All faults at once: the sizes are bounded before (application-answers.rules.ts). The schemas are ours: no need to check them. */
const ajv = new Ajv2020({
  allErrors: true,
  strict: true,
  strictTypes: false,
  strictRequired: false,
  validateSchema: false,
  messages: false,
});
formats.default(ajv, ['date']);

/** Forms in use at once: calls are few, and each has few specifications. */
const MOST_COMPILED = 200;
const compiled = new Map<string, ValidateFunction>();

function validatorOf(questions: readonly Question[], completeness: Completeness): ValidateFunction {
  const key = `${completeness} ${sha256Hex(JSON.stringify(questions))}`;
  const known = compiled.get(key);
  if (known !== undefined) {
    // Last used, last forgotten.
    compiled.delete(key);
    compiled.set(key, known);
    return known;
  }
  const schema = formSchema(questions, completeness);
  const validate = ajv.compile(schema);
  // The library would keep every schema for ever.
  ajv.removeSchema(schema);
  compiled.set(key, validate);
  const [oldest] = compiled.keys();
  if (compiled.size > MOST_COMPILED && oldest !== undefined) compiled.delete(oldest);
  return validate;
}

/** What is wrong with the answers, as the schema's library says it; none: they hold. */
export function schemaErrors(
  questions: readonly Question[],
  answers: Answers,
  completeness: Completeness,
): readonly ErrorObject[] {
  const validate = validatorOf(questions, completeness);
  return validate(answers) ? [] : (validate.errors ?? []);
}
