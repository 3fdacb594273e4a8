// Comments between the agencies and messages with the holder: who writes, who reads, what stays.

import { statementsOf } from '../../../test/support/awards.js';
import { TestApp, type TestActor } from '../../../test/support/app.js';
import { makeApplication, makeOrganisation, type MadeApplication } from '../../../test/support/applications.js';
import { makeCall } from '../../../test/support/calls.js';
import { newId } from '../../kernel/ids.js';

interface Line {
  readonly id: string;
  readonly side?: string;
  readonly agencyKind?: string;
  readonly body: string;
  readonly readings?: readonly { readonly side: string }[];
  readonly replaces?: string | null;
  readonly replacedBy?: string | null;
}
interface Lines {
  readonly items: readonly Line[];
  readonly page: { readonly next: string | null };
}
interface Problem {
  readonly code: string;
  readonly reasons?: readonly { readonly rule: string; readonly pointer?: string }[];
  readonly errors?: readonly { readonly rule: string; readonly pointer?: string }[];
}

describe('correspondence', () => {
  let app: TestApp;
  let dossier: MadeApplication;
  let draft: MadeApplication;
  let holder: TestActor;
  let caf: TestActor;
  let ddets: TestActor;
  let both: TestActor;
  let torn: TestActor;
  let turncoat: TestActor;
  let secretary: TestActor;
  let elsewhere: TestActor;
  let auditor: TestActor;

  const messages = (): string => `/v1/applications/${dossier.id}/messages`;
  const comments = (): string => `/v1/applications/${dossier.id}/comments`;
  const rules = ({ reasons = [], errors = [] }: Problem): string[] => [...reasons, ...errors].map(({ rule }) => rule);

  beforeAll(async () => {
    app = await TestApp.start();
    const call = await makeCall(app);
    const town = await makeOrganisation(app);
    dossier = await makeApplication(app, { call, organisation: town, department: '31' });
    draft = await makeApplication(app, { call, organisation: town, department: '31', state: 'DRAFT' });
    const at31 = { territory: 'DEP-31' };
    holder = await app.actor({ role: 'HOLDER_EDITOR', organisationId: town.id });
    caf = await app.actor({ role: 'CAF_INSTRUCTOR', ...at31 });
    ddets = await app.actor({ role: 'DDETS_INSTRUCTOR', ...at31 });
    both = await app.actor({ role: 'CAF_INSTRUCTOR', ...at31 }, { role: 'DDETS_INSTRUCTOR', ...at31 });
    torn = await app.actor({ role: 'CAF_INSTRUCTOR', ...at31 });
    turncoat = await app.actor({ role: 'CAF_INSTRUCTOR', ...at31 }, { role: 'HOLDER_EDITOR', organisationId: town.id });
    secretary = await app.actor({ role: 'COMMITTEE_SECRETARY', ...at31 });
    elsewhere = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-48' });
    auditor = await app.actor({ role: 'AUDITOR', territory: 'FR' });
    await app.database.read.interest.create({
      data: {
        applicationId: dossier.id,
        personId: torn.personId,
        reason: 'x',
        declaredAt: app.clock.now(),
        declaredBy: torn.personId,
      },
    });
  });
  afterAll(() => app.stop());

  it('comments go between the agencies, and never to the holder', async () => {
    const { status, body } = await app.post<Line>(comments(), caf, { body: { body: 'La PMI confirme.' } });
    expect([status, body.agencyKind, body.body]).toEqual([201, 'CAF', 'La PMI confirme.']);
    for (const reader of [caf, ddets, auditor]) {
      const { body: list } = await app.get<Lines>(comments(), reader);
      expect(list.items.map((line) => line.body)).toEqual(['La PMI confirme.']);
    }
    for (const [actor, expected] of [
      [holder, 403],
      [secretary, 403],
      [torn, 404],
      [turncoat, 404],
      [elsewhere, 404],
    ] as const) {
      expect((await app.get(comments(), actor)).status).toBe(expected);
      expect((await app.post(comments(), actor, { body: { body: 'x' } })).status).toBe(expected);
    }
    expect((await app.post(comments(), auditor, { body: { body: 'x' } })).status).toBe(403);
    expect((await app.get(`/v1/applications/${draft.id}/comments`, caf)).status).toBe(404);
    expect((await app.post(`/v1/applications/${draft.id}/comments`, caf, { body: { body: 'x' } })).status).toBe(404);
    const seen = await app.get(`/v1/applications/${dossier.id}`, holder);
    expect(JSON.stringify(seen.body)).not.toContain('PMI');
    expect(JSON.stringify((await app.get(messages(), holder)).body)).not.toContain('PMI');
  });

  it('a correction is a new comment by the same person, once; both stay', async () => {
    const first = await app.post<Line>(comments(), ddets, { body: { body: 'Douze places' } });
    const replaces = first.body.id;
    const other = await app.post<Problem>(comments(), caf, { body: { body: 'x', replaces } });
    expect([other.status, rules(other.body)]).toEqual([422, ['commentIsOwn']]);
    const unknown = await app.post<Problem>(comments(), ddets, { body: { body: 'x', replaces: newId() } });
    expect([unknown.status, rules(unknown.body)]).toEqual([422, ['commentIsOwn']]);
    const races = await Promise.all(
      ['Dix places', 'Onze places'].map((body) => app.post<Line & Problem>(comments(), ddets, { body: { body, replaces } })),
    );
    expect(races.map(({ status }) => status).sort()).toEqual([201, 422]);
    expect(rules(races.find(({ status }) => status === 422)!.body)).toEqual(['commentNotReplaced']);
    const { items } = (await app.get<Lines>(comments(), caf)).body;
    const correction = races.find(({ status }) => status === 201)!.body;
    expect(items.find(({ id }) => id === replaces)).toMatchObject({ body: 'Douze places', replacedBy: correction.id });
    expect(items.find(({ id }) => id === correction.id)).toMatchObject({ replaces, replacedBy: null });
  });

  it('a person of both agencies says for which one', async () => {
    const named = await app.post<Line>(comments(), both, { body: { body: 'Vu', agencyKind: 'DDETS' } });
    expect([named.status, named.body.agencyKind]).toEqual([201, 'DDETS']);
    const foreign = await app.post<Problem>(comments(), caf, { body: { body: 'Vu', agencyKind: 'DDETS' } });
    expect([foreign.status, rules(foreign.body)]).toEqual([422, ['agencyOfAuthor']]);
  });

  it('messages go between the holder and both agencies, and are marked when a side reads them', async () => {
    const question = await app.post<Line>(messages(), caf, { body: { body: 'Ouvert le samedi ?' } });
    expect([question.status, question.body.side]).toEqual([201, 'CAF']);
    const answer = await app.post<Line>(messages(), turncoat, { body: { body: 'Oui, de 8 h à midi.' } });
    expect([answer.status, answer.body.side]).toEqual([201, 'HOLDER']);
    for (const reader of [holder, ddets, auditor]) {
      const { items } = (await app.get<Lines>(messages(), reader)).body;
      expect(items.map(({ body }) => body)).toEqual(['Oui, de 8 h à midi.', 'Ouvert le samedi ?']);
    }
    const read = (actor: TestActor, upTo: string) =>
      app.post<{ newlyRead: number }>(`${messages()}/read`, actor, { body: { upTo } });
    expect((await read(holder, answer.body.id)).body).toEqual({ newlyRead: 1 });
    expect((await read(turncoat, answer.body.id)).body).toEqual({ newlyRead: 0 });
    expect((await read(ddets, question.body.id)).body).toEqual({ newlyRead: 1 });
    expect((await read(both, answer.body.id)).body).toEqual({ newlyRead: 2 });
    expect((await read(caf, newId())).body).toEqual({ newlyRead: 0 });
    const { items } = (await app.get<Lines>(messages(), holder)).body;
    expect(items.map(({ readings }) => readings?.map(({ side }) => side).sort())).toEqual([
      ['CAF', 'DDETS'],
      ['DDETS', 'HOLDER'],
    ]);
    for (const [actor, expected] of [
      [secretary, 403],
      [torn, 404],
      [elsewhere, 404],
    ] as const) {
      expect((await app.get(messages(), actor)).status).toBe(expected);
      expect((await app.post(messages(), actor, { body: { body: 'x' } })).status).toBe(expected);
      expect((await read(actor, answer.body.id)).status).toBe(expected);
    }
  });

  it('refuses a message on a draft, which the agencies do not see', async () => {
    const { status, body } = await app.post<Problem>(`/v1/applications/${draft.id}/messages`, holder, {
      body: { body: 'Bonjour' },
    });
    expect([status, rules(body)]).toEqual([422, ['dossierFiled']]);
  });

  it.each([{}, { body: '   ' }, { body: 'x'.repeat(10_001) }, { body: 'x', side: 'CAF' }])('refuses %j', async (body) => {
    expect((await app.post(messages(), holder, { body })).status).toBe(400);
  });

  it('answers a replay with the same line', async () => {
    const send = () => app.post<Line>(messages(), holder, { body: { body: 'Une seule fois' }, key: 'message-sent-once' });
    const [first, second] = [await send(), await send()];
    expect(second.body.id).toBe(first.body.id);
    const { items } = (await app.get<Lines>(messages(), caf)).body;
    expect(items.filter(({ body }) => body === 'Une seule fois')).toHaveLength(1);
  });

  it('pages newest first, with one query', async () => {
    const all = (await app.get<Lines>(messages(), holder)).body.items.map(({ id }) => id);
    const walked: string[] = [];
    let after = '';
    for (;;) {
      const { body } = await app.get<Lines>(`${messages()}?limit=1${after}`, holder);
      walked.push(...body.items.map(({ id }) => id));
      if (body.page.next === null) break;
      after = `&after=${body.page.next}`;
    }
    expect(walked).toEqual(all);
    expect(await statementsOf(app, () => app.get(messages(), holder))).toHaveLength(1);
    expect(await statementsOf(app, () => app.get(comments(), caf))).toHaveLength(1);
  });

  it('nothing written is ever changed', async () => {
    const db = app.database.read;
    await expect(db.$executeRaw`UPDATE application_message SET body = 'x'`).rejects.toThrow(/permission denied/);
    await expect(db.$executeRaw`DELETE FROM application_comment`).rejects.toThrow(/permission denied/);
    await expect(db.$executeRaw`DELETE FROM message_reading`).rejects.toThrow(/permission denied/);
  });
});
