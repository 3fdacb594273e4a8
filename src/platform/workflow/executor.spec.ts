import { mock } from 'node:test';

import { Client } from 'pg';

import { LampRoom } from '../../../test/support/lamp.js';
import { Refusal } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { LockOrderError } from '../database/tx.js';
import type { Message } from './binding.js';

const refusal = (code: string) => expect.objectContaining({ name: 'Refusal', code });

describe('the executor', () => {
  let room: LampRoom;
  let extra: ((message: Message) => Promise<void>) | undefined;
  const heard: string[] = [];
  beforeAll(async () => {
    room = await LampRoom.open();
    room.registry.on('lamp.on', async (_tx, message) => {
      heard.push(`first ${message.name} ${message.depth}`);
    });
    room.registry.on('lamp.on', async (_tx, message) => {
      heard.push(`second ${message.name}`);
      await extra?.(message);
    });
    room.registry.on('lamp.lit', async (_tx, message) => {
      heard.push(`third ${message.name}`);
    });
  });
  afterEach(() => {
    extra = undefined;
    heard.length = 0;
  });
  afterAll(() => room.close());

  it('saves the state and the next version, and writes one entry of the trail', async () => {
    const id = await room.lamp({ version: 7 });
    expect(await room.fire(id, 'turnOn')).toEqual({ state: 'ON', version: 8 });
    expect(await room.read(id)).toEqual({ state: 'ON', version: 8 });
    expect(await room.trail(id)).toEqual([
      expect.objectContaining({
        seq: 1,
        event: 'turnOn',
        fromState: 'OFF',
        toState: 'ON',
        version: 8,
        actorId: room.keeper.personId,
        capacity: 'keeper',
        at: room.now,
        requestId: 'request-1',
      }),
    ]);
  });

  it('refuses in an order that tells a stranger nothing: existence, person, version, state, rules', async () => {
    const dark = await room.lamp({ powered: false, watts: 0, version: 3 });
    const stale = { ifMatch: 2 };
    await expect(room.fire(newId(), 'turnOn', room.keeper, stale)).rejects.toEqual(refusal('not-found'));
    await expect(room.fire(dark, 'turnOn', room.stranger, stale)).rejects.toEqual(refusal('not-found'));
    await expect(room.fire(dark, 'turnOn', room.visitor, stale)).rejects.toEqual(refusal('forbidden'));
    await expect(room.fire(dark, 'turnOff', room.keeper, stale)).rejects.toEqual(refusal('stale-version'));
    await expect(room.fire(dark, 'turnOff', room.keeper, { ifMatch: 3 })).rejects.toEqual(refusal('transition-not-allowed'));
    const refused: unknown = await room
      .fire(dark, 'turnOn', room.keeper, { ifMatch: 3, input: {} })
      .catch((error: unknown) => error);
    expect(refused).toEqual(refusal('rule-not-met'));
    expect((refused as Refusal).reasons.map(({ rule }) => rule)).toEqual([
      'hasPower',
      'strongEnough',
      'labelled',
      'politelyAsked',
    ]);
    expect(await room.read(dark)).toEqual({ state: 'OFF', version: 3 });
    expect(await room.trail(dark)).toEqual([]);
  });

  it('compares If-Match with the version read under the lock: of two acts on the same version one is stale', async () => {
    const id = await room.lamp({ state: 'ON', version: 4 });
    const results = await Promise.allSettled(
      Array.from({ length: 8 }, () => room.fire(id, 'blink', room.keeper, { ifMatch: 4 })),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results) if (result.status === 'rejected') expect(result.reason).toEqual(refusal('stale-version'));
    expect(await room.read(id)).toEqual({ state: 'ON', version: 5 });
  });

  it('compares If-Match with what the binding says the reader saw, when it is not the version', async () => {
    const id = await room.lamp({ state: 'ON' });
    const original = room.binding.load.bind(room.binding);
    const load = mock.method(room.binding, 'load', async (db: Parameters<typeof original>[0], one: string) => {
      const loaded = await original(db, one);
      return loaded && { ...loaded, matchVersion: 40 };
    });
    try {
      await expect(room.fire(id, 'blink', room.keeper, { ifMatch: 1 })).rejects.toEqual(refusal('stale-version'));
      expect(await room.fire(id, 'blink', room.keeper, { ifMatch: 40 })).toEqual({ state: 'ON', version: 2 });
    } finally {
      load.mock.restore();
    }
  });

  it('is stale when the save changes no row', async () => {
    const id = await room.lamp({ state: 'ON' });
    const save = mock.method(room.binding, 'save', () => Promise.resolve(0));
    try {
      await expect(room.fire(id, 'blink')).rejects.toEqual(refusal('stale-version'));
    } finally {
      save.mock.restore();
    }
    expect(await room.trail(id)).toEqual([]);
  });

  it('runs the reactions message by message, in the order they were registered', async () => {
    await room.fire(await room.lamp(), 'turnOn');
    expect(heard).toEqual(['first lamp.on 0', 'second lamp.on', 'third lamp.lit']);
  });

  it('undoes the act, its trail and what earlier reactions did when a later one fails', async () => {
    const id = await room.lamp();
    const other = await room.lamp({ state: 'ON' });
    extra = () => Promise.reject(new Refusal('conflict'));
    const attempt = room.database.transaction(async (tx) => {
      const options = { actor: room.keeper, input: { please: true }, now: room.now, requestId: 'request-1' };
      await room.executor.fire(tx, room.binding, other, 'turnOff', options);
      await room.executor.fire(tx, room.binding, id, 'turnOn', options);
    });
    await expect(attempt).rejects.toEqual(refusal('conflict'));
    expect(await room.read(id)).toEqual({ state: 'OFF', version: 1 });
    expect(await room.read(other)).toEqual({ state: 'ON', version: 1 });
    expect([...(await room.trail(id)), ...(await room.trail(other))]).toEqual([]);
  });

  it('lets an act follow from another, by the system on behalf of the person who caused it', async () => {
    const lamps = [await room.lamp(), await room.lamp()] as const;
    await room.database.transaction(async (tx) => {
      const cause: Message = {
        name: 'lamp.on',
        aggregate: 'lamp',
        id: lamps[0],
        actor: room.visitor,
        now: room.now,
        input: null,
        requestId: 'request-9',
        depth: 1,
      };
      await room.executor.follow(tx, cause, room.binding, lamps[1], 'turnOn', { please: true });
    });
    expect(await room.trail(lamps[1])).toEqual([
      expect.objectContaining({ capacity: 'system', actorId: room.visitor.personId, requestId: 'request-9', at: room.now }),
    ]);
    // What the person may not do directly they may not do either through the edge of a person.
    await expect(room.fire(lamps[0], 'turnOn', room.visitor)).rejects.toEqual(refusal('forbidden'));
  });

  it('stops acts that follow from one another without end', async () => {
    const loop = await LampRoom.open();
    try {
      const depths: number[] = [];
      loop.registry.on('lamp.blinked', async (tx, message) => {
        depths.push(message.depth);
        await loop.executor.follow(tx, message, loop.binding, message.id, 'blink', null);
      });
      const id = await loop.lamp({ state: 'ON' });
      await expect(loop.fire(id, 'blink')).rejects.toThrow(/more than 3 acts follow from one another/);
      expect(depths).toEqual([0, 1, 2, 3]);
      expect(await loop.read(id)).toEqual({ state: 'ON', version: 1 });
    } finally {
      await loop.close();
    }
  });

  it('keeps the outer client out of reach inside a transaction, and gives it back after', async () => {
    await expect(room.database.transaction(async () => room.database.read.$queryRaw`SELECT 1`)).rejects.toThrow(
      /out of reach inside a transaction/,
    );
    await expect(room.database.transaction(() => room.database.transaction(async () => 1))).rejects.toThrow(/do not nest/);
    expect(await room.database.read.$queryRaw`SELECT 1 AS one`).toEqual([{ one: 1 }]);
  });

  it('refuses a lock of lower rank after one of higher rank', async () => {
    const attempt = room.database.transaction(async (tx) => {
      await tx.lock('application', newId());
      await tx.lock('call', newId());
    });
    await expect(attempt).rejects.toThrow(LockOrderError);
    await room.database.transaction(async (tx) => {
      for (const rank of ['call', 'envelope', 'session', 'application', 'instruction', 'award'] as const)
        expect(await tx.lock(rank, newId())).toBe(0);
    });
  });

  it('tries again, three times at most, when PostgreSQL chose the transaction as the victim of a conflict', async () => {
    let attempts = 0;
    const conflict = async (times: number) => {
      attempts = 0;
      return room.database.transaction(async (tx) => {
        attempts += 1;
        if (attempts <= times)
          await tx.db.$executeRaw`DO $$ BEGIN RAISE EXCEPTION 'victim' USING ERRCODE = 'deadlock_detected'; END $$`;
        return attempts;
      });
    };
    expect(await conflict(2)).toBe(3);
    await expect(conflict(9)).rejects.toEqual(refusal('busy'));
    expect(attempts).toBe(3);
    let others = 0;
    await expect(
      room.database.transaction(async (tx) => {
        others += 1;
        await tx.db.$executeRaw`SELECT 1 / 0`;
      }),
    ).rejects.toThrow();
    expect(others).toBe(1);
  });

  it('gets both acts done when two transactions really deadlock', async () => {
    const [a, b] = [await room.lamp({ state: 'ON' }), await room.lamp({ state: 'ON' })] as const;
    let waiting = 0;
    let release: () => void = () => undefined;
    const bothHold = new Promise<void>((resolve) => (release = resolve));
    const cross = (first: string, second: string) => {
      let tries = 0;
      return room.database.transaction(async (tx) => {
        tries += 1;
        const options = { actor: room.keeper, input: null, now: room.now, requestId: 'request-1' };
        await room.executor.fire(tx, room.binding, first, 'blink', options);
        if (tries === 1) {
          waiting += 1;
          if (waiting === 2) release();
          await bothHold;
        }
        await room.executor.fire(tx, room.binding, second, 'blink', options);
        return tries;
      });
    };
    const tries = await Promise.all([cross(a, b), cross(b, a)]);
    expect(Math.max(...tries)).toBeGreaterThan(1);
    expect(await room.read(a)).toEqual({ state: 'ON', version: 3 });
    expect(await room.read(b)).toEqual({ state: 'ON', version: 3 });
  });

  it.each([
    ['a lock is not had in time', 'lock_timeout', 'of raw SQL'],
    ['a lock is not had in time', 'lock_timeout', 'of Prisma'],
    ['a statement is stopped at its time', 'statement_timeout', 'of raw SQL'],
    ['a statement is stopped at its time', 'statement_timeout', 'of Prisma'],
  ] as const)('answers busy, once, when %s (%s, %s)', async (_, setting, kind) => {
    const holder = new Client({ connectionString: room.testDatabase.superuserUrl });
    await holder.connect();
    try {
      await holder.query('BEGIN');
      await holder.query('LOCK TABLE person');
      let tries = 0;
      const attempt = room.database.transaction(async (tx) => {
        tries += 1;
        await tx.db.$executeRaw`SELECT set_config(${setting}, '30ms', true)`;
        await (kind === 'of Prisma' ? tx.db.person.count() : tx.db.$queryRaw`SELECT count(*) FROM person`);
      });
      await expect(attempt).rejects.toMatchObject({ name: 'Refusal', code: 'busy', retryAfterSeconds: 2 });
      expect(tries).toBe(1);
    } finally {
      await holder.query('ROLLBACK');
      await holder.end();
    }
  });

  // The driver tells the two apart: a statement in flight is cut, a later one finds a connection known to be dead.
  it.each([
    ['at once', 0],
    ['a moment later', 100],
  ])('answers unavailable when the server ended the connection in the middle, asked again %s', async (_, delay) => {
    const superuser = new Client({ connectionString: room.testDatabase.superuserUrl });
    await superuser.connect();
    try {
      const attempt = room.database.transaction(async (tx) => {
        const [row] = await tx.db.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
        await superuser.query('SELECT pg_terminate_backend($1)', [row?.pid]);
        if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
        await tx.db.$queryRaw`SELECT 1`;
      });
      await expect(attempt).rejects.toEqual(refusal('unavailable'));
    } finally {
      await superuser.end();
    }
  });
});
