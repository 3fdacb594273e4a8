import { TestApp, type TestActor } from '../../../test/support/app.js';
import { makeApplication } from '../../../test/support/applications.js';
import { makeCall, type MadeCall } from '../../../test/support/calls.js';
import { makeInstructions } from '../../../test/support/instruction.js';
import { newId } from '../../kernel/ids.js';

interface Bulk {
  readonly assigned: number;
  readonly refused: number;
  readonly items: readonly {
    readonly id: string;
    readonly outcome: string;
    readonly code: string | null;
    readonly reasons: readonly { readonly rule: string }[];
    readonly state: string | null;
  }[];
}

describe('bulk assignment', () => {
  let app: TestApp;
  let call: MadeCall;
  let chief: TestActor;
  let examiner: TestActor;

  const rows = async (count: number, department = '31'): Promise<{ caf: string; ddets: string }[]> => {
    const made: { caf: string; ddets: string }[] = [];
    for (let n = 0; n < count; n += 1) {
      const application = await makeApplication(app, { call, department });
      const { CAF, DDETS } = await makeInstructions(app, call, application);
      made.push({ caf: CAF.id, ddets: DDETS.id });
    }
    return made;
  };
  const assign = (ids: readonly string[], key?: string, examinerId = examiner.personId) =>
    app.post<Bulk & { code?: string; errors?: { pointer: string }[] }>('/v1/instructions/bulk-assign', chief, {
      body: { ids, examinerId },
      ...(key !== undefined && { key }),
    });
  const held = async (id: string): Promise<{ state: string; version: number }> =>
    app.database.read.instruction.findUniqueOrThrow({ where: { id }, select: { state: true, version: true } });

  beforeAll(async () => {
    app = await TestApp.start();
    call = await makeCall(app);
    chief = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-31' });
    examiner = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-31' });
  });
  afterAll(() => app.stop());

  it('assigns what it may and says why it refuses the rest, row by row', async () => {
    const [one, two, three] = await rows(3);
    const [far] = await rows(1, '48');
    const closed = await app.database.read.instruction.update({ where: { id: two!.caf }, data: { state: 'CLOSED' } });
    const unknown = newId();
    const { status, body } = await assign([one!.caf, closed.id, three!.ddets, far!.caf, unknown, three!.caf]);
    expect([status, body.assigned, body.refused]).toEqual([200, 2, 4]);
    expect(body.items.map(({ outcome, code, state }) => [outcome, code, state])).toEqual([
      ['ASSIGNED', null, 'ASSIGNED'],
      ['REFUSED', 'transition-not-allowed', null],
      ['REFUSED', 'forbidden', null],
      ['REFUSED', 'not-found', null],
      ['REFUSED', 'not-found', null],
      ['ASSIGNED', null, 'ASSIGNED'],
    ]);
    expect(await held(one!.caf)).toEqual({ state: 'ASSIGNED', version: 2 });
    expect(await held(three!.ddets)).toEqual({ state: 'PENDING', version: 1 });
  });

  it('gives the reasons of a rule', async () => {
    const [one] = await rows(1);
    const stranger = await app.actor();
    const { body } = await assign([one!.caf], undefined, stranger.personId);
    expect([body.assigned, body.items[0]?.code, body.items[0]?.reasons.map(({ rule }) => rule)]).toEqual([
      0,
      'rule-not-met',
      ['examinerHoldsRole'],
    ]);
  });

  it('answers a replay with the same outcome for each row, though a refused one could now pass', async () => {
    const [one] = await rows(1);
    const late = await app.actor();
    const key = 'bulk-replayed-later';
    const first = await assign([one!.caf], key, late.personId);
    expect(first.body.refused).toBe(1);
    await app.database.read.grant.create({
      data: {
        id: newId(),
        personId: late.personId,
        role: 'CAF_INSTRUCTOR',
        territory: 'DEP-31',
        startsAt: new Date('2020-01-01T00:00:00Z'),
        createdAt: app.clock.now(),
      },
    });
    expect((await assign([one!.caf], key, late.personId)).body).toEqual(first.body);
    expect(await held(one!.caf)).toEqual({ state: 'PENDING', version: 1 });
    const other = await assign([one!.caf], key);
    expect([other.status, other.body.code]).toEqual([422, 'idempotency-key-reused']);
    expect((await assign([one!.caf], undefined, late.personId)).body.assigned).toBe(1);
  });

  it('takes up where a crash stopped it: what was assigned stays, once', async () => {
    const made = await rows(4);
    const ids = made.map(({ caf }) => caf);
    const key = 'bulk-after-a-crash';
    const first = await assign(ids, key);
    // The crash: the rows are done, the whole answer was never kept.
    await app.database.read.$executeRaw`DELETE FROM idempotency_key WHERE key = ${key}`;
    const again = await assign(ids, key);
    expect(again.body).toEqual(first.body);
    for (const id of ids) expect((await held(id)).version).toBe(2);
  });

  it('two identical requests at once give one outcome', async () => {
    const made = await rows(6);
    const ids = made.map(({ caf }) => caf);
    const replies = await Promise.all([1, 2, 3].map(() => assign(ids, 'bulk-three-at-once')));
    for (const { status, body } of replies) expect([status, body]).toEqual([200, replies[0]?.body]);
    for (const id of ids) expect((await held(id)).version).toBe(2);
  });

  it.each([
    ['no row', [], '/ids'],
    ['too many rows', Array.from({ length: 101 }, () => newId()), '/ids'],
    ['no identifier', ['x'], '/ids'],
  ])('refuses %s', async (_, ids, pointer) => {
    const { status, body } = await assign(ids);
    expect([status, body.errors?.[0]?.pointer]).toEqual([400, pointer]);
  });

  it('refuses the same row twice', async () => {
    const id = newId();
    expect((await assign([id, id])).status).toBe(400);
  });
});
