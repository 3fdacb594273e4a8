import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Client } from 'pg';

import { deployMigrations } from '../../prisma/migrate.js';
import { createEmptyDatabase } from './database.js';

export interface DatabaseBefore {
  /** As the owner. */
  readonly client: Client;
  /** Applies the migration; gives what was applied. */
  migrate(): Promise<string[]>;
  drop(): Promise<void>;
}

/** A database as it was before a migration, for data that it must carry over. */
export async function databaseBefore(migration: string): Promise<DatabaseBefore> {
  const source = join(process.cwd(), 'prisma');
  const folder = mkdtempSync(join(tmpdir(), 'cofund-before-'));
  const copy = (...path: string[]): void => {
    cpSync(join(source, ...path), join(folder, ...path), { recursive: true });
  };
  copy('schema.prisma');
  const entries = readdirSync(join(source, 'migrations'));
  for (const entry of entries) if (entry < migration || entry.endsWith('.toml')) copy('migrations', entry);
  const database = await createEmptyDatabase();
  await deployMigrations(database.ownerUrl, { folder });
  const client = new Client({ connectionString: database.ownerUrl });
  await client.connect();
  return {
    client,
    migrate: () => {
      copy('migrations', migration);
      return deployMigrations(database.ownerUrl, { folder });
    },
    drop: async () => {
      await client.end();
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
