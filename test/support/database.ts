import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Client, DatabaseError, escapeIdentifier } from 'pg';
import { databaseUrl, SERVER_VARIABLE, TEST_DATABASE_PREFIX, type TestServer } from './server-address.js';

export interface TestDatabase {
  /** As the application's login, member of `cofund_app`. */
  url: string;
  ownerUrl: string;
  /** As the server's administrator, for what a spec must do behind the application's back. */
  superuserUrl: string;
  drop(): Promise<void>;
}

/** A database of its own for a spec file: a clone of the migrated template. Drop it in `afterAll`. */
export async function createTestDatabase(): Promise<TestDatabase> {
  return createFrom(testServer().template);
}

/** A database without any migration, for the specs of the migrations themselves. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  return createFrom('template0');
}

async function createFrom(template: string): Promise<TestDatabase> {
  const server = { ...testServer(), template };
  // Base 36 time first: a later run recognises the clones of a killed one by their age.
  const name = `${TEST_DATABASE_PREFIX}${Date.now().toString(36)}_${randomBytes(4).toString('hex')}`;
  await asAdmin(server, (admin) => clone(admin, server, name));
  return {
    url: databaseUrl(server, server.app, name),
    ownerUrl: databaseUrl(server, server.owner, name),
    superuserUrl: databaseUrl(server, undefined, name),
    drop: () =>
      asAdmin(server, async (admin) => {
        await admin.query(`DROP DATABASE IF EXISTS ${escapeIdentifier(name)} WITH (FORCE)`);
      }),
  };
}

async function clone(admin: Client, server: TestServer, name: string): Promise<void> {
  const statement = `CREATE DATABASE ${escapeIdentifier(name)} TEMPLATE ${escapeIdentifier(server.template)} OWNER ${escapeIdentifier(server.owner.name)}`;
  for (let attempt = 1; ; attempt++) {
    try {
      await admin.query(statement);
      // What a crash would lose is of no interest here, and a server of the machine flushes each commit to the disk.
      await admin.query(`ALTER DATABASE ${escapeIdentifier(name)} SET synchronous_commit = off`);
      return;
    } catch (error) {
      // object_in_use: the server's own maintenance was visiting the template.
      if (!(error instanceof DatabaseError) || error.code !== '55006' || attempt === 20) throw error;
      await pause(50 * attempt);
    }
  }
}

function testServer(): TestServer {
  const found = process.env[SERVER_VARIABLE];
  if (!found) throw new Error(`${SERVER_VARIABLE} is not set: the specs run under Jest's global setup`);
  return JSON.parse(found) as TestServer;
}

async function asAdmin(server: TestServer, work: (admin: Client) => Promise<void>): Promise<void> {
  const admin = new Client({ connectionString: server.adminUrl });
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}

/** What only who owns the tables may do: to tamper with them, as no program of ours can. */
export async function asOwner({ ownerUrl }: TestDatabase, statements: string): Promise<void> {
  const owner = new Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    await owner.query(statements);
  } finally {
    await owner.end();
  }
}
