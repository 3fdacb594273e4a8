// 100 000 dossiers over 101 departments and 5 calls, written by PostgreSQL itself.

import pg from 'pg';

import { newId } from '../../src/kernel/ids.js';
import { departmentsIn } from '../../src/kernel/territory.js';
import { FIPE_2023 } from '../../src/features/calls/templates/fipe-2023.js';

export interface Seeded {
  readonly callId: string;
  readonly organisationId: string;
  readonly department: string;
  readonly holderSession: { personId: string; sessionId: string };
  readonly agentSession: { personId: string; sessionId: string };
}

const DOSSIERS = 100_000;
const CALLS = 5;
const ORGANISATIONS = 2_000;

export async function seed(superuserUrl: string): Promise<Seeded> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    return await fill(client);
  } finally {
    await client.end();
  }
}

async function fill(client: pg.Client): Promise<Seeded> {
  const departments = departmentsIn('FR').filter((code) => code !== '975');
  const callIds = Array.from({ length: CALLS }, () => newId());
  const [callId = ''] = callIds;
  const department = '31';
  const years = [2026, 2027, 2028];
  for (const id of callIds) {
    await client.query(
      `INSERT INTO call (id, title, edition, text, rules_version, region, departments, time_zone, opens_local, deadline_local, opens_at, deadline_at, budget_years, settings, spec_version, state, created_by, created_at)
       VALUES ($1, 'Appel de mesure', 2026, 'Texte', '1', '76', $2, 'Europe/Paris', '2020-01-01T00:00:00', '2039-12-31T23:59:00', '2020-01-01', '2039-12-31', $3, $4, 1, 'DRAFT', $1, now())`,
      [id, departments, years, JSON.stringify({ ...FIPE_2023, documentsByUpload: false })],
    );
    for (const [position, code] of ['STATE', 'CNAF'].entries()) {
      await client.query(
        `INSERT INTO call_funder (call_id, code, name, family, position, weight, officer_role) VALUES ($1, $2, $2, $3, $4, 1, $5)`,
        [id, code, code === 'STATE' ? 'STATE' : 'FAMILY_BRANCH', position, `${code}_OFFICER`],
      );
      for (const year of years)
        await client.query(
          `INSERT INTO envelope (id, call_id, funder_code, year, amount_cents) VALUES ($1, $2, $3, $4, 1000000000000)`,
          [newId(), id, code, year],
        );
    }
    await client.query(`UPDATE call SET state = 'OPEN', version = 2 WHERE id = $1`, [id]);
  }
  const holder = await session(client);
  const agent = await session(client);
  await client.query(
    `INSERT INTO organisation (id, siret, name, holder_type, department, created_at)
     SELECT gen_random_uuid(), (90000000000000 + n)::text, 'Commune ' || n, 'COMMUNE', ($1::text[])[1 + n % $2], now() FROM generate_series(1, $3::int) n`,
    [departments, departments.length, ORGANISATIONS],
  );
  const { rows } = await client.query<{ id: string }>(`SELECT id FROM organisation ORDER BY siret LIMIT 1`);
  const organisationId = rows[0]?.id ?? '';
  await grant(client, holder.personId, 'HOLDER_REPRESENTATIVE', { organisationId });
  await grant(client, holder.personId, 'HOLDER_EDITOR', { organisationId });
  await grant(client, agent.personId, 'CAF_INSTRUCTOR', { territory: `DEP-${department}` });
  await client.query(
    `INSERT INTO application (id, number, call_id, organisation_id, department, title, state, state_since, content, requested_cents, submitted_version, submitted_at, created_by, created_at, updated_at)
     SELECT gen_random_uuid(), 'B-' || n, ($1::uuid[])[1 + n % $2], o.ids[1 + n % $3], ($4::text[])[1 + n % $5], 'Dossier ' || n,
            (ARRAY['SUBMITTED','COMPLETE','UNDER_EXAMINATION','EXAMINED','COMMITTEE_FAVOURABLE','ON_AGENDA'])[1 + (n / 101) % 6],
            now(), $6::jsonb, 7500000, 1, now(), $7, now(), now()
     FROM generate_series(1, $8::int) n, (SELECT array_agg(id ORDER BY siret) AS ids FROM organisation) o`,
    [
      callIds,
      CALLS,
      ORGANISATIONS,
      departments,
      departments.length,
      JSON.stringify(draftContent(years)),
      holder.personId,
      DOSSIERS,
    ],
  );
  await seedPayments(client, { callId, organisationId, department, year: years[0] ?? 2026 });
  await client.query('ANALYZE');
  return { callId, organisationId, department, holderSession: holder, agentSession: agent };
}

/** Payments due of the Cnaf, to be certified: more than the rounds of both sides can use. */
const PAYMENTS = 30_000;

/** One award each, notified, its credits committed; written past the triggers, which judge acts and not seeds. */
async function seedPayments(
  client: pg.Client,
  { callId, organisationId, department, year }: Pick<Seeded, 'callId' | 'organisationId' | 'department'> & { year: number },
): Promise<void> {
  await client.query('BEGIN');
  await client.query('SET LOCAL session_replication_role = replica');
  await client.query(
    `CREATE TEMP TABLE made ON COMMIT DROP AS
     SELECT n, gen_random_uuid() AS application, gen_random_uuid() AS award, gen_random_uuid() AS leg, gen_random_uuid() AS payment
     FROM generate_series(1, $1::int) n`,
    [PAYMENTS],
  );
  await client.query(
    `INSERT INTO bank_details (id, organisation_id, number, iban, bic, account_holder, state, proposed_by, proposed_at, confirmed_by, confirmed_at)
     SELECT gen_random_uuid(), o.id, 1, 'FR7630006000011234567890189', 'AGRIFRPP', o.name, 'ACTIVE', gen_random_uuid(), now(), gen_random_uuid(), now()
     FROM organisation o WHERE o.id = $1`,
    [organisationId],
  );
  await client.query(
    `INSERT INTO application (id, number, call_id, organisation_id, department, title, state, state_since, content, requested_cents, submitted_version, submitted_at, created_by, created_at, updated_at, another_project)
     SELECT application, 'P-' || n, $1, $2, $3, 'Projet payé ' || n, 'AWARDED', now(), '{}', 2500000, 1, now(), $1, now(), now(), true FROM made`,
    [callId, organisationId, department],
  );
  await client.query(
    `INSERT INTO award (id, application_id, call_id, organisation_id, department, total_cents, created_at)
     SELECT award, application, $1, $2, $3, 1250000, now() FROM made`,
    [callId, organisationId, department],
  );
  await client.query(
    `INSERT INTO award_leg (id, award_id, call_id, funder_code, state, version, decision_number, decision_date, authority, decided_by, decided_at, commitment_number, commitment_date, notified_on, order_number, order_date, order_authority)
     SELECT leg, award, $1, 'CNAF', 'NOTIFIED', 4, 'D', '2026-01-01', 'Caf', $1, now(), 'EJ', '2026-01-01', '2026-01-01', 'O', '2026-01-01', 'Caf' FROM made`,
    [callId],
  );
  await client.query(`INSERT INTO award_leg_year (leg_id, year, award_id, cents) SELECT leg, $1, award, 1250000 FROM made`, [
    year,
  ]);
  await client.query(
    `INSERT INTO ledger_balance (call_id, funder_code, year, account, subject_id, debit_cents)
     SELECT $1, 'CNAF', $2, 'COMMITTED', application, 1250000 FROM made`,
    [callId, year],
  );
  await client.query(
    `INSERT INTO payment (id, award_id, leg_id, application_id, call_id, funder_code, year, position, kind, rate, planned_cents, terms, expected_on, state, created_at, due_at)
     SELECT payment, award, leg, application, $1, 'CNAF', $2, 1, 'ADVANCE', 7000, 875000,
            '{"conditions": [{"kind": "SIGNATURE"}], "waitForOtherFunder": false, "stateInvestmentAdvance": 3000, "beforeBalance": 8000}',
            '2026-01-01', 'DUE', now(), now() FROM made`,
    [callId, year],
  );
  await client.query('COMMIT');
}

/** A complete dossier, ready to be submitted. */
export function draftContent(years: readonly number[]): Record<string, unknown> {
  return {
    summary: 'Création d’une micro-crèche à horaires étendus.',
    axes: ['DIVERSIFICATION'],
    targetPublic: 'Enfants de moins de trois ans',
    startsOn: `${years[0] ?? 2026}-01-01`,
    endsOn: `${years.at(-1) ?? 2028}-12-31`,
    requestedYears: years.map((year) => ({ year, cents: 2_500_000 })),
    budget: {
      lines: years.flatMap((year) => [
        { side: 'EXPENSE', nature: 'OPERATING', year, label: 'Fonctionnement', cents: 4_000_000 },
        { side: 'INCOME', family: 'OWN', year, label: 'Fonds propres', cents: 1_500_000 },
      ]),
    },
    documents: FIPE_2023.requiredDocuments
      .filter(({ holderTypes }) => holderTypes.length === 0 || holderTypes.includes('COMMUNE'))
      .map(({ code }) => ({ code, provided: 'ATTACHED', reference: code })),
    declarations: { accurate: true },
  };
}

export async function session(client: pg.Client): Promise<{ personId: string; sessionId: string }> {
  const personId = newId();
  const sessionId = newId();
  await client.query(
    `INSERT INTO person (id, email, given_name, family_name, created_at) VALUES ($1, $1::uuid || '@bench.example', 'Mesure', 'Banc', now())`,
    [personId],
  );
  await client.query(
    `INSERT INTO auth_session (id, person_id, refresh_hash, created_at, last_used_at, expires_at) VALUES ($1, $2, $1::uuid::text, now(), now(), '2039-12-31')`,
    [sessionId, personId],
  );
  return { personId, sessionId };
}

export async function grant(
  client: pg.Client,
  personId: string,
  role: string,
  scope: { organisationId?: string; territory?: string },
): Promise<void> {
  await client.query(
    `INSERT INTO role_grant (id, person_id, role, organisation_id, territory, starts_at, created_at) VALUES ($1, $2, $3, $4, $5, '2020-01-01', now())`,
    [newId(), personId, role, scope.organisationId ?? null, scope.territory ?? null],
  );
}
