// Composition of committees over HTTP: seats, terms, substitutes, several departments, substitute bodies.

import type { CommitteeView } from '../src/features/committees/committee.views.js';
import type { CompositionView, CommitteeSeatView } from '../src/features/committees/composition.views.js';
import type { SessionView } from '../src/features/committees/session.views.js';
import { newId } from '../src/kernel/ids.js';
import { departmentsIn } from '../src/kernel/territory.js';
import { TestApp, type Reply, type TestActor } from './support/app.js';
import { makeApplication } from './support/applications.js';
import { makeCall, type MadeCall } from './support/calls.js';

const NOW = new Date('2023-12-04T08:00:00Z');
const SESSION_DAY = '2023-12-20T09:00:00.000Z';
const DEPARTMENTS = departmentsIn('FR').filter((code) => !['2A', '2B', '59', '75'].includes(code));

let app: TestApp;
let call: MadeCall;
let next = 0;
const freshDepartment = (): string => DEPARTMENTS[next++] ?? '31';

beforeAll(async () => {
  app = await TestApp.start({ now: NOW.toISOString() });
  call = await makeCall(app, { state: 'UNDER_EXAMINATION', departments: departmentsIn('FR') });
});
beforeEach(() => {
  app.clock.set(NOW);
});
afterAll(() => app.stop());

const rulesOf = ({ body }: Reply<unknown>): string[] =>
  ((body as { reasons?: { rule: string }[] }).reasons ?? []).map(({ rule }) => rule);
const refused = (reply: Reply<unknown>): [number, string[]] => [reply.status, rulesOf(reply)];

interface Made {
  readonly id: string;
  readonly department: string;
  readonly secretary: TestActor;
}
/** A committee, empty unless a template is named. */
async function committee(body: object = {}, department = freshDepartment()): Promise<Made> {
  const secretary = await app.actor({ role: 'COMMITTEE_SECRETARY', territory: `DEP-${department}` });
  const asked = { department, name: `Comité ${department}`, kind: 'CDSF', ...body };
  const made = await app.post<CommitteeView>('/v1/committees', secretary, { body: asked });
  expect(refused(made)).toEqual([201, []]);
  return { id: made.body.id, department, secretary };
}
const compositionOf = async ({ id, secretary }: Made): Promise<CompositionView> =>
  (await app.get<CompositionView>(`/v1/committees/${id}/composition`, secretary)).body;
const post = <T = CompositionView>({ id, secretary }: Made, path: string, body?: object): Promise<Reply<T>> =>
  app.post<T>(`/v1/committees/${id}/${path}`, secretary, { body });
async function openSeat(made: Made, seat: object): Promise<CommitteeSeatView> {
  const reply = await post(made, 'seats', { college: 'Membres', title: 'Membre', kind: 'FUNCTION', ...seat });
  expect(refused(reply)).toEqual([201, []]);
  return reply.body.seats.at(-1)!;
}
const seatPerson = (made: Made, seatId: string, person: TestActor, body: object = {}): Promise<Reply<CommitteeView>> =>
  post<CommitteeView>(made, 'members', { personId: person.personId, seatId, capacity: 'Titulaire', ...body });
const voter = (department: string): Promise<TestActor> => app.actor({ role: 'COMMITTEE_MEMBER', territory: `DEP-${department}` });

interface Session {
  readonly id: string;
  readonly dossiers: readonly string[];
}
/** A session in preparation on these dossiers, one in each department. */
async function prepare(
  made: Made,
  departments: readonly string[] = [made.department],
  scheduledAt = SESSION_DAY,
): Promise<Session> {
  const dossiers: string[] = [];
  for (const department of departments) dossiers.push((await makeApplication(app, { call, department, state: 'EXAMINED' })).id);
  const body = { committeeId: made.id, callId: call.id, scheduledAt, place: 'Préfecture', applicationIds: dossiers };
  const reply = await app.post<SessionView>('/v1/sessions', made.secretary, { body });
  expect(refused(reply)).toEqual([201, []]);
  return { id: reply.body.id, dossiers };
}
const act = <T = SessionView>(session: Session, event: string, actor: TestActor, body: object = {}, ifMatch?: number) =>
  app.post<T>(`/v1/sessions/${session.id}/${event}`, actor, { body, ...(ifMatch !== undefined && { ifMatch }) });

describe('a committee from a template', () => {
  it('has its 41 seats, all vacant, counted in the quorum, and says what is left to do', async () => {
    const made = await committee({ template: 'cdsf' });
    const body = await compositionOf(made);
    expect([body.seats.length, body.inOffice, body.quorumBase, body.quorumRequired]).toEqual([41, 0, 41, 21]);
    expect(body.anomalies.map(({ code }) => code)).toEqual([
      'noPresident',
      'vicePresidentMissing',
      'splitToBeSet',
      'vacantSeats',
      'noLargeCommune',
      'listNotFixed',
    ]);
    expect(body.actions.find(({ event }) => event === 'fixList')).toMatchObject({ ready: false });
    // The ten whose split the sources leave open are set one by one.
    const open = body.seats.find(({ title }) => title === 'À répartir');
    expect((await post(made, `seats/${open?.id ?? ''}/close`)).status).toBe(200);
    const set = await openSeat(made, { college: 'Professionnels', title: 'Assistante maternelle', kind: 'FUNCTION' });
    expect(set).toMatchObject({ college: 'Professionnels', vacant: true });
    expect((await post(made, `seats/${open?.id ?? ''}/close`)).status).toBe(404);
    expect((await compositionOf(made)).anomalies.map(({ code }) => code)).toContain('splitToBeSet');
  });

  it('templates are told, with what the sources leave open', async () => {
    const { secretary } = await committee();
    const list = await app.get<{ items: { name: string; size: number }[] }>('/v1/committee-templates', secretary);
    expect(list.body.items.map(({ name, size }) => [name, size])).toEqual([
      ['cdsf', 41],
      ['cdsf-paris', 41],
      ['collectivite-corse', 41],
    ]);
    expect((await app.get('/v1/committee-templates/cdsf-paris', secretary)).body).toMatchObject({ departments: ['75'] });
    expect((await app.get('/v1/committee-templates/none', secretary)).status).toBe(404);
  });

  it('case 48: one seat for several Cafs of the department, whose holder represents them all', async () => {
    const lille = { kind: 'CAF', name: 'Caf de Lille', territory: 'DEP-59' };
    await app.database.read.agency.create({ data: { id: newId(), createdAt: NOW, ...lille } });
    const made = await committee({ template: 'cdsf' }, '59');
    const seat = (await compositionOf(made)).seats.find(({ rule }) => rule !== null);
    const second = { college: 'Vice-présidence', title: 'Caf', kind: 'FUNCTION', rule: 'ONE_FOR_ALL_CAFS' };
    expect(refused(await post(made, 'seats', second))).toEqual([422, ['oneSeatForAllCafs']]);
    const president = await app.actor();
    const to = (represents: string[]) => seatPerson(made, seat?.id ?? '', president, { body: 'Caf de Lille', represents });
    expect(refused(await to(['Caf de Valenciennes']))).toEqual([422, ['representsEveryCaf']]);
    expect((await to(['Caf de Lille', 'Caf de Valenciennes'])).status).toBe(201);
    const held = (await compositionOf(made)).seats.find(({ id }) => id === seat?.id);
    expect(held).toMatchObject({ rank: 3, vacant: false, holders: [{ represents: ['Caf de Lille', 'Caf de Valenciennes'] }] });
  });
});

describe('several departments', () => {
  it('case 47: Corsica has one committee, whose agenda takes dossiers of both departments', async () => {
    const secretary = await app.actor({ role: 'COMMITTEE_SECRETARY', territory: 'REG-94' });
    const body = { department: '2A', departments: ['2A', '2B'], name: 'Comité de la collectivité', kind: 'COLLECTIVITE' };
    const half = await app.actor({ role: 'COMMITTEE_SECRETARY', territory: 'DEP-2B' });
    expect((await app.post('/v1/committees', half, { body })).status).toBe(403);
    const asked = { body: { ...body, template: 'collectivite-corse' } };
    const { body: set } = await app.post<CommitteeView>('/v1/committees', secretary, asked);
    expect(set).toMatchObject({ department: '2A', departments: ['2A', '2B'], openSeats: 41, template: 'collectivite-corse' });
    for (const department of ['2A', '2B']) {
      const another = { department, name: 'CDSF', kind: 'CDSF' };
      expect((await app.post('/v1/committees', secretary, { body: another })).status).toBe(409);
    }

    const made = { id: set.id, department: '2A', secretary };
    const { seats } = await compositionOf(made);
    const [chair, mayor] = [seats.find(({ role }) => role === 'PRESIDENT'), seats.find(({ kind }) => kind === 'ELECTED')];
    const prefect = await app.actor({ role: 'COMMITTEE_PRESIDENT', territory: 'DEP-2A' });
    const northern = await voter('2B');
    expect((await seatPerson(made, chair?.id ?? '', prefect)).status).toBe(201);
    const seated = await seatPerson(made, mayor?.id ?? '', northern, { body: 'Conseil municipal de Bastia' });
    const member = seated.body.members.find(({ personId }) => personId === northern.personId);

    // The secretariat of either department holds the session; its agenda mixes both, and no third one.
    const session = await prepare(made, ['2A', '2B']);
    const elsewhere = await makeApplication(app, { call, department: '13', state: 'EXAMINED' });
    const mixed = { committeeId: made.id, callId: call.id, scheduledAt: SESSION_DAY, place: 'x', applicationIds: [elsewhere.id] };
    expect(refused(await app.post('/v1/sessions', secretary, { body: mixed }))).toEqual([422, ['sameCallAndDepartment']]);
    expect((await act(session, 'convene', half)).body).toMatchObject({ state: 'CONVENED', quorum: { membersCount: 41 } });
    const listed = await app.get<{ items: { id: string }[] }>('/v1/sessions?department=2B', northern);
    expect(listed.body.items.map(({ id }) => id)).toEqual([session.id]);
    expect((await app.get(`/v1/committees/${made.id}`, northern)).status).toBe(200);
    expect((await app.get(`/v1/committees/${made.id}`, await voter('13'))).status).toBe(404);
    app.clock.set(new Date(SESSION_DAY));
    const arrival = await act(session, 'record-arrival', half, { memberId: member?.id });
    expect(arrival.body.members.find(({ id }) => id === member?.id)).toMatchObject({ present: true });
  });
});

describe('case 49: a department whose committee is not installed', () => {
  it('has a substitute body, with its reason and its period, which convenes nothing after it', async () => {
    const department = freshDepartment();
    const secretary = await app.actor({ role: 'COMMITTEE_SECRETARY', territory: `DEP-${department}` });
    const body = { department, name: 'Comité de pilotage', kind: 'SUBSTITUTE', endsAt: '2024-02-01T00:00:00.000Z' };
    expect(refused(await app.post('/v1/committees', secretary, { body }))).toEqual([422, ['reasonGiven']]);
    const made = await committee({ ...body, reason: 'CDSF non installé' }, department);
    expect((await app.get(`/v1/committees/${made.id}`, secretary)).body).toMatchObject({
      kind: 'SUBSTITUTE',
      reason: 'CDSF non installé',
      endsAt: '2024-02-01T00:00:00.000Z',
    });
    const chair = await app.actor({ role: 'COMMITTEE_PRESIDENT', territory: `DEP-${department}` });
    const own = { personId: chair.personId, college: 'Présidence', capacity: 'Préfet', president: true };
    expect((await post(made, 'members', own)).status).toBe(201);
    const late = await prepare(made, [department], '2024-02-01T00:00:00.000Z');
    expect(refused(await act(late, 'convene', secretary))).toEqual([422, ['committeeInPlace']]);
    const last = await prepare(made, [department], '2024-01-31T23:59:59.999Z');
    expect((await act(last, 'convene', secretary)).status).toBe(200);

    // The committee takes over from the end of the period, or once the substitute body has held its sessions.
    const cdsf = { department, name: 'CDSF', kind: 'CDSF', template: 'cdsf' };
    expect((await app.post('/v1/committees', secretary, { body: cdsf })).status).toBe(409);
    expect(refused(await post(made, 'end', { reasons: 'Installation' }))).toEqual([422, ['noSessionPending']]);
    expect((await act(last, 'cancel', secretary, { reasons: 'Installation' })).status).toBe(200);
    expect((await post(made, 'end', { reasons: 'Installation' })).body).toMatchObject({ state: 'ENDED' });
    expect(refused(await post(made, 'seats', { college: 'x', title: 'x', kind: 'FUNCTION' }))[0]).toBe(409);
    expect((await app.post('/v1/committees', secretary, { body: cdsf })).status).toBe(201);
    const events = await app.get<{ items: { event: string }[] }>(`/v1/committees/${made.id}/history`, secretary);
    expect(events.body.items.map(({ event }) => event)).toEqual(['create', 'addMember', 'end']);
  });

  it('two bodies set up at once for one department: one is', async () => {
    const department = freshDepartment();
    const secretary = await app.actor({ role: 'COMMITTEE_SECRETARY', territory: `DEP-${department}` });
    const kinds = [{ kind: 'CDSF' }, { kind: 'SUBSTITUTE', reason: 'Non installé' }, { kind: 'CDSF' }];
    const replies = await Promise.all(
      kinds.map((kind) => app.post('/v1/committees', secretary, { body: { department, name: 'Comité', ...kind } })),
    );
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  });
});

describe('terms', () => {
  it('end by the clock, to the millisecond; what is left of one goes to the successor', async () => {
    const made = await committee();
    const seat = await openSeat(made, {});
    const [first, second] = [await app.actor(), await app.actor()];
    expect((await seatPerson(made, seat.id, first)).status).toBe(201);
    const end = '2029-12-04T08:00:00.000Z';
    const inOffice = async (at: string): Promise<number> => {
      app.clock.set(new Date(at));
      return (await compositionOf(made)).inOffice;
    };
    expect([await inOffice('2029-12-04T07:59:59.999Z'), await inOffice(end)]).toEqual([1, 0]);
    expect((await compositionOf(made)).anomalies.map(({ code }) => code)).toEqual([
      'noPresident',
      'vacantSeats',
      'termsExpired',
      'listNotFixed',
    ]);

    app.clock.set(new Date('2025-01-10T08:00:00Z'));
    const memberId = (await compositionOf(made)).seats[0]?.holders[0]?.id ?? '';
    expect((await post(made, `members/${memberId}/end`, { reason: 'RESIGNATION' })).status).toBe(200);
    expect(refused(await post(made, `members/${memberId}/end`))).toEqual([422, ['notEnded']]);
    const vacant = await compositionOf(made);
    expect([vacant.inOffice, vacant.quorumBase, vacant.seats[0]?.vacant]).toEqual([0, 1, true]);
    expect(refused(await seatPerson(made, seat.id, second, { termEndsAt: '2031-01-10T08:00:00.000Z' }))).toEqual([
      422,
      ['termWithinRule'],
    ]);
    expect((await seatPerson(made, seat.id, second)).status).toBe(201);
    expect((await compositionOf(made)).seats[0]?.holders).toMatchObject([
      { endReason: 'RESIGNATION', endsAt: '2025-01-10T08:00:00.000Z', termEndsAt: end, sits: false },
      { endReason: null, endsAt: end, sits: true },
    ]);
  });

  it('by the committee’s rule, a member stays until a successor is seated', async () => {
    const made = await committee({ settings: { membersStayUntilReplaced: true, termYears: 1 } });
    const seat = await openSeat(made, {});
    const [first, second, third] = [await app.actor(), await app.actor(), await app.actor()];
    await seatPerson(made, seat.id, first);
    app.clock.set(new Date('2025-06-01T00:00:00Z'));
    expect(await compositionOf(made)).toMatchObject({ inOffice: 1, seats: [{ vacant: false }] });
    expect((await seatPerson(made, seat.id, second)).status).toBe(201);
    expect((await compositionOf(made)).seats[0]?.holders.map(({ sits }) => sits)).toEqual([false, true]);
    // One who stays and then resigns does not stay.
    app.clock.set(new Date('2026-06-02T00:00:00Z'));
    const staying = (await compositionOf(made)).seats[0]?.holders[1];
    expect(staying?.sits).toBe(true);
    expect((await post(made, `members/${staying?.id ?? ''}/end`, { reason: 'DEATH' })).status).toBe(200);
    expect((await compositionOf(made)).inOffice).toBe(0);
    expect((await seatPerson(made, seat.id, third)).status).toBe(201);
  });

  it('two persons sent to one seat at once: one takes it', async () => {
    const made = await committee();
    const seat = await openSeat(made, {});
    const people = await Promise.all([1, 2, 3].map(() => app.actor()));
    const replies = await Promise.all(people.map((person) => seatPerson(made, seat.id, person)));
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 422, 422]);
  });

  it('a member without a seat has one of their own, which goes with them', async () => {
    const made = await committee();
    const person = await app.actor();
    const body = { personId: person.personId, college: 'Membres', capacity: 'Experte', president: false };
    const { body: seated } = await post<CommitteeView>(made, 'members', body);
    expect(seated).toMatchObject({ openSeats: 1, quorumRequired: 1, members: [{ college: 'Membres', president: false }] });
    expect(refused(await post(made, 'members', body))[0]).toBe(409);
    await post(made, `members/${seated.members[0]?.id ?? ''}/end`);
    expect(await compositionOf(made)).toMatchObject({ quorumBase: 0, seats: [] });
  });

  it('the list is fixed by a president, after the vice-presidents’ opinion', async () => {
    const made = await committee();
    const deed = { reference: 'Arrêté n° 2023-112', decidedOn: '2023-11-30', opinionsOn: '2023-11-20' };
    expect(refused(await post(made, 'fix-list', deed))).toEqual([422, ['presidentSits']]);
    const chair = await openSeat(made, { role: 'PRESIDENT', title: 'Préfet' });
    expect(refused(await post(made, 'seats', { college: 'x', title: 'x', kind: 'FUNCTION', role: 'PRESIDENT' }))[0]).toBe(409);
    await seatPerson(made, chair.id, await app.actor());
    expect(refused(await post(made, 'fix-list', { ...deed, opinionsOn: '2023-12-01' }))).toEqual([422, ['opinionsBeforeList']]);
    expect((await post(made, 'fix-list', deed)).body).toMatchObject({ lists: [deed], anomalies: [] });
  });
});

describe('substitutes in session (CRPA R133-3)', () => {
  interface Room {
    readonly made: Made;
    readonly session: Session;
    /** Members, by seat: president, mayor, expert, head of service. */
    readonly ids: Readonly<Record<'chair' | 'mayor' | 'expert' | 'head', string>>;
    readonly seats: Readonly<Record<'chair' | 'mayor' | 'expert' | 'head', string>>;
    readonly people: Readonly<Record<'chair' | 'mayor' | 'expert' | 'head', TestActor>>;
  }
  const TOWN = 'Conseil municipal de Muret';

  async function room(): Promise<Room> {
    const made = await committee();
    const kinds = { chair: 'FUNCTION', mayor: 'ELECTED', expert: 'QUALIFIED', head: 'FUNCTION' } as const;
    const bodies = { chair: 'Préfecture', mayor: undefined, expert: undefined, head: 'DDETS' } as const;
    const names = ['chair', 'mayor', 'expert', 'head'] as const;
    const ids: Record<string, string> = {};
    const seats: Record<string, string> = {};
    const people: Record<string, TestActor> = {};
    for (const name of names) {
      const role = name === 'chair' ? 'PRESIDENT' : 'MEMBER';
      const seat = await openSeat(made, { kind: kinds[name], role, title: name, body: bodies[name] });
      const grant = name === 'chair' ? 'COMMITTEE_PRESIDENT' : 'COMMITTEE_MEMBER';
      const person = await app.actor({ role: grant, territory: `DEP-${made.department}` });
      const seated = await seatPerson(made, seat.id, person, name === 'mayor' ? { body: TOWN } : {});
      ids[name] = seated.body.members.find(({ personId }) => personId === person.personId)?.id ?? '';
      seats[name] = seat.id;
      people[name] = person;
    }
    const session = await prepare(made);
    expect((await act(session, 'convene', made.secretary)).body).toMatchObject({ quorum: { membersCount: 4, required: 2 } });
    app.clock.set(new Date(SESSION_DAY));
    return { made, session, ids, seats, people } as unknown as Room;
  }
  const register = ({ made, seats }: Room, seat: keyof Room['seats'], person: TestActor, body: object) =>
    post(made, `seats/${seats[seat]}/substitutes`, { personId: person.personId, capacity: 'Suppléant', ...body });
  const substituteIdOf = (reply: Reply<CompositionView>): string =>
    reply.body.seats.flatMap(({ substitutes }) => substitutes).at(-1)?.id ?? '';
  const arrive = ({ made, session }: Room, memberId: string, substituteId?: string) =>
    act(session, 'record-arrival', made.secretary, { memberId, ...(substituteId !== undefined && { substituteId }) });

  it('case 20: an elected member is not substituted by a civil servant, nor an expert by anyone', async () => {
    const made = await room();
    const person = await voter(made.made.department);
    const town = { body: TOWN, elected: true };
    expect(refused(await register(made, 'mayor', person, { ...town, elected: false }))).toEqual([422, ['mayBeSubstituted']]);
    expect(refused(await register(made, 'mayor', person, { ...town, body: 'Conseil municipal de Tours' }))).toEqual([
      422,
      ['mayBeSubstituted'],
    ]);
    expect(refused(await register(made, 'expert', person, town))).toEqual([422, ['mayBeSubstituted']]);
    expect(refused(await register(made, 'head', person, { body: 'Rectorat', elected: false }))).toEqual([
      422,
      ['mayBeSubstituted'],
    ]);
    expect(refused(await register(made, 'mayor', made.people.head, town))).toEqual([422, ['notAMember']]);
    const registered = await register(made, 'mayor', person, town);
    expect(registered.status).toBe(201);
    expect(refused(await register(made, 'mayor', person, town))[0]).toBe(409);
    // Registered for the mayor, and for nobody else.
    expect(refused(await arrive(made, made.ids.head, substituteIdOf(registered)))).toEqual([422, ['lawfulSubstitute']]);
    expect(refused(await arrive(made, made.ids.head, newId()))).toEqual([422, ['lawfulSubstitute']]);
  });

  it('a substitute counts, votes and recuses as the member, who meanwhile does not sit', async () => {
    const made = await room();
    const { session, ids, people } = made;
    const deputy = await voter(made.made.department);
    const substituteId = substituteIdOf(await register(made, 'mayor', deputy, { body: TOWN, elected: true }));
    // Before: the member sits, the substitute does not.
    const item = { itemId: (await app.get<SessionView>(`/v1/sessions/${session.id}`, deputy)).body.items[0]?.id };
    expect((await act(session, 'give-proxy', deputy, { holderId: ids.head })).status).toBe(403);
    const came = await arrive(made, ids.mayor, substituteId);
    expect(came.body.quorum).toMatchObject({ present: 1, reached: false });
    expect(came.body.members.find(({ id }) => id === ids.mayor)).toMatchObject({
      present: true,
      substitute: { id: substituteId, capacity: 'Suppléant' },
    });
    expect(came.body.attendance).toMatchObject([{ memberId: ids.mayor, substituteId }]);
    // The member cannot come as well, nor the substitute twice; one who is substituted gives no mandate.
    expect(refused(await arrive(made, ids.mayor))).toEqual([422, ['notYetPresent']]);
    const again = await register(made, 'head', deputy, { body: 'DDETS', elected: false });
    expect(refused(await arrive(made, ids.head, substituteIdOf(again)))).toEqual([422, ['oneChairEach']]);
    const mandate = { giverId: ids.mayor, holderId: ids.head };
    expect(refused(await act(session, 'give-proxy', made.made.secretary, mandate))).toEqual([
      422,
      ['giverNotSubstituted', 'giverAbsent'],
    ]);
    expect((await act(session, 'give-proxy', people.mayor, { holderId: ids.head })).status).toBe(403);

    await arrive(made, ids.head);
    expect((await act(session, 'open', made.made.secretary)).status).toBe(200);
    const opened = await act(session, 'open-item', made.made.secretary, { ...item, proposal: 'FAVOURABLE' });
    const version = opened.body.items[0]?.version;
    const work = await app.get<{ items: { kind: string; onId: string }[] }>('/v1/desk/worklist', deputy);
    expect(work.body.items.map(({ kind }) => kind)).toEqual(['ITEM_TO_VOTE']);
    expect((await app.get<{ items: unknown[] }>('/v1/desk/worklist', people.mayor)).body.items).toEqual([]);
    expect((await act(session, 'vote', people.mayor, { ...item, choice: 'FOR' }, version)).status).toBe(403);
    const voted = await act(session, 'vote', deputy, { ...item, choice: 'FOR' }, version);
    expect([voted.status, voted.body]).toMatchObject([200, { memberId: ids.mayor, castById: ids.mayor, choice: 'FOR' }]);
    const closed = await act(session, 'close-item', made.made.secretary, item);
    expect(closed.body.items[0]).toMatchObject({ result: 'FAVOURABLE', tally: { for: 1 } });
    const facts = await app.database.read.auditEntry.findFirst({
      where: { aggregateId: session.id, event: 'closeItem' },
      select: { facts: true },
    });
    expect(JSON.parse(facts?.facts ?? '{}')).toMatchObject({ substituted: [{ memberId: ids.mayor, substituteId }] });
    // The substitute leaves, the member comes: one chair, one after the other.
    expect((await act(session, 'record-departure', made.made.secretary, { memberId: ids.mayor })).status).toBe(200);
    app.clock.set(new Date(Date.parse(SESSION_DAY) + 60_000));
    expect((await arrive(made, ids.mayor)).status).toBe(200);
  });

  it.each(['member', 'substitute'] as const)('is recused by an interest of the %s', async (whose) => {
    const made = await room();
    const { session, ids, people } = made;
    const deputy = await voter(made.made.department);
    const substituteId = substituteIdOf(await register(made, 'mayor', deputy, { body: TOWN, elected: true }));
    const { personId } = whose === 'member' ? people.mayor : deputy;
    const applicationId = session.dossiers[0] ?? '';
    const interest = { applicationId, personId, reason: 'Élu de la commune', declaredAt: NOW, declaredBy: personId };
    await app.database.read.interest.create({ data: interest });
    await arrive(made, ids.mayor, substituteId);
    const seen = await app.get<SessionView>(`/v1/sessions/${session.id}`, deputy);
    expect(seen.body.items[0]).toMatchObject({ recused: true, application: null, recusedMemberIds: [ids.mayor] });
    await arrive(made, ids.head);
    await act(session, 'open', made.made.secretary);
    const itemId = seen.body.items[0]?.id;
    const opened = await act(session, 'open-item', made.made.secretary, { itemId, proposal: 'FAVOURABLE' });
    const ballot = await act(session, 'vote', deputy, { itemId, choice: 'FOR' }, opened.body.items[0]?.version);
    expect(refused(ballot)).toEqual([422, ['notRecused']]);
  });

  it('a substitute of the president presides, and breaks a tie', async () => {
    const made = await room();
    const { session, ids, people } = made;
    const deputy = await app.actor({ role: 'COMMITTEE_PRESIDENT', territory: `DEP-${made.made.department}` });
    expect((await act(session, 'open', deputy)).status).toBe(403);
    const substituteId = substituteIdOf(await register(made, 'chair', deputy, { body: 'Préfecture', elected: false }));
    await arrive(made, ids.chair, substituteId);
    await arrive(made, ids.head);
    expect((await act(session, 'open', people.chair)).status).toBe(403);
    const opened = await act(session, 'open', deputy);
    expect(opened.body).toMatchObject({ state: 'OPEN' });
    const itemId = opened.body.items[0]?.id;
    const { body } = await act(session, 'open-item', deputy, { itemId, proposal: 'FAVOURABLE' });
    const version = body.items[0]?.version;
    await act(session, 'vote', people.head, { itemId, choice: 'AGAINST' }, version);
    await act(session, 'vote', deputy, { itemId, choice: 'FOR' }, version);
    expect((await act(session, 'close-item', deputy, { itemId })).body.items[0]).toMatchObject({
      result: 'FAVOURABLE',
      tally: { for: 1, against: 1, castingVote: true },
    });
  });

  it('ends with their registration: they no longer come', async () => {
    const made = await room();
    const deputy = await voter(made.made.department);
    const substituteId = substituteIdOf(await register(made, 'mayor', deputy, { body: TOWN, elected: true }));
    expect((await post(made.made, `substitutes/${substituteId}/end`)).status).toBe(200);
    expect((await post(made.made, `substitutes/${substituteId}/end`)).status).toBe(404);
    expect(refused(await arrive(made, made.ids.mayor, substituteId))).toEqual([422, ['lawfulSubstitute']]);
  });

  it('what composes the committee is frozen by the convocation', async () => {
    const made = await room();
    await openSeat(made.made, {});
    await post(made.made, `members/${made.ids.expert}/end`, { reason: 'LOSS_OF_CAPACITY' });
    const seen = await app.get<SessionView>(`/v1/sessions/${made.session.id}`, made.made.secretary);
    expect(seen.body.quorum).toMatchObject({ membersCount: 4, required: 2 });
    expect(await compositionOf(made.made)).toMatchObject({ inOffice: 3, quorumBase: 5, quorumRequired: 3 });
  });
});
