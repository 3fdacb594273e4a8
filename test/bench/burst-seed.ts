// Two calls and their drafts, ready to be submitted: one open for years, one that opens for its last minute when the burst begins.

import type pg from 'pg';

import { FIPE_2023 } from '../../src/features/calls/templates/fipe-2023.js';
import { newId } from '../../src/kernel/ids.js';
import { draftContent, grant, session } from './seed.js';

export interface BurstSeed {
  readonly steady: readonly string[];
  readonly burst: readonly string[];
  readonly burstCallId: string;
  readonly holder: { readonly personId: string; readonly sessionId: string };
}

const YEARS = [2026, 2027, 2028];
const DEPARTMENT = '31';

export async function seedBurst(client: pg.Client, steady: number, burst: number): Promise<BurstSeed> {
  const holder = await session(client);
  const organisationId = newId();
  await client.query(
    `INSERT INTO organisation (id, siret, name, holder_type, department, created_at) VALUES ($1, '90000000000001', 'Les Petits Pas', 'ASSOCIATION', $2, now())`,
    [organisationId, DEPARTMENT],
  );
  await grant(client, holder.personId, 'HOLDER_REPRESENTATIVE', { organisationId });
  await client.query(
    `INSERT INTO agency (id, kind, name, territory, contact_email, contact_phone, created_at)
     VALUES ($1, 'CAF', 'Caf de mesure', $2, 'caf@bench.example', '05 00 00 00 00', now())`,
    [newId(), `DEP-${DEPARTMENT}`],
  );
  const drafts = async (callId: string, count: number): Promise<string[]> => {
    const { rows } = await client.query<{ id: string }>(
      `INSERT INTO application (id, call_id, organisation_id, department, title, state, state_since, content, requested_cents, created_by, created_at, updated_at, another_project)
       SELECT gen_random_uuid(), $1, $2, $3, 'Brouillon de mesure ' || n, 'DRAFT', now(), $4, 7500000, $5, now(), now(), true FROM generate_series(1, $6::int) n RETURNING id`,
      [callId, organisationId, DEPARTMENT, JSON.stringify(associationContent()), holder.personId, count],
    );
    return rows.map(({ id }) => id);
  };
  const steadyCall = await makeCall(client);
  const burstCallId = await makeCall(client);
  await client.query(`UPDATE call SET state = 'OPEN', version = 2 WHERE id = $1`, [steadyCall]);
  const seeded = { holder, burstCallId, steady: await drafts(steadyCall, steady), burst: await drafts(burstCallId, burst) };
  await client.query('ANALYZE');
  return seeded;
}

/** From now on the call takes submissions, for so many seconds. */
export async function openForSeconds(client: pg.Client, callId: string, seconds: number): Promise<void> {
  await client.query(`UPDATE call SET deadline_at = now() + $2 * interval '1 second' WHERE id = $1`, [callId, seconds]);
  await client.query(`UPDATE call SET state = 'OPEN', version = 2 WHERE id = $1`, [callId]);
}

/** Kept a draft: a published deadline cannot be brought forward. */
async function makeCall(client: pg.Client): Promise<string> {
  const id = newId();
  await client.query(
    `INSERT INTO call (id, title, edition, text, rules_version, region, departments, time_zone, opens_local, deadline_local, opens_at, deadline_at, budget_years, settings, spec_version, state, created_by, created_at)
     VALUES ($1, 'Appel de mesure', 2026, 'Texte', 'fipe-2023', '76', $2, 'Europe/Paris', '2020-01-01T00:00:00', '2039-12-31T23:59:00', '2020-01-01', '2039-12-31', $3, $4, 1, 'DRAFT', $1, now())`,
    [id, [DEPARTMENT], YEARS, JSON.stringify({ ...FIPE_2023, documentsByUpload: false })],
  );
  for (const [position, code] of ['STATE', 'CNAF'].entries()) {
    await client.query(
      `INSERT INTO call_funder (call_id, code, name, family, position, weight, officer_role) VALUES ($1, $2, $2, $3, $4, 1, $5)`,
      [id, code, code === 'STATE' ? 'STATE' : 'FAMILY_BRANCH', position, `${code}_OFFICER`],
    );
  }
  return id;
}

function associationContent(): Record<string, unknown> {
  const documents = FIPE_2023.requiredDocuments.map(({ code }) => ({ code, provided: 'ATTACHED', reference: code }));
  return { ...draftContent(YEARS), documents, declarations: { accurate: true, republicanContract: true } };
}
