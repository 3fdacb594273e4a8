import { makeCall } from '../../../test/support/calls.js';
import { TestApp } from '../../../test/support/app.js';
import { CallClock } from './calls.clock.js';

describe('the clock of the calls', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start();
  });
  afterAll(() => app.stop());

  const tick = (now: string): Promise<number> => app.app.get(CallClock).tick(new Date(now));
  const stateOf = async (id: string): Promise<string | undefined> =>
    (await app.database.read.call.findUnique({ where: { id }, select: { state: true } }))?.state;

  it('opens and closes to the millisecond, in the call’s own time zone', async () => {
    const paris = await makeCall(app, { state: 'PUBLISHED' });
    const reunion = await makeCall(app, { state: 'PUBLISHED', region: '04', timeZone: 'Indian/Reunion' });
    expect(await tick('2023-06-08T19:59:59.999Z')).toBe(0);
    expect(await tick('2023-06-08T20:00:00.000Z')).toBe(1);
    expect([await stateOf(paris.id), await stateOf(reunion.id)]).toEqual(['PUBLISHED', 'OPEN']);
    expect(await tick('2023-06-08T22:00:00.000Z')).toBe(1);
    expect(await tick('2023-08-31T19:59:59.999Z')).toBe(0);
    expect(await tick('2023-08-31T20:00:00.000Z')).toBe(1);
    expect([await stateOf(paris.id), await stateOf(reunion.id)]).toEqual(['OPEN', 'CLOSED']);
    expect(await tick('2023-08-31T21:59:59.999Z')).toBe(0);
    expect(await tick('2023-08-31T22:00:00.000Z')).toBe(1);
    expect(await stateOf(paris.id)).toBe('CLOSED');
  });

  it('closes at the second of the two equal hours when summer time ends', async () => {
    const call = await makeCall(app, { state: 'OPEN', deadlineLocal: '2023-10-29T02:30' });
    expect(await tick('2023-10-29T00:31:00.000Z')).toBe(0);
    expect(await tick('2023-10-29T01:30:59.999Z')).toBe(0);
    expect(await tick('2023-10-29T01:31:00.000Z')).toBe(1);
    expect(await stateOf(call.id)).toBe('CLOSED');
  });

  it('opens and closes at once a call whose whole period went by while nothing ran', async () => {
    const call = await makeCall(app, { state: 'PUBLISHED' });
    expect(await tick('2024-01-01T00:00:00Z')).toBe(2);
    expect(await stateOf(call.id)).toBe('CLOSED');
    expect(await tick('2024-01-01T00:00:00Z')).toBe(0);
  });

  it('does each act once when several processes tick together', async () => {
    const calls = await Promise.all(Array.from({ length: 5 }, () => makeCall(app, { state: 'PUBLISHED' })));
    const acts = await Promise.all(Array.from({ length: 4 }, () => tick('2023-07-01T00:00:00Z')));
    expect(acts.reduce((sum, count) => sum + count, 0)).toBe(5);
    for (const { id } of calls) {
      const entries = await app.database.read.auditEntry.findMany({ where: { aggregateId: id } });
      expect(entries.map(({ event, actorId, capacity }) => [event, actorId, capacity])).toEqual([['open', 'system', 'system']]);
    }
  });

  it('leaves drafts, cancelled and later states alone', async () => {
    const states = ['DRAFT', 'CANCELLED', 'CLOSED', 'UNDER_EXAMINATION', 'FINISHED'] as const;
    const calls = await Promise.all(states.map((state) => makeCall(app, { state })));
    await tick('2024-02-01T00:00:00Z');
    expect(await Promise.all(calls.map(({ id }) => stateOf(id)))).toEqual([...states]);
  });
});
