import { Readable } from 'node:stream';

import { sha256Hex } from '../../src/kernel/canonical.js';
import { createAward } from '../../src/features/awards/awards.store.js';
import { splitYears } from '../../src/features/awards/cofunding.rules.js';
import { reserve } from '../../src/features/calls/envelopes.store.js';
import { systemActor } from '../../src/kernel/actor.js';
import type { LedgerCause } from '../../src/features/ledger/ledger.store.js';
import type { TestApp, TestActor } from './app.js';
import { newId } from '../../src/kernel/ids.js';
import { Storage } from '../../src/platform/storage/storage.js';
import { pdf } from './documents.js';
import { makeApplication, type MadeApplication, type MakeApplication } from './applications.js';

export interface MadeAward {
  readonly id: string;
  readonly application: MadeApplication;
  /** Leg id by funder code. */
  readonly legs: Readonly<Record<string, string>>;
}

/** A movement of the ledger that nobody in particular asked for. */
export const causeAt = (now: Date): LedgerCause => ({ actor: systemActor(), now, requestId: 'test' });

/** A SHORTLISTED application with its award as the jury's act leaves them: legs pending, envelopes reserved. */
export async function makeAward(app: TestApp, options: Omit<MakeApplication, 'state'>): Promise<MadeAward> {
  const application = await makeApplication(app, { ...options, state: 'SHORTLISTED' });
  const { call } = options;
  const years = application.years.map(({ year, cents }) => ({ year, cents: BigInt(cents) }));
  const id = await app.database.transaction(async (tx) => {
    const lines = splitYears(call.funders, years).flatMap(({ funder, years: shares }) =>
      shares.map((share) => ({ funderCode: funder.code, ...share })),
    );
    await reserve(tx, call.id, lines, { ...causeAt(app.clock.now()), applicationId: application.id });
    return createAward(tx, {
      applicationId: application.id,
      callId: call.id,
      funders: call.funders,
      years,
      now: app.clock.now(),
    });
  });
  const legs = await app.database.read.awardLeg.findMany({ where: { awardId: id }, select: { id: true, funderCode: true } });
  return { id, application, legs: Object.fromEntries(legs.map((leg) => [leg.funderCode, leg.id])) };
}

export interface Deciders {
  readonly jury: TestActor;
  readonly state: TestActor;
  readonly cnaf: TestActor;
  readonly manager: TestActor;
  readonly auditor: TestActor;
}

/** Those who decide in a region, one person each. */
export async function makeDeciders(app: TestApp, region = '76'): Promise<Deciders> {
  const territory = `REG-${region}`;
  return {
    jury: await app.actor({ role: 'REGIONAL_JURY', territory }),
    state: await app.actor({ role: 'STATE_OFFICER', territory }),
    cnaf: await app.actor({ role: 'CNAF_OFFICER', territory }),
    manager: await app.actor({ role: 'CALL_MANAGER', territory }),
    auditor: await app.actor({ role: 'AUDITOR', territory: 'FR' }),
  };
}

/** A funder's decision, as a body. */
export const DECISION = { decisionNumber: 'ARR-2023-17', decisionDate: '2023-11-20', authority: 'Préfet de la région Occitanie' };

/** A commitment on an award order, as a body: where no agreement is owed. */
export const ENGAGEMENT = {
  commitmentNumber: 'EJ 2103456789',
  commitmentDate: '2023-11-20',
  orderNumber: 'ARR-2023-17',
  orderDate: '2023-11-20',
  orderAuthority: 'Préfet de la région Occitanie',
};

/** The same award once each funder has decided, over HTTP; `officers` by funder code. */
export async function makeDecidedAward(
  app: TestApp,
  officers: Readonly<Record<string, TestActor>>,
  options: Omit<MakeApplication, 'state'>,
): Promise<MadeAward> {
  const award = await makeAward(app, options);
  for (const [code, officer] of Object.entries(officers)) {
    const url = `/v1/awards/${award.id}/legs/${code}/decide`;
    const { status, body } = await app.post(url, officer, { ifMatch: 1, body: DECISION });
    if (status !== 200) throw new Error(`${code} decided: ${status} ${JSON.stringify(body)}`);
  }
  return award;
}

/** Drafted and sent over HTTP by an officer, with a signed copy written directly. */
export async function makeSentAgreement(
  app: TestApp,
  awardId: string,
  officer: TestActor,
): Promise<{ id: string; copyId: string }> {
  const drafted = await app.post<{ id: string; version: number }>(`/v1/awards/${awardId}/agreements`, officer, { body: {} });
  const { id, version } = drafted.body;
  const sent = await app.post(`/v1/agreements/${id}/send`, officer, { body: {}, ifMatch: version });
  if (sent.status !== 200) throw new Error(`agreement sent: ${drafted.status} ${sent.status}`);
  const bytes = pdf();
  const [copyId, storageKey] = [newId(), newId()];
  await app.app.get(Storage).put(storageKey, Readable.from([bytes]), bytes.length);
  const db = app.database.read;
  const now = app.clock.now();
  await db.storedObject.create({ data: { key: storageKey, agreementId: id, createdAt: now, kept: true } });
  const sha256 = sha256Hex(bytes);
  await db.agreementCopy.create({
    data: {
      id: copyId,
      agreementId: id,
      kind: 'SCAN',
      size: bytes.length,
      sha256,
      storageKey,
      addedAt: now,
      addedBy: officer.personId,
    },
  });
  return { id, copyId };
}

/** Reserved and committed cents of a call's envelopes, keyed "FUNDER year". */
export async function envelopesOf(
  app: TestApp,
  callId: string,
): Promise<Record<string, { reserved: bigint; committed: bigint }>> {
  const rows = await app.database.read.envelope.findMany({ where: { callId } });
  return Object.fromEntries(
    rows.map((row) => [`${row.funderCode} ${row.year}`, { reserved: row.reservedCents, committed: row.committedCents }]),
  );
}

/** Statements that the work sends to PostgreSQL, those of the authentication and of the relay that runs beside it left out. */
export async function statementsOf(app: TestApp, work: () => Promise<unknown>): Promise<string[]> {
  const { pool } = app.database;
  const texts: string[] = [];
  const original = pool.query.bind(pool);
  const counted = (...parameters: unknown[]): unknown => {
    const [query] = parameters as [string | { text: string }];
    const text = typeof query === 'string' ? query : query.text;
    if (!text.includes('auth_session') && !text.includes('UPDATE outbox')) texts.push(text);
    return (original as (...values: unknown[]) => unknown)(...parameters);
  };
  (pool as { query: unknown }).query = counted;
  try {
    await work();
  } finally {
    (pool as { query: unknown }).query = original;
  }
  return texts;
}
