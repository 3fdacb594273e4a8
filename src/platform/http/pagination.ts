// Keyset pages: the cursor is the sort key of the last row shown, so that page 200 costs what page 1 costs.

import { isUuid } from '../../kernel/ids.js';
import { Refusal } from '../../kernel/errors.js';
import { Int, Text } from './fields.js';

/** Fixed steps keep the number of prepared plans small. */
export class PageQuery {
  @Int({ min: 1, max: 100, optional: true, description: 'Rows per page, 50 by default.', example: 50 })
  limit?: number;
  @Text({ max: 500, optional: true, description: 'Cursor from `page.next` of the previous page.' })
  after?: string;
}

export const DEFAULT_LIMIT = 50;

export interface Page<T> {
  readonly items: T[];
  readonly page: { readonly limit: number; readonly next: string | null };
}

export function encodeCursor(key: readonly string[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** @throws Refusal validation-failed when the cursor is not one of ours */
export function decodeCursor(after: string | undefined, parts: number): string[] | undefined {
  if (after === undefined) return undefined;
  try {
    const key: unknown = JSON.parse(Buffer.from(after, 'base64url').toString('utf8'));
    if (Array.isArray(key) && key.length === parts && key.every((part) => typeof part === 'string')) {
      const id = key.at(-1);
      if (id !== undefined && isUuid(id)) return key;
    }
  } catch {
    // fall through: same refusal
  }
  throw staleCursor();
}

/** For a cursor that is not one of ours, or not of this list as it is now sorted. */
export function staleCursor(): Refusal {
  return new Refusal('validation-failed', undefined, [
    {
      rule: 'cursor',
      pointer: '/after',
      message: { fr: 'Reprenez le curseur « page.next » de la page précédente.', en: 'Use "page.next" of the previous page.' },
    },
  ]);
}

/** `rows` holds one more than `limit` when there is a next page. */
export function pageOf<R, T>(
  rows: readonly R[],
  limit: number,
  keyOf: (row: R) => readonly string[],
  view: (row: R) => T,
): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const next = rows.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : null;
  return { items: shown.map(view), page: { limit, next } };
}
