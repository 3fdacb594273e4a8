import type { Db } from '../../platform/database/tx.js';

/** A place where two accounts of the same money disagree. */
export interface LedgerGap {
  readonly check: 'balances' | 'envelopes';
  readonly funderCode: string;
  readonly year: number;
  readonly account: string;
  readonly expected: bigint;
  readonly found: bigint;
}

/** Balances and counters against the entries that they come from, over all calls; the first hundred differences. */
export async function ledgerGaps(db: Db): Promise<LedgerGap[]> {
  return db.$queryRaw<LedgerGap[]>`
    WITH entries AS (
      SELECT e.call_id, e.funder_code, e.year, s.account, s.subject_id, sum(s.debit - s.credit)::bigint AS cents
      FROM ledger_entry e CROSS JOIN LATERAL (VALUES
        (e.debit_account, ledger_subject(e.debit_account, e.application_id), e.cents, 0::bigint),
        (e.credit_account, ledger_subject(e.credit_account, e.application_id), 0::bigint, e.cents)) AS s (account, subject_id, debit, credit)
      GROUP BY 1, 2, 3, 4, 5),
    sums AS (
      SELECT call_id, funder_code, year,
        coalesce(-sum(cents) FILTER (WHERE account = 'CREDITS'), 0)::bigint AS amount,
        coalesce(sum(cents) FILTER (WHERE account = 'FROZEN'), 0)::bigint AS frozen,
        coalesce(sum(cents) FILTER (WHERE account = 'RESERVED'), 0)::bigint AS reserved,
        coalesce(sum(cents) FILTER (WHERE account IN ('COMMITTED', 'ORDERED', 'PAID', 'RECOVERED')), 0)::bigint AS committed
      FROM entries GROUP BY 1, 2, 3)
    SELECT * FROM (
      SELECT 'balances' AS "check", coalesce(e.funder_code, b.funder_code) AS "funderCode", coalesce(e.year, b.year) AS year,
        coalesce(e.account, b.account) AS account, coalesce(e.cents, 0)::bigint AS expected, coalesce(b.debit_cents - b.credit_cents, 0)::bigint AS found
      FROM entries e FULL JOIN ledger_balance b USING (call_id, funder_code, year, account, subject_id)
      WHERE coalesce(e.cents, 0) <> coalesce(b.debit_cents - b.credit_cents, 0)
      UNION ALL
      SELECT 'envelopes', v.funder_code, v.year, k.account, k.expected, k.found
      FROM envelope v JOIN "call" c ON c.id = v.call_id LEFT JOIN sums s ON s.call_id = v.call_id AND s.funder_code = v.funder_code AND s.year = v.year
      CROSS JOIN LATERAL (VALUES
        ('CREDITS', CASE WHEN c.state = 'DRAFT' THEN v.amount_cents ELSE coalesce(s.amount, 0) END, v.amount_cents), ('FROZEN', coalesce(s.frozen, 0), v.frozen_cents),
        ('RESERVED', coalesce(s.reserved, 0), v.reserved_cents), ('COMMITTED', coalesce(s.committed, 0), v.committed_cents)) AS k (account, expected, found)
      WHERE k.expected <> k.found AND c.state <> 'CANCELLED') gaps
    ORDER BY 1, 2, 3, 4 LIMIT 100`;
}
