// One call of 10 000 awards over three years and two funders, written by PostgreSQL itself, as their selection and decisions leave them.

import pg from 'pg';

import { FIPE_2023 } from '../../src/features/calls/templates/fipe-2023.js';
import { newId } from '../../src/kernel/ids.js';
import { departmentsOf } from '../../src/kernel/territory.js';
import { grant, session } from './seed.js';

export interface SeededFunds {
  readonly callId: string;
  readonly jury: { readonly personId: string; readonly sessionId: string };
}

const AWARDS = 10_000;
const YEARS = [2026, 2027, 2028];
const A_DAY = 10;
/** Ten awards a day are selected from 1 January 2024 on, six lines each after the six openings. */
export const DAY_OF_EXPORT = { short: '2024-01-05', long: '2026-04-12' } as const;
export const LINES_OF_EXPORT = 833 * A_DAY * 6 + 6;

export async function seedFunds(superuserUrl: string): Promise<SeededFunds> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    return await fill(client);
  } finally {
    await client.end();
  }
}

async function fill(client: pg.Client): Promise<SeededFunds> {
  const callId = newId();
  const departments = departmentsOf('76');
  // Written as they end up, without what leads there: no trigger runs.
  await client.query(`SET session_replication_role = replica`);
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
  const transaction = `INSERT INTO ledger_transaction (id, call_id, kind, at, actor_id, request_id)`;
  await client.query(`${transaction} VALUES ($1, $1, 'OPEN', '2023-06-01', 'system', 'publication')`, [callId]);
  await client.query(
    `INSERT INTO ledger_entry (transaction_id, line, call_id, kind, funder_code, year, debit_account, credit_account, cents, at)
     SELECT $1, row_number() OVER (), $1, 'OPEN', funder_code, year, 'AVAILABLE', 'CREDITS', amount_cents, '2023-06-01' FROM envelope`,
    [callId],
  );
  for (const [kind, debit, credit, later] of [
    ['RESERVE', 'RESERVED', 'AVAILABLE', '0'],
    // After the days of the export.
    ['COMMIT', 'COMMITTED', 'RESERVED', '5 years'],
  ]) {
    await client.query(
      `WITH moved AS (${transaction} SELECT gen_random_uuid(), call_id, $1, created_at + $2::interval, $3, application_id::text FROM award ORDER BY created_at, id
         RETURNING id, request_id::uuid AS application_id, at)
       INSERT INTO ledger_entry (transaction_id, line, call_id, kind, funder_code, year, application_id, debit_account, credit_account, cents, at)
       SELECT m.id, row_number() OVER (PARTITION BY m.id), w.call_id, $1, l.funder_code, y.year, w.application_id, $4, $5, y.cents, m.at
       FROM moved m JOIN award w USING (application_id) JOIN award_leg l ON l.award_id = w.id JOIN award_leg_year y ON y.leg_id = l.id`,
      [kind, later, jury.personId, debit, credit],
    );
  }
  await client.query(
    `INSERT INTO ledger_balance (call_id, funder_code, year, account, subject_id, debit_cents, credit_cents)
     SELECT e.call_id, e.funder_code, e.year, s.account, ledger_subject(s.account, e.application_id), sum(s.debit), sum(s.credit)
     FROM ledger_entry e CROSS JOIN LATERAL (VALUES (e.debit_account, e.cents, 0::bigint), (e.credit_account, 0::bigint, e.cents)) AS s (account, debit, credit)
     GROUP BY 1, 2, 3, 4, 5`,
  );
  await client.query(
    `UPDATE envelope v SET committed_cents = b.cents FROM (SELECT funder_code, year, sum(debit_cents - credit_cents) AS cents FROM ledger_balance
       WHERE account = 'COMMITTED' GROUP BY 1, 2) b WHERE (b.funder_code, b.year) = (v.funder_code, v.year)`,
  );
  await client.query(`SET session_replication_role = DEFAULT`);
  await client.query('VACUUM ANALYZE');
  return { callId, jury };
}
