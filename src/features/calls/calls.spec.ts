import { OFFICER_ROLES } from '../../kernel/actor.js';
import { FUNDERS, makeCall } from '../../../test/support/calls.js';
import { TestApp, type TestActor } from '../../../test/support/app.js';
import { canonicalJson, sha256Hex } from '../../kernel/canonical.js';
import { CALL_STATES } from './call-facts.js';
import { FUNDER_FAMILIES, HOLDER_TYPES } from './call-settings.js';
import { FIPE_2023 } from './templates/fipe-2023.js';

interface Problem {
  code: string;
  reasons?: { rule: string; message: string; pointer?: string }[];
  errors?: { rule: string; message: string; pointer?: string }[];
}
interface CallBody extends Problem {
  id: string;
  state: string;
  version: number;
  specVersion: number;
  deadlineAt: string;
  acceptsSubmissions: boolean;
  waitingOn: string | null;
  funders: { code: string; position: number }[];
  envelopes?: unknown[];
  actions: { event: string; ready: boolean; reasons: { rule: string }[] }[];
}

const YEARS = [2023, 2024, 2025];
const draft = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  title: 'Fonds d’innovation pour la petite enfance',
  edition: 2023,
  text: 'Faire émerger des territoires accélérateurs.',
  region: '76',
  departments: ['09', '31'],
  timeZone: 'Europe/Paris',
  opensLocal: '2023-06-20T00:00',
  deadlineLocal: '2023-08-31T23:59',
  budgetYears: YEARS,
  funders: FUNDERS.map(({ code, name, family, weight, officerRole }) => ({ code, name, family, weight, officerRole })),
  envelopes: FUNDERS.flatMap(({ code }) => YEARS.map((year) => ({ funderCode: code, year, cents: 40_000_000 }))),
  settings: FIPE_2023,
  ...changes,
});
const pointers = (body: Problem): string[] => (body.errors ?? body.reasons ?? []).map(({ pointer }) => pointer ?? '').sort();
const rules = (body: Problem): string[] => (body.reasons ?? []).map(({ rule }) => rule).sort();

describe('calls over HTTP', () => {
  let app: TestApp;
  let manager: TestActor;
  let jury: TestActor;
  let holder: TestActor;
  beforeAll(async () => {
    app = await TestApp.start();
    manager = await app.actor({ role: 'CALL_MANAGER', territory: 'REG-76' });
    jury = await app.actor({ role: 'REGIONAL_JURY', territory: 'REG-76' });
    holder = await app.actor();
  });
  afterAll(() => app.stop());

  const create = (changes?: Record<string, unknown>, who = manager) =>
    app.post<CallBody>('/v1/calls', who, { body: draft(changes) });

  describe('drafting', () => {
    it('creates a draft with its legal instants, funders in order and envelopes', async () => {
      const reply = await create();
      expect(reply.status).toBe(201);
      expect(reply.headers).toMatchObject({ location: `/v1/calls/${reply.body.id}`, etag: '"1"' });
      expect(reply.body).toMatchObject({ state: 'DRAFT', version: 1, specVersion: 0, deadlineAt: '2023-08-31T21:59:59.999Z' });
      expect(reply.body.funders.map(({ code, position }) => [code, position])).toEqual([
        ['STATE', 0],
        ['CNAF', 1],
      ]);
      expect(reply.body.envelopes).toHaveLength(6);
      expect(reply.body.actions.map(({ event, ready }) => [event, ready])).toEqual([
        ['publish', true],
        ['cancel', true],
      ]);
      expect((await app.get(`/v1/calls/${reply.body.id}`, manager)).body).toEqual(reply.body);
    });

    it('is for the call manager of the region', async () => {
      const other = await app.actor({ role: 'CALL_MANAGER', territory: 'REG-11' });
      expect((await create({}, other)).status).toBe(403);
      expect((await create({}, jury)).status).toBe(403);
      expect((await app.post('/v1/calls', undefined, { body: draft() })).status).toBe(401);
    });

    it('names every fault with its pointer', async () => {
      const settings = structuredClone(FIPE_2023) as unknown as Record<string, unknown>;
      const shape = await create({
        title: '',
        unknown: 1,
        deadlineLocal: '2023-02-30T10:00',
        settings: { ...settings, maxMonths: 0, grid: { ...FIPE_2023.grid, criteria: [{ code: 'c', label: 'x', sub: [] }] } },
      });
      expect(shape.status).toBe(400);
      expect(pointers(shape.body)).toEqual([
        '/deadlineLocal',
        '/settings/grid/criteria/0/code',
        '/settings/maxMonths',
        '/title',
        '/unknown',
      ]);
      const meaning = await create({
        departments: ['31', '75', '31'],
        timeZone: 'Europe/Toulouse',
        envelopes: [
          { funderCode: 'STATE', year: 2023, cents: 1 },
          { funderCode: 'STATE', year: 2023, cents: 1 },
          { funderCode: 'REGION', year: 2030, cents: 1 },
        ],
        settings: { ...settings, minCents: 2, maxCents: 1 },
      });
      expect(meaning.status).toBe(400);
      expect(pointers(meaning.body)).toEqual([
        '/departments/1',
        '/departments/2',
        '/envelopes/1',
        '/envelopes/2/funderCode',
        '/envelopes/2/year',
        '/settings/maxCents',
        '/timeZone',
      ]);
      const order = await create({ opensLocal: '2023-09-01T00:00' });
      expect([order.status, pointers(order.body)]).toEqual([400, ['/deadlineLocal']]);
    });

    it('is edited under If-Match, as long as it is a draft', async () => {
      const { id } = (await create()).body;
      const url = `/v1/calls/${id}`;
      const body = { deadlineLocal: '2023-09-15T23:59', funders: [draft().funders].flat().slice(0, 1), envelopes: [] };
      expect((await app.patch(url, manager, { body })).status).toBe(428);
      expect((await app.patch(url, manager, { body, ifMatch: 7 })).status).toBe(412);
      const edited = await app.patch<CallBody>(url, manager, { body, ifMatch: 1 });
      expect(edited.body).toMatchObject({
        version: 2,
        deadlineAt: '2023-09-15T21:59:59.999Z',
        funders: [{ code: 'STATE' }],
        envelopes: [],
      });
      expect(edited.headers.etag).toBe('"2"');
      expect((await app.patch(url, manager, { body, ifMatch: 1 })).status).toBe(412);
      const faulty = await app.patch<Problem>(url, manager, { body: { departments: ['75'] }, ifMatch: 2 });
      expect([faulty.status, pointers(faulty.body)]).toEqual([400, ['/departments/0']]);
      expect((await app.patch(url, holder, { body, ifMatch: 2 })).status).toBe(403);
      const other = await app.actor({ role: 'CALL_MANAGER', territory: 'REG-11' });
      expect((await app.patch(url, other, { body, ifMatch: 2 })).status).toBe(404);
      const published = await makeCall(app, { state: 'PUBLISHED' });
      const late = await app.patch<Problem>(`/v1/calls/${published.id}`, manager, { body, ifMatch: 1 });
      expect([late.status, late.body.code]).toEqual([409, 'transition-not-allowed']);
      expect((await app.patch(`/v1/calls/${published.id}`, other, { body, ifMatch: 1 })).status).toBe(403);
    });

    it('lets one of several simultaneous edits win', async () => {
      const { id } = (await create()).body;
      const replies = await Promise.all(
        Array.from({ length: 8 }, (_, index) =>
          app.patch(`/v1/calls/${id}`, manager, { body: { title: `T${index}` }, ifMatch: 1 }),
        ),
      );
      expect(replies.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412, 412, 412, 412, 412]);
    });
  });

  describe('publishing', () => {
    it('refuses with all the reasons at once', async () => {
      const { grid } = FIPE_2023;
      const settings = { ...FIPE_2023, requiredDocuments: [], grid: { ...grid, criteria: [] } };
      const { id } = (
        await create({ opensLocal: '2023-01-01T00:00', deadlineLocal: '2023-02-01T00:00', funders: [], envelopes: [], settings })
      ).body;
      const reply = await app.post<Problem>(`/v1/calls/${id}/publish`, manager);
      expect(reply.status).toBe(422);
      expect(rules(reply.body)).toEqual(['deadlineInTheFuture', 'documentsListed', 'fundersPresent', 'gridPresent']);
    });

    it('freezes the specification, whose hash anyone can compute again', async () => {
      const { id } = (await create()).body;
      expect((await app.get<{ items: unknown[] }>(`/v1/calls/${id}/specifications`, manager)).body.items).toEqual([]);
      const published = await app.post<CallBody>(`/v1/calls/${id}/publish`, manager, { ifMatch: 1 });
      expect(published.body).toMatchObject({ state: 'PUBLISHED', version: 2, specVersion: 1, waitingOn: 'la date d’ouverture' });
      const list = await app.get<{ items: { number: number; hash: string }[] }>(`/v1/calls/${id}/specifications`, holder);
      const one = await app.get<{ hash: string; content: Record<string, unknown> }>(`/v1/calls/${id}/specifications/1`, holder);
      expect(list.body.items).toEqual([expect.objectContaining({ number: 1, hash: one.body.hash })]);
      expect(sha256Hex(canonicalJson(one.body.content))).toBe(one.body.hash);
      expect(one.body.content).toMatchObject({ deadlineLocal: '2023-08-31T23:59', settings: FIPE_2023 });
      expect(one.body.content).not.toHaveProperty('envelopes');
      for (const number of ['2', '0', 'x']) {
        expect((await app.get(`/v1/calls/${id}/specifications/${number}`, holder)).status).toBe(404);
      }
    });

    it('keeps specifications and funders as published, whatever is asked of the database', async () => {
      const { id } = await makeCall(app, { state: 'PUBLISHED' });
      const db = app.database.read;
      const code = async (work: Promise<unknown>): Promise<string> => {
        const error: unknown = await work.then(
          () => 'no error',
          (caught: unknown) => caught,
        );
        return JSON.stringify((error as { meta?: unknown }).meta ?? error) + String(error);
      };
      expect(await code(db.$executeRaw`UPDATE call_specification SET hash = 'x' WHERE call_id = ${id}::uuid`)).toContain('42501');
      expect(await code(db.$executeRaw`DELETE FROM call_specification WHERE call_id = ${id}::uuid`)).toContain('42501');
      const fixed = 'the funders of a published call are fixed';
      expect(await code(db.$executeRaw`UPDATE call_funder SET weight = 2 WHERE call_id = ${id}::uuid`)).toContain(fixed);
      expect(
        await code(db.$executeRaw`INSERT INTO call_funder VALUES (${id}::uuid, 'X', 'X', 'LOCAL', 9, 1, 'STATE_OFFICER')`),
      ).toContain(fixed);
      expect(
        await code(db.$executeRaw`UPDATE "call" SET deadline_at = deadline_at - interval '1 millisecond' WHERE id = ${id}::uuid`),
      ).toContain('may not move earlier');
      expect(await code(db.$executeRaw`UPDATE "call" SET opens_at = deadline_at WHERE id = ${id}::uuid`)).toContain('call_dates');
    });
  });

  describe('postponing', () => {
    const postpone = (id: string, deadlineLocal: string, who = manager) =>
      app.post<CallBody>(`/v1/calls/${id}/postpone`, who, { body: { deadlineLocal, reasons: 'Panne de la plateforme.' } });

    it('moves the deadline later, in a new specification that says why', async () => {
      const call = await makeCall(app, { state: 'OPEN' });
      const reply = await postpone(call.id, '2023-09-15T23:59');
      expect(reply.body).toMatchObject({ state: 'OPEN', specVersion: 2, deadlineAt: '2023-09-15T21:59:59.999Z' });
      const second = await app.get<{ content: unknown; hash: string }>(`/v1/calls/${call.id}/specifications/2`, holder);
      expect(second.body.content).toMatchObject({
        deadlineLocal: '2023-09-15T23:59',
        amendment: { reasons: 'Panne de la plateforme.' },
      });
      expect(sha256Hex(canonicalJson(second.body.content))).toBe(second.body.hash);
    });

    it('refuses earlier or equal, an impossible date, and a call already closed by time alone', async () => {
      const call = await makeCall(app, { state: 'OPEN' });
      for (const local of ['2023-08-31T23:58', '2023-08-31T23:59', '2023-08-31T23:59:00']) {
        const reply = await postpone(call.id, local);
        expect([reply.status, rules(reply.body), pointers(reply.body)]).toEqual([422, ['laterThanBefore'], ['/deadlineLocal']]);
      }
      const impossible = await postpone(call.id, '2023-02-30T00:00');
      expect([impossible.status, pointers(impossible.body)]).toEqual([400, ['/deadlineLocal']]);
      const passed = await makeCall(app, { state: 'OPEN', deadlineLocal: '2023-06-14T23:59' });
      expect(rules((await postpone(passed.id, '2023-09-01T23:59')).body)).toEqual(['notClosed']);
      const closed = await makeCall(app, { state: 'CLOSED' });
      expect((await postpone(closed.id, '2023-09-01T23:59')).status).toBe(409);
      expect((await postpone(call.id, '2023-09-15T23:59', holder)).status).toBe(403);
    });
  });

  describe('from the deadline to the end', () => {
    it('walks the call through its last states, with the reasons of each refusal', async () => {
      const call = await makeCall(app, { state: 'CLOSED', deadlineLocal: '2023-06-14T23:59' });
      const act = (name: string, who = jury) => app.post<CallBody>(`/v1/calls/${call.id}/${name}`, who);
      expect(rules((await act('start-examination')).body)).toEqual(['atLeastOneSubmitted']);
      const db = app.database.read;
      const organisationId = (
        await db.organisation.create({
          data: {
            id: crypto.randomUUID(),
            siret: '21310555400017',
            name: 'Commune',
            holderType: 'COMMUNE',
            department: '31',
            createdAt: app.clock.now(),
          },
        })
      ).id;
      const now = app.clock.now();
      const application = await db.application.create({
        data: {
          id: crypto.randomUUID(),
          number: `T-${call.id}`,
          callId: call.id,
          organisationId,
          department: '31',
          title: 'Crèche',
          state: 'EXAMINED',
          stateSince: now,
          content: {},
          submittedVersion: 1,
          createdBy: organisationId,
          createdAt: now,
          updatedAt: now,
        },
      });
      const move = (state: string) => db.application.update({ where: { id: application.id }, data: { state } });
      expect((await act('start-examination', manager)).body.state).toBe('UNDER_EXAMINATION');
      const waiting = await act('start-selection');
      expect(waiting.status).toBe(422);
      expect(waiting.body.reasons).toEqual([
        {
          rule: 'committeesHeard',
          message: '1 dossier(s) attendent encore l’avis du comité (Haute-Garonne : 1) : terminez-les d’abord.',
        },
      ]);
      await move('COMMITTEE_FAVOURABLE');
      expect((await act('start-selection')).body.state).toBe('UNDER_SELECTION');
      expect(rules((await act('publish-results')).body)).toEqual(['allDecided']);
      await move('RESERVE');
      expect((await act('publish-results')).body.state).toBe('RESULTS_PUBLISHED');
      expect(rules((await act('finish')).body)).toEqual(['reserveEmpty']);
      await move('SHORTLISTED');
      expect(rules((await act('finish')).body)).toEqual(['allDecided']);
      await move('AWARDED');
      const end = await act('finish');
      expect(end.body).toMatchObject({ state: 'FINISHED', waitingOn: null, actions: [] });
      expect((await act('cancel', manager)).status).toBe(400);
    });

    it('is cancelled with reasons, before the results only', async () => {
      const body = { reasons: 'Crédits annulés.' };
      const call = await makeCall(app, { state: 'UNDER_SELECTION' });
      expect((await app.post(`/v1/calls/${call.id}/cancel`, manager, { body })).body).toMatchObject({
        state: 'CANCELLED',
        cancelReasons: 'Crédits annulés.',
      });
      const late = await makeCall(app, { state: 'RESULTS_PUBLISHED' });
      expect((await app.post(`/v1/calls/${late.id}/cancel`, manager, { body })).status).toBe(409);
    });

    it('plays an act once for one key', async () => {
      const call = await makeCall(app, { state: 'OPEN' });
      const options = { key: 'postpone-once-0001', body: { deadlineLocal: '2023-09-15T23:59', reasons: 'Panne.' } };
      const url = `/v1/calls/${call.id}/postpone`;
      const replies = await Promise.all(Array.from({ length: 5 }, () => app.post<CallBody>(url, manager, options)));
      expect(replies.map(({ status, body }) => [status, body.version])).toEqual(Array(5).fill([200, 2]));
      const other = { ...options, body: { ...options.body, reasons: 'Autre.' } };
      expect((await app.post<Problem>(url, manager, other)).body.code).toBe('idempotency-key-reused');
    });
  });

  it('tells the history of a call to those who may know its envelopes', async () => {
    const { id } = (await create()).body;
    await app.post(`/v1/calls/${id}/publish`, manager);
    const body = { deadlineLocal: '2023-09-15T23:59', reasons: 'Panne.' };
    await app.post(`/v1/calls/${id}/postpone`, manager, { body });
    const examiner = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-31' });
    const url = `/v1/calls/${id}/history`;
    const { items } = (await app.get<{ items: Record<string, unknown>[] }>(url, examiner)).body;
    expect(items.map(({ event, version, capacity }) => [event, version, capacity])).toEqual([
      ['publish', 2, 'callManager'],
      ['postpone', 3, 'callManager'],
    ]);
    expect(items[1]).toMatchObject({
      input: body,
      facts: { deadlineAt: '2023-08-31T21:59:59.999Z' },
      actor: { id: manager.personId },
    });
    expect((await app.get<{ items: unknown[] }>(`${url}?afterSeq=1&limit=1`, examiner)).body.items).toHaveLength(1);
    const elsewhere = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-75' });
    expect((await app.get(url, elsewhere)).status).toBe(403);
    expect((await app.get(url, holder)).status).toBe(403);
  });

  it('has the closed lists of the database', async () => {
    const rows = await app.database.read.$queryRaw<{ name: string; definition: string }[]>`
      SELECT conname AS name, pg_get_constraintdef(oid) AS definition FROM pg_constraint
      WHERE conname IN ('call_state', 'funder_family', 'funder_officer', 'organisation_holder_type')`;
    const lists = Object.fromEntries(
      rows.map(({ name, definition }) => [name, [...definition.matchAll(/'([A-Z_]+)'/g)].map(([, value]) => value)]),
    );
    expect(lists).toEqual({
      call_state: [...CALL_STATES],
      funder_family: [...FUNDER_FAMILIES],
      funder_officer: [...OFFICER_ROLES],
      organisation_holder_type: [...HOLDER_TYPES],
    });
  });

  it('gives the templates to call managers', async () => {
    const list = await app.get<{ items: { name: string }[] }>('/v1/call-templates', manager);
    expect(list.body.items.map(({ name }) => name)).toEqual(['fipe-2023']);
    expect((await app.get('/v1/call-templates/fipe-2023', manager)).body).toMatchObject({ settings: FIPE_2023 });
    expect((await app.get('/v1/call-templates/none', manager)).status).toBe(404);
    expect((await app.get('/v1/call-templates', holder)).status).toBe(403);
  });
});
