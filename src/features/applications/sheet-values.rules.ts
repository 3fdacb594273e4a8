// What a person types in a cell, read as a number or refused with what to do. Nothing is guessed: an amount that reads two ways is refused.

import type { Bilingual } from '../../kernel/errors.js';
import type { Cell } from '../../platform/sheets/grid.js';

/** A value, or the sentence that says what to type instead. */
export type Read<T> = { readonly value: T } | { readonly fault: Bilingual };

const fault = (fr: string, en: string): { readonly fault: Bilingual } => ({ fault: { fr, en } });

// The spaces that French typography and Excel put between thousands: plain, no-break, narrow no-break, thin.
const GROUPED = /^(\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3})+|\d+)(?:[.,](\d+))?$/;
const CURRENCY = /[ \u00a0\u202f\u2009]*(?:€|euros?|eur)$/i;
const MOST_DIGITS = 13;
/** Longer than any amount; also what keeps the patterns above from being slow on purpose. */
const LONGEST = 60;

const TOO_FINE = fault('arrondissez à deux décimales', 'round to two decimals');
const NEGATIVE = fault('écrivez un nombre positif', 'write a positive number');
const NO_NUMBER = fault(
  'nombre attendu, comme 1 234,56, sans point ni virgule entre les milliers',
  'number expected, like 1234.56, without separators between thousands',
);

/** Faults of a cell that is neither text nor number. */
function oddCell(cell: Exclude<Cell, { kind: 'text' | 'number' }>): { readonly fault: Bilingual } {
  switch (cell.kind) {
    case 'date':
      return fault(
        'la cellule est au format Date : mettez-la au format Nombre et écrivez à nouveau sa valeur',
        'the cell is formatted as a date: format it as a number and type its value again',
      );
    case 'boolean':
      return fault('vrai ou faux n’est pas une valeur attendue ici', 'true or false is not expected here');
    case 'error':
      return fault('la cellule est en erreur : corrigez sa formule', 'the cell is in error: correct its formula');
    case 'unsaved':
      return fault(
        'formule sans résultat enregistré : remplacez-la par sa valeur',
        'formula without a saved result: replace it by its value',
      );
  }
}

/** A number of hundredths (cents, hundredths of FTE): at most two decimals, never negative. */
export function readHundredths(cell: Cell): Read<number> {
  if (cell.kind === 'number') {
    const { value } = cell;
    if (value < 0) return NEGATIVE;
    const rounded = Math.round(value * 100);
    // What a calculation leaves behind (0.1 + 0.2) is far below a thousandth of a cent.
    if (Math.abs(value - rounded / 100) > 8 * Number.EPSILON * value) return TOO_FINE;
    return Number.isSafeInteger(rounded) ? { value: rounded } : NO_NUMBER;
  }
  if (cell.kind !== 'text') return oddCell(cell);
  if (cell.text.length > LONGEST) return NO_NUMBER;
  const text = cell.text.replace(CURRENCY, '');
  if (/^[-−–(]/.test(text)) return NEGATIVE;
  const [, whole = '', decimals = ''] = GROUPED.exec(text) ?? [];
  const digits = whole.replace(/\D/g, '');
  if (digits === '' || digits.length > MOST_DIGITS) return NO_NUMBER;
  if (decimals.length > 2) return TOO_FINE;
  return { value: Number(digits + decimals.padEnd(2, '0')) };
}

export function readYear(cell: Cell): Read<number> {
  if (cell.kind === 'number' && Number.isInteger(cell.value)) return { value: cell.value };
  if (cell.kind === 'text' && /^\d{4}$/.test(cell.text)) return { value: Number(cell.text) };
  if (cell.kind !== 'number' && cell.kind !== 'text') return oddCell(cell);
  return fault('année attendue, comme 2024', 'year expected, like 2024');
}

export function readText(cell: Cell): Read<string> {
  if (cell.kind === 'text') return { value: cell.text };
  return cell.kind === 'number' ? { value: String(cell.value) } : oddCell(cell);
}

/** A word as it is compared: without accents, case, or doubled spaces. */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .replace(/[’']/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
