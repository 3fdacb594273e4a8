import { join } from 'node:path';

import pg from 'pg';

import { deployMigrations } from '../../prisma/migrate.js';
import { startEmbedded } from '../platform/database/embedded.js';

export interface DemoDatabase {
  readonly url: string;
  /** Copies the database as it stands, while nobody uses it; answers the address of the copy. */
  copy(name: string): Promise<string>;
  stop(): Promise<void>;
}

/** The demo's own embedded server, with an empty, migrated database, whatever an earlier run left. */
export async function freshDatabase(dataDir: string): Promise<DemoDatabase> {
  const server = await startEmbedded({ dataDir: join(dataDir, 'postgres'), durable: false });
  const create = async (name: string, template: string): Promise<void> => {
    const client = new pg.Client({ connectionString: server.superuserUrl });
    await client.connect();
    try {
      await client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`);
      await client.query(
        `CREATE DATABASE ${pg.escapeIdentifier(name)} TEMPLATE ${pg.escapeIdentifier(template)} OWNER cofund_owner`,
      );
    } finally {
      await client.end();
    }
  };
  await create('cofund', 'template1');
  await deployMigrations(server.ownerUrl);
  return {
    url: server.appUrl,
    copy: async (name) => {
      await create(name, 'cofund');
      const url = new URL(server.appUrl);
      url.pathname = `/${name}`;
      return url.href;
    },
    stop: () => server.stop(),
  };
}
