import pg from 'pg';

import { newId } from '../src/kernel/ids.js';
import { TestApp, type Reply, type TestActor } from './support/app.js';
import { makeDeciders, type Deciders } from './support/awards.js';
import { makeCall, type MadeCall } from './support/calls.js';
import { makeDossier, rulesOf, type MadeDossier, type Unmet } from './support/remedies.js';

interface Exception extends Unmet {
  readonly id: string;
  readonly state: string;
  readonly version: number;
  readonly reasons: never;
  readonly signatures: { funderCode: string; signedAt: string | null; signedBy: string | null }[];
  readonly actions: { event: string; ready: boolean }[];
}

let app: TestApp;
let people: Deciders;
let caf: TestActor;
let call: MadeCall;
beforeAll(async () => {
  app = await TestApp.start({ now: '2023-09-04T08:00:00Z' });
  people = await makeDeciders(app);
  caf = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-31' });
  call = await makeCall(app, { state: 'CLOSED' });
});
afterAll(() => app.stop());

const REASONS = { reasons: 'Panne du téléservice le soir de la clôture.' };
const late = (of: MadeCall = call): Promise<MadeDossier> => makeDossier(app, { call: of, state: 'LATE' });
const open = (id: string, actor: TestActor = people.manager, body: object = REASONS): Promise<Reply<Exception>> =>
  app.post<Exception>(`/v1/applications/${id}/late-exceptions`, actor, { body });
const sign = (id: string, actor: TestActor, body: object = {}): Promise<Reply<Exception>> =>
  app.post<Exception>(`/v1/late-exceptions/${id}/sign`, actor, { body });
const opened = async (dossier: MadeDossier): Promise<string> => (await open(dossier.id)).body.id;
const row = (id: string) => app.database.read.application.findUniqueOrThrow({ where: { id } });

describe('an exception for a late dossier', () => {
  it('signed by both funders, admits it with its number, its receipt and its version still late', async () => {
    const dossier = await late();
    const asked = await open(dossier.id);
    expect(asked.status).toBe(201);
    expect(asked.body).toMatchObject({ state: 'OPEN', version: 2, signatures: [{ signedAt: null }, { signedAt: null }] });
    const id = asked.body.id;

    const first = await sign(id, people.cnaf);
    expect(first.body).toMatchObject({ state: 'OPEN' });
    expect(first.body.signatures.map(({ funderCode, signedBy }) => [funderCode, signedBy])).toEqual([
      ['STATE', null],
      ['CNAF', people.cnaf.personId],
    ]);
    expect((await row(dossier.id)).state).toBe('LATE');

    const last = await sign(id, people.state);
    expect([last.status, last.body.state]).toEqual([200, 'GRANTED']);
    const admitted = await app.get(`/v1/applications/${dossier.id}`, dossier.representative);
    expect(admitted.body).toMatchObject({
      state: 'SUBMITTED',
      number: dossier.number,
      refusal: null,
      submittedVersion: 1,
      examination: 1,
    });
    const versions = await app.get<{ items: { late: boolean }[] }>(
      `/v1/applications/${dossier.id}/versions`,
      dossier.representative,
    );
    expect(versions.body.items).toMatchObject([{ late: true, receipt: { number: `R-${String(dossier.number)}-1` } }]);
    const history = await app.get<{ items: unknown[] }>(`/v1/applications/${dossier.id}/history`, dossier.representative);
    expect(history.body.items).toMatchObject([{ event: 'readmit', fromState: 'LATE', toState: 'SUBMITTED' }]);
    const instructions = await app.database.read.instruction.findMany({ where: { applicationId: dossier.id } });
    expect(instructions.map(({ state }) => state)).toEqual(['PENDING', 'PENDING']);
    const kept = await app.database.read.lateException.findUniqueOrThrow({ where: { id } });
    expect(kept.lifted).toMatchObject({ reasons: 'Motif d’essai' });

    // What its content lacks is asked for like in any other dossier.
    const asking = await app.post(`/v1/applications/${dossier.id}/declare-incomplete`, caf, {
      body: { items: [{ code: 'RIB', label: 'RIB' }], dueOn: '2023-09-20' },
    });
    expect(asking.body).toMatchObject({ state: 'INCOMPLETE' });
    expect((await sign(id, people.state)).status).toBe(409);
  });

  it('of two officers who sign at once, both count and the dossier is admitted once', async () => {
    for (let round = 0; round < 8; round += 1) {
      const dossier = await late();
      const id = await opened(dossier);
      const replies = await Promise.all([sign(id, people.state), sign(id, people.cnaf)]);
      expect(replies.map(({ status }) => status)).toEqual([200, 200]);
      const acts = await app.database.read.auditEntry.findMany({
        where: { aggregateId: { in: [id, dossier.id] } },
        orderBy: { id: 'asc' },
      });
      expect(acts.map(({ event }) => event)).toEqual(['open', 'sign', 'sign', 'grant', 'readmit']);
      expect(await row(dossier.id)).toMatchObject({ state: 'SUBMITTED', version: 2 });
    }
  });

  it('of two State officers who sign at once, one signs', async () => {
    const other = await app.actor({ role: 'STATE_OFFICER', territory: 'DEP-31' });
    for (let round = 0; round < 5; round += 1) {
      const id = await opened(await late());
      const replies = await Promise.all([sign(id, people.state), sign(id, other)]);
      expect(replies.map(({ status }) => status).sort()).toEqual([200, 422]);
      expect(await app.database.read.lateExceptionSignature.count({ where: { exceptionId: id } })).toBe(1);
    }
  });

  it('is refused to one person for both funders, and for another’s', async () => {
    const both = await app.actor({ role: 'STATE_OFFICER', territory: 'REG-76' }, { role: 'CNAF_OFFICER', territory: 'REG-76' });
    const id = await opened(await late());
    expect((await sign(id, both)).status).toBe(200);
    const again = await sign(id, both, { funderCode: 'CNAF' });
    expect([again.status, rulesOf(again.body)]).toEqual([422, ['oneSignaturePerPerson']]);
    const foreign = await sign(id, people.state, { funderCode: 'CNAF' });
    expect(foreign.body).toMatchObject({ code: 'rule-not-met', reasons: [{ rule: 'ownFunder', pointer: '/funderCode' }] });
    expect((await sign(id, people.cnaf)).body.state).toBe('GRANTED');
  });

  it('rejected by one funder with reasons, is closed; another one may be asked', async () => {
    const dossier = await late();
    const id = await opened(dossier);
    const url = `/v1/late-exceptions/${id}/reject`;
    const bare = await app.post<Exception>(url, people.cnaf, { body: {} });
    expect(bare.body).toMatchObject({ code: 'rule-not-met', reasons: [{ rule: 'reasonsGiven', pointer: '/reasons' }] });
    const rejected = await app.post(url, people.cnaf, { body: { reasons: 'Aucune panne relevée.' } });
    expect(rejected.body).toMatchObject({ state: 'REJECTED', rejectionReasons: 'Aucune panne relevée.', actions: [] });
    expect((await sign(id, people.state)).status).toBe(409);
    expect((await row(dossier.id)).state).toBe('LATE');
    expect((await open(dossier.id, people.state)).status).toBe(201);
    const list = await app.get<{ items: Exception[] }>(`/v1/applications/${dossier.id}/late-exceptions`, dossier.representative);
    expect(list.body.items).toMatchObject([
      { state: 'REJECTED', reasons: null, rejectionReasons: 'Aucune panne relevée.' },
      { state: 'OPEN', reasons: null },
    ]);
  });

  it('is asked for with reasons, once, for a late dossier, before the results', async () => {
    const dossier = await late();
    expect((await open(dossier.id, people.manager, {})).body).toMatchObject({
      reasons: [{ rule: 'reasonsGiven', pointer: '/reasons' }],
    });
    expect(await app.database.read.lateException.count({ where: { applicationId: dossier.id } })).toBe(0);
    const replies = await Promise.all([open(dossier.id), open(dossier.id, people.state), open(dossier.id, people.cnaf)]);
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    const inTime = await makeDossier(app, { call, state: 'SUBMITTED' });
    expect(rulesOf((await open(inTime.id)).body)).toEqual(['dossierLate']);
    const published = await late(await makeCall(app, { state: 'RESULTS_PUBLISHED' }));
    expect(rulesOf((await open(published.id)).body)).toEqual(['resultsNotPublished']);
  });

  it('is no longer signed once the results are published', async () => {
    const other = await makeCall(app, { state: 'UNDER_SELECTION' });
    const id = await opened(await late(other));
    await sign(id, people.state);
    await app.database.read.call.update({ where: { id: other.id }, data: { state: 'RESULTS_PUBLISHED' } });
    expect(rulesOf((await sign(id, people.cnaf)).body)).toEqual(['resultsNotPublished']);
  });

  it('is for the manager and the funders of the region; the holder follows it, the others do not know of it', async () => {
    const dossier = await late();
    expect((await open(dossier.id, dossier.representative)).status).toBe(403);
    expect((await open(dossier.id, caf)).status).toBe(403);
    const elsewhere = await makeDeciders(app, '11');
    for (const actor of [elsewhere.manager, elsewhere.state]) expect((await open(dossier.id, actor)).status).toBe(404);
    const id = await opened(dossier);
    // A stranger learns nothing from the one that is open.
    expect((await open(dossier.id, elsewhere.manager)).status).toBe(404);
    expect((await sign(id, people.manager)).status).toBe(403);
    expect((await sign(id, elsewhere.cnaf)).status).toBe(404);
    const other = await makeDossier(app, { call });
    expect((await app.get(`/v1/late-exceptions/${id}`, other.representative)).status).toBe(404);
    expect((await app.get(`/v1/late-exceptions/${newId()}`, people.manager)).status).toBe(404);
    expect((await app.get<Exception>(`/v1/late-exceptions/${id}`, people.cnaf)).body.actions.map(({ event }) => event)).toEqual([
      'sign',
      'reject',
    ]);
  });

  it('sent again under its key, is asked and signed once', async () => {
    const dossier = await late();
    const key = newId();
    const ask = () =>
      app.post<Exception>(`/v1/applications/${dossier.id}/late-exceptions`, people.manager, { body: REASONS, key });
    const [first, again] = [await ask(), await ask()];
    expect([first.status, again.status, again.body]).toEqual([201, 201, first.body]);
    const signKey = newId();
    const url = `/v1/late-exceptions/${first.body.id}/sign`;
    const signing = () => app.post<Exception>(url, people.state, { body: {}, key: signKey });
    const [signed, twice] = [await signing(), await signing()];
    expect([signed.status, twice.status, twice.body]).toEqual([200, 200, signed.body]);
  });

  it('is held by PostgreSQL: no admission without it, no grant without every signature', async () => {
    const dossier = await late();
    const id = await opened(dossier);
    const client = new pg.Client({ connectionString: app.testDatabase.url });
    await client.connect();
    try {
      const admit = client.query(`UPDATE application SET state = 'SUBMITTED' WHERE id = $1`, [dossier.id]);
      await expect(admit).rejects.toThrow(/reopening_is_lawful/);
      const grant = client.query(`UPDATE late_exception SET state = 'GRANTED', closed_at = now() WHERE id = $1`, [id]);
      await expect(grant).rejects.toThrow(/late_exception_signed/);
      await sign(id, people.state);
      await expect(client.query('DELETE FROM late_exception_signature WHERE exception_id = $1', [id])).rejects.toThrow(
        /permission denied/,
      );
      const twice = client.query(
        `INSERT INTO late_exception_signature (exception_id, funder_code, signed_by, signed_at) VALUES ($1, 'CNAF', $2, now())`,
        [id, people.state.personId],
      );
      await expect(twice).rejects.toThrow(/late_exception_signature_exception_id_signed_by_key/);
    } finally {
      await client.end();
    }
  });
});
