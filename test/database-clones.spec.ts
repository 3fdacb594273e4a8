import { Client } from 'pg';
import { createTestDatabase } from './support/database.js';

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('test databases', () => {
  it('are made together and see nothing of each other', async () => {
    const databases = await Promise.all(Array.from({ length: 8 }, () => createTestDatabase()));
    try {
      const [first, ...others] = databases;
      await query(first?.ownerUrl ?? '', 'CREATE TABLE mine (id INTEGER)');
      for (const { ownerUrl } of others) {
        expect(await query(ownerUrl, `SELECT to_regclass('mine') AS found`)).toEqual([{ found: null }]);
        expect(await query(ownerUrl, `SELECT to_regclass('_prisma_migrations')::text AS found`)).toEqual([
          { found: '_prisma_migrations' },
        ]);
      }
    } finally {
      await Promise.all(databases.map(({ drop }) => drop()));
    }
    await expect(query(databases[0]?.ownerUrl ?? '', 'SELECT 1')).rejects.toMatchObject({ code: '3D000' });
  });
});
