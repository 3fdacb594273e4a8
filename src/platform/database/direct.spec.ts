import pg from 'pg';

import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { Prisma } from '../../generated/prisma/client.js';
import { newId } from '../../kernel/ids.js';
import { refusalFrom } from '../http/problem.filter.js';
import { Database } from './database.service.js';
import { directTo } from './direct.js';
import { isBusy, isUniqueViolation, sqlState } from './faults.js';

describe('hand-written SQL', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    database = new Database({ url: testDatabase.url, poolSize: 3 });
  });
  afterAll(async () => {
    await database.onModuleDestroy();
    await testDatabase.drop();
  });

  const agency = (id: string, territory: string) => Prisma.sql`
    INSERT INTO agency (id, name, kind, territory, created_at) VALUES (${id}::uuid, 'Caf', 'CAF', ${territory}, ${new Date(0)}::timestamptz)`;
  const count = async (): Promise<number> =>
    (await database.read.$queryRaw<{ n: number }[]>`SELECT count(*)::int AS n FROM agency`)[0]?.n ?? -1;

  it('reads the values that Prisma reads, whatever the time zone of the session', async () => {
    const [row] = await database.transaction(async (tx) => {
      await tx.db.$executeRaw`SET LOCAL TIME ZONE 'Asia/Kolkata'`;
      const moment = new Date('2026-07-14T10:20:30.456Z');
      return tx.db.$queryRaw<unknown[]>`
        SELECT 9007199254740993::bigint AS big, ARRAY[1, 9007199254740993]::bigint[] AS bigs, 1.10::numeric AS numeric, 7 AS int,
               DATE '2026-07-14' AS day, TIMESTAMP '2026-07-14 10:20:30' AS local, ${moment}::timestamptz AS instant,
               ARRAY[${moment}::timestamptz] AS instants, '{"a":[1]}'::jsonb AS json, ${['é', '"', 'b,c']}::text[] AS texts,
               NULL::bigint AS nothing, true AS yes`;
    });
    expect(row).toEqual({
      big: 9007199254740993n,
      bigs: [1n, 9007199254740993n],
      numeric: new Prisma.Decimal('1.1'),
      int: 7,
      day: new Date('2026-07-14'),
      local: new Date('2026-07-14T10:20:30Z'),
      instant: new Date('2026-07-14T10:20:30.456Z'),
      instants: [new Date('2026-07-14T10:20:30.456Z')],
      json: { a: [1] },
      texts: ['é', '"', 'b,c'],
      nothing: null,
      yes: true,
    });
  });

  it('says of a statement stopped at its time that the same request may pass later, outside a transaction too', async () => {
    const pool = new pg.Pool({ connectionString: testDatabase.url, statement_timeout: 30 });
    try {
      const stopped: unknown = await directTo(pool).$queryRaw`SELECT pg_sleep(5)`.catch((error: unknown) => error);
      expect([sqlState(stopped), isBusy(stopped)]).toEqual(['57014', true]);
      expect(refusalFrom(stopped)).toMatchObject({ code: 'busy', retryAfterSeconds: 2 });
    } finally {
      await pool.end();
    }
  });

  it('composes fragments, and keeps the text of a template for its own values alone', async () => {
    const read = async (value: Prisma.Sql | number): Promise<unknown> =>
      (await database.read.$queryRaw<{ n: unknown }[]>`SELECT ${value}::int + ${1}::int AS n`)[0]?.n;
    expect(await read(4)).toBe(5);
    expect(await read(Prisma.sql`${5}::int * ${2}`)).toBe(11);
    expect(await read(Prisma.sql`1`)).toBe(2);
  });

  it('shares its transaction with the model calls of Prisma: all or nothing', async () => {
    const before = await count();
    const undone = database.transaction(async (tx) => {
      await tx.db.$executeRaw(agency(newId(), 'DEP-01'));
      expect(await tx.db.agency.count()).toBe(before + 1);
      await tx.db.agency.create({
        data: { id: newId(), name: 'Caf', kind: 'CAF', territory: 'DEP-02', createdAt: new Date(0) },
      });
      expect(await tx.db.$queryRaw`SELECT id FROM agency WHERE territory IN ('DEP-01', 'DEP-02')`).toHaveLength(2);
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await count()).toBe(before);
    await database.transaction(async (tx) => {
      await tx.db.$executeRaw(agency(newId(), 'DEP-03'));
      await tx.db.agency.update({ where: { kind_territory: { kind: 'CAF', territory: 'DEP-03' } }, data: { name: 'Caf 31' } });
    });
    expect(await count()).toBe(before + 1);
  });

  it('keeps transactions apart when they call the models at the same moment', async () => {
    const territories = ['DEP-04', 'DEP-05', 'DEP-06'];
    const seen = await Promise.all(
      territories.map((territory) =>
        database.transaction(async (tx) => {
          await tx.db.$executeRaw(agency(newId(), territory));
          const rows = await Promise.all(
            territories.map((other) => tx.db.agency.findUnique({ where: { kind_territory: { kind: 'CAF', territory: other } } })),
          );
          return rows.map((row) => row?.territory);
        }),
      ),
    );
    // Each sees its own row, whatever it sees of those committed meanwhile.
    expect(seen.map((found, index) => found[index])).toEqual(territories);
  });

  it('tells what PostgreSQL refused, and announces no commit of a transaction in which a statement failed', async () => {
    await database.transaction((tx) => tx.db.$executeRaw(agency(newId(), 'DEP-07')));
    const twice = await database
      .transaction((tx) => tx.db.$executeRaw(agency(newId(), 'DEP-07')))
      .catch((error: unknown) => error);
    expect(isUniqueViolation(twice)).toBe(true);
    expect(sqlState(twice)).toBe('23505');
    const swallowed = database.transaction(async (tx) => {
      await tx.db.$executeRaw`SELECT 1 / 0`.catch(() => 0);
    });
    await expect(swallowed).rejects.toThrow('swallowed');
    expect(await database.transaction((tx) => Promise.resolve(typeof tx.db))).toBe('object');
  });
});
