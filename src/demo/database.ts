import { join } from 'node:path';

import pg from 'pg';

import { deployMigrations } from '../../prisma/migrate.js';
import { startEmbedded } from '../platform/database/embedded.js';

/** The demo's own embedded server, with an empty, migrated database, whatever an earlier run left. */
export async function freshDatabase(dataDir: string): Promise<{ url: string; stop(): Promise<void> }> {
  const server = await startEmbedded({ dataDir: join(dataDir, 'postgres'), durable: false });
  const client = new pg.Client({ connectionString: server.superuserUrl });
  await client.connect();
  try {
    await client.query('DROP DATABASE IF EXISTS cofund WITH (FORCE)');
    await client.query('CREATE DATABASE cofund OWNER cofund_owner');
  } finally {
    await client.end();
  }
  await deployMigrations(server.ownerUrl);
  return { url: server.appUrl, stop: () => server.stop() };
}
