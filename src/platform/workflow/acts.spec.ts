import { LampRoom } from '../../../test/support/lamp.js';
import { newId } from '../../kernel/ids.js';
import type { RequestContext } from './request.js';

describe('stored answers', () => {
  let room: LampRoom;
  beforeAll(async () => {
    room = await LampRoom.open();
  });
  afterAll(() => room.close());

  const context = (change: Partial<RequestContext> = {}): RequestContext => ({
    actor: room.keeper,
    now: room.now,
    requestId: 'request-1',
    locale: 'fr',
    idempotency: { key: newId(), fingerprint: 'body' },
    ...change,
  });
  const blink = (id: string, asked: RequestContext) =>
    room.acts.fire(asked, room.binding, id, 'blink', null, async (_tx, fired) => ({
      body: { id, ...fired },
      status: 201,
      version: fired.version,
      location: `/lamps/${id}`,
    }));

  it('answers the same request with the same key once and for all, headers included', async () => {
    const id = await room.lamp({ state: 'ON' });
    const asked = context();
    const first = await blink(id, asked);
    expect(first).toEqual({ body: { id, state: 'ON', version: 2 }, status: 201, version: 2, location: `/lamps/${id}` });
    await blink(id, context());
    expect(await blink(id, asked)).toEqual({ ...first, replayed: true });
    expect(await room.read(id)).toEqual({ state: 'ON', version: 3 });
  });

  it('refuses a key that served another request', async () => {
    const id = await room.lamp({ state: 'ON' });
    const asked = context();
    await blink(id, asked);
    const other = { ...asked, idempotency: { key: asked.idempotency?.key ?? '', fingerprint: 'another body' } };
    await expect(blink(id, other)).rejects.toMatchObject({ code: 'idempotency-key-reused' });
    expect(await room.read(id)).toEqual({ state: 'ON', version: 2 });
  });

  it('keeps keys apart by person', async () => {
    const id = await room.lamp({ state: 'ON' });
    const asked = context();
    await blink(id, asked);
    await expect(blink(id, { ...asked, actor: room.stranger })).rejects.toMatchObject({ code: 'not-found' });
  });

  it('has one effect for the same key sent ten times at once, and one answer', async () => {
    const id = await room.lamp({ state: 'ON' });
    const asked = context();
    const answers = await Promise.all(Array.from({ length: 10 }, () => blink(id, asked)));
    expect(await room.read(id)).toEqual({ state: 'ON', version: 2 });
    expect(await room.trail(id)).toHaveLength(1);
    expect(answers.filter(({ replayed }) => replayed === true)).toHaveLength(9);
    for (const answer of answers) expect(answer.body).toEqual({ id, state: 'ON', version: 2 });
  });

  it('forgets the key of a request that was refused: the next try is judged anew', async () => {
    const id = await room.lamp();
    const asked = context();
    await expect(blink(id, asked)).rejects.toMatchObject({ code: 'transition-not-allowed' });
    await room.fire(id, 'turnOn');
    expect((await blink(id, asked)).replayed).toBeUndefined();
  });

  it('stores nothing for a request without a key', async () => {
    const before = await room.database.read.$queryRaw<{ count: bigint }[]>`SELECT count(*) FROM idempotency_key`;
    const id = await room.lamp({ state: 'ON' });
    await blink(id, context({ idempotency: undefined }));
    expect(await room.database.read.$queryRaw`SELECT count(*) FROM idempotency_key`).toEqual(before);
  });

  it('passes If-Match to the executor', async () => {
    const id = await room.lamp({ state: 'ON', version: 5 });
    await expect(blink(id, context({ ifMatch: 4 }))).rejects.toMatchObject({ code: 'stale-version' });
    expect((await blink(id, context({ ifMatch: 5 }))).version).toBe(6);
  });
});
