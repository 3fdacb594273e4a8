// The alerts on a call as a sheet, French headings. Pure.

import type { CsvValue } from '../../platform/sheets/csv.js';
import type { StreamedSheet } from '../../platform/sheets/sheet-stream.js';
import { parityAlert, type FundingAlert } from './funding-alerts.rules.js';
import type { FundingRow } from './funding.rules.js';

const COLUMNS: StreamedSheet['columns'] = [
  { header: 'Code', width: 26 },
  { header: 'Alerte', width: 100 },
  { header: 'Montant (€)', width: 18, format: '#,##0.00' },
  { header: 'Financeur', width: 14 },
  { header: 'Année', width: 8 },
  { header: 'Jours restants', width: 14 },
  { header: 'Dossier', width: 40 },
  { header: 'Motifs', width: 40 },
];

const rowOf = ({ code, sentence, cents, funderCode, year, daysLeft, applicationId, reasons }: FundingAlert): CsvValue[] => [
  code,
  sentence.fr,
  { hundredths: Number(cents) },
  funderCode,
  year === null ? null : { integer: year },
  daysLeft === null ? null : { integer: daysLeft },
  applicationId,
  reasons.join(', '),
];

/** Those of the call, then those of the dossiers in which a funder is behind. */
export function fundingAlertsSheet(ofCall: readonly FundingAlert[], behind: AsyncIterable<readonly FundingRow[]>): StreamedSheet {
  async function* rows(): StreamedSheet['pages'] {
    yield ofCall.map(rowOf);
    for await (const page of behind) yield page.map((row) => rowOf(parityAlert(row)));
  }
  return { name: 'Alertes', columns: COLUMNS, pages: rows() };
}
