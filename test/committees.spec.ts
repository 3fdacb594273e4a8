import pg from 'pg';

import type { SessionItemView, SessionView } from '../src/features/committees/session.views.js';
import { newId } from '../src/kernel/ids.js';
import { departmentsIn } from '../src/kernel/territory.js';
import { TestApp, type TestActor } from './support/app.js';
import { makeApplication, makeOrganisation, type MadeApplication } from './support/applications.js';
import { makeCall, type MadeCall } from './support/calls.js';
import {
  arrive,
  makeCommittee,
  makeSession,
  type MadeCommittee,
  type MadeMember,
  type MadeSession,
} from './support/committees.js';
import { makeInstructions } from './support/instruction.js';

const DAY = 86_400_000;
const DEPARTMENTS = departmentsIn('FR').filter((code) => code !== '75');

let app: TestApp;
let call: MadeCall;
let next = 0;
/** Each test has its own department, since a department has one committee of a kind. */
const department = (): string => DEPARTMENTS[next++] ?? '31';

beforeEach(() => {
  app.clock.set(new Date('2023-10-02T08:00:00Z'));
});
beforeAll(async () => {
  app = await TestApp.start({ now: '2023-10-02T08:00:00Z' });
  call = await makeCall(app, { state: 'UNDER_EXAMINATION', departments: departmentsIn('FR') });
});
afterAll(() => app.stop());

interface Rules {
  code: string;
  reasons?: { rule: string }[];
}
const rulesOf = (body: unknown): string[] => ((body as Rules).reasons ?? []).map(({ rule }) => rule);

async function act<T = SessionView>(session: { id: string }, event: string, actor: TestActor, body?: object, ifMatch?: number) {
  return app.post<T>(`/v1/sessions/${session.id}/${event}`, actor, { body, ...(ifMatch !== undefined && { ifMatch }) });
}
const view = async (session: { id: string }, actor: TestActor): Promise<SessionView> =>
  (await app.get<SessionView>(`/v1/sessions/${session.id}`, actor)).body;
function item(body: SessionView, index = 0): SessionItemView {
  const found = body.items[index];
  if (found === undefined) throw new Error(`no item ${index}`);
  return found;
}
const stateOf = async (id: string): Promise<string | undefined> =>
  (await app.database.read.application.findUnique({ where: { id }, select: { state: true } }))?.state;

interface Room {
  committee: MadeCommittee;
  applications: MadeApplication[];
  session: MadeSession;
}
async function room(
  size: number,
  options: { state?: 'CONVENED' | 'OPEN'; present?: number; dossiers?: number; quorumAt?: 'ITEM' } = {},
): Promise<Room> {
  const { state = 'OPEN', present = size, dossiers = 1, quorumAt = 'OPENING' } = options;
  const committee = await makeCommittee(app, { department: department(), size, settings: { quorumAt } });
  const applications: MadeApplication[] = [];
  for (let index = 0; index < dossiers; index += 1) {
    applications.push(await makeApplication(app, { call, department: committee.department, state: 'ON_AGENDA' }));
  }
  const session = await makeSession(app, { committee, call, applications, state, present: committee.members.slice(0, present) });
  return { committee, applications, session };
}
async function openFirst({ committee, session }: Room, body: object = {}): Promise<SessionItemView> {
  const reply = await act(session, 'open-item', committee.secretary, {
    itemId: session.itemIds[0],
    proposal: 'FAVOURABLE',
    ...body,
  });
  expect([reply.status, rulesOf(reply.body)]).toEqual([200, []]);
  return item(reply.body);
}
const vote = (room: Room, at: SessionItemView, { actor }: MadeMember, choice: string, forMemberId?: string) =>
  act<Record<string, unknown>>(
    room.session,
    'vote',
    actor,
    { itemId: at.id, choice, ...(forMemberId && { forMemberId }) },
    at.version,
  );
const member = (room: Room, index: number): MadeMember => {
  const found = room.committee.members[index];
  if (found === undefined) throw new Error(`no member ${index}`);
  return found;
};
const closeItem = ({ committee, session }: Room, at: SessionItemView) =>
  act(session, 'close-item', committee.secretary, { itemId: at.id });

describe('a committee', () => {
  it('is set up by its secretary, seats members, and has one president at most', async () => {
    const code = department();
    const secretary = await app.actor({ role: 'COMMITTEE_SECRETARY', territory: `DEP-${code}` });
    const body = { department: code, name: 'CDSF', kind: 'CDSF', settings: { seats: 41 } };
    const made = await app.post<{ id: string }>('/v1/committees', secretary, { body });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ quorumRequired: 21, settings: { seats: 41, noticeDays: 5, abstentionsCount: false } });
    expect((await app.post('/v1/committees', secretary, { body })).status).toBe(409);
    const url = `/v1/committees/${made.body.id}`;
    const seat = { college: 'Présidence', capacity: 'Préfet', president: true };
    const [one, two] = [await app.actor(), await app.actor()];
    const seated = await app.post<{ members: { id: string }[] }>(`${url}/members`, secretary, {
      body: { ...seat, personId: one.personId },
    });
    expect(seated.status).toBe(201);
    expect((await app.post(`${url}/members`, secretary, { body: { ...seat, personId: two.personId } })).status).toBe(409);
    expect(
      (await app.post(`${url}/members`, secretary, { body: { ...seat, president: false, personId: one.personId } })).status,
    ).toBe(409);
    const unknown = await app.post(`${url}/members`, secretary, { body: { ...seat, personId: newId() } });
    expect([unknown.status, rulesOf(unknown.body)]).toEqual([422, ['personKnown']]);
    expect((await app.post(`${url}/members/${seated.body.members[0]?.id ?? ''}/end`, secretary)).status).toBe(200);
    expect((await app.post(`${url}/members`, secretary, { body: { ...seat, personId: two.personId } })).status).toBe(201);
    const history = await app.get<{ items: { event: string }[] }>(`${url}/history`, secretary);
    expect(history.body.items.map(({ event }) => event)).toEqual(['create', 'addMember', 'endMember', 'addMember']);
  });

  it('exists only for its own territory', async () => {
    const committee = await makeCommittee(app, { department: department(), size: 1 });
    const elsewhere = await app.actor({ role: 'COMMITTEE_SECRETARY', territory: 'DEP-75' });
    expect((await app.get(`/v1/committees/${committee.id}`, elsewhere)).status).toBe(404);
    expect((await app.post(`/v1/committees/${committee.id}/members/${newId()}/end`, elsewhere)).status).toBe(404);
    const list = await app.get<{ items: { id: string }[] }>('/v1/committees', elsewhere);
    expect(list.body.items).toEqual([]);
    const body = { department: committee.department, name: 'Autre', kind: 'SUBSTITUTE' };
    expect((await app.post('/v1/committees', elsewhere, { body })).status).toBe(403);
  });
});

describe('preparing and convening', () => {
  async function prepared(state: 'EXAMINED' | 'UNDER_EXAMINATION', inDays: number) {
    const committee = await makeCommittee(app, { department: department() });
    const application = await makeApplication(app, { call, department: committee.department, state });
    const scheduledAt = new Date(app.clock.now().getTime() + inDays * DAY).toISOString();
    const body = {
      committeeId: committee.id,
      callId: call.id,
      scheduledAt,
      place: 'Préfecture',
      applicationIds: [application.id],
    };
    const made = await app.post<SessionView>('/v1/sessions', committee.secretary, { body });
    expect(made.status).toBe(201);
    return { committee, application, session: made.body, body };
  }

  it('puts on the agenda only dossiers of the same call and department, and may change it before the convocation', async () => {
    const { committee, application, session, body } = await prepared('EXAMINED', 10);
    const foreign = await makeApplication(app, { call, department: '75', state: 'EXAMINED' });
    const refused = await app.post('/v1/sessions', committee.secretary, {
      body: { ...body, applicationIds: [foreign.id, newId()] },
    });
    expect([refused.status, rulesOf(refused.body)]).toEqual([422, ['sameCallAndDepartment', 'sameCallAndDepartment']]);
    const second = await makeApplication(app, { call, department: committee.department, state: 'EXAMINED' });
    const url = `/v1/sessions/${session.id}`;
    const agenda = { applicationIds: [second.id, application.id] };
    expect((await app.patch(url, committee.secretary, { body: agenda, ifMatch: 9 })).status).toBe(412);
    const edited = await app.patch<SessionView>(url, committee.secretary, { body: agenda, ifMatch: 1 });
    expect(edited.body.items.map(({ application: dossier }) => dossier?.id)).toEqual([second.id, application.id]);
    expect((await app.patch(url, member({ committee } as Room, 1).actor, { body: agenda, ifMatch: 2 })).status).toBe(403);
    expect(
      (await app.post('/v1/sessions', committee.secretary, { body: { scheduledAt: body.scheduledAt, place: 'x' } })).status,
    ).toBe(400);
    expect((await act(session, 'convene', committee.secretary, {})).status).toBe(200);
    expect((await app.patch(url, committee.secretary, { body: agenda, ifMatch: 3 })).status).toBe(409);
  });

  it('case 14: an opinion is missing on the eve, the dossier cannot be on the agenda', async () => {
    const { committee, session } = await prepared('UNDER_EXAMINATION', 10);
    const reply = await act(session, 'convene', committee.secretary, {});
    expect([reply.status, rulesOf(reply.body)]).toEqual([422, ['applicationsExamined']]);
  });

  it('3 days before: irregular without a motive of urgency, valid with one', async () => {
    const { committee, session } = await prepared('EXAMINED', 3);
    const reply = await act(session, 'convene', committee.secretary, {});
    expect([reply.status, rulesOf(reply.body)]).toEqual([422, ['noticeLongEnough']]);
    const urgent = await act(session, 'convene', committee.secretary, {
      urgencyMotive: 'Crédits à engager avant la fin du mois.',
    });
    expect(urgent.body).toMatchObject({ state: 'CONVENED', urgencyMotive: 'Crédits à engager avant la fin du mois.' });
  });

  it('freezes the quorum, logs a sending to each member, copies both positions, and puts the dossiers on the agenda', async () => {
    const { committee, application, session } = await prepared('EXAMINED', 10);
    await makeInstructions(app, call, application, {
      CAF: { state: 'SIGNED', opinion: 'FAVOURABLE' },
      DDETS: { state: 'SIGNED', opinion: 'UNFAVOURABLE', reasons: 'Coût par place trop élevé.' },
    });
    const reply = await act(session, 'convene', committee.president.actor, {});
    expect(reply.body).toMatchObject({ state: 'CONVENED', quorum: { membersCount: 5, required: 3, reached: false } });
    expect(item(reply.body)).toMatchObject({
      divergent: true,
      application: { state: 'ON_AGENDA' },
      positions: { divergent: true, caf: { opinion: 'FAVOURABLE' }, ddets: { reasons: 'Coût par place trop élevé.' } },
    });
    expect(await app.database.read.convocationSending.count({ where: { sessionId: session.id } })).toBe(5);
  });

  it('a draft is seen by those who prepare it alone, in the list as in the detail', async () => {
    const { committee, session } = await prepared('EXAMINED', 10);
    const jury = await app.actor({ role: 'REGIONAL_JURY', territory: 'FR' });
    const elsewhere = await app.actor({ role: 'COMMITTEE_SECRETARY', territory: 'DEP-75' });
    const seen = async (actor: TestActor): Promise<boolean[]> => {
      const list = await app.get<{ items: { id: string }[] }>(`/v1/sessions?department=${committee.department}`, actor);
      const detail = await app.get(`/v1/sessions/${session.id}`, actor);
      return [list.body.items.some(({ id }) => id === session.id), detail.status === 200];
    };
    for (const actor of [committee.secretary, committee.president.actor]) expect(await seen(actor)).toEqual([true, true]);
    for (const actor of [committee.members[1]?.actor ?? jury, jury, elsewhere]) expect(await seen(actor)).toEqual([false, false]);
    await act(session, 'convene', committee.secretary, {});
    expect(await seen(jury)).toEqual([true, true]);
    expect(await seen(elsewhere)).toEqual([false, false]);
  });

  it('lists sessions page by page, latest first', async () => {
    const made = await room(1, { state: 'CONVENED' });
    const later = await makeSession(app, { committee: made.committee, call, applications: [], state: 'CONVENED' });
    const url = `/v1/sessions?department=${made.committee.department}&limit=1`;
    interface Page {
      items: { id: string; itemsCount: number }[];
      page: { next: string | null };
    }
    const first = (await app.get<Page>(url, made.committee.secretary)).body;
    const second = (await app.get<Page>(`${url}&after=${first.page.next ?? ''}`, made.committee.secretary)).body;
    expect([...first.items, ...second.items].map(({ id, itemsCount }) => [id, itemsCount])).toEqual([
      [later.id, 0],
      [made.session.id, 1],
    ]);
    expect(second.page.next).toBeNull();
  });

  it('a cancelled session defers its dossiers', async () => {
    const { committee, application, session } = await prepared('EXAMINED', 10);
    await act(session, 'convene', committee.secretary, {});
    const reply = await act(session, 'cancel', committee.secretary, { reasons: 'Salle indisponible.' });
    expect(reply.body).toMatchObject({ state: 'CANCELLED', cancelReasons: 'Salle indisponible.' });
    expect(await stateOf(application.id)).toBe('DEFERRED');
  });
});

describe('the quorum of 41 members', () => {
  it('15 in the room, 5 by video, 1 mandate: 21, the session opens; a second mandate to one holder is refused', async () => {
    const made = await room(41, { state: 'CONVENED', present: 20 });
    const { committee, session } = made;
    const given = { giverId: member(made, 40).id, holderId: member(made, 1).id };
    expect((await act(session, 'give-proxy', committee.secretary, given)).status).toBe(200);
    const twice = await act(session, 'give-proxy', committee.secretary, { ...given, giverId: member(made, 39).id });
    expect([twice.status, rulesOf(twice.body)]).toEqual([422, ['oneMandateEach']]);
    const opened = await act(session, 'open', committee.president.actor);
    expect(opened.body).toMatchObject({ state: 'OPEN', quorum: { required: 21, present: 20, represented: 1, reached: true } });
  });

  it('case 15: 20 of 41, no session; a second one with the same agenda deliberates without a quorum', async () => {
    const made = await room(41, { state: 'CONVENED', present: 20, dossiers: 2 });
    const { committee, session, applications } = made;
    const refused = await act(session, 'open', committee.president.actor);
    expect([refused.status, rulesOf(refused.body)]).toEqual([422, ['quorumReached']]);
    expect((await act(session, 'adjourn', committee.secretary)).body).toMatchObject({ state: 'ADJOURNED' });

    const scheduledAt = new Date(app.clock.now().getTime() + 7 * DAY);
    const body = { secondOfId: session.id, scheduledAt: scheduledAt.toISOString(), place: 'Préfecture' };
    // Case 16: a new item would need a quorum again, hence another session.
    const changed = await app.post('/v1/sessions', committee.secretary, { body: { ...body, applicationIds: [newId()] } });
    expect([changed.status, rulesOf(changed.body)]).toEqual([422, ['sameAgenda']]);
    const second = (await app.post<SessionView>('/v1/sessions', committee.secretary, { body })).body;
    expect(second.items.map(({ application }) => application?.id)).toEqual(applications.map(({ id }) => id));
    const edited = await app.patch(`/v1/sessions/${second.id}`, committee.secretary, {
      body: { applicationIds: [applications[0]?.id] },
      ifMatch: second.version,
    });
    expect([edited.status, rulesOf(edited.body)]).toEqual([422, ['sameAgenda']]);
    expect((await app.post('/v1/sessions', committee.secretary, { body })).status).toBe(409);

    expect((await act(second, 'convene', committee.secretary, {})).body).toMatchObject({ quorum: { required: 0 } });
    app.clock.set(scheduledAt);
    await arrive(app, second.id, committee.members.slice(0, 3));
    expect((await act(second, 'open', committee.president.actor)).body).toMatchObject({ state: 'OPEN', quorum: { present: 3 } });
  });

  it('a second session is only of an adjourned one', async () => {
    const { committee, session } = await room(3, { state: 'CONVENED' });
    const body = { secondOfId: session.id, scheduledAt: '2023-10-20T08:00:00Z', place: 'Préfecture' };
    expect((await app.post('/v1/sessions', committee.secretary, { body })).status).toBe(409);
  });
});

describe('the vote', () => {
  it('is counted from the ballots, sealed until closed, and becomes the committee’s opinion with its amounts', async () => {
    const made = await room(5);
    const { committee, session, applications } = made;
    const at = await openFirst(made, { proposal: 'WITH_RESERVES', years: [{ year: 2023, cents: 2_500_001 }] });
    expect((await act(session, 'vote', member(made, 1).actor, { itemId: at.id, choice: 'FOR' })).status).toBe(428);
    const stale = await act(session, 'vote', member(made, 1).actor, { itemId: at.id, choice: 'FOR' }, at.version + 1);
    expect(stale.status).toBe(412);
    const receipt = await vote(made, at, member(made, 1), 'FOR');
    expect(receipt.body).toMatchObject({ choice: 'FOR', memberId: member(made, 1).id, itemVersion: at.version });
    expect(receipt.headers.etag).toBe(`"${at.version}"`);
    expect((await vote(made, at, member(made, 2), 'FOR')).status).toBe(200);
    expect((await vote(made, at, member(made, 3), 'AGAINST')).status).toBe(200);
    expect((await act(session, 'vote', committee.secretary, { itemId: at.id, choice: 'FOR' }, at.version)).status).toBe(403);
    expect(item(await view(session, committee.secretary))).toMatchObject({ ballotsCast: 3, ballots: [], tally: null });
    const sealed = await app.get(`/v1/sessions/${session.id}/history`, committee.secretary);
    expect(JSON.stringify(sealed.body)).not.toMatch(/AGAINST/);

    const closed = await closeItem(made, at);
    expect(item(closed.body)).toMatchObject({
      state: 'DECIDED',
      result: 'WITH_RESERVES',
      tally: { for: 2, against: 1, abstain: 0, cast: 3, adopted: true, castingVote: false },
      ballotsCast: 3,
      proposedYears: [{ year: 2023, amount: { cents: 2_500_001, currency: 'EUR' } }],
    });
    expect(item(closed.body).ballots).toHaveLength(3);
    expect(await stateOf(applications[0]?.id ?? '')).toBe('COMMITTEE_RESERVED');
    const shares = await app.database.read.applicationAmount.findMany({
      where: { applicationId: applications[0]?.id, stage: 'PROPOSED_COMMITTEE' },
    });
    expect(shares.map(({ funderCode, cents }) => `${funderCode} ${cents}`).sort()).toEqual(['CNAF 1250000', 'STATE 1250001']);
    expect((await closeItem(made, at)).status).toBe(422);
    const unreasoned = await act(session, 'close', committee.president.actor);
    expect([unreasoned.status, rulesOf(unreasoned.body)]).toEqual([422, ['opinionsReasoned']]);
    const opinion = { itemId: at.id, reasons: 'Projet utile.', reserves: ['Préciser le recrutement.'] };
    expect(item((await act(session, 'record-opinion', committee.president.actor, opinion)).body).opinion).toMatchObject({
      reasons: 'Projet utile.',
      reserves: ['Préciser le recrutement.'],
    });
    // A member may still have a disagreement recorded, until the minutes are signed (CRPA R133-13).
    expect((await act(session, 'close', committee.president.actor)).body).toMatchObject({
      state: 'CLOSED',
      actions: [{ event: 'recordDisagreement' }],
    });
    const history = await app.get(`/v1/sessions/${session.id}/history`, committee.secretary);
    expect(JSON.stringify(history.body)).toMatch(/AGAINST/);
  });

  it('case 17: the mayor of the commune that holds the dossier is recused, votes nothing and sees nothing of it', async () => {
    const made = await room(5);
    const mayor = member(made, 1);
    const personId = mayor.actor.personId;
    await app.database.read.grant.create({
      data: {
        id: newId(),
        personId,
        role: 'HOLDER_REPRESENTATIVE',
        organisationId: made.applications[0]?.organisationId ?? '',
        startsAt: new Date('2020-01-01T00:00:00Z'),
        createdAt: app.clock.now(),
      },
    });
    const at = await openFirst(made);
    expect(at.recusedMemberIds).toEqual([mayor.id]);
    const reply = await vote(made, at, mayor, 'FOR');
    expect([reply.status, rulesOf(reply.body)]).toEqual([422, ['notRecused']]);
    expect(item(await view(made.session, mayor.actor))).toMatchObject({
      position: 1,
      recused: true,
      application: null,
      positions: null,
    });
  });

  it('case 18: a recused member’s mandate, given beforehand, is not usable on that item', async () => {
    const made = await room(5, { present: 4, dossiers: 2 });
    const { committee, session } = made;
    const [giver, holder] = [member(made, 4), member(made, 1)];
    expect((await act(session, 'give-proxy', giver.actor, { holderId: holder.id })).status).toBe(200);
    const recusal = { itemId: session.itemIds[0], memberId: giver.id, reason: 'Préside l’association.' };
    expect((await act(session, 'recuse', giver.actor, recusal)).status).toBe(200);
    const at = await openFirst(made);
    const refused = await vote(made, at, holder, 'FOR', giver.id);
    expect([refused.status, rulesOf(refused.body)]).toEqual([422, ['notRecused']]);
    expect((await vote(made, at, holder, 'FOR')).status).toBe(200);
    expect((await closeItem(made, at)).status).toBe(200);
    // On the next item the mandate serves.
    const opened = await act(session, 'open-item', committee.secretary, { itemId: session.itemIds[1], proposal: 'FAVOURABLE' });
    const other = item(opened.body, 1);
    expect((await vote(made, other, holder, 'FOR', giver.id)).body).toMatchObject({ memberId: giver.id, castById: holder.id });
    expect((await vote(made, other, holder, 'AGAINST', giver.id)).body).toMatchObject({ choice: 'AGAINST', revision: 2 });
    const interests = await app.database.read.interest.findMany({ where: { personId: giver.actor.personId } });
    expect(interests.map(({ applicationId }) => applicationId)).toEqual([made.applications[0]?.id]);
  });

  async function twelveTwelve(made: Room, at: SessionItemView, voters: readonly MadeMember[]): Promise<void> {
    for (const [index, voter] of voters.entries()) {
      expect((await vote(made, at, voter, index % 2 === 0 ? 'FOR' : 'AGAINST')).status).toBe(200);
    }
  }

  it('case 19: 12 for, 12 against, the president for: favourable by casting vote', async () => {
    const made = await room(24);
    const at = await openFirst(made);
    await twelveTwelve(made, at, made.committee.members);
    const closed = await closeItem(made, at);
    expect(item(closed.body)).toMatchObject({ result: 'FAVOURABLE', tally: { for: 12, against: 12, castingVote: true } });
    expect(await stateOf(made.applications[0]?.id ?? '')).toBe('COMMITTEE_FAVOURABLE');
  });

  it('a tie waits for a president who is there; recused, there is no casting vote and nothing is adopted', async () => {
    const made = await room(3, { dossiers: 2 });
    const { committee, session } = made;
    const voters = committee.members.slice(1);
    const at = await openFirst(made);
    await twelveTwelve(made, at, voters);
    expect(rulesOf((await closeItem(made, at)).body)).toEqual(['presidentHasSpoken']);
    await vote(made, at, committee.president, 'ABSTAIN');
    expect(item((await closeItem(made, at)).body)).toMatchObject({ result: 'UNFAVOURABLE', tally: { castingVote: false } });
    const recusal = { itemId: session.itemIds[1], memberId: committee.president.id, reason: 'Parent d’un salarié.' };
    expect((await act(session, 'recuse', committee.president.actor, recusal)).status).toBe(200);
    const opened = await act(session, 'open-item', committee.secretary, { itemId: session.itemIds[1], proposal: 'FAVOURABLE' });
    const second = item(opened.body, 1);
    await twelveTwelve(made, second, voters);
    expect(item((await closeItem(made, second)).body, 1)).toMatchObject({
      result: 'UNFAVOURABLE',
      tally: { castingVote: false },
    });
    expect(await stateOf(made.applications[1]?.id ?? '')).toBe('COMMITTEE_UNFAVOURABLE');
  });

  it('sent again under the same key is one ballot and the same answer', async () => {
    const made = await room(3);
    const at = await openFirst(made);
    const send = () =>
      app.post(`/v1/sessions/${made.session.id}/vote`, member(made, 1).actor, {
        body: { itemId: at.id, choice: 'FOR' },
        ifMatch: at.version,
        key: 'ballot-0001',
      });
    const [first, again] = [await send(), await send()];
    expect([first.status, again.status, again.headers['idempotent-replayed']]).toEqual([200, 200, 'true']);
    expect(again.body).toEqual(first.body);
    expect(await app.database.read.ballot.count({ where: { itemId: at.id } })).toBe(1);
  });

  it('keeps the reason of a recusal for those who write the minutes', async () => {
    const made = await room(3);
    const recusal = { itemId: made.session.itemIds[0], memberId: member(made, 1).id, reason: 'Conjoint salarié du porteur.' };
    expect((await act(made.session, 'recuse', made.committee.secretary, recusal)).status).toBe(200);
    const told = async (actor: TestActor): Promise<boolean> =>
      JSON.stringify((await app.get(`/v1/sessions/${made.session.id}/history`, actor)).body).includes('Conjoint salarié');
    expect(await told(made.committee.secretary)).toBe(true);
    expect(await told(member(made, 1).actor)).toBe(false);
    expect(await told(member(made, 2).actor)).toBe(false);
  });

  it('a dossier withdrawn during its vote is passed over, and the session goes on and closes', async () => {
    const made = await room(3, { dossiers: 2 });
    const { committee, session, applications } = made;
    const holder = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: applications[0]?.organisationId ?? '' });
    const at = await openFirst(made);
    expect((await vote(made, at, member(made, 1), 'FOR')).status).toBe(200);
    const withdrawn = await app.post(`/v1/applications/${applications[0]?.id ?? ''}/withdraw`, holder, {
      body: { reasons: 'Essai' },
    });
    expect(withdrawn.status).toBe(200);
    expect(item(await view(session, committee.secretary))).toMatchObject({ withdrawn: true });
    expect(rulesOf((await vote(made, at, member(made, 2), 'FOR')).body)).toEqual(['itemOpen']);
    expect(rulesOf((await closeItem(made, at)).body)).toEqual(['itemOpen']);
    const deferral = { itemId: session.itemIds[1], reasons: 'Plan de financement à préciser.' };
    const deferred = await act(session, 'defer-item', committee.secretary, deferral);
    expect(item(deferred.body, 1)).toMatchObject({ state: 'DEFERRED', deferReasons: 'Plan de financement à préciser.' });
    expect(await stateOf(applications[1]?.id ?? '')).toBe('DEFERRED');
    expect((await act(session, 'close', committee.secretary)).body).toMatchObject({ state: 'CLOSED' });
  });
});

describe('PostgreSQL itself, as the application’s role,', () => {
  let client: pg.Client;
  beforeAll(async () => {
    client = new pg.Client({ connectionString: app.testDatabase.url });
    await client.connect();
  });
  afterAll(() => client.end());
  const at = new Date('2023-10-02T08:00:00Z');
  const ballot = (itemId: string, memberId: string, castBy = memberId) =>
    client.query('INSERT INTO ballot (item_id, member_id, choice, cast_by_id, cast_at) VALUES ($1, $2, $3, $4, $5)', [
      itemId,
      memberId,
      'FOR',
      castBy,
      at,
    ]);

  it('refuses a second mandate to one holder', async () => {
    const made = await room(4, { state: 'CONVENED', present: 0 });
    const proxy = (giver: number, holder: number) =>
      client.query('INSERT INTO proxy (session_id, giver_id, holder_id, given_at, given_by) VALUES ($1, $2, $3, $4, $2)', [
        made.session.id,
        member(made, giver).id,
        member(made, holder).id,
        at,
      ]);
    await proxy(1, 3);
    await expect(proxy(2, 3)).rejects.toMatchObject({ code: '23505' });
    await expect(proxy(1, 0)).rejects.toMatchObject({ code: '23505' });
  });

  it('refuses a ballot of a recused member, without a mandate, out of order, and on an item that is not open', async () => {
    const made = await room(4);
    const itemId = made.session.itemIds[0] ?? '';
    await expect(ballot(itemId, member(made, 1).id)).rejects.toThrow(/not open for votes/);
    await act(made.session, 'recuse', made.committee.secretary, {
      itemId,
      memberId: member(made, 2).id,
      reason: 'Élu de la commune.',
    });
    const open = await openFirst(made);
    await expect(ballot(itemId, member(made, 2).id)).rejects.toThrow(/recused/);
    await expect(ballot(itemId, member(made, 1).id, member(made, 3).id)).rejects.toThrow(/no mandate/);
    await ballot(itemId, member(made, 1).id);
    await expect(ballot(itemId, member(made, 1).id)).rejects.toThrow(/not the next one/);
    expect((await vote(made, open, member(made, 1), 'AGAINST')).body).toMatchObject({ revision: 2 });
    await vote(made, open, made.committee.president, 'FOR');
    expect((await closeItem(made, open)).status).toBe(200);
    await expect(ballot(itemId, member(made, 3).id)).rejects.toThrow(/not open for votes/);
    await expect(client.query(`UPDATE agenda_item SET result = 'UNFAVOURABLE' WHERE id = $1`, [itemId])).rejects.toThrow(
      /decided/,
    );
    await expect(client.query('DELETE FROM ballot WHERE item_id = $1', [itemId])).rejects.toThrow(/permission denied/);
  });

  it('refuses to change a convened agenda', async () => {
    const made = await room(3, { state: 'CONVENED', dossiers: 1 });
    const id = made.session.itemIds[0];
    await expect(client.query('DELETE FROM agenda_item WHERE id = $1', [id])).rejects.toThrow(/fixed/);
    await expect(client.query('UPDATE agenda_item SET position = 9 WHERE id = $1', [id])).rejects.toThrow(/keeps its dossier/);
    const organisation = await makeOrganisation(app);
    const other = await makeApplication(app, { call, organisation, department: made.committee.department, state: 'ON_AGENDA' });
    const added = client.query(
      `INSERT INTO agenda_item (id, session_id, application_id, position, state) VALUES ($1, $2, $3, 2, 'PENDING')`,
      [newId(), made.session.id, other.id],
    );
    await expect(added).rejects.toThrow(/fixed/);
  });
});
