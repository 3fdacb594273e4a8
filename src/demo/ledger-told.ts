// The ledger at the end: what each funder opened, promised, paid and got back, year by year; and what must be true of it.

import type { FundingRowView } from '../features/funds/funding.dto.js';
import type { Difference } from '../features/funds/reconciliation.rules.js';
import { fundingOf } from './addresses.js';
import { euros, table, type Checks } from './report.js';
import type { World } from './world.js';

/** A row of the closing balance, cents. */
export interface ClosingRow {
  readonly funder: string;
  /** Null: all its years. */
  readonly year: number | null;
  readonly credits: number;
  readonly available: number;
  readonly committed: number;
  readonly paid: number;
  readonly recovered: number;
}

const SUMS = ['credits', 'available', 'committed', 'paid', 'recovered'] as const;

export async function closingBalance({ auditor }: World, callId: string): Promise<ClosingRow[]> {
  const { items } = await auditor.get(fundingOf(callId));
  const funders = [...new Set(items.map(({ funderCode }) => funderCode ?? ''))];
  return funders.flatMap((funder) => {
    const years = items.filter(({ funderCode }) => funderCode === funder).map(rowOf);
    const total = Object.fromEntries(SUMS.map((name) => [name, years.reduce((sum, row) => sum + row[name], 0)]));
    return [...years, { funder, year: null, ...(total as Omit<ClosingRow, 'funder' | 'year'>) }];
  });
}

function rowOf({ funderCode, year, envelope, available, committed, paid, recovered }: FundingRowView): ClosingRow {
  return {
    funder: funderCode ?? '',
    year,
    credits: envelope?.cents ?? 0,
    available: available?.cents ?? 0,
    committed: committed.cents,
    paid: paid.cents,
    recovered: recovered.cents,
  };
}

export const closingTable = (rows: readonly ClosingRow[]): string =>
  table(
    'Solde de clôture du grand livre',
    ['financeur', 'année', 'crédits', 'disponible', 'engagé', 'payé', 'reversé'],
    rows.map(({ funder, year, ...sums }) => [
      year === null ? `${funder} total` : funder,
      String(year ?? ''),
      ...SUMS.map((name) => euros(sums[name])),
    ]),
  );

/** Both funders stand alike to the cent, nothing is promised any more that is not paid, and every account tells the same. */
export function checkLedger(checks: Checks, rows: readonly ClosingRow[], differences: readonly Difference[]): void {
  const alike = (code: string): unknown => rows.filter(({ funder }) => funder === code).map((row) => ({ ...row, funder: '' }));
  checks.equal('parité du grand livre, au centime', alike('STATE'), alike('CNAF'));
  for (const { funder, year, credits, available, committed } of rows)
    checks.equal(`crédits ${funder} ${year ?? 'au total'} : libres ou engagés`, available + committed, credits);
  checks.equal('rapprochement du grand livre, des parts et de la piste d’audit', differences, []);
}
