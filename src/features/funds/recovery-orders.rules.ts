// Recovery orders as a sheet, French headings: where each stood at a moment. Pure.

import type { CsvValue } from '../../platform/sheets/csv.js';
import type { StreamedSheet } from '../../platform/sheets/sheet-stream.js';
import { recoveryNumber, type ContestOutcome, type RecoveryOrigin } from '../recoveries/recovery-facts.rules.js';

export interface RecoveryOrderRow {
  readonly number: bigint;
  readonly funder: string;
  readonly call: string;
  readonly applicationNumber: string | null;
  readonly title: string;
  readonly holder: string;
  readonly siret: string;
  readonly origin: RecoveryOrigin;
  readonly orderNumber: string;
  /** Calendar days, YYYY-MM-DD. */
  readonly orderDate: string;
  readonly authority: string;
  /** Of the order; instalments agreed since are on the recovery itself. */
  readonly dueOn: string;
  readonly orderedCents: bigint;
  readonly receivedCents: bigint;
  readonly waivedCents: bigint;
  /** The last one filed until then; null: none was. */
  readonly contest: ContestOutcome | 'OPEN' | null;
}

const ORIGINS: Readonly<Record<RecoveryOrigin, string>> = {
  BALANCE: 'Solde',
  TERMINATION: 'Résiliation',
  WITHDRAWAL: 'Retrait',
  PURPOSE: 'Changement d’affectation',
};

/** What was still owed: nothing of an order that an appeal annulled. */
const owedOf = ({ contest, orderedCents, receivedCents, waivedCents }: RecoveryOrderRow): bigint =>
  contest === 'UPHELD' ? 0n : orderedCents - receivedCents - waivedCents;

function standingOf(row: RecoveryOrderRow): string {
  if (row.contest === 'UPHELD') return 'Annulé';
  if (row.contest === 'OPEN') return 'Contesté';
  if (owedOf(row) > 0n) return row.receivedCents > 0n ? 'Recouvré en partie' : 'À recouvrer';
  return row.receivedCents > 0n ? 'Recouvré' : 'Remis';
}

const FORMAT = '#,##0.00';
const COLUMNS: StreamedSheet['columns'] = [
  { header: 'Reversement', width: 16 },
  { header: 'Financeur', width: 20 },
  { header: 'Appel à projets', width: 36 },
  { header: 'Dossier', width: 18 },
  { header: 'Projet', width: 40 },
  { header: 'Débiteur', width: 36 },
  { header: 'SIRET', width: 16 },
  { header: 'Cause', width: 22 },
  { header: 'Ordre de recouvrer', width: 20 },
  { header: 'Date', width: 12 },
  { header: 'Autorité', width: 30 },
  { header: 'Échéance', width: 12 },
  { header: 'Ordonné (€)', width: 16, format: FORMAT },
  { header: 'Encaissé (€)', width: 16, format: FORMAT },
  { header: 'Remis (€)', width: 16, format: FORMAT },
  { header: 'Reste dû (€)', width: 16, format: FORMAT },
  { header: 'Situation', width: 20 },
];

const amount = (cents: bigint): CsvValue => ({ hundredths: Number(cents) });
const rowOf = (row: RecoveryOrderRow): CsvValue[] => [
  recoveryNumber(row.number),
  row.funder,
  row.call,
  row.applicationNumber ?? '',
  row.title,
  row.holder,
  row.siret,
  ORIGINS[row.origin],
  row.orderNumber,
  row.orderDate,
  row.authority,
  row.dueOn,
  ...[row.orderedCents, row.receivedCents, row.waivedCents, owedOf(row)].map(amount),
  standingOf(row),
];

export function recoveryOrdersSheet(pages: AsyncIterable<readonly RecoveryOrderRow[]>): StreamedSheet {
  async function* rows(): AsyncGenerator<CsvValue[][]> {
    for await (const page of pages) yield page.map(rowOf);
  }
  return { name: 'Ordres de recouvrer', columns: COLUMNS, pages: rows() };
}
