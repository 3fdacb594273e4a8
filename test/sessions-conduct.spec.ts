// How a meeting is prepared and run beside its votes: documents, sendings, attendance, persons heard, a second session, two secretaries.

import pg from 'pg';

import type { SessionView } from '../src/features/committees/session.views.js';
import { SessionsClock } from '../src/features/committees/sessions.clock.js';
import { newId } from '../src/kernel/ids.js';
import { departmentsIn } from '../src/kernel/territory.js';
import { TestApp, type Reply, type TestActor } from './support/app.js';
import { makeApplication, type MadeApplication } from './support/applications.js';
import { makeCall, type MadeCall } from './support/calls.js';
import { arrive, makeCommittee, makeSession, type MadeCommittee, type MakeSession } from './support/committees.js';
import { makeDocument } from './support/documents.js';

const DAY = 86_400_000;
const NOW = new Date('2023-10-02T08:00:00Z');
const DEPARTMENTS = departmentsIn('FR').filter((code) => code !== '75');

let app: TestApp;
let call: MadeCall;
let client: pg.Client;
let next = 0;
const department = (): string => DEPARTMENTS[next++] ?? '31';
beforeAll(async () => {
  app = await TestApp.start({ now: NOW.toISOString() });
  call = await makeCall(app, { state: 'UNDER_EXAMINATION', departments: departmentsIn('FR') });
  client = new pg.Client({ connectionString: app.testDatabase.url });
  await client.connect();
});
beforeEach(() => app.clock.set(NOW));
afterAll(async () => {
  await client.end();
  await app.stop();
});

const rulesOf = (body: unknown): string[] => ((body as { reasons?: { rule: string }[] }).reasons ?? []).map(({ rule }) => rule);
const act = (
  session: { id: string },
  event: string,
  actor: TestActor,
  body?: object,
  ifMatch?: number,
): Promise<Reply<SessionView>> =>
  app.post<SessionView>(`/v1/sessions/${session.id}/${event}`, actor, { body, ...(ifMatch !== undefined && { ifMatch }) });
const view = async (session: { id: string }, actor: TestActor): Promise<SessionView> =>
  (await app.get<SessionView>(`/v1/sessions/${session.id}`, actor)).body;

async function room(size: number, dossiers: number, options: Partial<MakeSession> = {}) {
  const committee = await makeCommittee(app, { department: department(), size });
  const applications: MadeApplication[] = [];
  for (let index = 0; index < dossiers; index += 1) {
    applications.push(await makeApplication(app, { call, department: committee.department, state: 'ON_AGENDA' }));
  }
  const session = await makeSession(app, { committee, call, applications, ...options });
  return { committee, applications, session };
}
async function drafted(committee: MadeCommittee, body: object = {}) {
  const application = await makeApplication(app, { call, department: committee.department, state: 'EXAMINED' });
  const reply = await app.post<SessionView>('/v1/sessions', committee.secretary, {
    body: {
      committeeId: committee.id,
      callId: call.id,
      scheduledAt: new Date(NOW.getTime() + 10 * DAY).toISOString(),
      place: 'Préfecture',
      applicationIds: [application.id],
      ...body,
    },
  });
  expect([reply.status, rulesOf(reply.body)]).toEqual([201, []]);
  return { application, session: reply.body };
}

describe('the convocation', () => {
  it('carries documents of the dossiers and notes, which it fixes; a person recused reads none of the dossier', async () => {
    const committee = await makeCommittee(app, { department: department(), size: 3 });
    const { application, session } = await drafted(committee);
    const [own, foreign] = [
      await makeDocument(app, application.id),
      await makeDocument(app, (await drafted(committee)).application.id),
    ];
    const documents = (documentId: string, applicationId = application.id) => [
      { title: 'Budget', applicationId, documentId },
      { title: 'Règlement du comité', note: 'Remis en séance.' },
    ];
    const edit = (body: object, ifMatch = session.version) =>
      app.patch<SessionView>(`/v1/sessions/${session.id}`, committee.secretary, { body, ifMatch });
    expect(rulesOf((await edit({ documents: documents(foreign) })).body)).toEqual(['documentOfDossier']);
    expect(rulesOf((await edit({ documents: documents(own, newId()) })).body)).toEqual(['dossierOnAgenda']);
    const edited = await edit({ documents: documents(own) });
    expect(edited.body.conduct.documents).toEqual([
      { title: 'Budget', applicationId: application.id, documentId: own, note: null },
      { title: 'Règlement du comité', applicationId: null, documentId: null, note: 'Remis en séance.' },
    ]);
    // A dossier taken off the agenda takes its documents with it.
    const other = await makeApplication(app, { call, department: committee.department, state: 'EXAMINED' });
    expect((await edit({ applicationIds: [other.id] }, 2)).body.conduct.documents.map(({ title }) => title)).toEqual([
      'Règlement du comité',
    ]);
    expect((await edit({ applicationIds: [application.id], documents: documents(own) }, 3)).status).toBe(200);

    expect((await act(session, 'convene', committee.secretary, {})).status).toBe(200);
    await expect(client.query('DELETE FROM session_document WHERE session_id = $1', [session.id])).rejects.toThrow(/fixed/);
    const [, recused] = committee.members;
    const { items } = await view(session, committee.secretary);
    const recusal = { itemId: items[0]?.id, memberId: recused?.id, reason: 'Élu de la commune.' };
    expect((await act(session, 'recuse', committee.secretary, recusal)).status).toBe(200);
    const seen = await view(session, recused?.actor ?? committee.secretary);
    expect(seen.conduct.documents.map(({ title }) => title)).toEqual(['Règlement du comité']);
    const told = await app.get(`/v1/sessions/${session.id}/history`, recused?.actor);
    expect(JSON.stringify(told.body)).not.toContain(application.id);
  });

  it('logs every sending: with the session, again by post, and to a member who joins afterwards', async () => {
    const committee = await makeCommittee(app, { department: department(), size: 2 });
    const { session } = await drafted(committee);
    await act(session, 'convene', committee.secretary, {});
    await app.jobs.start();
    await app.jobs.drain();
    const [first] = committee.members;
    app.clock.set(new Date(NOW.getTime() + DAY));
    const sentAt = new Date(NOW.getTime() + 1000).toISOString();
    const send = (body: object) => act(session, 'send-convocation', committee.secretary, { memberIds: [first?.id], ...body });
    expect(rulesOf((await send({ means: 'EMAIL', sentAt })).body)).toEqual(['sentWhenSaid']);
    expect(rulesOf((await send({ means: 'POST', sentAt: '2023-10-01T08:00:00.000Z' })).body)).toEqual(['sentWhenSaid']);
    expect(rulesOf((await send({ means: 'HAND', memberIds: [newId()] })).body)).toEqual(['sentToMembers']);
    expect((await send({ means: 'POST', sentAt })).status).toBe(200);

    const person = await app.actor({ role: 'COMMITTEE_MEMBER', territory: `DEP-${committee.department}` });
    const seat = { personId: person.personId, college: 'Membres', capacity: 'Maire', president: false };
    expect((await app.post(`/v1/committees/${committee.id}/members`, committee.secretary, { body: seat })).status).toBe(201);
    const later = new Date(NOW.getTime() + 2 * DAY);
    await app.app.get(SessionsClock).tick(later);
    await app.app.get(SessionsClock).tick(later);
    const { conduct } = await view(session, committee.secretary);
    expect(conduct.sendings.map(({ means, cause, sentBy }) => [means, cause, sentBy])).toEqual([
      ['EMAIL', 'CONVENED', committee.secretary.personId],
      ['EMAIL', 'CONVENED', committee.secretary.personId],
      ['POST', 'RENEWED', committee.secretary.personId],
      ['EMAIL', 'JOINED', 'system'],
    ]);
    // The e-mail is owed to the newcomer alone, and those who are convened do not read who received what.
    const due = await app.database.read.outbox.findMany({ where: { job: 'session.convocation' } });
    expect(due.map(({ payload }) => payload)).toEqual([{ sessionId: session.id, sentAt: later.toISOString() }]);
    expect((await view(session, person)).conduct.sendings).toEqual([]);
    await app.jobs.drain();
    const told = await app.database.read.notification.findMany({ where: { kind: 'convocation', subjectId: session.id } });
    const convened = [...committee.members.map(({ actor }) => actor), person].map(({ personId }) => personId);
    expect(told.map(({ personId }) => personId).sort()).toEqual(convened.sort());
    await expect(client.query('DELETE FROM convocation_sending')).rejects.toThrow(/permission denied/);
  });
});

describe('attending', () => {
  it('telephone and video count for the quorum, where the convocation provides for them', async () => {
    const { committee, session } = await room(4, 1, { state: 'CONVENED', mode: 'MIXED', present: [] });
    const [a, b] = committee.members;
    const arrives = (memberId: string | undefined, means?: string) =>
      act(session, 'record-arrival', committee.secretary, { memberId, ...(means && { means }) });
    expect((await arrives(a?.id)).status).toBe(200);
    const opened = await arrives(b?.id, 'PHONE');
    expect(opened.body).toMatchObject({
      quorum: { present: 2, required: 2, reached: true },
      conduct: { next: { event: 'open' } },
    });
    expect(opened.body.attendance.map(({ means }) => means)).toEqual(['ROOM', 'PHONE']);
    const onSite = await room(4, 1, { state: 'CONVENED', present: [] });
    const video = { memberId: onSite.committee.president.id, means: 'VIDEO' };
    const refused = await act(onSite.session, 'record-arrival', onSite.committee.secretary, video);
    expect(rulesOf(refused.body)).toEqual(['meansFitMode']);
  });
});

describe('a person heard', () => {
  it('is no member, leaves before the deliberation, and is named to nobody recused', async () => {
    const { committee, session } = await room(4, 2);
    const [itemId, second] = session.itemIds;
    const [, recused] = committee.members;
    await act(session, 'recuse', committee.secretary, { itemId, memberId: recused?.id, reason: 'Élu de la commune.' });
    const heard = await act(session, 'hear', committee.president.actor, {
      itemId,
      name: 'Claude Martin',
      capacity: 'Directrice',
    });
    const [hearing] = heard.body.conduct.hearings;
    expect(heard.body.conduct).toMatchObject({
      hearings: [{ name: 'Claude Martin', leftAt: null }],
      next: { event: 'endHearing' },
    });
    expect((await view(session, recused?.actor ?? committee.secretary)).conduct.hearings).toEqual([]);

    const open = (id: string | undefined) =>
      act(session, 'open-item', committee.secretary, { itemId: id, proposal: 'FAVOURABLE' });
    for (const id of [itemId, second]) expect(rulesOf((await open(id)).body)).toEqual(['nobodyHeardInRoom']);
    expect(rulesOf((await act(session, 'suspend', committee.secretary)).body)).toEqual(['nobodyHeardInRoom']);
    await expect(
      client.query(`UPDATE agenda_item SET state = 'OPEN', proposal = 'FAVOURABLE' WHERE id = $1`, [itemId]),
    ).rejects.toThrow(/heard person/);
    const ended = await act(session, 'end-hearing', committee.secretary, { hearingId: hearing?.id });
    expect(ended.body.conduct.hearings[0]?.leftAt).toBe(app.clock.now().toISOString());
    expect(rulesOf((await act(session, 'end-hearing', committee.secretary, { hearingId: hearing?.id })).body)).toEqual([
      'isBeingHeard',
    ]);
    await expect(client.query(`UPDATE session_hearing SET left_at = NULL WHERE id = $1`, [hearing?.id])).rejects.toThrow(
      /never changed/,
    );
    expect((await open(itemId)).status).toBe(200);
    // Nobody comes in during a vote.
    const during = { itemId: second, name: 'Dominique Petit', capacity: 'Élue' };
    expect(rulesOf((await act(session, 'hear', committee.secretary, during)).body)).toEqual(['noOtherItemOpen']);
  });
});

describe('a suspended session', () => {
  it('takes arrivals and no vote, and goes on where it was', async () => {
    const { committee, session } = await room(3, 1, { present: [] });
    expect((await act(session, 'suspend', committee.president.actor)).body).toMatchObject({
      state: 'SUSPENDED',
      conduct: { next: { event: 'resume' } },
    });
    const arrival = { memberId: committee.president.id };
    expect((await act(session, 'record-arrival', committee.secretary, arrival)).status).toBe(200);
    const open = () => act(session, 'open-item', committee.secretary, { itemId: session.itemIds[0], proposal: 'FAVOURABLE' });
    expect((await open()).status).toBe(409);
    expect((await act(session, 'resume', committee.secretary)).body).toMatchObject({
      state: 'OPEN',
      conduct: { next: { event: 'openItem' } },
    });
    expect((await open()).status).toBe(200);
  });
});

describe('a second session', () => {
  it('case 16: an item added to the first agenda needs the quorum again, the others do not', async () => {
    const { committee, applications, session } = await room(6, 2, { state: 'CONVENED', present: [] });
    expect((await act(session, 'adjourn', committee.secretary)).body).toMatchObject({ state: 'ADJOURNED' });
    const added = await makeApplication(app, { call, department: committee.department, state: 'EXAMINED' });
    const first = applications.map(({ id }) => id);
    const scheduledAt = new Date(NOW.getTime() + 7 * DAY);
    const body = { secondOfId: session.id, scheduledAt: scheduledAt.toISOString(), place: 'Préfecture' };
    for (const agenda of [[added.id, ...first], [...first].reverse(), first.slice(1)]) {
      const refused = await app.post('/v1/sessions', committee.secretary, { body: { ...body, applicationIds: agenda } });
      expect([refused.status, rulesOf(refused.body)]).toEqual([422, ['sameAgenda']]);
    }
    const second = (await app.post<SessionView>('/v1/sessions', committee.secretary, { body })).body;
    const edited = await app.patch<SessionView>(`/v1/sessions/${second.id}`, committee.secretary, {
      body: { applicationIds: [...first, added.id] },
      ifMatch: second.version,
    });
    expect(edited.body.items.map((item) => item.added)).toEqual([false, false, true]);
    const taken = edited.body.items[0]?.id;
    await expect(client.query('DELETE FROM agenda_item WHERE id = $1', [taken])).rejects.toThrow(/takes up the agenda/);
    expect((await act(second, 'convene', committee.secretary, {})).body).toMatchObject({ quorum: { required: 0 } });

    app.clock.set(scheduledAt);
    await arrive(app, second.id, committee.members.slice(0, 2));
    expect((await act(second, 'open', committee.secretary)).status).toBe(200);
    const ids = edited.body.items.map(({ id }) => id);
    const open = (index: number) => act(second, 'open-item', committee.secretary, { itemId: ids[index], proposal: 'FAVOURABLE' });
    const refused = await open(2);
    expect([refused.status, rulesOf(refused.body)]).toEqual([422, ['quorumForItem']]);
    expect((await open(0)).status).toBe(200);
    expect((await act(second, 'defer-item', committee.secretary, { itemId: ids[0], reasons: 'Essai' })).status).toBe(200);
    // One more member in the room: three of six.
    await arrive(app, second.id, committee.members.slice(2, 3));
    expect((await open(2)).status).toBe(200);
  });

  it('that is cancelled leaves alone what it had only thought of adding', async () => {
    const { committee, applications, session } = await room(6, 1, { state: 'CONVENED', present: [] });
    await act(session, 'adjourn', committee.secretary);
    const elsewhere = await makeApplication(app, { call, department: committee.department, state: 'ON_AGENDA' });
    const body = {
      secondOfId: session.id,
      scheduledAt: new Date(NOW.getTime() + 7 * DAY).toISOString(),
      place: 'Préfecture',
      applicationIds: [applications[0]?.id, elsewhere.id],
    };
    const second = (await app.post<SessionView>('/v1/sessions', committee.secretary, { body })).body;
    expect((await act(second, 'cancel', committee.secretary, { reasons: 'Essai' })).status).toBe(200);
    const states = await app.database.read.application.findMany({
      where: { id: { in: [applications[0]?.id ?? '', elsewhere.id] } },
      select: { state: true },
      orderBy: { id: 'asc' },
    });
    expect(states.map(({ state }) => state)).toEqual(['DEFERRED', 'ON_AGENDA']);
  });
});

describe('two secretaries at once', () => {
  it('give one order: of two commands under the same version one is done, and the other is told to read again', async () => {
    const { committee, session } = await room(12, 1, { state: 'CONVENED', present: [] });
    const other = await app.actor({ role: 'COMMITTEE_SECRETARY', territory: `DEP-${committee.department}` });
    const desks = [committee.secretary, other];
    const seen: number[] = [];
    /** Each works through its half of the members, reading again when it is late. */
    const work = async (desk: TestActor, members: readonly { id: string }[]): Promise<void> => {
      let { version } = await view(session, desk);
      for (const { id } of members) {
        for (;;) {
          const reply = await act(session, 'record-arrival', desk, { memberId: id }, version);
          seen.push(reply.status);
          if (reply.status === 200) {
            version = reply.body.version;
            break;
          }
          ({ version } = await view(session, desk));
        }
      }
    };
    await Promise.all(
      desks.map((desk, half) =>
        work(
          desk,
          committee.members.filter((_, index) => index % 2 === half),
        ),
      ),
    );
    expect(new Set(seen)).toEqual(new Set([200, 412]));
    const history = await app.get<{ items: { seq: number; version: number; event: string }[] }>(
      `/v1/sessions/${session.id}/history`,
      other,
    );
    const versions = history.body.items.map(({ version }) => version);
    expect(versions).toEqual(versions.map((_, index) => index + 2));
    expect((await view(session, other)).quorum.present).toBe(12);
  });

  it('a command sent again is answered again, and done once', async () => {
    const { committee, session } = await room(3, 1, { state: 'CONVENED', present: [] });
    const send = () =>
      app.post<SessionView>(`/v1/sessions/${session.id}/record-arrival`, committee.secretary, {
        body: { memberId: committee.president.id },
        ifMatch: 1,
        key: 'arrival-0001',
      });
    const replies = await Promise.all([send(), send(), send()]);
    expect(replies.map(({ status, body }) => [status, body.version])).toEqual([1, 2, 3].map(() => [200, 2]));
    expect((await act(session, 'open', committee.secretary, undefined, 1)).status).toBe(412);
  });
});
