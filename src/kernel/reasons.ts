// The words that guards share.

import type { Bilingual, Reason } from './errors.js';
import type { Guard } from './machine.js';

/** Whether a text was written: not left out, and more than blanks. */
export const given = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';

/** A wording in both languages of the programme, French first. */
export const label = (fr: string, en: string): Bilingual => ({ fr, en });

/** An unmet rule. `pointer`: JSON pointer of the field at fault, undefined where it is no single one. */
export const reason = (rule: string, pointer: string | undefined, message: Bilingual): Reason => ({
  rule,
  ...(pointer !== undefined && { pointer }),
  message,
});

/** Fields of an input, each with what tells the person to write it. */
export type Fields<K extends string> = readonly (readonly [field: K, message: Bilingual])[];

/** A reason for each of these fields that is not given, in their order. */
export const missing = <K extends string>(
  rule: string,
  fields: Fields<K>,
  input: Readonly<Partial<Record<K, unknown>>> | undefined,
): Reason[] => fields.filter(([field]) => !given(input?.[field])).map(([field, message]) => reason(rule, `/${field}`, message));

/** The guard that a text is given in this field of the input; `message` tells the person to write it. */
export function written<K extends string>(
  field: K,
  { message, ...rule }: Pick<Guard<unknown>, 'name' | 'label' | 'source'> & { readonly message: Bilingual },
): Guard<unknown, Readonly<Partial<Record<K, string>>> | undefined> {
  return {
    ...rule,
    needsInput: true,
    check: ({ input }) => missing(rule.name, [[field, message]], input),
  };
}
