// One call of 10 000 awards over three years and two funders, written by PostgreSQL itself, as their selection and decisions leave them, then as
// its last years do.

import pg from 'pg';

import { FIPE_2023 } from '../../src/features/calls/templates/fipe-2023.js';
import { newId } from '../../src/kernel/ids.js';
import { departmentsOf } from '../../src/kernel/territory.js';
import { grant, session } from './seed.js';

export interface SeededFunds {
  readonly callId: string;
  readonly jury: { readonly personId: string; readonly sessionId: string };
}

/** Awards whose shares both funders lower by a tenth: one in eight, all. */
export const LOWERED = ['SOME', 'ALL'] as const;

const AWARDS = 10_000;
const YEARS = [2026, 2027, 2028];
const A_DAY = 10;
/** Ten awards a day are selected from 1 January 2024 on, six lines each after the six openings. */
export const DAY_OF_EXPORT = { short: '2024-01-05', long: '2026-04-12' } as const;
export const LINES_OF_EXPORT = 833 * A_DAY * 6 + 6;

export function seedFunds(superuserUrl: string): Promise<SeededFunds> {
  return written(superuserUrl, fill);
}

/** A third of each share is paid, then shares are lowered by a tenth. */
export function ageFunds(superuserUrl: string, lowered: (typeof LOWERED)[number]): Promise<void> {
  return written(superuserUrl, async (client) => {
    if (lowered === 'SOME') {
      await move(client, { kind: 'ORDER', debit: 'ORDERED', credit: 'COMMITTED', part: 'y.cents / 3' });
      await move(client, { kind: 'PAY', debit: 'PAID', credit: 'ORDERED', part: 'y.cents / 3' });
    }
    const untouched = `NOT EXISTS (SELECT FROM share_reduction r WHERE r.leg_id = l.id)`;
    const which = `${untouched} AND ${lowered === 'SOME' ? `right(w.id::text, 1) IN ('0', '8')` : 'true'}`;
    await move(client, { kind: 'RELEASE', debit: 'AVAILABLE', credit: 'COMMITTED', part: 'y.cents / 10', which });
    await client.query(
      `INSERT INTO share_reduction (act_id, leg_id, year, cents, cause, source_id, at)
       SELECT l.id, l.id, y.year, y.cents / 10, 'AMENDMENT', l.id, now() FROM award w JOIN award_leg l ON l.award_id = w.id JOIN award_leg_year y ON y.leg_id = l.id
       WHERE ${which}`,
    );
  });
}

/** What is written as it ends up, without what leads there: no trigger runs. */
async function written<T>(superuserUrl: string, write: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    await client.query(`SET session_replication_role = replica`);
    const result = await write(client);
    await settle(client);
    await client.query('VACUUM ANALYZE');
    return result;
  } finally {
    await client.end();
  }
}

interface Move {
  readonly kind: string;
  readonly debit: string;
  readonly credit: string;
  /** Cents, of the share of a year `y`. */
  readonly part: string;
  /** Of the awards `w`, those with this; all unless given. */
  readonly which?: string;
  /** After the award was made; five years, later than the days of the export, unless given. */
  readonly later?: string;
}

/** One transaction an award. */
async function move(client: pg.Client, { kind, debit, credit, part, which = 'true', later = '5 years' }: Move): Promise<void> {
  await client.query(
    `WITH moved AS (INSERT INTO ledger_transaction (id, call_id, kind, at, actor_id, request_id)
         SELECT gen_random_uuid(), call_id, $1, created_at + $2::interval, call_id, application_id::text FROM award ORDER BY created_at, id
         RETURNING id, request_id::uuid AS application_id, at)
     INSERT INTO ledger_entry (transaction_id, line, call_id, kind, funder_code, year, application_id, debit_account, credit_account, cents, at)
     SELECT m.id, row_number() OVER (PARTITION BY m.id), w.call_id, $1, l.funder_code, y.year, w.application_id, $3, $4, ${part}, m.at
     FROM moved m JOIN award w USING (application_id) JOIN award_leg l ON l.award_id = w.id JOIN award_leg_year y ON y.leg_id = l.id WHERE ${which}`,
    [kind, later, debit, credit],
  );
}

/** Balances and envelopes, from the entries. */
async function settle(client: pg.Client): Promise<void> {
  await client.query('DELETE FROM ledger_balance');
  await client.query(
    `INSERT INTO ledger_balance (call_id, funder_code, year, account, subject_id, debit_cents, credit_cents)
     SELECT e.call_id, e.funder_code, e.year, s.account, ledger_subject(s.account, e.application_id), sum(s.debit), sum(s.credit)
     FROM ledger_entry e CROSS JOIN LATERAL (VALUES (e.debit_account, e.cents, 0::bigint), (e.credit_account, 0::bigint, e.cents)) AS s (account, debit, credit)
     GROUP BY 1, 2, 3, 4, 5`,
  );
  await client.query(
    `UPDATE envelope v SET committed_cents = b.cents FROM (SELECT funder_code, year, sum(debit_cents - credit_cents) AS cents FROM ledger_balance
       WHERE account IN ('COMMITTED', 'ORDERED', 'PAID', 'RECOVERED') GROUP BY 1, 2) b WHERE (b.funder_code, b.year) = (v.funder_code, v.year)`,
  );
}

async function fill(client: pg.Client): Promise<SeededFunds> {
  const callId = newId();
  const departments = departmentsOf('76');
  await client.query(
    `INSERT INTO call (id, title, edition, text, rules_version, region, departments, time_zone, opens_local, deadline_local, opens_at, deadline_at, budget_years, settings, spec_version, state, created_by, created_at, published_at)
     VALUES ($1, 'Appel de mesure', 2023, 'Texte', 'fipe-2023', '76', $2, 'Europe/Paris', '2023-06-09T00:00', '2023-08-31T23:59', '2023-06-09', '2023-08-31', $3, $4, 1, 'UNDER_SELECTION', $1, '2023-06-01', '2023-06-01')`,
    [callId, departments, YEARS, JSON.stringify(FIPE_2023)],
  );
  await client.query(
    `INSERT INTO call_funder (call_id, code, name, family, position, weight, officer_role)
     VALUES ($1, 'STATE', 'État', 'STATE', 0, 1, 'STATE_OFFICER'), ($1, 'CNAF', 'Cnaf', 'FAMILY_BRANCH', 1, 1, 'CNAF_OFFICER')`,
    [callId],
  );
  await client.query(
    `INSERT INTO envelope (id, call_id, funder_code, year, amount_cents)
     SELECT gen_random_uuid(), $1, f, y, 100000000000 FROM unnest(ARRAY['STATE','CNAF']) f, unnest($2::int[]) y`,
    [callId, YEARS],
  );
  const jury = await session(client);
  await grant(client, jury.personId, 'REGIONAL_JURY', { territory: 'REG-76' });
  await client.query(
    `INSERT INTO organisation (id, siret, name, holder_type, department, created_at)
     SELECT gen_random_uuid(), (90000000000000 + n)::text, 'Commune ' || n, 'COMMUNE', ($1::text[])[1 + n % $2], now() FROM generate_series(1, 2000) n`,
    [departments, departments.length],
  );
  await client.query(
    `INSERT INTO application (id, number, call_id, organisation_id, department, title, state, state_since, content, requested_cents, submitted_version, submitted_at, created_by, created_at, updated_at)
     SELECT gen_random_uuid(), 'F-' || n, $1, o.ids[1 + n % 2000], ($2::text[])[1 + n % $3], 'Dossier ' || n, 'AWARDED', now(), '{}', 7500000, 1, now(), $4, now(), now()
     FROM generate_series(0, $5::int - 1) n, (SELECT array_agg(id ORDER BY siret) AS ids FROM organisation) o`,
    [callId, departments, departments.length, jury.personId, AWARDS],
  );
  await client.query(
    `INSERT INTO award (id, application_id, call_id, organisation_id, department, total_cents, created_at)
     SELECT gen_random_uuid(), id, call_id, organisation_id, department, 7500003, timestamptz '2024-01-01 09:00Z' + (substr(number, 3)::int / $1) * interval '1 day'
     FROM application`,
    [A_DAY],
  );
  await client.query(
    `INSERT INTO award_leg (id, award_id, call_id, funder_code, state, version, decision_number, decision_date, authority, decided_by, decided_at)
     SELECT gen_random_uuid(), a.id, a.call_id, f, 'DECIDED', 2, 'A-1', '2026-05-01', 'Autorité', $1, a.created_at FROM award a, unnest(ARRAY['STATE','CNAF']) f`,
    [jury.personId],
  );
  // One odd cent a year: the State's.
  await client.query(
    `INSERT INTO award_leg_year (leg_id, year, award_id, cents) SELECT l.id, y, l.award_id, 1250000 + (l.funder_code = 'STATE')::int
     FROM award_leg l, unnest($1::int[]) y`,
    [YEARS],
  );
  await client.query(
    `INSERT INTO ledger_transaction (id, call_id, kind, at, actor_id, request_id) VALUES ($1, $1, 'OPEN', '2023-06-01', 'system', 'publication')`,
    [callId],
  );
  await client.query(
    `INSERT INTO ledger_entry (transaction_id, line, call_id, kind, funder_code, year, debit_account, credit_account, cents, at)
     SELECT $1, row_number() OVER (), $1, 'OPEN', funder_code, year, 'AVAILABLE', 'CREDITS', amount_cents, '2023-06-01' FROM envelope`,
    [callId],
  );
  await move(client, { kind: 'RESERVE', debit: 'RESERVED', credit: 'AVAILABLE', part: 'y.cents', later: '0' });
  await move(client, { kind: 'COMMIT', debit: 'COMMITTED', credit: 'RESERVED', part: 'y.cents' });
  return { callId, jury };
}
