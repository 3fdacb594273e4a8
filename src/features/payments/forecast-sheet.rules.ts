// What is to be paid yet as a sheet, French headings. Pure.

import type { StreamedSheet } from '../../platform/sheets/sheet-stream.js';

export interface ForecastRow {
  readonly code: string;
  readonly name: string;
  /** YYYY-MM. */
  readonly month: string;
  readonly cents: bigint;
  readonly payments: number;
}

const COLUMNS: StreamedSheet['columns'] = [
  { header: 'Financeur', width: 40 },
  { header: 'Mois', width: 10 },
  { header: 'À payer (€)', width: 18, format: '#,##0.00' },
  { header: 'Paiements', width: 12 },
];

export function forecastSheet(pages: AsyncIterable<readonly ForecastRow[]>): StreamedSheet {
  async function* rows(): StreamedSheet['pages'] {
    for await (const page of pages)
      yield page.map(({ name, month, cents, payments }) => [name, month, { hundredths: Number(cents) }, { integer: payments }]);
  }
  return { name: 'Prévision de paiements', columns: COLUMNS, pages: rows() };
}
