import { CSV, XLSX } from './raw-body.js';
import { csvStream, xlsxStream, type StreamedSheet } from '../sheets/sheet-stream.js';
import { Download } from '../workflow/request.js';

export type SheetFormat = 'csv' | 'xlsx';

/** A file to keep, whose bytes leave while its rows are read. `name` is ours, in ASCII. */
export function downloadOf(sheet: StreamedSheet, name: string, format: SheetFormat, now: Date): Download {
  const stream = format === 'csv' ? csvStream(sheet) : xlsxStream(sheet);
  return new Download(stream, {
    'content-type': format === 'csv' ? `${CSV}; charset=utf-8` : XLSX,
    'content-disposition': `attachment; filename="${name}-${now.toISOString().slice(0, 10)}.${format}"`,
    'cache-control': 'no-store',
  });
}

/**
 * Rows by the page, each asked for after the last row of the one before once that has left. The first is read at once, so that a refusal comes
 * before the first byte.
 */
export async function pagesOf<T>(size: number, page: (last?: T) => Promise<readonly T[]>): Promise<AsyncIterable<readonly T[]>> {
  const first = await page();
  async function* pages(): AsyncGenerator<readonly T[]> {
    for (let rows = first; rows.length > 0; rows = rows.length < size ? [] : await page(rows.at(-1))) yield rows;
  }
  return pages();
}
