// The submission, the late filing, the closing of the call and its clock look at the same millisecond: nothing is on time and late at
// once, and nothing is neither.

import { request } from 'node:http';

import { makeApplication } from '../../../test/support/applications.js';
import { TestApp, type TestActor } from '../../../test/support/app.js';
import { makeCall } from '../../../test/support/calls.js';
import { deadlineInstant } from '../../kernel/legal-time.js';
import { systemActor } from '../../kernel/actor.js';
import { deadlinePassed as callMayClose } from '../calls/call.rules.js';
import type { CallRecord } from '../calls/call.rules.js';
import { CallClock } from '../calls/calls.clock.js';
import { FIPE_2023 } from '../calls/templates/fipe-2023.js';
import type { ApplicationFacts } from './application-facts.js';
import { callIsOpen, deadlinePassed } from './submission.rules.js';

const ZONES = ['Europe/Paris', 'Indian/Reunion', 'America/Cayenne', 'America/Guadeloupe', 'Pacific/Noumea', 'America/Miquelon'];
// An ordinary day, the doubled and the missing hour, the days around them, the ends of a leap February and of a year.
const DEADLINES = [
  '2023-08-31T23:59',
  '2023-10-29T02:30',
  '2023-10-28T23:59',
  '2024-03-31T02:30',
  '2024-03-30T23:59:59',
  '2024-02-29T12:00',
  '2023-12-31T23:59',
];

describe.each(ZONES)('in %s', (timeZone) => {
  it.each(DEADLINES)('a deadline of %s is the same millisecond for the four rules, with and without grace', (local) => {
    const deadlineAt = deadlineInstant(local, timeZone);
    for (const graceSeconds of [undefined, 0, 1, 120, 900]) {
      const last = deadlineAt.getTime() + (graceSeconds ?? 0) * 1000;
      for (const edge of [deadlineAt.getTime(), last]) {
        for (const ms of [-1, 0, 1]) {
          const now = new Date(edge + ms);
          const call = { state: 'OPEN', opensAt: new Date(0), deadlineAt, timeZone, settings: { ...FIPE_2023, graceSeconds } };
          const context = {
            facts: { call } as unknown as ApplicationFacts,
            input: undefined as never,
            actor: systemActor(),
            now,
          };
          const onTime = callIsOpen.check(context) === undefined;
          expect([now, onTime]).toEqual([now, now.getTime() <= last]);
          expect(deadlinePassed.check(context) === undefined).toBe(!onTime);
          expect(callMayClose.check({ ...context, facts: call as unknown as CallRecord }) === undefined).toBe(!onTime);
        }
      }
    }
  });
});

describe('the arrival over HTTP', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start();
  });
  afterAll(() => app.stop());

  const tick = (): Promise<number> => app.app.get(CallClock).tick(app.clock.now());
  const draftOf = async (graceSeconds: number, timeZone = 'Europe/Paris'): Promise<[string, TestActor, Date]> => {
    const call = await makeCall(app, { settings: { graceSeconds }, timeZone });
    const { id, organisationId } = await makeApplication(app, { call, state: 'DRAFT' });
    return [id, await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId }), call.deadlineAt];
  };
  const rulesOf = ({ body }: { body: unknown }): unknown[] =>
    ((body as { reasons?: { rule: string }[] }).reasons ?? []).map(({ rule }) => rule);

  it('is on time to the last millisecond of the grace, late one later', async () => {
    for (const [ms, state] of [
      [0, 'SUBMITTED'],
      [1, 'SUBMITTED'],
      [60_000, 'SUBMITTED'],
      [60_001, 'LATE'],
    ] as const) {
      const [id, holder, deadlineAt] = await draftOf(60);
      app.clock.set(new Date(deadlineAt.getTime() + ms));
      const [right, wrong] = state === 'LATE' ? ['file-late', 'submit'] : ['submit', 'file-late'];
      const refused = await app.post(`/v1/applications/${id}/${wrong}`, holder);
      expect([ms, refused.status, rulesOf(refused)]).toEqual([ms, 422, [state === 'LATE' ? 'callIsOpen' : 'deadlinePassed']]);
      expect((await app.post(`/v1/applications/${id}/${right}`, holder)).body).toMatchObject({ state });
    }
  });

  it('leaves the call open until the grace is over, and takes what arrived before the clock closed it', async () => {
    const [id, holder, deadlineAt] = await draftOf(60);
    const { callId } = (await app.get<{ callId: string }>(`/v1/applications/${id}`, holder)).body;
    const stateOf = async (): Promise<unknown> => (await app.get(`/v1/calls/${callId}`, holder)).body.state;
    app.clock.set(new Date(deadlineAt.getTime() + 60_000));
    await tick();
    expect(await stateOf()).toBe('OPEN');
    app.clock.set(new Date(deadlineAt.getTime() + 60_001));
    await tick();
    expect(await stateOf()).toBe('CLOSED');
    // Its turn comes after the closing; it arrived before.
    app.clock.set(new Date(deadlineAt.getTime() + 60_000));
    expect((await app.post(`/v1/applications/${id}/submit`, holder)).body).toMatchObject({ state: 'SUBMITTED' });
  });

  it('is the call’s own time for a holder overseas: 00:30 in La Réunion is still the day before in Paris', async () => {
    const [id, holder] = await draftOf(0);
    app.clock.set(new Date('2023-09-01T00:30:00+04:00'));
    expect((await app.post(`/v1/applications/${id}/submit`, holder)).body).toMatchObject({ state: 'SUBMITTED' });
  });

  it('is read before the body: a body that takes its time does not make the dossier late', async () => {
    const [id, holder, deadlineAt] = await draftOf(0);
    app.clock.set(deadlineAt);
    const { hostname, port } = new URL(app.address);
    const answer = await new Promise<{ state: string }>((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${holder.token}`,
        'content-type': 'application/json',
        'idempotency-key': `slow-${id}`,
        'content-length': '2',
      };
      const sent = request({ hostname, port, method: 'POST', path: `/v1/applications/${id}/submit`, headers }, (reply) => {
        let text = '';
        reply.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        reply.on('end', () => resolve(JSON.parse(text) as { state: string }));
      });
      sent.on('error', reject);
      sent.write('{');
      setTimeout(() => {
        app.clock.set(new Date(deadlineAt.getTime() + 5_000));
        sent.end('}');
      }, 300);
    });
    expect(answer.state).toBe('SUBMITTED');
  });
});
