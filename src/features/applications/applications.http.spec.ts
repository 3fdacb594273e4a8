import { makeApplication, makeContent, makeOrganisation, type MadeOrganisation } from '../../../test/support/applications.js';
import { TestApp, type TestActor } from '../../../test/support/app.js';
import { makeCall, type MadeCall } from '../../../test/support/calls.js';
import { canonicalJson, sha256Hex } from '../../kernel/canonical.js';
import { newId } from '../../kernel/ids.js';

interface View extends Record<string, unknown> {
  readonly id: string;
  readonly version: number;
  readonly state: string;
  readonly code?: string;
  readonly receipt: { number: string; hash: string; submittedAt: string; legalTime: string } | null;
  readonly actions: { event: string; ready: boolean }[];
  readonly reasons?: { rule: string; pointer?: string; message: string }[];
  readonly amounts: { stage: string; year: number; funderCode: string; amount: { cents: number } }[];
}

describe('applications over HTTP', () => {
  let app: TestApp;
  let call: MadeCall;
  let organisation: MadeOrganisation;
  let editor: TestActor;
  let representative: TestActor;
  let stranger: TestActor;
  let caf: TestActor;
  let ddets: TestActor;
  let elsewhere: TestActor;
  let auditor: TestActor;

  beforeAll(async () => {
    app = await TestApp.start();
    call = await makeCall(app);
    organisation = await makeOrganisation(app, { department: '11' });
    const other = await makeOrganisation(app);
    editor = await app.actor({ role: 'HOLDER_EDITOR', organisationId: organisation.id });
    representative = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: organisation.id });
    stranger = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: other.id });
    caf = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-11' });
    ddets = await app.actor({ role: 'DDETS_INSTRUCTOR', territory: 'DEP-11' });
    elsewhere = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-31' });
    auditor = await app.actor({ role: 'AUDITOR', territory: 'FR' });
  });
  afterAll(() => app.stop());
  beforeEach(() => {
    app.clock.set(new Date('2023-06-15T08:00:00Z'));
  });

  const url = (id: string, rest = ''): string => `/v1/applications/${id}${rest}`;
  const rules = (body: View): string[] => (body.reasons ?? []).map(({ rule }) => rule);
  const draftBody = (): Record<string, unknown> => ({
    callId: call.id,
    organisationId: organisation.id,
    department: '11',
    title: 'Micro-crèche',
    // One holder, many drafts: each spec wants its own.
    anotherProject: true,
  });
  const createDraft = async (): Promise<View> => (await app.post<View>('/v1/applications', editor, { body: draftBody() })).body;
  const readyDraft = async (): Promise<View> => {
    const draft = await createDraft();
    const reply = await app.patch<View>(url(draft.id), editor, { ifMatch: draft.version, body: makeContent(call) });
    expect(reply.status).toBe(200);
    return reply.body;
  };

  it('goes from the draft to the receipt, which anyone can recompute', async () => {
    const created = await app.post<View>('/v1/applications', editor, { body: draftBody() });
    expect(created.status).toBe(201);
    expect(created.headers.location).toBe(url(created.body.id));
    expect(created.headers.etag).toBe('"1"');
    expect(created.body).toMatchObject({ state: 'DRAFT', number: null, receipt: null, submittedVersion: 0, months: null });
    const empty = await app.post<View>(url(created.body.id, '/submit'), representative);
    expect(empty.status).toBe(422);
    expect(rules(empty.body)).toEqual(expect.arrayContaining(['requiredFieldsPresent', 'requiredDocumentsListed']));

    const edited = await app.patch<View>(url(created.body.id), editor, { ifMatch: 1, body: makeContent(call) });
    expect(edited.body).toMatchObject({ version: 2, months: 36, requested: { cents: 16_800_000, currency: 'EUR' } });
    const submitted = await app.post<View>(url(created.body.id, '/submit'), representative, { ifMatch: 2 });
    expect(submitted.status).toBe(200);
    expect(submitted.body).toMatchObject({ state: 'SUBMITTED', version: 3, submittedVersion: 1 });
    const { receipt } = submitted.body;
    expect(submitted.body.number).toMatch(/^2023-11-\d{5}$/);
    expect(receipt).toMatchObject({
      number: `R-${String(submitted.body.number)}-1`,
      submittedAt: '2023-06-15T08:00:00.000Z',
      legalTime: '15 juin 2023 à 10:00 (heure de Paris)',
    });
    expect(submitted.body.amounts).toHaveLength(6);
    expect(submitted.body.amounts.every(({ stage, amount }) => stage === 'REQUESTED' && amount.cents === 2_800_000)).toBe(true);

    const list = await app.get<{ items: View[] }>(url(created.body.id, '/versions'), caf);
    expect(list.body.items).toMatchObject([{ number: 1, late: false, callSpec: 1, receipt }]);
    const one = await app.get<{ content: unknown }>(url(created.body.id, '/versions/1'), representative);
    expect(sha256Hex(canonicalJson(one.body.content))).toBe(receipt?.hash);
    expect((await app.get(url(created.body.id, '/versions/2'), representative)).status).toBe(404);
  });

  it('keeps a frozen version against anyone, the owner of the tables included', async () => {
    const { id } = await makeApplication(app, { call, organisation, department: '11' });
    const db = app.database.read;
    await expect(db.$executeRaw`UPDATE application_version SET hash = 'x' WHERE application_id = ${id}::uuid`).rejects.toThrow();
    await expect(db.$executeRaw`DELETE FROM application_version WHERE application_id = ${id}::uuid`).rejects.toThrow();
    await expect(db.$executeRaw`UPDATE application_amount SET cents = 1 WHERE application_id = ${id}::uuid`).rejects.toThrow();
  });

  it('judges the deadline to the millisecond, and keeps what comes after it', async () => {
    const [onTime, tooLate] = [await readyDraft(), await readyDraft()];
    app.clock.set(call.deadlineAt);
    expect((await app.post<View>(url(tooLate.id, '/file-late'), representative)).body).toMatchObject({ code: 'rule-not-met' });
    expect((await app.post<View>(url(onTime.id, '/submit'), representative)).body.state).toBe('SUBMITTED');
    app.clock.set(new Date(call.deadlineAt.getTime() + 1));
    const refused = await app.post<View>(url(tooLate.id, '/submit'), representative);
    expect(refused.status).toBe(422);
    expect(rules(refused.body)).toEqual(['callIsOpen']);
    expect(refused.body.reasons?.[0]?.message).toContain('31 août 2023 à 23:59 (heure de Paris)');
    const late = await app.post<View>(url(tooLate.id, '/file-late'), representative);
    expect(late.body).toMatchObject({ state: 'LATE', refusal: { capacity: 'system' } });
    expect(late.body.receipt?.number).toMatch(/^R-2023-11-\d{5}-1$/);
    expect((await app.get<{ items: View[] }>(url(tooLate.id, '/versions'), caf)).body.items).toMatchObject([{ late: true }]);
    expect((await app.post('/v1/applications', editor, { body: draftBody() })).status).toBe(422);
    app.clock.set(new Date(call.opensAt.getTime() - 1));
    const early = await readyDraft();
    expect(rules((await app.post<View>(url(early.id, '/submit'), representative)).body)).toEqual(['callIsOpen']);
    app.clock.set(call.opensAt);
    expect((await app.post<View>(url(early.id, '/submit'), representative)).status).toBe(200);
  });

  it('refuses in order: 404, 403, 412, 409, 422', async () => {
    const draft = await readyDraft();
    expect((await app.post(url(draft.id, '/submit'), stranger)).status).toBe(404);
    expect((await app.post(url(draft.id, '/submit'), caf)).status).toBe(403);
    expect((await app.get(url(draft.id), caf)).status).toBe(404);
    expect((await app.post(url(draft.id, '/submit'), editor)).status).toBe(403);
    expect((await app.post(url(draft.id, '/submit'), representative, { ifMatch: 1 })).status).toBe(412);
    await app.post(url(draft.id, '/submit'), representative);
    expect((await app.post<View>(url(draft.id, '/submit'), representative, { ifMatch: 2 })).body.code).toBe('stale-version');
    expect((await app.post<View>(url(draft.id, '/submit'), representative)).body.code).toBe('transition-not-allowed');
    expect((await app.post(url(draft.id, '/accept-completeness'), elsewhere)).status).toBe(404);
    const asked = await app.post<View>(url(draft.id, '/declare-incomplete'), caf, { body: { items: [], dueOn: '2023-06-15' } });
    expect(rules(asked.body)).toEqual(['itemsNamed', 'dueInTheFuture']);
    expect((await app.get(url('not-a-uuid'), caf)).status).toBe(404);
    expect((await app.get(url(newId()), auditor)).status).toBe(404);
  });

  it('edits under If-Match, by the holder, while it may', async () => {
    const draft = await createDraft();
    const body = { summary: 'Un projet.' };
    expect((await app.patch(url(draft.id), editor, { body })).status).toBe(428);
    expect((await app.patch(url(draft.id), editor, { body, ifMatch: 9 })).status).toBe(412);
    expect((await app.patch(url(draft.id), stranger, { body, ifMatch: 1 })).status).toBe(404);
    expect((await app.patch(url(draft.id), representative, { body, ifMatch: 1 })).status).toBe(200);
    const emptied = await app.patch<{ content: object }>(url(draft.id), editor, { body: { summary: null }, ifMatch: 2 });
    expect(emptied.body.content).toEqual({});
    const faults = await app.patch<View>(url(draft.id), editor, {
      ifMatch: 3,
      body: {
        requestedYears: [
          { year: 2023, cents: 1 },
          { year: 2023, cents: 2 },
        ],
        budget: { lines: [{ side: 'EXPENSE', year: 2023, label: 'Équipe', cents: 5 }] },
      },
    });
    expect(faults.status).toBe(400);
    expect(faults.body.errors ?? faults.body.reasons).toMatchObject([
      { pointer: '/budget/lines/0' },
      { pointer: '/requestedYears/1/year' },
    ]);
    const submitted = await makeApplication(app, { call, organisation, department: '11' });
    expect((await app.patch<View>(url(submitted.id), editor, { body, ifMatch: 1 })).body.code).toBe('transition-not-allowed');
  });

  it('takes drafts from the publication on, for a department of the call, and never for a call that is over', async () => {
    const published = await makeCall(app, { state: 'PUBLISHED', opensLocal: '2023-07-01T00:00' });
    const cancelled = await makeCall(app, { state: 'CANCELLED' });
    const unpublished = await makeCall(app, { state: 'DRAFT' });
    const post = (overrides: object, actor = editor): Promise<{ status: number; body: View }> =>
      app.post<View>('/v1/applications', actor, { body: { ...draftBody(), ...overrides } });
    expect((await post({ callId: published.id })).status).toBe(201);
    expect(rules((await post({ callId: cancelled.id, department: '75' })).body)).toEqual(['callTakesDrafts', 'departmentOfCall']);
    expect(rules((await post({ callId: unpublished.id })).body)).toEqual(['callExists']);
    expect(rules((await post({ callId: newId() })).body)).toEqual(['callExists']);
    expect((await post({}, stranger)).status).toBe(404);
  });

  it('replays a submit, and refuses its key for another request', async () => {
    const draft = await readyDraft();
    const key = newId();
    const first = await app.post<View>(url(draft.id, '/submit'), representative, { key });
    const again = await app.post<View>(url(draft.id, '/submit'), representative, { key });
    expect(again.body).toEqual(first.body);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect((await app.post<View>(url(draft.id, '/withdraw'), representative, { key, body: {} })).body.code).toBe(
      'idempotency-key-reused',
    );
  });

  it('lets one of 100 concurrent submits win', async () => {
    const draft = await readyDraft();
    const replies = await Promise.all(
      Array.from({ length: 100 }, () => app.post<View>(url(draft.id, '/submit'), representative)),
    );
    const codes = replies.map(({ status, body }) => (status === 200 ? 'won' : String(body.code)));
    expect(codes.filter((code) => code === 'won')).toHaveLength(1);
    expect(codes.filter((code) => code === 'transition-not-allowed').length).toBe(99);
    expect(await app.database.read.applicationVersion.count({ where: { applicationId: draft.id } })).toBe(1);
  });

  it('makes one row of 100 concurrent creations with one key', async () => {
    const key = newId();
    const title = `Course ${key}`;
    const body = { ...draftBody(), title };
    const replies = await Promise.all(
      Array.from({ length: 100 }, () => app.post<View>('/v1/applications', editor, { key, body })),
    );
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(replies.map((reply) => reply.body.id)).size).toBe(1);
    expect(await app.database.read.application.count({ where: { title } })).toBe(1);
  });

  it('completes a dossier: asked, reminded, answered by a new version, accepted as sent', async () => {
    const { id, content } = await makeApplication(app, { call, organisation, department: '11' });
    const asked = await app.post<View>(url(id, '/declare-incomplete'), caf, {
      body: { items: [{ code: 'RIB', label: 'Relevé d’identité bancaire' }], dueOn: '2023-06-30' },
    });
    expect(asked.body).toMatchObject({ state: 'INCOMPLETE', completion: { dueOn: '2023-06-30', remindedAt: null } });
    expect(rules((await app.post<View>(url(id, '/accept-completeness'), caf)).body)).toEqual(['holderHasAnswered']);
    expect(rules((await app.post<View>(url(id, '/remind'), ddets)).body)).toEqual(['reminderDue']);
    app.clock.set(new Date('2023-06-28T08:00:00Z'));
    expect((await app.post<View>(url(id, '/remind'), ddets)).body).toMatchObject({ state: 'INCOMPLETE', version: 3 });
    const edited = await app.patch<View>(url(id), editor, { ifMatch: 3, body: { summary: 'Complété.' } });
    expect(edited.status).toBe(200);
    const answered = await app.post<View>(url(id, '/answer-completion'), representative);
    expect(answered.body).toMatchObject({ state: 'INCOMPLETE', submittedVersion: 2 });
    expect(answered.body.receipt?.number).toMatch(/-2$/);
    await app.patch(url(id), editor, { ifMatch: answered.body.version, body: { summary: 'Jamais envoyé.', title: 'Jamais' } });
    expect(rules((await app.post<View>(url(id, '/accept-completeness'), caf)).body)).toEqual(['itemsSettled']);
    const [item] = (asked.body.completion as { items: { id: string }[] }).items;
    const settle = url(id, `/completion/items/${String(item?.id)}/settle`);
    await app.post(settle, caf, { body: { accepted: true, reason: 'Déjà au dossier de la commune.' } });
    const accepted = await app.post<View>(url(id, '/accept-completeness'), caf);
    expect(accepted.body).toMatchObject({ state: 'COMPLETE', content: { ...content, summary: 'Complété.' } });
    expect(accepted.body.title).not.toBe('Jamais');
    expect(accepted.body.requested).toEqual({ cents: 16_800_000, currency: 'EUR' });
  });

  it('dismisses only after the time given and a reminder, with reasons and appeal', async () => {
    const { id } = await makeApplication(app, { call, organisation, department: '11' });
    const items = [{ code: 'BUDGET', label: 'Budget' }];
    await app.post(url(id, '/declare-incomplete'), caf, { body: { items, dueOn: '2023-06-20' } });
    expect((await app.post(url(id, '/dismiss'), ddets, { body: { reasons: 'x' } })).status).toBe(403);
    expect(rules((await app.post<View>(url(id, '/dismiss'), caf, { body: {} })).body)).toEqual([
      'dueDatePassed',
      'reminderSent',
      'reasonsGiven',
    ]);
    app.clock.set(new Date('2023-06-20T21:59:59.999Z'));
    await app.post(url(id, '/remind'), caf);
    const body = { reasons: 'Budget jamais transmis.' };
    expect(rules((await app.post<View>(url(id, '/dismiss'), caf, { body })).body)).toEqual(['dueDatePassed']);
    app.clock.advance(1);
    expect((await app.post<View>(url(id, '/dismiss'), caf, { body })).body).toMatchObject({
      state: 'DISMISSED',
      refusal: { reasons: body.reasons, capacity: 'cafInstructor', appeal: call.settings.appealText.fr },
    });
  });

  it('finds a dossier ineligible by both agencies, never by one', async () => {
    const { id } = await makeApplication(app, { call, organisation, department: '11', state: 'COMPLETE' });
    const body = { reasons: 'Hors champ.' };
    expect(rules((await app.post<View>(url(id, '/confirm-ineligible'), ddets, { body })).body)).toEqual(['otherAgencyFound']);
    expect((await app.post<View>(url(id, '/find-ineligible'), caf, { body: { ...body, rule: 'axes' } })).body).toMatchObject({
      state: 'COMPLETE',
      ineligibility: { agency: 'CAF', rule: 'axes' },
    });
    expect(rules((await app.post<View>(url(id, '/confirm-ineligible'), caf, { body })).body)).toEqual(['otherAgencyFound']);
    expect((await app.get<View>(url(id), representative)).body.ineligibility).toBeNull();
    expect((await app.post<View>(url(id, '/confirm-ineligible'), ddets, { body })).body.state).toBe('INELIGIBLE');
  });

  it('hides opinions and choices from the holder until the result is final, in every read', async () => {
    const { id } = await makeApplication(app, {
      call,
      organisation,
      department: '11',
      state: 'COMMITTEE_FAVOURABLE',
      columns: { jointOutcome: 'FAVOURABLE', divergent: false },
    });
    const seen = await app.get<View>(url(id), representative);
    expect(seen.body).toMatchObject({ state: 'ON_AGENDA', jointOutcome: null, divergent: null, committeeOpinion: null });
    expect((await app.get<View>(url(id), caf)).body).toMatchObject({
      state: 'COMMITTEE_FAVOURABLE',
      committeeOpinion: 'FAVOURABLE',
    });
    const ids = async (state: string, actor: TestActor): Promise<string[]> =>
      (await app.get<{ items: View[] }>(`/v1/applications?state=${state}&limit=100`, actor)).body.items.map((item) => item.id);
    expect(await ids('COMMITTEE_FAVOURABLE', representative)).not.toContain(id);
    expect(await ids('ON_AGENDA', representative)).toContain(id);
    expect(await ids('COMMITTEE_FAVOURABLE', caf)).toContain(id);
    await app.database.read.$executeRaw`UPDATE "call" SET state = 'RESULTS_PUBLISHED' WHERE id = ${call.id}::uuid`;
    expect((await app.get<View>(url(id), representative)).body).toMatchObject({
      state: 'COMMITTEE_FAVOURABLE',
      jointOutcome: 'FAVOURABLE',
    });
    expect(await ids('COMMITTEE_FAVOURABLE', representative)).toContain(id);
    await app.database.read.$executeRaw`UPDATE "call" SET state = 'OPEN' WHERE id = ${call.id}::uuid`;
  });

  it('tells the holder what happened and when, and the agencies who and on which facts', async () => {
    const draft = await readyDraft();
    await app.post(url(draft.id, '/submit'), representative);
    const holder = await app.get<{ items: Record<string, unknown>[] }>(url(draft.id, '/history'), editor);
    expect(holder.body.items).toEqual([
      { seq: 1, event: 'submit', fromState: 'DRAFT', toState: 'SUBMITTED', at: '2023-06-15T08:00:00.000Z' },
    ]);
    const agency = await app.get<{ items: Record<string, unknown>[] }>(url(draft.id, '/history'), caf);
    expect(agency.body.items).toMatchObject([
      { capacity: 'holderRepresentative', actor: { id: representative.personId }, facts: { callSpec: 1, department: '11' } },
    ]);
    expect((await app.get(url(draft.id, '/history'), elsewhere)).status).toBe(404);
  });
});
