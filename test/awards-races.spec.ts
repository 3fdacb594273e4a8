import { setTimeout as pause } from 'node:timers/promises';

import { newId } from '../src/kernel/ids.js';
import { TestApp, type Reply, type TestActor } from './support/app.js';
import { makeApplication } from './support/applications.js';
import { DECISION, envelopesOf, makeAward, makeDeciders, type Deciders } from './support/awards.js';
import { makeCall } from './support/calls.js';

let app: TestApp;
let people: Deciders;
beforeAll(async () => {
  app = await TestApp.start({ now: '2023-11-20T09:00:00Z' });
  people = await makeDeciders(app);
});
afterAll(() => app.stop());

const statuses = (replies: readonly Reply<unknown>[]): Record<number, number> => {
  const counts: Record<number, number> = {};
  for (const { status } of replies) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
};
interface Outcome {
  reasons?: { rule: string }[];
}
/** As a client does it: told that the service is busy (503), it sends the same act again under the same key. */
async function patiently(url: string, actor: TestActor | undefined, body: object): Promise<Reply<Outcome>> {
  const key = newId();
  for (let attempt = 1; ; attempt += 1) {
    const reply = await app.post<Outcome>(url, actor, { body, ifMatch: 1, key });
    if (reply.status !== 503 || attempt === 10) return reply;
    await pause(100);
  }
}
const shortlist = (id: string, cents: number): Promise<Reply<Outcome>> =>
  patiently(`/v1/applications/${id}/shortlist`, people.jury, { years: [{ year: 2023, cents }] });

describe('selections at once on one envelope', () => {
  it('never overdraw it, and end on the exact balance: 100 for 37 places', async () => {
    const cents = 2_500_001;
    const [stateShare, cnafShare] = [1_250_001n, 1_250_000n];
    // Room for 37 halves of the State, with change; the Cnaf's envelope would hold one more.
    const envelopeCents = 37n * stateShare + 1_249_999n;
    const call = await makeCall(app, { state: 'UNDER_SELECTION', envelopeCents });
    const applications = await Promise.all(
      Array.from({ length: 100 }, () =>
        makeApplication(app, { call, state: 'COMMITTEE_FAVOURABLE', years: [{ year: 2023, cents }] }),
      ),
    );

    const running = new AbortController();
    let samples = 0;
    const overdrawn: unknown[] = [];
    const sampler = (async () => {
      while (!running.signal.aborted) {
        const { rows } = await app.database.pool.query(
          'SELECT * FROM envelope WHERE call_id = $1 AND reserved_cents + committed_cents > amount_cents',
          [call.id],
        );
        overdrawn.push(...rows);
        samples += 1;
        await pause(2);
      }
    })();
    const replies = await Promise.all(applications.map(({ id }) => shortlist(id, cents)));
    running.abort();
    await sampler;

    expect(statuses(replies)).toEqual({ 200: 37, 422: 63 });
    for (const { status, body } of replies)
      if (status === 422) expect(body.reasons?.map(({ rule }) => rule)).toEqual(['envelopeHolds']);
    expect(samples).toBeGreaterThan(10);
    expect(overdrawn).toEqual([]);
    expect(await envelopesOf(app, call.id)).toMatchObject({
      'STATE 2023': { reserved: 37n * stateShare, committed: 0n },
      'CNAF 2023': { reserved: 37n * cnafShare, committed: 0n },
    });
    expect(await app.database.read.award.count({ where: { callId: call.id } })).toBe(37);
    expect(await app.database.read.application.count({ where: { callId: call.id, state: 'SHORTLISTED' } })).toBe(37);
  }, 120_000);

  it('where only one of two fits: one passes, the other is told that the envelope does not hold it', async () => {
    const call = await makeCall(app, { state: 'UNDER_SELECTION', envelopeCents: 1_500_000n });
    for (let round = 0; round < 5; round += 1) {
      const years = [{ year: 2023 + (round % 3), cents: 2_000_000 }];
      const pair = await Promise.all([0, 1].map(() => makeApplication(app, { call, state: 'COMMITTEE_FAVOURABLE', years })));
      const replies = await Promise.all(
        pair.map(({ id }) =>
          app.post<{ reasons?: { rule: string }[] }>(`/v1/applications/${id}/shortlist`, people.jury, {
            body: { years },
            ifMatch: 1,
          }),
        ),
      );
      expect(statuses(replies)).toEqual(round < 3 ? { 200: 1, 422: 1 } : { 422: 2 });
      const refused = replies.filter(({ status }) => status === 422);
      // One reason for each funder that is short.
      for (const { body } of refused) expect(body.reasons?.map(({ rule }) => rule)).toEqual(['envelopeHolds', 'envelopeHolds']);
    }
  });

  it('and a reduced amount then fits what is left', async () => {
    const call = await makeCall(app, { state: 'UNDER_SELECTION', envelopeCents: 2_000_000n });
    const application = await makeApplication(app, {
      call,
      state: 'COMMITTEE_FAVOURABLE',
      years: [{ year: 2023, cents: 7_500_000 }],
    });
    expect((await shortlist(application.id, 7_500_000)).status).toBe(422);
    expect((await shortlist(application.id, 4_000_000)).status).toBe(200);
    const award = await app.database.read.award.findFirstOrThrow({ where: { applicationId: application.id } });
    expect(award.totalCents).toBe(4_000_000n);
  });
});

describe('decisions at once', () => {
  it('of both officers: both pass, and the application is awarded once', async () => {
    const call = await makeCall(app, { state: 'UNDER_SELECTION' });
    for (let round = 0; round < 10; round += 1) {
      const { id, application } = await makeAward(app, { call, years: [{ year: 2023, cents: 1_000_001 }] });
      const decide = (funder: string, actor: Deciders['state']): Promise<Reply> =>
        app.post(`/v1/awards/${id}/legs/${funder}/decide`, actor, { body: DECISION, ifMatch: 1 });
      const replies = await Promise.all([decide('STATE', people.state), decide('CNAF', people.cnaf)]);
      expect(statuses(replies)).toEqual({ 200: 2 });
      const acts = await app.database.read.auditEntry.findMany({ where: { aggregateId: application.id, event: 'award' } });
      expect(acts).toHaveLength(1);
      const row = await app.database.read.application.findUniqueOrThrow({ where: { id: application.id } });
      expect(row).toMatchObject({ state: 'AWARDED', version: 2 });
    }
    expect(await envelopesOf(app, call.id)).toMatchObject({
      'STATE 2023': { reserved: 0n, committed: 5_000_010n },
      'CNAF 2023': { reserved: 0n, committed: 5_000_000n },
    });
  });

  it('100 of one leg: exactly one wins', async () => {
    const call = await makeCall(app, { state: 'UNDER_SELECTION' });
    const { id, legs } = await makeAward(app, { call, years: [{ year: 2023, cents: 1_000_000 }] });
    const officers = await Promise.all(
      Array.from({ length: 4 }, () => app.actor({ role: 'STATE_OFFICER', territory: 'REG-76' })),
    );
    const replies = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        patiently(`/v1/awards/${id}/legs/STATE/decide`, officers[index % officers.length], DECISION),
      ),
    );
    expect(statuses(replies)).toEqual({ 200: 1, 412: 99 });
    expect(await app.database.read.auditEntry.count({ where: { aggregateId: legs.STATE } })).toBe(1);
    expect(await envelopesOf(app, call.id)).toMatchObject({ 'STATE 2023': { reserved: 0n, committed: 500_000n } });
  }, 60_000);

  it('a decision and a refusal of the two funders stops the award, whichever comes first', async () => {
    const call = await makeCall(app, { state: 'UNDER_SELECTION' });
    for (let round = 0; round < 10; round += 1) {
      const { id, application, legs } = await makeAward(app, { call, years: [{ year: 2023, cents: 1_000 }] });
      const [decided, refused] = await Promise.all([
        app.post(`/v1/awards/${id}/legs/STATE/decide`, people.state, { body: DECISION, ifMatch: 1 }),
        app.post(`/v1/awards/${id}/legs/CNAF/refuse`, people.cnaf, { body: { reasons: 'Non' }, ifMatch: 1 }),
      ]);
      expect(refused.status).toBe(200);
      expect([200, 422]).toContain(decided.status);
      const row = await app.database.read.application.findUniqueOrThrow({ where: { id: application.id } });
      expect(row.state).toBe('SHORTLISTED');
      // A decision passes before the refusal, never after it.
      const acts = await app.database.read.auditEntry.findMany({
        where: { aggregateId: { in: Object.values(legs) } },
        orderBy: { id: 'asc' },
      });
      expect(acts.map(({ event }) => event)).toEqual(decided.status === 200 ? ['decide', 'refuse'] : ['refuse']);
    }
  });

  it('of both legs by one person with both roles: one leg only', async () => {
    const call = await makeCall(app, { state: 'UNDER_SELECTION' });
    const both = await app.actor({ role: 'STATE_OFFICER', territory: 'REG-76' }, { role: 'CNAF_OFFICER', territory: 'REG-76' });
    for (let round = 0; round < 10; round += 1) {
      const { id } = await makeAward(app, { call, years: [{ year: 2023, cents: 1_000 }] });
      const replies = await Promise.all(
        ['STATE', 'CNAF'].map((funder) =>
          app.post(`/v1/awards/${id}/legs/${funder}/decide`, both, { body: DECISION, ifMatch: 1 }),
        ),
      );
      expect(statuses(replies)).toEqual({ 200: 1, 422: 1 });
    }
  });
});
