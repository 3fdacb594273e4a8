// The six cases: how our API is asked, and what the floor replays for it.

import { randomUUID } from 'node:crypto';

import type pg from 'pg';

import type { RequestShape } from './load.js';
import { record, templateOf, type Template } from './recorder.js';
import { draftContent, type Seeded } from './seed.js';

export interface Case {
  readonly method: 'GET' | 'POST';
  readonly template: Template;
  /** The next request to our API. */
  ours(): RequestShape;
  /** The texts that the next replay brings. */
  given(): string[];
}

export type Cases = Readonly<
  Record<'read one' | 'list page' | 'page 200' | 'create draft' | 'transition' | 'payment transition', Case>
>;

export const caseNames = (cases: Cases): (keyof Cases)[] => Object.keys(cases) as (keyof Cases)[];

interface Setting {
  readonly address: string;
  readonly seeded: Seeded;
  readonly holderToken: string;
  readonly agentToken: string;
  readonly client: pg.Client;
}

/** Dossiers waiting for their transition: more than the rounds of both sides can use. */
const TRANSITIONS = 60_000;

export async function prepareCases(setting: Setting): Promise<Cases> {
  const { address, seeded, holderToken, agentToken, client } = setting;
  const { callId, organisationId, department } = seeded;
  const ask = async ({
    method,
    path,
    headers,
    body,
  }: RequestShape): Promise<{ status: number; body: Record<string, unknown> }> => {
    const reply = await fetch(`${address}${path}`, { method, headers, ...(body !== undefined && { body }) });
    const answer = { status: reply.status, body: (await reply.json()) as Record<string, unknown> };
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer;
  };
  const asAgent = { authorization: `Bearer ${agentToken}` };
  const asHolder = (): Record<string, string> => ({
    authorization: `Bearer ${holderToken}`,
    'content-type': 'application/json',
    'idempotency-key': randomUUID(),
  });
  /** The actor is remembered for a second: asked twice, recorded without it, as most requests run. */
  const recorded = async (shape: RequestShape): Promise<Awaited<ReturnType<typeof record>>> => {
    await ask({ method: 'GET', path: '/v1/applications?limit=1', headers: shape.headers });
    return record(async () => {
      await ask(shape);
    });
  };

  const { rows } = await client.query<{ id: string }>(`SELECT id FROM application WHERE department = $1 ORDER BY id LIMIT 900`, [
    department,
  ]);
  const ids = rows.map(({ id }) => id);
  const first = ids[0] ?? '';
  const pick = (): string => ids[Math.floor(Math.random() * ids.length)] ?? first;
  const readOne = (id: string): RequestShape => ({ method: 'GET', path: `/v1/applications/${id}`, headers: asAgent });

  const listPath = `/v1/applications?state=SUBMITTED&department=${department}&limit=50`;
  const list: RequestShape = { method: 'GET', path: listPath, headers: asAgent };
  // The cursor of page 200 of a list of one row a page: the department holds about a thousand dossiers.
  let cursor = '';
  for (let page = 1; page < 200; page += 1) {
    const { body } = await ask({
      method: 'GET',
      path: `/v1/applications?department=${department}&limit=4${cursor}`,
      headers: asAgent,
    });
    cursor = `&after=${encodeURIComponent((body.page as { next: string }).next)}`;
  }
  const deep: RequestShape = {
    method: 'GET',
    path: `/v1/applications?department=${department}&limit=50${cursor}`,
    headers: asAgent,
  };

  const create = (): RequestShape => ({
    method: 'POST',
    path: '/v1/applications',
    headers: asHolder(),
    body: JSON.stringify({ callId, organisationId, department, title: 'Micro-crèche de mesure', anotherProject: true }),
  });
  const made = create();
  const createStatements = await recorded(made);

  const drafts = await makeDrafts(setting);
  const submit = (id: string): RequestShape => ({
    method: 'POST',
    path: `/v1/applications/${id}/submit`,
    headers: asHolder(),
    body: '{}',
  });
  const sample = drafts.pop() ?? '';
  const submission = submit(sample);
  let number = '';
  await ask({ method: 'GET', path: '/v1/applications?limit=1', headers: submission.headers });
  const submitStatements = await record(async () => {
    const { body } = await ask(submission);
    number = String(body.number);
  });
  const nextDraft = (): string => {
    const id = drafts.pop();
    if (id === undefined) throw new Error('no draft left for the transition case: raise TRANSITIONS');
    return id;
  };

  const payments = await readDue(client);
  const nextPayment = (): Due => {
    const due = payments.pop();
    if (due === undefined) throw new Error('no payment left for the payment transition case: raise PAYMENTS');
    return due;
  };
  const certify = (id: string): RequestShape => ({
    method: 'POST',
    path: `/v1/payments/${id}/certify`,
    headers: { ...asHolder(), ...asAgent, 'if-match': '"1"' },
    body: '{}',
  });
  const due = nextPayment();
  const certification = certify(due.id);
  const certifyStatements = await recorded(certification);

  const kept = [
    seeded.holderSession.personId,
    seeded.holderSession.sessionId,
    seeded.agentSession.personId,
    seeded.agentSession.sessionId,
    callId,
    organisationId,
  ];
  const key = (shape: RequestShape): string => shape.headers?.['idempotency-key'] ?? '';
  return {
    'read one': {
      method: 'GET',
      template: templateOf(await recorded(readOne(first)), [first], kept),
      ours: () => readOne(pick()),
      given: () => [pick()],
    },
    'list page': { method: 'GET', template: { statements: await recorded(list), fresh: 0 }, ours: () => list, given: () => [] },
    'page 200': { method: 'GET', template: { statements: await recorded(deep), fresh: 0 }, ours: () => deep, given: () => [] },
    'create draft': {
      method: 'POST',
      template: templateOf(createStatements, [key(made)], kept),
      ours: create,
      given: () => [randomUUID()],
    },
    transition: {
      method: 'POST',
      template: templateOf(submitStatements, [sample, key(submission)], kept, [number]),
      ours: () => submit(nextDraft()),
      given: () => [nextDraft(), randomUUID()],
    },
    'payment transition': {
      method: 'POST',
      template: templateOf(certifyStatements, [due.id, key(certification), due.legId], kept),
      ours: () => certify(nextPayment().id),
      given: () => {
        const { id, legId } = nextPayment();
        return [id, randomUUID(), legId];
      },
    },
  };
}

interface Due {
  readonly id: string;
  readonly legId: string;
}

/** Payments that the agent may certify. */
async function readDue(client: pg.Client): Promise<Due[]> {
  return (await client.query<Due>(`SELECT id, leg_id AS "legId" FROM payment WHERE state = 'DUE'`)).rows;
}

/** Complete drafts of the holder, written by PostgreSQL. */
async function makeDrafts({ client, seeded }: Setting): Promise<string[]> {
  const { callId, organisationId, department, holderSession } = seeded;
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO application (id, call_id, organisation_id, department, title, state, state_since, content, requested_cents, created_by, created_at, updated_at, another_project)
     SELECT gen_random_uuid(), $1, $2, $3, 'Brouillon de mesure', 'DRAFT', now(), $4, 7500000, $5, now(), now(), true FROM generate_series(1, $6::int) RETURNING id`,
    [callId, organisationId, department, JSON.stringify(draftContent([2026, 2027, 2028])), holderSession.personId, TRANSITIONS],
  );
  return rows.map(({ id }) => id);
}
