// A sheet as it was read, whatever its format: cells by row and column, numbered from 1 as people see them.

import { Refusal } from '../../kernel/errors.js';

export type Cell =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'date' | 'boolean' }
  /** An error value of the spreadsheet (#REF!…). */
  | { readonly kind: 'error' }
  /** A formula whose result the file does not hold. */
  | { readonly kind: 'unsaved' };

export interface GridRow {
  readonly number: number;
  /** Hidden rows would be taken in without anyone having seen them. */
  readonly hidden: boolean;
  /** Cells that hold something, by column. */
  readonly cells: ReadonlyMap<number, Cell>;
}

/** Rectangle of merged cells, bounds included. */
export interface Merge {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

export interface Grid {
  readonly rows: readonly GridRow[];
  readonly merges: readonly Merge[];
}

/** More than any budget has; less than what would hold the server up. */
export const MOST_CELLS = 20_000;

/** "A", "B"… "Z", "AA": the letters of a column. */
export function columnLetters(column: number): string {
  let letters = '';
  for (let rest = column; rest > 0; rest = Math.floor((rest - 1) / 26))
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  return letters;
}

/** The file as a whole cannot be read. */
export function unreadable(fr: string, en: string): Refusal {
  return new Refusal('validation-failed', undefined, [{ rule: 'readableFile', pointer: '', message: { fr, en } }]);
}
