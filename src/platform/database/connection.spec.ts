import { Pool } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { poolConfig } from './connection.js';

describe('the connection of the application', () => {
  let database: TestDatabase;
  let pools: Pool[];

  const open = (url: string) => {
    const pool = new Pool(poolConfig(url, { max: 2, applicationName: 'spec' }));
    pools.push(pool);
    return pool;
  };
  const setting = async (pool: Pool, name: string) => {
    const { rows } = await pool.query<{ value: string }>('SELECT current_setting($1) AS value', [name]);
    return rows[0]?.value;
  };

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  beforeEach(() => {
    pools = [];
  });
  afterEach(async () => {
    await Promise.all(pools.map((pool) => pool.end()));
  });
  afterAll(async () => {
    await database.drop();
  });

  it.each(['url', 'ownerUrl', 'superuserUrl'] as const)(
    'runs as cofund_app and cannot change the structure, through %s',
    async (key) => {
      const pool = open(database[key]);
      expect((await pool.query('SELECT current_user AS name')).rows).toEqual([{ name: 'cofund_app' }]);
      await expect(pool.query('CREATE TABLE intruder (id INTEGER)')).rejects.toMatchObject({ code: '42501' });
      await pool.query('RESET ROLE');
      await pool.query('DISCARD ALL');
      await expect(pool.query('CREATE TABLE intruder (id INTEGER)')).rejects.toMatchObject({ code: '42501' });
    },
  );

  it('keeps the options of the URL, except a role', async () => {
    const url = new URL(database.ownerUrl);
    url.searchParams.set('options', `-c work_mem=8MB -c role=${url.username}`);
    const pool = open(url.toString());
    expect(await setting(pool, 'work_mem')).toBe('8MB');
    expect(await setting(pool, 'role')).toBe('cofund_app');
  });

  it('takes one process a statement, unless the URL says otherwise', async () => {
    const workers = 'max_parallel_workers_per_gather';
    expect(await setting(open(database.ownerUrl), workers)).toBe('0');
    const url = new URL(database.ownerUrl);
    url.searchParams.set('options', `-c ${workers}=2`);
    expect(await setting(open(url.toString()), workers)).toBe('2');
  });

  it('bounds what a statement, a lock and an idle transaction may last', async () => {
    const pool = open(database.url);
    expect(await setting(pool, 'statement_timeout')).toBe('15s');
    expect(await setting(pool, 'lock_timeout')).toBe('5s');
    expect(await setting(pool, 'idle_in_transaction_session_timeout')).toBe('30s');
    expect(await setting(pool, 'application_name')).toBe('spec');
  });
});
