// Reads a file of returns of the bank, line by line. Pure.

import type { Bilingual } from '../../kernel/errors.js';
import type { Grid } from '../../platform/sheets/grid.js';

export const RETURN_RESULTS = ['PAID', 'REJECTED'] as const;
/** APPLIED now, ALREADY_APPLIED before, REFUSED by a rule, UNREADABLE. */
export const LINE_OUTCOMES = ['APPLIED', 'ALREADY_APPLIED', 'REFUSED', 'UNREADABLE'] as const;
export type LineOutcome = (typeof LINE_OUTCOMES)[number];

export interface LineResult {
  /** As the spreadsheet numbers it. */
  readonly line: number;
  readonly payment: string;
  readonly outcome: LineOutcome;
  /** Of a refusal: its problem or rule. */
  readonly code: string | null;
  readonly message: Bilingual | null;
}

export interface ReturnLine {
  readonly line: number;
  readonly payment: string;
  readonly result: (typeof RETURN_RESULTS)[number];
  readonly valueDate: string;
  readonly reference: string;
  readonly reason: string;
}

type Column = 'payment' | 'result' | 'valueDate' | 'reference' | 'reason';
const NAMES: Readonly<Record<string, Column>> = {
  paiement: 'payment',
  payment: 'payment',
  resultat: 'result',
  result: 'result',
  'date de valeur': 'valueDate',
  'value date': 'valueDate',
  reference: 'reference',
  motif: 'reason',
  reason: 'reason',
};
const RESULTS: Readonly<Record<string, ReturnLine['result']>> = {
  PAID: 'PAID',
  PAYE: 'PAID',
  REJECTED: 'REJECTED',
  REJETE: 'REJECTED',
};

const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').trim();

/** YYYY-MM-DD, or DD/MM/YYYY as a French spreadsheet writes it; nothing for what is no day. */
function readDay(text: string): string | undefined {
  const [, d, m, y] = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(text) ?? [];
  const day = y === undefined ? text : `${y}-${m}-${d}`;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return undefined;
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day) ? day : undefined;
}

const unreadable = (line: number, payment: string, code: string, fr: string, en: string): LineResult => ({
  line,
  payment,
  outcome: 'UNREADABLE',
  code,
  message: { fr: `Ligne ${line} : ${fr}`, en: `Line ${line}: ${en}` },
});

export interface ReadReturns {
  readonly lines: readonly ReturnLine[];
  readonly faults: readonly LineResult[];
}

/** The lines that can be read, and the others with what is wrong; undefined when the first row does not name the columns. */
export function readReturns({ rows }: Grid): ReadReturns | undefined {
  const [header, ...rest] = rows;
  const places = new Map<Column, number>();
  for (const [index, cell] of header?.cells ?? []) {
    const name = cell.kind === 'text' ? NAMES[fold(cell.text).toLowerCase()] : undefined;
    if (name !== undefined) places.set(name, index);
  }
  if (!places.has('payment') || !places.has('result')) return undefined;
  const lines: ReturnLine[] = [];
  const faults: LineResult[] = [];
  const seen = new Set<string>();
  for (const { number: line, cells } of rest) {
    const text = (column: Column): string => {
      const cell = cells.get(places.get(column) ?? 0);
      return cell?.kind === 'text' ? cell.text.trim() : '';
    };
    const payment = text('payment').toUpperCase();
    const result = RESULTS[fold(text('result')).toUpperCase()];
    const valueDate = readDay(text('valueDate'));
    if (payment === '')
      faults.push(unreadable(line, '', 'payment', 'le numéro du paiement manque.', 'the payment number is missing.'));
    else if (seen.has(payment))
      faults.push(
        unreadable(line, payment, 'twice', 'ce paiement figure déjà dans le fichier.', 'this payment is in the file already.'),
      );
    else if (result === undefined)
      faults.push(unreadable(line, payment, 'result', 'le résultat est PAID ou REJECTED.', 'the result is PAID or REJECTED.'));
    else if (result === 'PAID' && valueDate === undefined)
      faults.push(unreadable(line, payment, 'valueDate', 'la date de valeur est AAAA-MM-JJ.', 'the value date is YYYY-MM-DD.'));
    else lines.push({ line, payment, result, valueDate: valueDate ?? '', reference: text('reference'), reason: text('reason') });
    seen.add(payment);
  }
  return { lines, faults };
}
