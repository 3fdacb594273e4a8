// A sheet of any length, written while it is read: pages of rows come in, bytes go out, and no more than a page or two is held. ExcelJS's own
// streaming writer takes no notice of a reader who is slower than the rows, and holds them all.

import { Readable } from 'node:stream';

import { csvLines, type CsvValue } from './csv.js';
import { columnLetters } from './grid.js';
import type { XlsxColumn } from './xlsx-writer.js';
import { zipOf } from './zip-stream.js';

export interface StreamedSheet {
  readonly name: string;
  readonly columns: readonly XlsxColumn[];
  /** Rows by the page, each page asked for once the one before has left. */
  readonly pages: AsyncIterable<readonly (readonly CsvValue[])[]>;
}

export function csvStream({ columns, pages }: StreamedSheet): Readable {
  async function* lines(): AsyncGenerator<string> {
    yield csvLines([columns.map(({ header }) => header)], true);
    for await (const rows of pages) if (rows.length > 0) yield csvLines(rows, false);
  }
  return Readable.from(lines(), { objectMode: false });
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPES = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const SIGNS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text of an attribute or a cell; what XML cannot hold, and what would read as such an escape, as a workbook writes it. */
function escaped(text: string): string {
  return text
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replace(
      /[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/g,
      (sign) => `_x${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
    )
    .replace(/[&<>"]/g, (sign) => SIGNS[sign] ?? sign);
}

/** Styles of the cells: 0 as they come, 1 bold, then one a number format. */
const FIRST_FORMAT = 2;
const formatsOf = (columns: readonly XlsxColumn[]): string[] => [
  ...new Set(columns.flatMap(({ format }) => (format === undefined ? [] : [format]))),
];

/** Never a formula: a text is written as a text, whatever it begins with. */
function cellOf(value: CsvValue, place: string, style: number): string {
  if (value === null) return '';
  if (typeof value === 'string')
    return `<c r="${place}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escaped(value)}</t></is></c>`;
  return `<c r="${place}" s="${style}"><v>${'integer' in value ? value.integer : value.hundredths / 100}</v></c>`;
}

async function* sheetXml({ columns, pages }: StreamedSheet): AsyncGenerator<string> {
  const formats = formatsOf(columns);
  const styles = columns.map(({ format }) => (format === undefined ? 0 : FIRST_FORMAT + formats.indexOf(format)));
  const letters = columns.map((_, index) => columnLetters(index + 1));
  const rowOf = (number: number, values: readonly CsvValue[], style?: number): string =>
    `<row r="${number}">${values.map((value, index) => cellOf(value, `${letters[index] ?? ''}${number}`, style ?? styles[index] ?? 0)).join('')}</row>`;
  const widths = columns.map(
    ({ width }, index) => `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`,
  );
  const pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>';
  yield `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0">${pane}</sheetView></sheetViews>`;
  yield `<cols>${widths.join('')}</cols><sheetData>${rowOf(
    1,
    columns.map(({ header }) => header),
    1,
  )}`;
  let number = 1;
  for await (const rows of pages) yield rows.map((row) => rowOf((number += 1), row)).join('');
  yield '</sheetData></worksheet>';
}

function stylesXml(columns: readonly XlsxColumn[]): string {
  const formats = formatsOf(columns);
  // Numbers up to 163 are the formats that every spreadsheet knows.
  const written = formats.map((format, index) => `<numFmt numFmtId="${164 + index}" formatCode="${escaped(format)}"/>`);
  const used = formats.map(
    (_, index) => `<xf numFmtId="${164 + index}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>`,
  );
  const font = (bold: string): string => `<font>${bold}<sz val="11"/><name val="Calibri"/></font>`;
  const plain = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>';
  return `${XML}<styleSheet xmlns="${MAIN}">${written.length > 0 ? `<numFmts count="${written.length}">${written.join('')}</numFmts>` : ''}
<fonts count="2">${font('')}${font('<b/>')}</fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills>
<borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="${FIRST_FORMAT + used.length}">${plain}${plain.replace('fontId="0"', 'fontId="1" applyFont="1"')}${used.join('')}</cellXfs></styleSheet>`;
}

/** A workbook of one sheet. */
export function xlsxStream(sheet: StreamedSheet): Readable {
  const relation = (id: string, type: string, target: string): string =>
    `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"/>`;
  const part = (name: string, type: string): string => `<Override PartName="/xl/${name}" ContentType="${TYPES}.${type}+xml"/>`;
  const parts = [
    {
      name: '[Content_Types].xml',
      content: [
        `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>`,
        `${part('workbook.xml', 'sheet.main')}${part('worksheets/sheet1.xml', 'worksheet')}${part('styles.xml', 'styles')}</Types>`,
      ],
    },
    {
      name: '_rels/.rels',
      content: [
        `${XML}<Relationships xmlns="${PACKAGE}/relationships">${relation('rId1', 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
      ],
    },
    {
      name: 'xl/workbook.xml',
      content: [
        `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="${escaped(sheet.name)}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
      ],
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: [
        `${XML}<Relationships xmlns="${PACKAGE}/relationships">${relation('rId1', 'worksheet', 'worksheets/sheet1.xml')}${relation('rId2', 'styles', 'styles.xml')}</Relationships>`,
      ],
    },
    { name: 'xl/styles.xml', content: [stylesXml(sheet.columns)] },
    { name: 'xl/worksheets/sheet1.xml', content: sheetXml(sheet) },
  ];
  return Readable.from(zipOf(parts), { objectMode: false });
}
