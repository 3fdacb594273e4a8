// A request for an expert opinion from the question to the committee, over HTTP, with the letters that go out.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { simpleParser, type AddressObject } from 'mailparser';

import { login, PASSWORD } from '../../../test/support/accounts.js';
import { TestApp, type TestActor } from '../../../test/support/app.js';
import {
  makeApplication,
  makeOrganisation,
  type MadeApplication,
  type MadeOrganisation,
} from '../../../test/support/applications.js';
import { makeCall, type MadeCall } from '../../../test/support/calls.js';
import { makeCommittee, makeSession } from '../../../test/support/committees.js';
import { makeDocument } from '../../../test/support/documents.js';
import { makeInstructions } from '../../../test/support/instruction.js';
import { newId } from '../../kernel/ids.js';
import { ExpertsClock } from './experts.clock.js';
import type { ExpertOpinionListView, ExpertRequestListView, ExpertRequestView } from './experts.views.js';

interface Problem {
  readonly code?: string;
  readonly reasons?: readonly { readonly rule: string; readonly pointer?: string }[];
}
type Asked = ExpertRequestView & Problem;

const DUE = '2023-07-15T21:59:59.999Z';
const OPINION = 'Viable à deux conditions : un relais de nuit et un véhicule adapté.';

describe('opinions of experts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cofund-experts-'));
  let app: TestApp;
  let call: MadeCall;
  let holder: MadeOrganisation;
  let caf: TestActor;
  let ddets: TestActor;
  let auditor: TestActor;

  const dossier = (state: 'UNDER_EXAMINATION' | 'EXAMINED' | 'ON_AGENDA' | 'REFUSED' = 'UNDER_EXAMINATION') =>
    makeApplication(app, { call, organisation: holder, department: '31', state });
  const ask = (application: Pick<MadeApplication, 'id'>, given: object = {}, actor = caf) =>
    app.post<Asked>(`/v1/applications/${application.id}/expert-requests`, actor, {
      body: {
        email: `${newId()}@example.net`,
        givenName: 'Anne',
        familyName: 'Savante',
        question: 'Est-ce viable en montagne ?',
        documentIds: [],
        dueAt: DUE,
        ...given,
      },
    });
  /** An expert with an account, who is asked. */
  const asked = async (application: Pick<MadeApplication, 'id'>, given: object = {}) => {
    const expert = await app.actor();
    const { status, body } = await ask(application, { email: `${expert.personId}@example.org`, ...given });
    expect(status).toBe(201);
    return { expert, id: body.id };
  };
  const act = (id: string, event: string, actor: TestActor, body: object = {}, ifMatch?: number) =>
    app.post<Asked>(`/v1/expert-requests/${id}/${event}`, actor, { body, ...(ifMatch !== undefined && { ifMatch }) });
  const read = (id: string, actor: TestActor) => app.get<Asked>(`/v1/expert-requests/${id}`, actor);
  const accept = (id: string, actor: TestActor) => act(id, 'accept', actor, { noInterest: true });
  const rulesOf = ({ body }: { body: Problem }): string[] => (body.reasons ?? []).map(({ rule }) => rule);
  const mails = async (): Promise<{ to: string; subject: string; text: string }[]> => {
    await app.jobs.drain();
    const found = [];
    for (const name of readdirSync(join(folder, 'mail')).sort()) {
      const path = join(folder, 'mail', name);
      const { to, subject = '', text = '' } = await simpleParser(readFileSync(path));
      rmSync(path);
      found.push({ to: (to as AddressObject).value.map(({ address }) => address).join(), subject, text });
    }
    return found;
  };

  beforeAll(async () => {
    app = await TestApp.start({ environment: { DATA_DIR: folder } });
    call = await makeCall(app);
    holder = await makeOrganisation(app, { department: '31' });
    caf = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-31' });
    ddets = await app.actor({ role: 'DDETS_INSTRUCTOR', territory: 'DEP-31' });
    auditor = await app.actor({ role: 'AUDITOR', territory: 'FR' });
    await app.jobs.start();
  });
  afterAll(async () => {
    await app.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('goes from a message to a stranger to an opinion that both agencies, then the committee, then the holder read', async () => {
    const application = await dossier('EXAMINED');
    await makeInstructions(app, call, application, {
      CAF: { state: 'SIGNED', examinerId: caf.personId },
      DDETS: { state: 'SIGNED' },
    });
    const [shown, kept] = [await makeDocument(app, application.id), await makeDocument(app, application.id, 'STATUTES')];
    const email = 'anne.savante@example.net';
    const made = await ask(application, { email, documentIds: [shown] });
    expect([made.status, made.body.state, made.body.documents.map(({ id }) => id)]).toEqual([201, 'REQUESTED', [shown]]);
    const { id } = made.body;

    const [letter, ...others] = await mails();
    expect(others).toEqual([]);
    expect([letter?.to, letter?.subject]).toEqual([email, `Votre avis d’expert est demandé — ${application.number ?? ''}`]);
    expect(letter?.text).not.toContain('montagne');
    const token = /^\S{36}\.\S{43}$/m.exec(letter?.text ?? '')?.[0] ?? '';
    const activate = (body: object) => app.post<Problem>('/v1/auth/activate', undefined, { body, key: null });
    expect(rulesOf(await activate({ token: `${token}x`, password: PASSWORD }))).toEqual(['invitationValid']);
    expect(rulesOf(await activate({ token, password: 'motdepasse' })).length).toBeGreaterThan(0);
    expect((await activate({ token, password: PASSWORD })).status).toBe(204);
    expect(rulesOf(await activate({ token, password: `${PASSWORD}-2` }))).toEqual(['invitationValid']);
    const session = await login(app, email);
    const expert: TestActor = { token: session.body.accessToken, personId: made.body.expert.id };

    const content = (documentId: string, actor = expert) =>
      app.get(`/v1/expert-requests/${id}/documents/${documentId}/content`, actor);
    const before = (await read(id, expert)).body;
    expect([before.application, before.documents, before.question]).toEqual([
      { id: null, number: application.number, title: expect.any(String), organisation: holder.name },
      [],
      'Est-ce viable en montagne ?',
    ]);
    expect((await content(shown)).status).toBe(404);
    const own = await app.get<{ items: { id: string }[] }>('/v1/expert-requests', expert);
    expect(own.body.items.map((item) => item.id)).toEqual([id]);
    const work = await app.get<{ items: { kind: string; href: string }[] }>('/v1/desk/worklist', expert);
    expect(work.body.items.map(({ kind, href }) => [kind, href])).toEqual([
      ['EXPERT_OPINION_TO_GIVE', `/v1/expert-requests/${id}`],
    ]);

    expect(rulesOf(await act(id, 'accept', expert, { noInterest: false }))).toEqual(['noInterestDeclared']);
    const accepted = await accept(id, expert);
    expect([accepted.status, accepted.body.state, accepted.body.documents.length]).toEqual([200, 'ACCEPTED', 1]);
    expect((await content(shown)).status).toBe(200);
    expect((await content(kept)).status).toBe(404);
    // Nothing else of the dossier, nor of the application.
    for (const url of [
      `/v1/applications/${application.id}`,
      `/v1/applications/${application.id}/documents`,
      `/v1/applications/${application.id}/expert-opinions`,
      `/v1/documents/${shown}`,
      `/v1/documents/${shown}/content`,
    ])
      expect([url, (await app.get(url, expert)).status]).toEqual([url, 404]);
    expect((await app.get<{ items: unknown[] }>('/v1/applications', expert)).body.items).toEqual([]);

    expect((await act(id, 'give', expert, { opinion: OPINION })).status).toBe(428);
    expect(rulesOf(await act(id, 'give', expert, { opinion: ' ' }, 3))).toEqual(['opinionWritten']);
    const given = await act(id, 'give', expert, { opinion: OPINION }, 3);
    expect([given.status, given.body.state, given.body.opinion, given.body.documents]).toEqual([200, 'GIVEN', OPINION, []]);
    expect((await content(shown)).status).toBe(404);
    expect((await mails()).map(({ to, subject }) => [to, subject])).toEqual([
      [`${caf.personId}@example.org`, `Avis d’expert rendu — ${application.number ?? ''}`],
    ]);

    const opinions = (actor: TestActor) =>
      app.get<ExpertOpinionListView>(`/v1/applications/${application.id}/expert-opinions`, actor);
    for (const agent of [caf, ddets, auditor]) expect((await opinions(agent)).body.items[0]?.opinion).toBe(OPINION);
    const committee = await makeCommittee(app, { department: '31' });
    const [, member] = committee.members;
    const representative = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: holder.id });
    expect([(await opinions(member!.actor)).status, (await opinions(representative)).status]).toEqual([404, 404]);
    const scheduledAt = new Date('2023-07-01T08:00:00Z');
    const meeting = await makeSession(app, { committee, call, applications: [application], state: 'DRAFT', scheduledAt });
    expect((await app.post(`/v1/sessions/${meeting.id}/convene`, committee.secretary, { body: {} })).status).toBe(200);
    expect((await opinions(member!.actor)).body.items.map(({ opinion }) => opinion)).toEqual([OPINION]);
    const seen = await app.get<{ items: { positions: { experts: { opinion: string }[] } }[] }>(
      `/v1/sessions/${meeting.id}`,
      member!.actor,
    );
    expect(seen.body.items[0]?.positions.experts.map(({ opinion }) => opinion)).toEqual([OPINION]);
    expect((await opinions(representative)).status).toBe(404);
  });

  it('is read by the holder once the decision is taken', async () => {
    const application = await dossier();
    const { expert, id } = await asked(application);
    await accept(id, expert);
    expect((await act(id, 'give', expert, { opinion: OPINION }, 3)).status).toBe(200);
    const editor = await app.actor({ role: 'HOLDER_EDITOR', organisationId: holder.id });
    const url = `/v1/applications/${application.id}/expert-opinions`;
    expect((await app.get(url, editor)).status).toBe(404);
    const refusal = { reasons: 'x', appeal: 'x', author: newId(), capacity: 'x', date: app.clock.now().toISOString() };
    await app.database.read.application.update({ where: { id: application.id }, data: { state: 'REFUSED', refusal } });
    expect((await app.get<ExpertOpinionListView>(url, editor)).body.items.map(({ opinion }) => opinion)).toEqual([OPINION]);
    await mails();
  });

  it('is asked by an agency of the department alone, of an outsider without interest, about files of the dossier', async () => {
    const application = await dossier();
    const stranger = await makeDocument(app, (await dossier()).id);
    const member = await app.actor({ role: 'COMMITTEE_MEMBER', territory: 'DEP-31' });
    const juror = await app.actor({ role: 'REGIONAL_JURY', territory: 'REG-76' });
    const editor = await app.actor({ role: 'HOLDER_EDITOR', organisationId: holder.id });
    const torn = await app.actor();
    const declared = { reason: 'x', declaredAt: app.clock.now(), declaredBy: caf.personId };
    await app.database.read.interest.create({ data: { applicationId: application.id, personId: torn.personId, ...declared } });
    for (const { personId } of [member, juror, editor, torn, caf])
      expect(rulesOf(await ask(application, { email: `${personId}@example.org` }))).toEqual(['expertIsOutside']);
    const far = await app.actor({ role: 'COMMITTEE_MEMBER', territory: 'DEP-75' });
    expect((await ask(application, { email: `${far.personId}@example.org` })).status).toBe(201);

    const wrong = await ask(application, { question: ' ', dueAt: '2023-06-01T00:00:00Z', documentIds: [stranger] });
    expect(wrong.body.reasons?.map(({ rule, pointer }) => [rule, pointer])).toEqual([
      ['dueInFuture', '/dueAt'],
      ['questionAsked', '/question'],
      ['documentsOfDossier', '/documentIds/0'],
    ]);
    expect(rulesOf(await ask(await dossier('ON_AGENDA')))).toEqual(['dossierInExamination']);
    const elsewhere = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-75' });
    expect((await ask(application, {}, elsewhere)).status).toBe(404);
    expect((await ask(application, {}, member)).status).toBe(403);
    // No account is left by a request that was refused.
    expect(
      await app.database.read.person.count({ where: { familyName: 'Savante', email: { not: 'anne.savante@example.net' } } }),
    ).toBe(0);
    await mails();
  });

  it('is asked once at a time of the same person, even by both agencies at once', async () => {
    const application = await dossier();
    const email = `${(await app.actor()).personId}@example.org`;
    const replies = await Promise.all([ask(application, { email }), ask(application, { email }, ddets)]);
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 409]);
    await mails();
  });

  it('is followed by both agencies, revoked by the one that asked, and refuses a stranger', async () => {
    const application = await dossier();
    const { expert, id } = await asked(application);
    const other = await app.actor();
    expect((await read(id, other)).status).toBe(404);
    expect((await accept(id, other)).status).toBe(404);
    expect((await accept(id, caf)).status).toBe(403);
    const list = async (actor: TestActor): Promise<string[]> =>
      (await app.get<ExpertRequestListView>(`/v1/applications/${application.id}/expert-requests`, actor)).body.items.map(
        (item) => item.id,
      );
    for (const agent of [caf, ddets, auditor]) expect(await list(agent)).toEqual([id]);
    expect((await act(id, 'revoke', ddets, { reasons: 'x' })).status).toBe(403);
    expect(rulesOf(await act(id, 'revoke', caf))).toEqual(['revocationExplained']);
    expect((await act(id, 'revoke', caf, { reasons: 'Question réglée.' })).body.state).toBe('REVOKED');
    const after = (await read(id, expert)).body;
    expect([after.state, after.application, after.question]).toEqual(['REVOKED', null, null]);
    expect((await accept(id, expert)).status).toBe(409);
    await mails();
  });

  it('is declined for an interest, which closes the request and is kept', async () => {
    const application = await dossier();
    const { expert, id } = await asked(application);
    expect(rulesOf(await act(id, 'decline', expert, { interest: true }))).toEqual(['interestExplained']);
    expect((await act(id, 'decline', expert, { interest: true, reason: 'Ancien salarié.' })).body).toEqual({
      id,
      state: 'DECLINED',
      declinedAt: app.clock.now().toISOString(),
    });
    expect((await read(id, expert)).status).toBe(404);
    expect((await app.get<{ items: unknown[] }>('/v1/expert-requests', expert)).body.items).toEqual([]);
    const where = { applicationId: application.id, personId: expert.personId };
    expect(await app.database.read.interest.count({ where })).toBe(1);
    expect((await read(id, caf)).body).toMatchObject({ state: 'DECLINED', closingReason: 'Ancien salarié.' });
    expect(rulesOf(await ask(application, { email: `${expert.personId}@example.org` }))).toEqual(['expertIsOutside']);
    await mails();
  });

  it('loses the expert whose interest is recorded since, and the letter that was still to leave', async () => {
    const application = await dossier();
    const { expert, id } = await asked(application);
    const declared = { reason: 'x', declaredAt: app.clock.now(), declaredBy: caf.personId };
    await app.database.read.interest.create({ data: { applicationId: application.id, personId: expert.personId, ...declared } });
    expect(await mails()).toEqual([]);
    expect((await read(id, expert)).status).toBe(404);
    expect((await accept(id, expert)).status).toBe(404);
  });

  it('ends with the examination of the dossier', async () => {
    const application = await dossier();
    const { expert, id } = await asked(application);
    const representative = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: holder.id });
    const withdrawn = await app.post(`/v1/applications/${application.id}/withdraw`, representative, {
      body: { reasons: 'Projet abandonné.' },
    });
    expect(withdrawn.status).toBe(200);
    expect((await read(id, expert)).body.state).toBe('REVOKED');
    await mails();
  });

  it('closes at the deadline, whether the clock has passed or not, and once', async () => {
    const application = await dossier();
    const shown = await makeDocument(app, application.id);
    const late = await asked(application, { documentIds: [shown] });
    const silent = await asked(application);
    expect((await accept(late.id, late.expert)).status).toBe(200);
    const start = app.clock.now();
    const clock = app.app.get(ExpertsClock);
    expect(await clock.tick(new Date(Date.parse(DUE) - 1))).toBe(0);
    app.clock.set(new Date(DUE));
    const url = `/v1/expert-requests/${late.id}/documents/${shown}/content`;
    expect((await app.get(url, late.expert)).status).toBe(404);
    expect(rulesOf(await act(late.id, 'give', late.expert, { opinion: OPINION }, 3))).toEqual(['beforeDeadline']);
    expect(rulesOf(await accept(silent.id, silent.expert))).toEqual(['beforeDeadline']);
    const ticks = await Promise.all([clock.tick(app.clock.now()), clock.tick(app.clock.now())]);
    expect(ticks.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(2);
    expect(await clock.tick(app.clock.now())).toBe(0);
    for (const { id, expert } of [late, silent])
      expect((await read(id, expert)).body).toMatchObject({ state: 'EXPIRED', application: null });
    app.clock.set(start);
  });

  it('stands once given: PostgreSQL refuses to change it', async () => {
    const { expert, id } = await asked(await dossier());
    await accept(id, expert);
    await act(id, 'give', expert, { opinion: OPINION }, 3);
    const db = app.database.read;
    await expect(db.expertRequest.update({ where: { id }, data: { opinion: 'Autre' } })).rejects.toThrow(/expert/);
    await expect(db.expertRequest.delete({ where: { id } })).rejects.toThrow();
    const open = await asked(await dossier());
    await expect(db.expertRequest.update({ where: { id: open.id }, data: { dueAt: new Date('2030-01-01') } })).rejects.toThrow(
      /expert/,
    );
    await expect(db.expertRequest.update({ where: { id: open.id }, data: { state: 'GIVEN' } })).rejects.toThrow();
  });
});
