// The balances of the ledger as no screen asks for them.

import type { Account } from '../../src/features/ledger/ledger.rules.js';
import type { Db } from '../../src/platform/database/tx.js';

/** Cents of one account, of one funder and year, and of one dossier where the account is kept so. */
interface Balance {
  readonly funderCode: string;
  readonly year: number;
  readonly account: Account;
  readonly applicationId: string | null;
  readonly cents: bigint;
}

interface Row extends Omit<Balance, 'cents'> {
  readonly debit: bigint;
  readonly credit: bigint;
}

/** CREDITS stands on the credit side, all other accounts on the debit side. */
const balanceOf = ({ debit, credit, ...row }: Row): Balance => ({
  ...row,
  cents: row.account === 'CREDITS' ? credit - debit : debit - credit,
});

/** The balances of a dossier now, by funder and year; accounts that never moved are absent. One indexed read. */
export async function balancesOfDossier(db: Db, applicationId: string): Promise<Balance[]> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT funder_code AS "funderCode", year, account, subject_id::text AS "applicationId", debit_cents AS debit, credit_cents AS credit
    FROM ledger_balance WHERE subject_id = ${applicationId}::uuid ORDER BY funder_code, year, account`;
  return rows.map(balanceOf);
}

/** A call's accounts as they stood at a moment, by funder and year, all dossiers together: from the entries, so at any date. */
export async function balancesAsOf(db: Db, callId: string, at: Date): Promise<Omit<Balance, 'applicationId'>[]> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT e.funder_code AS "funderCode", e.year, s.account, sum(s.debit)::bigint AS debit, sum(s.credit)::bigint AS credit
    FROM ledger_entry e CROSS JOIN LATERAL (VALUES (e.debit_account, e.cents, 0::bigint), (e.credit_account, 0::bigint, e.cents)) AS s (account, debit, credit)
    WHERE e.call_id = ${callId}::uuid AND e.at <= ${at}::timestamptz
    GROUP BY e.funder_code, e.year, s.account ORDER BY e.funder_code, e.year, s.account`;
  return rows.map(balanceOf);
}
