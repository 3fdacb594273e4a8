// CSV as French spreadsheets write and read it: semicolons, decimal commas, UTF-8 with a mark; other separators and the old Windows code
// page are read too.

import { CsvError, parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';

import { decimalText } from '../../kernel/money.js';
import { guardFormula, unguardFormula } from './formula-text.js';
import { MOST_CELLS, unreadable, type Cell, type Grid } from './grid.js';

/** What the Windows code page 1252 has from 80 to 9F. */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';
const SEPARATORS = [';', '\t', ','] as const;

/** Cells that hold nothing included. */
const MOST_SEPARATORS = 2 * MOST_CELLS;

const tooMuch = (): Error => unreadable('Le fichier a trop de cellules.', 'The file has too many cells.');

function countOf(text: string, sign: string): number {
  let count = 0;
  for (let at = text.indexOf(sign); at !== -1; at = text.indexOf(sign, at + 1)) count += 1;
  return count;
}

function decode(body: Buffer): string {
  if (body.length >= 2 && body[0] === 0xff && body[1] === 0xfe) return new TextDecoder('utf-16le').decode(body);
  try {
    // Strips the mark.
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    // Node's own decoder of this code page leaves 80 to 9F as control characters: no €, no œ.
    return body.toString('latin1').replace(/[\u0080-\u009f]/g, (sign) => WINDOWS_1252.charAt(sign.charCodeAt(0) - 0x80));
  }
}

/** The separator that the first line with something on it has most of, quoted text aside. */
function separatorOf(text: string): string {
  const line = text.split(/\r\n|\r|\n/, 50).find((one) => one.trim() !== '') ?? '';
  const bare = line.replace(/"[^"]*"/g, '');
  const counts = SEPARATORS.map((separator) => bare.split(separator).length);
  return SEPARATORS[counts.indexOf(Math.max(...counts))] ?? ';';
}

/**
 * Every cell is text. Rows are numbered as a spreadsheet shows them: a quoted line break does not start one.
 * @throws Refusal validation-failed when quotes do not match, or there is too much
 */
export function readCsv(body: Buffer): Grid {
  let text = decode(body);
  let delimiter: string | undefined;
  // Excel's own first line, which it does not show.
  const announced = /^sep=(.)(?:\r\n|\r|\n)/.exec(text);
  if (announced !== null) {
    delimiter = announced[1];
    text = text.slice(announced[0].length);
  }
  delimiter ??= separatorOf(text);
  // A megabyte of bare separators would hold the parser for seconds.
  if (countOf(text, delimiter) + countOf(text, '\n') + countOf(text, '\r') > MOST_SEPARATORS) throw tooMuch();
  let records: string[][];
  try {
    records = parse(text, {
      delimiter,
      relax_column_count: true,
      skip_empty_lines: false,
      max_record_size: 100_000,
    });
  } catch (error) {
    const line = error instanceof CsvError ? Number((error as { lines?: unknown }).lines ?? 0) : 0;
    throw unreadable(
      `Le fichier CSV ne se lit pas à la ligne ${line} : vérifiez les guillemets et les séparateurs.`,
      `The CSV file cannot be read at line ${line}: check quotes and separators.`,
    );
  }
  let count = 0;
  const rows = records.map((record, index) => {
    const cells = new Map<number, Cell>();
    for (const [column, value] of record.entries()) {
      const trimmed = value.trim();
      if (trimmed !== '') cells.set(column + 1, { kind: 'text', text: unguardFormula(trimmed) });
    }
    count += cells.size;
    return { number: index + 1, hidden: false, cells };
  });
  if (count > MOST_CELLS) throw tooMuch();
  return { rows: rows.filter(({ cells }) => cells.size > 0), merges: [] };
}

/** A text, an amount in integer hundredths, or nothing. */
export type CsvValue = string | { readonly hundredths: number } | { readonly integer: number } | null;

function field(value: CsvValue): string {
  if (value === null) return '';
  if (typeof value === 'string') return guardFormula(value);
  return 'integer' in value ? String(value.integer) : decimalText(value.hundredths).replace('.', ',');
}

/** Lines of a file that is written piece by piece: its first piece bears the mark. No text in it starts a formula. */
export function csvLines(rows: readonly (readonly CsvValue[])[], first: boolean): string {
  // A lone line feed is no record's end to the writer, and is one to every reader: quoted too.
  const options = { bom: first, delimiter: ';', record_delimiter: '\r\n', quoted_match: /[\t\r\n]/ };
  return stringify(
    rows.map((row) => row.map(field)),
    options,
  );
}

/** UTF-8 with its mark, semicolons, CRLF. */
export function writeCsv(rows: readonly (readonly CsvValue[])[]): Buffer {
  return Buffer.from(csvLines(rows, true), 'utf8');
}
