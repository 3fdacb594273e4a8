import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from '../test/support/database.js';
import { deployMigrations, migrationStatus, schemaDrift } from './migrate.js';

const FIRST = '20260101000000_first';
const SCHEMA = `datasource db {
  provider = "postgresql"
}
model Note {
  id   Int    @id
  text String
  @@map("note")
}
`;

describe('migrations', () => {
  let folder: string;
  let database: TestDatabase;

  const add = (name: string, sql: string) => {
    mkdirSync(join(folder, 'migrations', name), { recursive: true });
    writeFileSync(join(folder, 'migrations', name, 'migration.sql'), sql);
  };
  const rows = async (sql: string): Promise<unknown[]> => {
    const client = new Client({ connectionString: database.ownerUrl });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cofund-migrate-'));
    mkdirSync(join(folder, 'migrations'));
    writeFileSync(join(folder, 'schema.prisma'), SCHEMA);
    writeFileSync(join(folder, 'migrations', 'migration_lock.toml'), 'provider = "postgresql"\n');
    add(
      FIRST,
      `CREATE TABLE note (id INTEGER NOT NULL, text TEXT NOT NULL, CONSTRAINT note_pkey PRIMARY KEY (id));
       CREATE FUNCTION never() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         RAISE EXCEPTION 'kept; always'; -- a semicolon; in a comment
       END;
       $$;
       CREATE TRIGGER note_kept BEFORE DELETE ON note FOR EACH ROW EXECUTE FUNCTION never();`,
    );
    database = await createEmptyDatabase();
  });

  afterEach(async () => {
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('applies what is pending, once, function bodies included', async () => {
    expect((await migrationStatus(database.ownerUrl, { folder })).pending).toEqual([FIRST]);
    expect(await deployMigrations(database.ownerUrl, { folder })).toEqual([FIRST]);
    expect(await deployMigrations(database.ownerUrl, { folder })).toEqual([]);
    expect(await migrationStatus(database.ownerUrl, { folder })).toEqual({ pending: [], unknown: [], failed: [], edited: [] });
    await rows(`INSERT INTO note VALUES (1, 'a')`);
    await expect(rows('DELETE FROM note')).rejects.toThrow('kept; always');

    add('20260102000000_second', 'CREATE TABLE other (id INTEGER PRIMARY KEY);');
    expect((await migrationStatus(database.ownerUrl, { folder })).pending).toEqual(['20260102000000_second']);
    expect(await deployMigrations(database.ownerUrl, { folder })).toEqual(['20260102000000_second']);
  });

  it('lets several processes deploy at once: one applies, the others find nothing to do', async () => {
    const applied = await Promise.all([1, 2, 3, 4].map(() => deployMigrations(database.ownerUrl, { folder })));
    expect(applied.flat()).toEqual([FIRST]);
    expect(await rows('SELECT migration_name, applied_steps_count FROM _prisma_migrations')).toHaveLength(1);
  });

  it('undoes a failing script as a whole, says why, and refuses to go on', async () => {
    await deployMigrations(database.ownerUrl, { folder });
    add('20260102000000_broken', 'CREATE TABLE half (id INTEGER PRIMARY KEY);\nALTER TABLE absent ADD COLUMN x INTEGER;');
    await expect(deployMigrations(database.ownerUrl, { folder })).rejects.toThrow('relation "absent" does not exist');
    expect(await rows(`SELECT to_regclass('half') AS found`)).toEqual([{ found: null }]);
    expect((await migrationStatus(database.ownerUrl, { folder })).failed).toEqual(['20260102000000_broken']);
    await expect(deployMigrations(database.ownerUrl, { folder })).rejects.toThrow('20260102000000_broken');
  });

  it('reports an edited migration and one the folder no longer has', async () => {
    await deployMigrations(database.ownerUrl, { folder });
    cpSync(join(folder, 'migrations', FIRST), join(folder, 'kept'), { recursive: true });
    add(FIRST, 'SELECT 1;');
    expect((await migrationStatus(database.ownerUrl, { folder })).edited).toEqual([FIRST]);
    rmSync(join(folder, 'migrations', FIRST), { recursive: true });
    expect((await migrationStatus(database.ownerUrl, { folder })).unknown).toEqual([FIRST]);
  });

  it('gives the SQL that separates the database from the schema, none when they agree', async () => {
    await deployMigrations(database.ownerUrl, { folder });
    expect(await schemaDrift(database.ownerUrl, { folder })).toBe('');
    await rows('ALTER TABLE note DROP COLUMN text');
    expect(await schemaDrift(database.ownerUrl, { folder })).toContain('ADD COLUMN');
  });

  it("keeps the project's own schema and migrations in agreement", async () => {
    const own = await createTestDatabase();
    try {
      expect(await deployMigrations(own.ownerUrl)).toEqual([]);
      expect(await migrationStatus(own.ownerUrl)).toEqual({ pending: [], unknown: [], failed: [], edited: [] });
      expect(await schemaDrift(own.ownerUrl)).toBe('');
    } finally {
      await own.drop();
    }
  });
});
