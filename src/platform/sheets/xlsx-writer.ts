import type ExcelJS from 'exceljs';

/** A text, a number, or nothing. Never a formula: ExcelJS writes a string as a string, whatever it begins with. */
export type XlsxValue = string | number | null;

export interface XlsxColumn {
  readonly header: string;
  readonly width: number;
  /** Number format of the column. */
  readonly format?: string;
}

export interface XlsxSheet {
  readonly name: string;
  readonly columns: readonly XlsxColumn[];
  readonly rows: readonly (readonly XlsxValue[])[];
}

/** What XML cannot hold, and what would read as such an escape, as a workbook writes it. */
function encodeEscapes(text: string): string {
  return text
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replace(/[\r\ufffe\uffff]/g, (sign) => `_x${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`);
}

/** The library is loaded when the first sheet is written: it is large, and most processes never write one. */
export async function writeXlsx(sheets: readonly XlsxSheet[], now: Date): Promise<Buffer> {
  const { default: exceljs } = (await import('exceljs')) as unknown as { default: typeof ExcelJS };
  const workbook = new exceljs.Workbook();
  workbook.created = now;
  workbook.modified = now;
  for (const { name, columns, rows } of sheets) {
    const sheet = workbook.addWorksheet(name, { views: [{ state: 'frozen', ySplit: 1 }] });
    sheet.columns = columns.map(({ header, width, format }) => ({ header, width, ...(format && { style: { numFmt: format } }) }));
    sheet.getRow(1).font = { bold: true };
    for (const row of rows) sheet.addRow(row.map((value) => (typeof value === 'string' ? encodeEscapes(value) : value)));
  }
  return Buffer.from(await workbook.xlsx.writeBuffer());
}
