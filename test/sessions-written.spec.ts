// A deliberation in writing, through the API and on the clock (ordonnance 2014-1329, art. 3 and 4).

import pg from 'pg';

import type { SessionItemView, SessionView } from '../src/features/committees/session.views.js';
import { SessionsClock } from '../src/features/committees/sessions.clock.js';
import { SETTLING_MS } from '../src/features/committees/written.rules.js';
import { NOBODY_ID } from '../src/kernel/ids.js';
import { departmentsIn } from '../src/kernel/territory.js';
import { TestApp, type Reply, type TestActor } from './support/app.js';
import { makeApplication, type MadeApplication } from './support/applications.js';
import { makeCall, type MadeCall } from './support/calls.js';
import { makeCommittee, makeSession, type MadeCommittee, type MadeMember, type MadeSession } from './support/committees.js';

const DAY = 86_400_000;
const NOW = new Date('2023-10-02T08:00:00Z');
const OPENS = new Date('2023-10-12T08:00:00Z');
const CLOSES = new Date('2023-10-14T08:00:00Z');
const DEPARTMENTS = departmentsIn('FR').filter((code) => code !== '75');
const at = (moment: Date, ms = 0): Date => new Date(moment.getTime() + ms);

let app: TestApp;
let call: MadeCall;
let next = 0;
const department = (): string => DEPARTMENTS[next++] ?? '31';
beforeAll(async () => {
  app = await TestApp.start({ now: NOW.toISOString() });
  call = await makeCall(app, { state: 'UNDER_EXAMINATION', departments: departmentsIn('FR') });
});
beforeEach(() => app.clock.set(NOW));
afterAll(() => app.stop());

const rulesOf = (body: unknown): string[] => ((body as { reasons?: { rule: string }[] }).reasons ?? []).map(({ rule }) => rule);
const act = (session: { id: string }, event: string, { token, personId }: TestActor, body?: object, ifMatch?: number) =>
  app.post<SessionView>(
    `/v1/sessions/${session.id}/${event}`,
    { token, personId },
    { body, ...(ifMatch !== undefined && { ifMatch }) },
  );
const view = async (session: { id: string }, actor: TestActor): Promise<SessionView> =>
  (await app.get<SessionView>(`/v1/sessions/${session.id}`, actor)).body;
const tick = (now: Date): Promise<number> => app.app.get(SessionsClock).tick(now);
const stateOf = async (id: string): Promise<string | undefined> =>
  (await app.database.read.application.findUnique({ where: { id }, select: { state: true } }))?.state;

interface Written {
  committee: MadeCommittee;
  applications: MadeApplication[];
  session: MadeSession;
}
async function convened(size: number, dossiers = 1): Promise<Written> {
  const committee = await makeCommittee(app, { department: department(), size });
  const applications: MadeApplication[] = [];
  for (let index = 0; index < dossiers; index += 1) {
    applications.push(await makeApplication(app, { call, department: committee.department, state: 'ON_AGENDA' }));
  }
  const session = await makeSession(app, {
    committee,
    call,
    applications,
    state: 'CONVENED',
    mode: 'WRITTEN',
    scheduledAt: OPENS,
    closesAt: CLOSES,
  });
  return { committee, applications, session };
}
/** Opened by the clock, an hour before now. */
async function opened(size: number, dossiers = 1): Promise<Written & { version: number }> {
  const made = await convened(size, dossiers);
  app.clock.set(at(OPENS, 3_600_000));
  await tick(OPENS);
  return { ...made, version: 2 };
}
const member = ({ committee }: Written, index: number): MadeMember => {
  const found = committee.members[index];
  if (found === undefined) throw new Error(`no member ${index}`);
  return found;
};
const vote = (made: Written, index: number, choice: string, version: number, item = 0): Promise<Reply<SessionView>> =>
  act(made.session, 'vote', member(made, index).actor, { itemId: made.session.itemIds[item], choice }, version);
const remark = (made: Written, index: number, text: string, item?: number): Promise<Reply<SessionView>> =>
  act(made.session, 'contribute', member(made, index).actor, {
    text,
    ...(item !== undefined && { itemId: made.session.itemIds[item] }),
  });
const itemOf = (body: SessionView, index = 0): SessionItemView => {
  const found = body.items[index];
  if (found === undefined) throw new Error(`no item ${index}`);
  return found;
};

describe('convening in writing', () => {
  it('takes the president’s decision, hours long enough, and one opinion on each item; the members are told all of it', async () => {
    const committee = await makeCommittee(app, { department: department(), size: 3 });
    const application = await makeApplication(app, { call, department: committee.department, state: 'EXAMINED' });
    const body = {
      committeeId: committee.id,
      callId: call.id,
      scheduledAt: OPENS.toISOString(),
      place: 'En ligne',
      applicationIds: [application.id],
      mode: 'WRITTEN',
    };
    const noClosing = await app.post('/v1/sessions', committee.secretary, { body });
    expect([noClosing.status, rulesOf(noClosing.body)]).toEqual([422, ['closesAfterOpening']]);
    const short = { ...body, closesAt: at(OPENS, 3_600_000).toISOString() };
    const session = (await app.post<SessionView>('/v1/sessions', committee.secretary, { body: short })).body;
    expect(session.conduct).toMatchObject({ mode: 'WRITTEN', closesAt: short.closesAt, next: { event: 'convene' } });
    const refused = await act(session, 'convene', committee.secretary, {});
    expect(rulesOf(refused.body)).toEqual(['presidentDecidesMode', 'writtenHoursLongEnough', 'proposalsAnnounced']);

    const edited = await app.patch<SessionView>(`/v1/sessions/${session.id}`, committee.secretary, {
      body: { closesAt: CLOSES.toISOString() },
      ifMatch: session.version,
    });
    expect(edited.body.conduct).toMatchObject({ closesAt: CLOSES.toISOString() });
    const proposals = [{ itemId: itemOf(session).id, proposal: 'WITH_RESERVES' }];
    const done = await act(session, 'convene', committee.secretary, {
      presidentDecision: 'Décision du 2 octobre 2023',
      proposals,
    });
    expect(done.body).toMatchObject({
      state: 'CONVENED',
      conduct: { modeDecision: 'Décision du 2 octobre 2023', next: { event: 'openWritten', from: OPENS.toISOString() } },
    });
    expect(itemOf(done.body)).toMatchObject({ state: 'PENDING', proposal: 'WITH_RESERVES' });
    const history = await app.get<{ items: { event: string; facts: unknown }[] }>(
      `/v1/sessions/${session.id}/history`,
      committee.secretary,
    );
    expect(history.body.items.at(-1)).toMatchObject({
      event: 'convene',
      facts: { mode: 'WRITTEN', notice: { days: 10, required: 5, urgent: false, means: 'EMAIL' } },
    });
  });

  it('is not run like a meeting', async () => {
    const { session, committee } = await convened(3);
    app.clock.set(OPENS);
    const { secretary, president } = committee;
    expect(rulesOf((await act(session, 'open', secretary)).body)).toContain('heldAsMeeting');
    expect(rulesOf((await act(session, 'adjourn', secretary)).body)).toContain('heldAsMeeting');
    expect(rulesOf((await act(session, 'record-arrival', secretary, { memberId: president.id })).body)).toContain(
      'heldAsMeeting',
    );
    expect((await act(session, 'open-written', secretary)).body).toMatchObject({ state: 'OPEN' });
    expect(rulesOf((await act(session, 'suspend', secretary)).body)).toContain('heldAsMeeting');
  });
});

describe('the two instants', () => {
  it('open to the millisecond, whether or not the clock has passed: the first ballot opens the items', async () => {
    const made = await convened(3, 2);
    app.clock.set(at(OPENS, -1));
    expect((await vote(made, 1, 'FOR', 1)).status).toBe(409);
    expect((await remark(made, 1, 'Trop tôt')).status).toBe(409);
    app.clock.set(OPENS);
    // Opened by that very request: the items have moved, and are read again.
    expect((await vote(made, 1, 'FOR', 1)).status).toBe(412);
    const read = await view(made.session, member(made, 1).actor);
    expect(read.items.map(({ state }) => state)).toEqual(['OPEN', 'OPEN']);
    expect((await vote(made, 1, 'FOR', itemOf(read).version)).status).toBe(200);
  });

  it('close to the millisecond, for ballots and remarks, in PostgreSQL too', async () => {
    const made = await opened(4);
    app.clock.set(at(CLOSES, -1));
    expect((await vote(made, 1, 'FOR', 2)).status).toBe(200);
    expect((await remark(made, 2, 'À temps')).status).toBe(200);
    app.clock.set(CLOSES);
    const late = await vote(made, 3, 'AGAINST', 2);
    expect([late.status, rulesOf(late.body)]).toEqual([422, ['withinHours']]);
    expect(rulesOf((await remark(made, 3, 'Trop tard')).body)).toEqual(['withinHours']);
    const client = new pg.Client({ connectionString: app.testDatabase.url });
    await client.connect();
    const insert = (moment: Date) =>
      client.query('INSERT INTO ballot (item_id, member_id, choice, cast_by_id, cast_at) VALUES ($1, $2, $3, $2, $4)', [
        made.session.itemIds[0],
        member(made, 3).id,
        'FOR',
        moment,
      ]);
    const write = (moment: Date) =>
      client.query(
        'INSERT INTO session_contribution (id, session_id, member_id, text, at) VALUES (gen_random_uuid(), $1, $2, $3, $4)',
        [made.session.id, member(made, 3).id, 'Essai', moment],
      );
    try {
      for (const moment of [CLOSES, at(OPENS, -1)]) {
        await expect(insert(moment)).rejects.toThrow(/outside the hours/);
        await expect(write(moment)).rejects.toThrow(/outside the hours/);
      }
      await expect(insert(at(CLOSES, -1))).resolves.toMatchObject({ rowCount: 1 });
      await expect(client.query(`UPDATE session_contribution SET text = 'autre'`)).rejects.toThrow(/permission denied/);
      await expect(
        client.query(`UPDATE committee_session SET closes_at = closes_at + interval '1 day' WHERE id = $1`, [made.session.id]),
      ).rejects.toThrow(/fixed since its convocation/);
    } finally {
      await client.end();
    }
  });

  it('no result before what arrived in time is counted', async () => {
    const made = await opened(3);
    await vote(made, 0, 'FOR', 2);
    await vote(made, 1, 'FOR', 2);
    const close = (): Promise<Reply<SessionView>> =>
      act(made.session, 'close-item', made.committee.secretary, { itemId: made.session.itemIds[0] });
    app.clock.set(at(CLOSES, SETTLING_MS - 1));
    expect(rulesOf((await close()).body)).toEqual(['hoursOver']);
    await tick(app.clock.now());
    expect(await view(made.session, made.committee.secretary)).toMatchObject({ state: 'OPEN' });
    app.clock.set(at(CLOSES, SETTLING_MS));
    expect(itemOf((await close()).body)).toMatchObject({ state: 'DECIDED', result: 'FAVOURABLE' });
  });
});

describe('remarks', () => {
  it('are open at once to every member who takes part in the item, and to no third party', async () => {
    const made = await opened(4, 2);
    const recusal = { itemId: made.session.itemIds[0], memberId: member(made, 2).id, reason: 'Élu de la commune.' };
    expect((await act(made.session, 'recuse', member(made, 2).actor, recusal)).status).toBe(200);
    expect((await remark(made, 1, 'Sur le point un', 0)).status).toBe(200);
    expect((await remark(made, 3, 'Sur la séance')).status).toBe(200);
    expect(rulesOf((await remark(made, 2, 'Je me permets', 0)).body)).toEqual(['notRecused']);

    const texts = async (actor: TestActor): Promise<string[]> =>
      (await view(made.session, actor)).conduct.contributions.map(({ text }) => text);
    const told = async (actor: TestActor): Promise<string> =>
      JSON.stringify((await app.get(`/v1/sessions/${made.session.id}/history`, actor)).body);
    const all = ['Sur le point un', 'Sur la séance'];
    expect(await texts(member(made, 3).actor)).toEqual(all);
    expect(await texts(made.committee.secretary)).toEqual(all);
    expect(await texts(member(made, 2).actor)).toEqual(['Sur la séance']);
    expect(await told(member(made, 2).actor)).not.toContain('Sur le point un');
    const jury = await app.actor({ role: 'REGIONAL_JURY', territory: 'FR' });
    expect(await texts(jury)).toEqual([]);
    expect(await told(jury)).not.toMatch(/Sur le point un|Sur la séance/);
    const elsewhere = await app.actor({ role: 'COMMITTEE_MEMBER', territory: 'DEP-75' });
    expect((await act(made.session, 'contribute', elsewhere, { text: 'Bonjour' })).status).toBe(404);
    expect((await view(made.session, jury)).attendance.map(({ means }) => means)).toEqual(['WRITTEN', 'WRITTEN']);
  });
});

describe('the closing', () => {
  it('case 21: 20 of 41 took part: nothing is decided, and the dossiers go back to the agenda of another session', async () => {
    const made = await opened(41, 2);
    for (let index = 0; index < 10; index += 1) expect((await vote(made, index, 'FOR', 2)).status).toBe(200);
    for (let index = 10; index < 20; index += 1) expect((await remark(made, index, 'Observation')).status).toBe(200);
    // A second act of the same member adds nobody.
    expect((await remark(made, 0, 'Encore')).status).toBe(200);
    // Nor does a mandate make its giver take part.
    const mandate = { giverId: member(made, 40).id, holderId: member(made, 1).id };
    expect((await act(made.session, 'give-proxy', made.committee.secretary, mandate)).status).toBe(200);
    app.clock.set(at(CLOSES, SETTLING_MS));
    const refused = await act(made.session, 'close-item', made.committee.secretary, { itemId: made.session.itemIds[0] });
    expect([refused.status, rulesOf(refused.body)]).toEqual([422, ['halfTookPart']]);

    await tick(app.clock.now());
    const after = await view(made.session, made.committee.secretary);
    expect(after).toMatchObject({
      state: 'INVALID',
      actions: [],
      conduct: { participation: { tookPart: 20, required: 21, valid: false }, next: null },
    });
    expect(after.items.map(({ state, result }) => [state, result])).toEqual([
      ['DEFERRED', null],
      ['DEFERRED', null],
    ]);
    expect(itemOf(after).deferReasons).toContain('art. 4 II');
    for (const { id } of made.applications) expect(await stateOf(id)).toBe('DEFERRED');
    await tick(at(app.clock.now(), DAY));
    expect((await view(made.session, made.committee.secretary)).version).toBe(after.version);
  });

  it('counts each item from its ballots, defers one without any, and ends the session: once, whatever the processes', async () => {
    const made = await opened(3, 2);
    expect((await vote(made, 1, 'FOR', 2)).status).toBe(200);
    expect((await vote(made, 2, 'FOR', 2)).status).toBe(200);
    app.clock.set(at(CLOSES, SETTLING_MS));
    await Promise.all([1, 2, 3].map(() => tick(app.clock.now())));
    const after = await view(made.session, made.committee.secretary);
    expect(after).toMatchObject({ state: 'CLOSED', conduct: { participation: { tookPart: 2, required: 2, valid: true } } });
    expect(after.items.map(({ state, result }) => [state, result])).toEqual([
      ['DECIDED', 'FAVOURABLE'],
      ['DEFERRED', null],
    ]);
    expect(await stateOf(made.applications[0]?.id ?? '')).toBe('COMMITTEE_FAVOURABLE');
    expect(await stateOf(made.applications[1]?.id ?? '')).toBe('DEFERRED');
    const history = await app.get<{ items: { event: string; capacity: string }[] }>(
      `/v1/sessions/${made.session.id}/history`,
      made.committee.secretary,
    );
    expect(history.body.items.map(({ event }) => event)).toEqual([
      'openWritten',
      'vote',
      'vote',
      'closeItem',
      'deferItem',
      'close',
    ]);
    expect(history.body.items.at(-1)?.capacity).toBe('system');
  });

  it('records the amounts announced with an opinion, in nobody’s name when the clock counts it', async () => {
    const committee = await makeCommittee(app, { department: department(), size: 1 });
    const { secretary, president } = committee;
    const application = await makeApplication(app, { call, department: committee.department, state: 'EXAMINED' });
    const created = await app.post<SessionView>('/v1/sessions', secretary, {
      body: {
        committeeId: committee.id,
        callId: call.id,
        scheduledAt: OPENS.toISOString(),
        closesAt: CLOSES.toISOString(),
        place: 'En ligne',
        applicationIds: [application.id],
        mode: 'WRITTEN',
      },
    });
    const { id: itemId } = itemOf(created.body);
    const years = [{ year: 2023, cents: 100 }];
    const convened = await act(created.body, 'convene', secretary, {
      presidentDecision: 'Décision du 2 octobre 2023',
      proposals: [{ itemId, proposal: 'FAVOURABLE', years }],
    });
    expect(convened.status).toBe(200);
    app.clock.set(OPENS);
    await tick(OPENS);
    const opened = itemOf(await view(created.body, secretary));
    const voter = committee.members.find(({ id }) => id === president.id);
    if (voter === undefined) throw new Error('no president');
    expect((await act(created.body, 'vote', voter.actor, { itemId, choice: 'FOR' }, opened.version)).status).toBe(200);
    app.clock.set(at(CLOSES, SETTLING_MS));
    await tick(app.clock.now());
    expect((await view(created.body, secretary)).state).toBe('CLOSED');
    const recorded = await app.database.read.applicationAmount.findMany({
      where: { applicationId: application.id, stage: 'PROPOSED_COMMITTEE' },
      select: { cents: true, recordedBy: true },
    });
    expect(recorded.map(({ cents }) => cents)).toEqual([50n, 50n]);
    expect(new Set(recorded.map(({ recordedBy }) => recordedBy))).toEqual(new Set([NOBODY_ID]));
  });
});
