// Reads one sheet of an .xlsx workbook. ExcelJS writes ours, but does not read those of others: it makes every cell of a merged or named
// range, so that a few bytes (A1:XFD1048576) hold a process for minutes. Here only cells that are in the file exist.

import { columnLetters, MOST_CELLS, unreadable, type Cell, type Grid, type Merge } from './grid.js';
import { MalformedXml, scanXml } from './xml-scan.js';
import { readEntries } from './zip-entries.js';

const PARTS = /^xl\/(?:workbook\.xml|_rels\/workbook\.xml\.rels|sharedStrings\.xml|styles\.xml|worksheets\/[^/]+\.xml)$/;
const LAST_ROW = 1_048_576;
const LAST_COLUMN = 16_384;
const MOST_MERGES = 10_000;
const MOST_STRINGS = 200_000;

/**
 * The sheet of this name, else the first one that is not hidden.
 * @throws Refusal validation-failed
 */
export async function readXlsx(body: Buffer, sheetName: string): Promise<Grid> {
  const parts = await readEntries(body, (name) => PARTS.test(name));
  const text = (name: string): string | undefined => {
    const part = parts.get(name);
    return part && new TextDecoder(part[0] === 0xff || part[0] === 0xfe ? 'utf-16' : 'utf-8').decode(part);
  };
  try {
    const path = sheetPath(text('xl/workbook.xml') ?? '', text('xl/_rels/workbook.xml.rels') ?? '', sheetName);
    const sheet = path === undefined ? undefined : text(path);
    if (sheet === undefined) throw new MalformedXml('no sheet');
    return readSheet(sheet, readStrings(text('xl/sharedStrings.xml') ?? ''), dateStyles(text('xl/styles.xml') ?? ''));
  } catch (error) {
    if (!(error instanceof MalformedXml)) throw error;
    throw unreadable(
      'Le classeur est illisible : ouvrez-le dans un tableur et enregistrez-le à nouveau au format .xlsx.',
      'The workbook cannot be read: open it in a spreadsheet and save it again as .xlsx.',
    );
  }
}

const ignore = (): void => undefined;

function sheetPath(workbook: string, relations: string, wanted: string): string | undefined {
  const sheets: { name: string; id: string; hidden: boolean }[] = [];
  scanXml(workbook, {
    open: (tag, attributes) => {
      if (tag !== 'sheet') return;
      const [name = '', id = ''] = [attributes.get('name'), attributes.get('id')];
      sheets.push({ name, id, hidden: (attributes.get('state') ?? 'visible') !== 'visible' });
    },
    close: ignore,
    text: ignore,
  });
  const targets = new Map<string, string>();
  scanXml(relations, {
    open: (tag, attributes) => {
      if (tag === 'Relationship') targets.set(attributes.get('Id') ?? '', attributes.get('Target') ?? '');
    },
    close: ignore,
    text: ignore,
  });
  const lower = wanted.toLowerCase();
  const chosen = sheets.find(({ name }) => name.trim().toLowerCase() === lower) ?? sheets.find(({ hidden }) => !hidden);
  const target = chosen === undefined ? undefined : targets.get(chosen.id);
  if (target === undefined) return undefined;
  return target.startsWith('/') ? target.slice(1) : `xl/${target.replace(/^\.\//, '')}`;
}

/** "_x000D_" is how a workbook writes a character that XML cannot hold. */
function decodeEscapes(text: string): string {
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function readStrings(xml: string): string[] {
  const strings: string[] = [];
  let inText = false;
  // Readings of Japanese words stand beside the text, and are not part of it.
  let phonetic = false;
  scanXml(xml, {
    open: (tag) => {
      if (tag === 'si') strings.push('');
      if (strings.length > MOST_STRINGS) throw unreadable('Le classeur a trop de textes.', 'The workbook has too many texts.');
      inText = tag === 't';
      phonetic = tag === 'rPh' || phonetic;
    },
    close: (tag) => {
      inText = false;
      if (tag === 'rPh') phonetic = false;
    },
    text: (text) => {
      if (inText && !phonetic) strings.push((strings.pop() ?? '') + text);
    },
  });
  return strings.map(decodeEscapes);
}

/** Indices of the cell styles that show a number as a date or a time. */
function dateStyles(xml: string): ReadonlySet<number> {
  const formats = new Set<number>([14, 15, 16, 17, 18, 19, 20, 21, 22, 45, 46, 47]);
  const dates = new Set<number>();
  let inCellFormats = false;
  let index = 0;
  scanXml(xml, {
    open: (tag, attributes) => {
      if (tag === 'numFmt' && isDateFormat(attributes.get('formatCode') ?? '')) formats.add(Number(attributes.get('numFmtId')));
      if (tag === 'cellXfs') inCellFormats = true;
      if (tag === 'xf' && inCellFormats) {
        if (formats.has(Number(attributes.get('numFmtId')))) dates.add(index);
        index += 1;
      }
    },
    close: (tag) => {
      if (tag === 'cellXfs') inCellFormats = false;
    },
    text: ignore,
  });
  return dates;
}

/** Letters of a date outside quoted text, colours and locales. No format is longer than 255 characters. */
const isDateFormat = (code: string): boolean => code.length < 256 && /[ymdhs]/i.test(code.replace(/"[^"]*"|\[[^\]]*\]|\\./g, ''));

interface OpenCell {
  readonly column: number;
  readonly type: string;
  readonly style: number;
  formula: boolean;
  value: string;
}

function readSheet(xml: string, strings: readonly string[], dates: ReadonlySet<number>): Grid {
  const rows: { number: number; hidden: boolean; cells: Map<number, Cell> }[] = [];
  const merges: Merge[] = [];
  let cell: OpenCell | undefined;
  let inValue = false;
  let column = 0;
  let count = 0;
  const row = (): (typeof rows)[number] => rows.at(-1) ?? { number: 0, hidden: false, cells: new Map<number, Cell>() };
  scanXml(xml, {
    open: (tag, attributes) => {
      if (tag === 'row') {
        const number = attributes.has('r') ? Number(attributes.get('r')) : row().number + 1;
        if (!Number.isInteger(number) || number <= row().number || number > LAST_ROW) throw new MalformedXml('row');
        rows.push({ number, hidden: attributes.get('hidden') === '1' || attributes.get('hidden') === 'true', cells: new Map() });
        column = 0;
      } else if (tag === 'c') {
        column = attributes.has('r') ? columnOf(attributes.get('r') ?? '') : column + 1;
        const { t: type = 'n', s: style = '0' } = Object.fromEntries(attributes);
        cell = { column, type, style: Number(style), formula: false, value: '' };
      } else if (tag === 'f' && cell !== undefined) cell.formula = true;
      else if (tag === 'mergeCell') merges.push(mergeOf(attributes.get('ref') ?? ''));
      if (merges.length > MOST_MERGES) throw new MalformedXml('merges');
      inValue = tag === 'v' || tag === 't';
    },
    close: (tag) => {
      inValue = false;
      if (tag !== 'c' || cell === undefined) return;
      const read = cellOf(cell, strings, dates);
      if (read !== undefined) {
        row().cells.set(cell.column, read);
        count += 1;
        if (count > MOST_CELLS) throw unreadable('La feuille a trop de cellules.', 'The sheet has too many cells.');
      }
      cell = undefined;
    },
    text: (text) => {
      if (inValue && cell !== undefined) cell.value += text;
    },
  });
  return { rows: rows.filter(({ cells }): boolean => cells.size > 0), merges };
}

function cellOf(
  { type, style, formula, value }: OpenCell,
  strings: readonly string[],
  dates: ReadonlySet<number>,
): Cell | undefined {
  if (type === 's' || type === 'str' || type === 'inlineStr') {
    const text = (type === 's' ? (strings[Number(value)] ?? '') : decodeEscapes(value)).trim();
    return text === '' ? undefined : { kind: 'text', text };
  }
  if (value.trim() === '') return formula ? { kind: 'unsaved' } : undefined;
  if (type === 'e') return { kind: 'error' };
  if (type === 'b') return { kind: 'boolean' };
  if (type === 'd' || dates.has(style)) return { kind: 'date' };
  const number = Number(value);
  return Number.isFinite(number) ? { kind: 'number', value: number } : { kind: 'error' };
}

function addressOf(address: string): { row: number; column: number } {
  const [, letters = '', digits = ''] = /^\$?([A-Z]{1,3})\$?([1-9]\d{0,6})$/.exec(address) ?? [];
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  const row = Number(digits);
  if (column < 1 || column > LAST_COLUMN || row < 1 || row > LAST_ROW)
    throw new MalformedXml(`address ${columnLetters(column)}${row}`);
  return { row, column };
}

const columnOf = (address: string): number => addressOf(address).column;

function mergeOf(range: string): Merge {
  const [from = '', to = from] = range.split(':', 2);
  const [first, last] = [addressOf(from), addressOf(to)];
  return { top: first.row, left: first.column, bottom: last.row, right: last.column };
}
