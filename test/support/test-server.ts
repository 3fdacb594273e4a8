import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LATEST_SCHEMA_VERSION } from 'bullmq';
import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { sha256Hex } from '../../src/kernel/canonical.js';
import { deployMigrations } from '../../prisma/migrate.js';
import { startEmbedded, type Embedded } from '../../src/platform/database/embedded.js';
import { isLivePostgres, readPostmaster } from '../../src/platform/database/postmaster.js';
import { ensureRoles } from '../../src/platform/database/roles.js';
import { databaseUrl, SERVER_VARIABLE, TEST_DATABASE_PREFIX, type TestServer } from './server-address.js';

const DATA_PREFIX = 'cofund-test-pg-';
const OWNER = 'cofund_test_owner';
const APP = 'cofund_test_app';
const TWO_HOURS_MS = 2 * 3600 * 1000;
const ONE_DAY_MS = 24 * 3600 * 1000;

let embedded: { server: Embedded; folder: string } | undefined;

/**
 * Makes a server ready for the specs: the one TEST_DATABASE_URL names (its login a superuser, or CREATEDB and CREATEROLE), else an
 * embedded one of this run alone. Its template database is migrated once; each spec file clones it.
 */
export async function startTestServer(): Promise<void> {
  const given = process.env.TEST_DATABASE_URL;
  if (!given) {
    sweepFolders();
    const folder = mkdtempSync(join(tmpdir(), `${DATA_PREFIX}${process.pid}-`));
    embedded = { server: await startEmbedded({ dataDir: folder, durable: false }), folder };
  }
  try {
    const adminUrl = given ?? embedded?.server.superuserUrl ?? '';
    process.env[SERVER_VARIABLE] = JSON.stringify(await prepareTemplate(adminUrl));
  } catch (error) {
    await stopTestServer();
    throw error;
  }
}

export async function stopTestServer(): Promise<void> {
  await embedded?.server.stop();
  for (const folder of embedded ? [embedded.folder, embedded.server.dataDir] : [])
    rmSync(folder, { recursive: true, force: true });
  embedded = undefined;
}

async function prepareTemplate(adminUrl: string): Promise<TestServer> {
  // The same passwords in every run on the same server: two runs at once must not change each other's.
  const secret = (role: string) => sha256Hex(`${adminUrl} ${role}`);
  const server: TestServer = {
    adminUrl,
    template: `cofund_template_${migrationsHash()}`,
    owner: { name: OWNER, password: secret(OWNER) },
    app: { name: APP, password: secret(APP) },
  };
  const template = escapeIdentifier(server.template);
  const admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    await ensureRoles(admin, server.owner, server.app);
    await admin.query(`GRANT ${OWNER} TO CURRENT_USER`);
    await sweepDatabases(admin, server.template);
    // Two runs may start together on a shared server: the second waits, then finds the template ready.
    await admin.query('SELECT pg_advisory_lock(hashtext($1))', [server.template]);
    // A spec file has a database of its own, whose connections live for seconds: half of the server's time went to planning each statement
    // anew for the values of its first five runs.
    await admin.query(`ALTER ROLE ${APP} SET plan_cache_mode = force_generic_plan`);
    const { rows } = await admin.query<{ ready: boolean }>('SELECT datistemplate AS ready FROM pg_database WHERE datname = $1', [
      server.template,
    ]);
    if (rows[0]?.ready) return server;
    if (rows[0]) await admin.query(`DROP DATABASE ${template} WITH (FORCE)`);
    await admin.query(`CREATE DATABASE ${template} OWNER ${OWNER}`);
    await deployMigrations(databaseUrl(server, server.owner, server.template));
    await admin.query(`COMMENT ON DATABASE ${template} IS ${escapeLiteral(String(Date.now()))}`);
    // Cloning needs a template nobody is connected to; and the mark that it is complete comes last.
    await admin.query(`ALTER DATABASE ${template} WITH ALLOW_CONNECTIONS false IS_TEMPLATE true`);
    return server;
  } finally {
    await admin.end();
  }
}

function migrationsHash(): string {
  // The template also holds the tables of the queue, which change with its package.
  const hash = createHash('sha256').update(`bullmq ${LATEST_SCHEMA_VERSION}`);
  const root = new URL('../../prisma/migrations/', import.meta.url);
  for (const entry of readdirSync(root, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.isDirectory()) hash.update(entry.name).update(readFileSync(new URL(`${entry.name}/migration.sql`, root)));
  }
  return hash.digest('hex').slice(0, 16);
}

/** Removes what killed runs left in the temporary folder; a folder whose server and runner still live belongs to another run. */
function sweepFolders(): void {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(DATA_PREFIX))) {
    const folder = join(tmpdir(), name);
    const runner = Number.parseInt(name.slice(DATA_PREFIX.length), 10);
    if (isAlive(runner)) continue;
    try {
      const cluster = join(folder, 'cluster');
      const server = readPostmaster(cluster);
      if (server && isLivePostgres(server.pid, cluster)) process.kill(server.pid, 'SIGQUIT');
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    } catch {
      // Another account's, or a server still stopping: a later run sweeps it.
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** On a server that lasts: drops the clones of killed runs and the templates of migrations since changed. Never anyone else's. */
async function sweepDatabases(admin: Client, template: string): Promise<void> {
  const { rows } = await admin.query<{ name: string; made: string | null }>(
    `SELECT datname AS name, shobj_description(oid, 'pg_database') AS made FROM pg_database
     WHERE pg_get_userbyid(datdba) = $1 AND datname ~ $2 AND datname <> $3`,
    [OWNER, `^(cofund_template_[0-9a-f]{16}|${TEST_DATABASE_PREFIX}[0-9a-z]+_[0-9a-f]{8})$`, template],
  );
  for (const { name, made } of rows) {
    const clone = name.startsWith(TEST_DATABASE_PREFIX);
    const since = clone ? Number.parseInt(name.slice(TEST_DATABASE_PREFIX.length), 36) : Number(made ?? Number.NaN);
    if (!(Date.now() - since > (clone ? TWO_HOURS_MS : ONE_DAY_MS))) continue;
    if (!clone) await admin.query(`ALTER DATABASE ${escapeIdentifier(name)} IS_TEMPLATE false`);
    await admin.query(`DROP DATABASE IF EXISTS ${escapeIdentifier(name)} WITH (FORCE)`);
  }
}
