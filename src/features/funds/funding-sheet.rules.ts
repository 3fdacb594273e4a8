// The money of a call as a sheet, French headings. Pure.

import type { CsvValue } from '../../platform/sheets/csv.js';
import type { StreamedSheet } from '../../platform/sheets/sheet-stream.js';
import { gapOf, whyBehind, type FundingBy, type FundingRow } from './funding.rules.js';

const FORMAT = '#,##0.00';
const KEY_NAMES: Readonly<Record<FundingBy, string>> = {
  'funder,year': 'Financeur',
  department: 'Département',
  region: 'Région',
  holder: 'Porteur',
  award: 'Dossier',
};
const SUMS = ['Réservé', 'Engagé', 'Ordonnancé', 'Payé', 'Reste à payer', 'Reversé', 'Écart entre financeurs'] as const;
const OPENED = ['Enveloppe', 'Disponible', 'Gelé'] as const;

const amount = (sum: bigint): CsvValue => ({ hundredths: Number(sum) });

export function fundingSheet(by: FundingBy, pages: AsyncIterable<readonly FundingRow[]>): StreamedSheet {
  const byYear = by === 'funder,year';
  const opened = byYear || by === 'region';
  const euros = (header: string): StreamedSheet['columns'][number] => ({ header: `${header} (€)`, width: 18, format: FORMAT });
  const columns = [
    { header: KEY_NAMES[by], width: 40 },
    ...(byYear ? [{ header: 'Année', width: 8 }] : []),
    { header: 'Dossiers', width: 10 },
    ...(opened ? OPENED.map(euros) : []),
    ...SUMS.map(euros),
    { header: 'Motifs de l’écart', width: 50 },
  ];
  const rowOf = (row: FundingRow): CsvValue[] => {
    const { reserved, committed, ordered, paid, recovered, gaps } = row;
    return [
      byYear ? row.funderName : (row.label ?? row.id),
      ...(byYear ? [{ integer: row.year }] : []),
      { integer: row.dossiers },
      ...(opened ? [row.envelope, row.available, row.frozen].map(amount) : []),
      ...[reserved, committed, ordered, paid, committed - paid, recovered, gapOf(gaps)].map(amount),
      gaps.map(({ reason }) => whyBehind(reason).fr).join(', '),
    ];
  };
  async function* rows(): AsyncGenerator<CsvValue[][]> {
    for await (const page of pages) yield page.map(rowOf);
  }
  return { name: 'Crédits', columns, pages: rows() };
}
