// Following a session live: two processes on one database, announced by PostgreSQL (server-sent events).

import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import pg from 'pg';

import type { SessionView } from '../src/features/committees/session.views.js';
import { TestApp, type TestActor } from './support/app.js';
import { makeApplication } from './support/applications.js';
import { makeCall, type MadeCall } from './support/calls.js';
import { makeCommittee, makeSession, type MadeCommittee, type MadeSession } from './support/committees.js';

interface Told {
  readonly event: string;
  readonly id: number;
  readonly data: Record<string, unknown>;
}

/** A stream as a client reads it. */
class Screen {
  readonly told: Told[] = [];
  ended = false;
  private text = '';

  private constructor(readonly reply: IncomingMessage) {
    reply.setEncoding('utf8');
    reply.on('data', (chunk: string) => this.read(chunk));
    reply.on('error', () => undefined);
    reply.once('close', () => (this.ended = true));
  }

  static async open(app: TestApp, url: string, actor: TestActor, lastEventId?: number | string): Promise<Screen> {
    const headers = {
      authorization: `Bearer ${actor.token}`,
      ...(lastEventId !== undefined && { 'last-event-id': String(lastEventId) }),
    };
    const request = get(`${app.address}${url}`, { headers, agent: false });
    const [reply] = (await once(request, 'response')) as [IncomingMessage];
    return new Screen(reply);
  }

  /** Waits, 15 s at most, until the condition holds. */
  async until(holds: () => boolean): Promise<void> {
    for (let waited = 0; !holds(); waited += 10) {
      if (waited > 15_000) throw new Error(`never told: ${JSON.stringify(this.told)}`);
      await sleep(10);
    }
  }

  close(): void {
    this.reply.destroy();
  }

  private read(chunk: string): void {
    this.text += chunk;
    const blocks = this.text.split('\n\n');
    this.text = blocks.pop() ?? '';
    for (const block of blocks) {
      const of = (name: string): string | undefined => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
      const [event, data] = [of('event'), of('data')];
      if (event === undefined || data === undefined) continue;
      this.told.push({ event, id: Number(of('id')), data: JSON.parse(data) as Record<string, unknown> });
    }
  }
}

let first: TestApp;
let second: TestApp;
let call: MadeCall;
let screens: Screen[] = [];
const DEPARTMENTS = ['31', '34', '81', '82', '09', '46', '12', '48'];
let next = 0;

beforeAll(async () => {
  first = await TestApp.start({ now: '2023-10-02T08:00:00Z' });
  second = await TestApp.beside(first);
  call = await makeCall(first, { state: 'UNDER_EXAMINATION' });
});
afterEach(() => {
  for (const screen of screens) screen.close();
  screens = [];
});
afterAll(async () => {
  await second.stop();
  await first.stop();
});

async function room(size = 3): Promise<{ committee: MadeCommittee; session: MadeSession; url: string }> {
  const committee = await makeCommittee(first, { department: DEPARTMENTS[next++] ?? '31', size });
  const application = await makeApplication(first, { call, department: committee.department, state: 'ON_AGENDA' });
  const session = await makeSession(first, { committee, call, applications: [application] });
  return { committee, session, url: `/v1/sessions/${session.id}` };
}
async function follow(app: TestApp, url: string, actor: TestActor, lastEventId?: number | string): Promise<Screen> {
  const screen = await Screen.open(app, `${url}/events`, actor, lastEventId);
  screens.push(screen);
  return screen;
}
const act = async (app: TestApp, url: string, event: string, actor: TestActor, body: object, ifMatch?: number) => {
  const reply = await app.post<SessionView>(`${url}/${event}`, actor, { body, ...(ifMatch !== undefined && { ifMatch }) });
  expect(reply.status).toBe(200);
  return reply.body;
};

describe('a session followed live', () => {
  it('tells members on every process at each commit what was done and the version to read, and nothing of a ballot', async () => {
    const { committee, session, url } = await room();
    const [itemId] = session.itemIds;
    const [, a, b] = committee.members;
    if (a === undefined || b === undefined) throw new Error('three members');
    const here = await follow(first, url, a.actor);
    const there = await follow(second, url, b.actor);
    expect(here.reply.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-request-id': expect.any(String) as string,
    });
    for (const screen of [here, there]) {
      await screen.until(() => screen.told.length === 1);
      expect(screen.told[0]).toMatchObject({ event: 'state', data: { state: 'OPEN', version: 1 } });
    }
    const opened = await act(first, url, 'open-item', committee.secretary, { itemId, proposal: 'FAVOURABLE' });
    await act(second, url, 'vote', a.actor, { itemId, choice: 'AGAINST' }, opened.items[0]?.version);
    for (const screen of [here, there]) {
      await screen.until(() => screen.told.length === 3);
      expect(screen.told.slice(1)).toEqual([
        { event: 'act', id: 1, data: { act: 'openItem', state: 'OPEN', version: 2, itemId, at: expect.any(String) as string } },
        { event: 'act', id: 2, data: { act: 'vote', state: 'OPEN', version: 3, itemId, at: expect.any(String) as string } },
      ]);
      expect(JSON.stringify(screen.told)).not.toMatch(/AGAINST|FAVOURABLE/);
      expect(JSON.stringify(screen.told)).not.toContain(a.actor.personId);
    }
  });

  it('resumes after the last event that was read, without a gap or a repeat', async () => {
    const { committee, session, url } = await room();
    const [itemId] = session.itemIds;
    const member = committee.members[1]?.actor ?? committee.secretary;
    await act(first, url, 'suspend', committee.secretary, {});
    await act(first, url, 'resume', committee.secretary, {});
    await act(first, url, 'open-item', committee.secretary, { itemId, proposal: 'FAVOURABLE' });
    const screen = await follow(second, url, member, 1);
    await act(first, url, 'defer-item', committee.secretary, { itemId, reasons: 'Essai' });
    await screen.until(() => screen.told.length >= 3);
    expect(screen.told.map(({ id, data }) => [id, data.act])).toEqual([
      [2, 'resume'],
      [3, 'openItem'],
      [4, 'deferItem'],
    ]);
    const polled = await Screen.open(first, `${url}/events?once=true`, member, 3);
    await polled.until(() => polled.ended);
    expect(polled.told.map(({ id }) => id)).toEqual([4]);
    const forged = await Screen.open(first, `${url}/events`, member, 'x; DROP TABLE');
    expect(forged.reply.statusCode).toBe(400);
    const elsewhere = await first.actor({ role: 'COMMITTEE_MEMBER', territory: 'DEP-75' });
    expect((await Screen.open(first, `${url}/events`, elsewhere)).reply.statusCode).toBe(404);
  });

  it('ends for whoever loses the right to it, before anything more is told', async () => {
    const { committee, url } = await room();
    const member = committee.members[1]?.actor ?? committee.secretary;
    const screen = await follow(second, url, member);
    await screen.until(() => screen.told.length === 1);
    const at = first.clock.now();
    await first.database.read.grant.updateMany({ where: { personId: member.personId }, data: { endsAt: at } });
    // The rights of a person are remembered for a second.
    await sleep(1_100);
    await act(first, url, 'suspend', committee.secretary, {});
    await screen.until(() => screen.ended);
    expect(screen.told).toHaveLength(1);
  });

  it('is bounded for each person, and forgets those who left', async () => {
    const { committee, url } = await room();
    const member = committee.members[1]?.actor ?? committee.secretary;
    const open: Screen[] = [];
    for (let index = 0; index < 5; index += 1) open.push(await follow(first, url, member));
    const refused = await follow(first, url, member);
    expect([refused.reply.statusCode, refused.reply.headers['retry-after']]).toEqual([429, '10']);
    open[0]?.close();
    let again: Screen | undefined;
    for (let tries = 0; again?.reply.statusCode !== 200 && tries < 50; tries += 1) {
      await sleep(20);
      again = await follow(first, url, member);
    }
    expect(again?.reply.statusCode).toBe(200);
    const head = await fetch(`${first.address}${url}/events`, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${committee.secretary.token}` },
    });
    expect(head.status).toBe(200);
  });

  it('goes on when the listening connection is lost, with what was committed meanwhile', async () => {
    const { committee, url } = await room();
    const screen = await follow(second, url, committee.secretary);
    await screen.until(() => screen.told.length === 1);
    const admin = new pg.Client({ connectionString: first.testDatabase.superuserUrl });
    await admin.connect();
    const cut = await admin.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'cofund live'`,
    );
    await admin.end();
    expect(cut.rowCount).toBeGreaterThan(0);
    await act(first, url, 'suspend', committee.secretary, {});
    await screen.until(() => screen.told.length === 2);
    expect(screen.told[1]).toMatchObject({ data: { act: 'suspend', state: 'SUSPENDED' } });
  });

  it('ends with the process, which does not wait for its screens', async () => {
    const { committee, url } = await room();
    const third = await TestApp.beside(first);
    const screen = await follow(third, url, committee.secretary);
    await screen.until(() => screen.told.length === 1);
    const started = performance.now();
    await third.stop();
    await screen.until(() => screen.ended);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
