import { spawn, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startEmbedded, type Embedded } from './embedded.js';
import { isLivePostgres, readPostmaster } from './postmaster.js';

const ROOT = join(import.meta.dirname, '../../..');
const asRoot = process.getuid?.() === 0;

// The same start, in a process of its own that can be killed.
const PROGRAM = `
  import './test/support/swc-loader.mjs';
  const { startEmbedded } = await import('./src/platform/database/embedded.ts');
  const server = await startEmbedded({ dataDir: process.argv.at(-1), durable: true });
  console.log(JSON.stringify(server));
  setInterval(() => undefined, 1000);
`;

describe('the embedded database', () => {
  let dataDir: string;
  let stops: (() => Promise<void>)[];
  let children: ChildProcess[];

  const start = async (folder = dataDir): Promise<Embedded> => {
    const server = await startEmbedded({ dataDir: folder, durable: true });
    stops.push(server.stop);
    return server;
  };
  const startApart = async (): Promise<{ child: ChildProcess; server: Omit<Embedded, 'stop'> }> => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM, dataDir], {
      cwd: ROOT,
      env: { ...process.env, NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(child);
    const errors: string[] = [];
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString()));
    const line = await new Promise<string>((resolve, reject) => {
      child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString()));
      child.once('exit', () => reject(new Error(errors.join(''))));
    });
    return { child, server: JSON.parse(line) as Omit<Embedded, 'stop'> };
  };
  const kill = async (child: ChildProcess) => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  const query = async (url: string, sql: string): Promise<unknown[]> => {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  };

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'cofund-embedded-spec-'));
    chmodSync(dataDir, 0o711);
    stops = [];
    children = [];
  });
  afterEach(async () => {
    for (const child of children) child.kill('SIGKILL');
    for (const stop of stops) await stop();
    // What a killed process left behind is stopped before its folder goes.
    const cluster = join(dataDir, 'cluster');
    const orphan = readPostmaster(cluster);
    if (orphan && isLivePostgres(orphan.pid, cluster)) process.kill(orphan.pid, 'SIGQUIT');
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  });

  it('starts twice in a row on the same data, closed to all but its three logins', async () => {
    const first = await start();
    await query(first.ownerUrl, 'CREATE TABLE kept (id INTEGER); CREATE EXTENSION unaccent; CREATE EXTENSION pg_trgm');
    const [login] = await query(first.ownerUrl, 'SELECT rolsuper, rolcreaterole FROM pg_roles WHERE rolname = current_user');
    expect(login).toEqual({ rolsuper: false, rolcreaterole: true });
    await expect(query(first.appUrl, 'CREATE TABLE intruder (id INTEGER)')).rejects.toMatchObject({ code: '42501' });
    await expect(query(first.appUrl.replace(/:[0-9a-f]+@/, ':wrong@'), 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    expect(await query(first.appUrl, `SELECT pg_has_role('cofund_app', 'MEMBER') AS member, upper('é') AS upper`)).toEqual([
      { member: true, upper: 'É' },
    ]);
    expect(statSync(join(dataDir, 'credentials.json')).mode & 0o777).toBe(0o600);
    await first.stop();
    await first.stop();

    const second = await start();
    expect(await query(second.ownerUrl, 'SELECT count(*)::int AS rows FROM kept')).toEqual([{ rows: 0 }]);
  });

  it('refuses a second live process, which leaves the first one undisturbed', async () => {
    const { server } = await startApart();
    await expect(start()).rejects.toThrow(/^Une autre instance utilise déjà .*\nAnother instance already uses /);
    expect(await query(server.appUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('starts again after its process was killed and the server lived on', async () => {
    const { child, server } = await startApart();
    await query(server.ownerUrl, 'CREATE TABLE kept (id INTEGER)');
    await kill(child);
    expect(await query(server.ownerUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    const again = await start();
    expect(await query(again.ownerUrl, 'SELECT count(*)::int AS rows FROM kept')).toEqual([{ rows: 0 }]);
  });

  it('starts again after both were killed, even if another process took the number in the stale lock', async () => {
    const { child, server } = await startApart();
    await query(server.ownerUrl, 'CREATE TABLE kept (id INTEGER)');
    const cluster = join(dataDir, 'cluster');
    const lock = readFileSync(join(cluster, 'postmaster.pid'), 'utf8');
    await kill(child);
    process.kill(readPostmaster(cluster)?.pid ?? 0, 'SIGKILL');
    const again = await start();
    expect(await query(again.ownerUrl, 'SELECT count(*)::int AS rows FROM kept')).toEqual([{ rows: 0 }]);
    await again.stop();

    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)']);
    children.push(stranger);
    writeFileSync(join(cluster, 'postmaster.pid'), lock.replace(/^\d+/, String(stranger.pid)));
    const third = await start();
    expect(stranger.exitCode).toBeNull();
    expect(await query(third.ownerUrl, 'SELECT count(*)::int AS rows FROM kept')).toEqual([{ rows: 0 }]);
  });

  it('redoes an interrupted initialisation and deletes nothing that is not its draft', async () => {
    mkdirSync(join(dataDir, 'cluster.draft', 'base'), { recursive: true });
    mkdirSync(join(dataDir, 'cluster', 'base'), { recursive: true });
    writeFileSync(join(dataDir, 'cluster', 'PG_VERSION'), '18\n');
    const server = await start();
    expect(await query(server.appUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(existsSync(join(dataDir, 'cluster.draft'))).toBe(false);
    expect(readdirSync(dataDir).filter((name) => name.startsWith('cluster.incomplete-'))).toHaveLength(1);
  });

  // Only root has another account run the server.
  (asRoot ? it : it.skip)('runs from a folder closed to the account PostgreSQL runs as', async () => {
    const closed = join(dataDir, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    const server = await start(join(closed, 'data'));
    try {
      expect(server.dataDir.startsWith(dataDir)).toBe(false);
      expect(lstatSync(join(server.dataDir, 'cluster')).uid).not.toBe(0);
      expect(await query(server.appUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    } finally {
      await server.stop();
      rmSync(server.dataDir, { recursive: true, force: true });
    }
  });
});
