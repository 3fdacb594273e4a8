import type { Tally } from '../src/features/committees/tally.rules.js';
import type { SessionView } from '../src/features/committees/session.views.js';
import { TestApp, type Reply } from './support/app.js';
import { makeApplication, type MadeApplication } from './support/applications.js';
import { makeCall, type MadeCall } from './support/calls.js';
import { makeCommittee, makeSession, type MadeCommittee, type MadeSession } from './support/committees.js';

let app: TestApp;
let call: MadeCall;

beforeAll(async () => {
  app = await TestApp.start({ now: '2023-10-02T08:00:00Z' });
  call = await makeCall(app, { state: 'UNDER_EXAMINATION' });
});
afterAll(() => app.stop());

interface Room {
  committee: MadeCommittee;
  session: MadeSession;
  application: MadeApplication;
  itemId: string;
  version: number;
}

/** A session with one item at the vote. */
async function voting(department: string, size: number): Promise<Room> {
  const committee = await makeCommittee(app, { department, size });
  const application = await makeApplication(app, { call, department, state: 'ON_AGENDA' });
  const session = await makeSession(app, { committee, call, applications: [application] });
  const itemId = session.itemIds[0] ?? '';
  const body = { itemId, proposal: 'FAVOURABLE' };
  const opened = await app.post<SessionView>(`/v1/sessions/${session.id}/open-item`, committee.secretary, { body });
  return { committee, session, application, itemId, version: opened.body.items[0]?.version ?? 0 };
}

const codes = (replies: readonly Reply[]): Record<string, number> => {
  const counted: Record<string, number> = {};
  for (const { status } of replies) counted[status] = (counted[status] ?? 0) + 1;
  return counted;
};
const vote = (room: Room, index: number, choice: string): Promise<Reply> => {
  const member = room.committee.members[index];
  if (member === undefined) throw new Error(`no member ${index}`);
  return app.post(`/v1/sessions/${room.session.id}/vote`, member.actor, {
    body: { itemId: room.itemId, choice },
    ifMatch: room.version,
  });
};
const closeItem = (room: Room): Promise<Reply> =>
  app.post(`/v1/sessions/${room.session.id}/close-item`, room.committee.secretary, { body: { itemId: room.itemId } });
const recount = async ({ itemId }: Room): Promise<Record<string, number>> => {
  const rows = await app.database.read.$queryRaw<{ choice: string; count: number }[]>`
    SELECT b.choice, count(*)::int AS count FROM ballot b WHERE b.item_id = ${itemId}::uuid
      AND b.revision = (SELECT max(l.revision) FROM ballot l WHERE l.item_id = b.item_id AND l.member_id = b.member_id) GROUP BY b.choice`;
  return Object.fromEntries(rows.map(({ choice, count }) => [choice, count]));
};

describe('ballots in a hurry', () => {
  it('one member voting 50 times at once has as many revisions in a row and exactly one counting ballot', async () => {
    const room = await voting('31', 3);
    const replies = await Promise.all(Array.from({ length: 50 }, (_, n) => vote(room, 1, n % 2 === 0 ? 'FOR' : 'AGAINST')));
    // On a busy machine some find no free connection in time: nothing of theirs is written.
    const { 200: taken = 0, 503: turnedAway = 0 } = codes(replies);
    expect([taken > 0, taken + turnedAway]).toEqual([true, 50]);
    const ballots = await app.database.read.ballot.findMany({ where: { itemId: room.itemId }, orderBy: { revision: 'asc' } });
    expect(ballots.map(({ revision }) => revision)).toEqual(Array.from({ length: taken }, (_, n) => n + 1));
    expect(await recount(room)).toEqual({ [ballots.at(-1)?.choice ?? '']: 1 });
  });

  it('a vote during the closing is counted or refused, and the tally is the recount of the ballots', async () => {
    const room = await voting('34', 30);
    // The president votes first, so that no tie can put off the closing.
    expect((await vote(room, 0, 'FOR')).status).toBe(200);
    const votes = Array.from({ length: 29 }, (_, n) => () => vote(room, n + 1, n % 3 === 0 ? 'AGAINST' : 'FOR'));
    const running = votes.slice(0, 15).map((cast) => cast());
    const closing = closeItem(room);
    running.push(...votes.slice(15).map((cast) => cast()));
    const replies = await Promise.all(running);
    expect((await closing).status).toBe(200);
    // Refused by the rule (the item is closed) or by its version, which the closing raised.
    expect(replies.every(({ status }) => [200, 412, 422].includes(status))).toBe(true);
    const item = await app.database.read.agendaItem.findUniqueOrThrow({ where: { id: room.itemId } });
    const tally = item.tally as unknown as Tally;
    const counted = await recount(room);
    expect({ for: tally.for, against: tally.against, abstain: tally.abstain }).toEqual({
      for: counted.FOR ?? 0,
      against: counted.AGAINST ?? 0,
      abstain: counted.ABSTAIN ?? 0,
    });
    expect(tally.for + tally.against).toBe(1 + replies.filter(({ status }) => status === 200).length);
    expect((await vote({ ...room, version: item.version }, 29, 'ABSTAIN')).status).toBe(422);
    expect((await vote(room, 29, 'FOR')).status).toBe(412);
  });

  it('two closings at once give one result', async () => {
    const room = await voting('81', 3);
    await vote(room, 0, 'FOR');
    const replies = await Promise.all([closeItem(room), closeItem(room)]);
    expect(codes(replies)).toEqual({ 200: 1, 422: 1 });
    const acts = await app.database.read.auditEntry.count({ where: { aggregateId: room.session.id, event: 'closeItem' } });
    const opinions = await app.database.read.auditEntry.count({
      where: { aggregateId: room.application.id, event: 'recordFavourable' },
    });
    expect([acts, opinions]).toEqual([1, 1]);
  });

  it('a withdrawal and the closing of its item at once never give an opinion on a withdrawn dossier', async () => {
    const room = await voting('82', 3);
    await vote(room, 0, 'FOR');
    const holder = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: room.application.organisationId });
    const [closed, withdrawn] = await Promise.all([
      closeItem(room),
      app.post(`/v1/applications/${room.application.id}/withdraw`, holder, { body: { reasons: 'Essai' } }),
    ]);
    // The opinion may come first and the withdrawal follow it; after the withdrawal there is no opinion.
    expect(withdrawn.status).toBe(200);
    expect([200, 422]).toContain(closed.status);
    const item = await app.database.read.agendaItem.findUniqueOrThrow({ where: { id: room.itemId } });
    expect(item.state).toBe(closed.status === 200 ? 'DECIDED' : 'OPEN');
    const { state } = await app.database.read.application.findUniqueOrThrow({ where: { id: room.application.id } });
    expect(state).toBe('WITHDRAWN');
  });
});
