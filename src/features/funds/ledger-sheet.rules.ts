// The ledger as a sheet: one line an entry, French headings. Pure.

import type { CsvValue } from '../../platform/sheets/csv.js';
import type { StreamedSheet } from '../../platform/sheets/sheet-stream.js';
import type { Account, Kind } from '../ledger/ledger.rules.js';
import type { LedgerEntry } from './ledger-entries.reader.js';

const KIND_NAMES: Readonly<Record<Kind, string>> = {
  OPEN: 'Ouverture',
  RAISE: 'Abondement',
  CUT: 'Annulation de crédits',
  FREEZE: 'Gel',
  UNFREEZE: 'Dégel',
  RESERVE: 'Réservation',
  UNRESERVE: 'Libération de réservation',
  COMMIT: 'Engagement',
  RELEASE: 'Dégagement',
  ORDER: 'Ordonnancement',
  CANCEL_ORDER: 'Annulation d’ordonnancement',
  PAY: 'Paiement',
  REJECT: 'Rejet bancaire',
  RECOVER: 'Reversement',
  REVERSAL: 'Contre-passation',
};
const ACCOUNT_NAMES: Readonly<Record<Account, string>> = {
  CREDITS: 'Crédits ouverts',
  AVAILABLE: 'Disponible',
  FROZEN: 'Gelé',
  RESERVED: 'Réservé',
  COMMITTED: 'Engagé',
  ORDERED: 'Ordonnancé',
  PAID: 'Payé',
  RECOVERED: 'Reversé',
};

const COLUMNS = [
  { header: 'Numéro', width: 10 },
  { header: 'Ligne', width: 7 },
  { header: 'Date (UTC)', width: 24 },
  { header: 'Mouvement', width: 26 },
  { header: 'Financeur', width: 14 },
  { header: 'Année', width: 8 },
  { header: 'Dossier', width: 18 },
  { header: 'Débit', width: 16 },
  { header: 'Crédit', width: 16 },
  { header: 'Montant (€)', width: 16, format: '#,##0.00' },
  { header: 'Par', width: 26 },
  { header: 'Motif', width: 40 },
  { header: 'Écriture', width: 38 },
  { header: 'Corrige l’écriture', width: 38 },
] as const;

function rowOf(entry: LedgerEntry): CsvValue[] {
  return [
    { integer: Number(entry.number) },
    { integer: entry.line },
    new Date(entry.at).toISOString(),
    KIND_NAMES[entry.kind],
    entry.funderCode,
    { integer: entry.year },
    entry.applicationNumber,
    ACCOUNT_NAMES[entry.debit],
    ACCOUNT_NAMES[entry.credit],
    { hundredths: Number(entry.cents) },
    entry.actorName ?? entry.actorId,
    entry.reason,
    entry.transactionId,
    entry.reversesId,
  ];
}

export function ledgerSheet(pages: AsyncIterable<readonly LedgerEntry[]>): StreamedSheet {
  async function* rows(): AsyncGenerator<CsvValue[][]> {
    for await (const page of pages) yield page.map(rowOf);
  }
  return { name: 'Grand livre', columns: COLUMNS, pages: rows() };
}
