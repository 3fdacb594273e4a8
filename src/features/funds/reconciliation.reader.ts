import type { Db } from '../../platform/database/tx.js';
import { ledgerGaps } from '../ledger/ledger.reader.js';
import { HOLDS, type Difference } from './reconciliation.rules.js';

/** Of each check, no more than this. */
const MOST = 100;

/**
 * Compares the ledger with itself, with the legs of the awards, and with the audit trail; over all calls. Each check is one statement, hence
 * one snapshot: what commits meanwhile is in it whole, or not at all.
 */
export async function reconcile(db: Db): Promise<Difference[]> {
  const own = (await ledgerGaps(db)).map(({ check, funderCode, year, account, expected, found }): Difference => ({
    check,
    subject: `${funderCode} ${year} ${account}`,
    expected: String(expected),
    found: String(found),
  }));
  return [
    ...own,
    ...(await legDifferences(db)),
    ...(await stateDifferences(db)),
    ...(await unexplained(db)),
    ...(await unposted(db)),
    ...(await recoveryDifferences(db)),
  ];
}

/** What the legs of a dossier hold by their state and share, of each funder and year, against its accounts. Cents. */
function legDifferences(db: Db): Promise<Difference[]> {
  return db.$queryRaw<Difference[]>`
    WITH due AS (
      SELECT w.application_id, l.funder_code, y.year, bool_or(h.holds IS NULL) AS unknown,
        sum(y.cents) FILTER (WHERE h.holds = 'RESERVED' OR (h.holds = 'UNTIL_RULED' AND p.state = 'SHORTLISTED'
                               AND p.examination = w.examination AND p.award_attempt = w.attempt)) AS reserved,
        sum(y.cents - coalesce(d.cents, 0)) FILTER (WHERE h.holds = 'PROMISED') AS promised
      FROM award_leg_year y LEFT JOIN (SELECT leg_id, year, sum(cents) AS cents FROM share_reduction GROUP BY 1, 2) d ON d.leg_id = y.leg_id AND d.year = y.year
        JOIN award_leg l ON l.id = y.leg_id JOIN award w ON w.id = l.award_id JOIN application p ON p.id = w.application_id
        LEFT JOIN unnest(${Object.keys(HOLDS)}::text[], ${Object.values(HOLDS)}::text[]) AS h (state, holds) ON h.state = l.state
      GROUP BY 1, 2, 3),
    held AS (
      SELECT subject_id AS application_id, funder_code, year, sum(debit_cents - credit_cents) FILTER (WHERE account = 'RESERVED') AS reserved,
        sum(debit_cents - credit_cents) FILTER (WHERE account IN ('COMMITTED', 'ORDERED', 'PAID', 'RECOVERED')) AS promised
      FROM ledger_balance WHERE account NOT IN ('CREDITS', 'AVAILABLE', 'FROZEN') GROUP BY 1, 2, 3)
    SELECT 'legs' AS "check", funder_code || ' ' || year || ' of ' || application_id AS subject,
      CASE WHEN unknown THEN 'a state whose holding is known' ELSE 'reserved ' || coalesce(due.reserved, 0) || ', promised ' || coalesce(due.promised, 0) END AS expected,
      'reserved ' || coalesce(held.reserved, 0) || ', promised ' || coalesce(held.promised, 0) AS found
    FROM due FULL JOIN held USING (application_id, funder_code, year)
    WHERE unknown OR coalesce(due.reserved, 0) <> coalesce(held.reserved, 0) OR coalesce(due.promised, 0) <> coalesce(held.promised, 0)
    ORDER BY subject LIMIT ${MOST}::int`;
}

/** A leg, an envelope, a recovery or a balance stands where its last act put it. */
function stateDifferences(db: Db): Promise<Difference[]> {
  return db.$queryRaw<Difference[]>`
    SELECT 'states' AS "check", r.aggregate || ' ' || r.id AS subject, coalesce(u.to_state, r.initial) || ' v' || coalesce(u.version, 1) AS expected,
           r.state || ' v' || r.version AS found
    FROM (SELECT 'award-leg' AS aggregate, id, state, version, 'PENDING' AS initial FROM award_leg
          UNION ALL SELECT 'envelope', id, state, version, 'OPEN' FROM envelope
          UNION ALL SELECT 'recovery', id, state, version, 'COMPUTED' FROM recovery
          UNION ALL SELECT 'balance', id, state, version, 'AWAITED' FROM balance) r
    LEFT JOIN LATERAL (SELECT to_state, version FROM audit_entry WHERE aggregate = r.aggregate AND aggregate_id = r.id ORDER BY seq DESC LIMIT 1) u ON true
    WHERE (r.state, r.version) <> (coalesce(u.to_state, r.initial), coalesce(u.version, 1))
    ORDER BY subject LIMIT ${MOST}::int`;
}

/**
 * Movements that no act asked for: no audit entry of the same request, person and instant. Left out are the openings, which the publication
 * makes by a trigger and `envelopes` checks, and what the first migration of the ledger wrote before anything else.
 */
function unexplained(db: Db): Promise<Difference[]> {
  return db.$queryRaw<Difference[]>`
    SELECT 'unexplained' AS "check", t.kind || ' n° ' || t.number AS subject, 'an act of the request ' || t.request_id AS expected, 'none' AS found
    FROM ledger_transaction t
    WHERE t.kind <> 'OPEN'
      AND NOT (t.request_id = 'migration' AND t.number < ALL (SELECT min(u.number) FROM ledger_transaction u WHERE u.request_id NOT IN ('migration', 'publication')
                                                             HAVING min(u.number) IS NOT NULL))
      AND NOT EXISTS (SELECT FROM audit_entry u WHERE u.request_id = t.request_id AND u.at = t.at AND u.actor_id = t.actor_id
                      AND (t.kind NOT IN ('RAISE', 'CUT', 'FREEZE', 'UNFREEZE') OR u.aggregate_id = coalesce(t.source_id, t.call_id)))
    ORDER BY t.number LIMIT ${MOST}::int`;
}

/** Acts on an envelope that moved nothing in the ledger, or another sum. */
function unposted(db: Db): Promise<Difference[]> {
  return db.$queryRaw<Difference[]>`
    SELECT 'unposted' AS "check", u.event || ' of envelope ' || u.aggregate_id AS subject, a.cents::text AS expected, coalesce(e.cents, 0)::text AS found
    FROM audit_entry u CROSS JOIN LATERAL (SELECT (u.input::jsonb ->> 'cents')::numeric AS cents) a
    LEFT JOIN LATERAL (
      SELECT sum(e.cents) AS cents FROM ledger_transaction t JOIN ledger_entry e ON e.transaction_id = t.id
      WHERE t.source_id = u.aggregate_id AND t.request_id = u.request_id AND t.kind = upper(u.event)) e ON true
    WHERE u.aggregate = 'envelope' AND u.event IN ('raise', 'cut', 'freeze', 'unfreeze') AND a.cents <> coalesce(e.cents, 0)
    ORDER BY subject LIMIT ${MOST}::int`;
}

/** Receipts kept against what the ledger recovered, of each dossier, funder and year: a movement without a receipt is one too many. Cents. */
function recoveryDifferences(db: Db): Promise<Difference[]> {
  return db.$queryRaw<Difference[]>`
    WITH received AS (
      SELECT r.application_id, r.funder_code, n.year, sum(n.cents) AS cents FROM recovery_receipt_line n JOIN recovery r ON r.id = n.recovery_id
      WHERE NOT EXISTS (SELECT FROM recovery_return b WHERE b.receipt_id = n.receipt_id) GROUP BY 1, 2, 3),
    held AS (
      SELECT subject_id AS application_id, funder_code, year, debit_cents - credit_cents AS cents FROM ledger_balance WHERE account = 'RECOVERED')
    SELECT 'recoveries' AS "check", funder_code || ' ' || year || ' of ' || application_id AS subject,
      coalesce(received.cents, 0)::text AS expected, coalesce(held.cents, 0)::text AS found
    FROM received FULL JOIN held USING (application_id, funder_code, year)
    WHERE coalesce(received.cents, 0) <> coalesce(held.cents, 0)
    ORDER BY subject LIMIT ${MOST}::int`;
}
