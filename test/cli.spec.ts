// The commands as they are run: in a process of their own.

import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';

import { PROBLEMS } from '../src/kernel/errors.js';
import { embeddedFolder } from '../src/start.js';
import { startEmbedded } from '../src/platform/database/embedded.js';
import { deployMigrations } from '../prisma/migrate.js';
import { createTestDatabase } from './support/database.js';
import { LampRoom } from './support/lamp.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

function run(
  command: string,
  options: string[] = [],
  environment: Record<string, string> = {},
): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve, reject) => {
    const inherited = { ...process.env, DATABASE_URL: '', NODE_OPTIONS: '' };
    const child = spawn(
      process.execPath,
      ['--import', join(root, 'test/support/swc-loader.mjs'), join(root, 'src/cli', command), ...options],
      {
        cwd: root,
        env: { ...inherited, ...environment },
      },
    );
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, out, err }));
  });
}

describe('docs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cofund-docs-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const out = `--out=${folder}`;

  it('writes, without a database, what the code tells; --check names each file that is not what the code says, and those alone', async () => {
    expect(await run('docs.ts', [out, '--check'])).toMatchObject({ code: 1, err: expect.stringContaining('openapi.json') });
    expect(readdirSync(folder)).toEqual([]);
    expect(await run('docs.ts', [out])).toMatchObject({ code: 0 });
    expect(JSON.parse(readFileSync(join(folder, 'openapi.json'), 'utf8'))).toMatchObject({ openapi: '3.1.0' });
    for (const code of Object.keys(PROBLEMS)) expect(readFileSync(join(folder, 'errors.md'), 'utf8')).toContain(`\`${code}\``);

    writeFileSync(join(folder, 'errors.md'), 'changed by hand');
    writeFileSync(join(folder, 'workflow', 'gone.md'), 'a machine that is no more');
    const check = await run('docs.ts', [out, '--check']);
    expect(check.code).toBe(1);
    expect(check.err).toContain('errors.md');
    expect(check.err).toContain('gone.md');
    expect(check.err).not.toContain('openapi.json');
  }, 120_000);
});

describe('audit:verify', () => {
  it('says whether the trail of DATABASE_URL is intact, by its report and its exit code', async () => {
    const room = await LampRoom.open();
    const superuser = new Client({ connectionString: room.testDatabase.superuserUrl });
    await superuser.connect();
    try {
      const id = await room.lamp();
      await room.fire(id, 'turnOn');
      await room.fire(id, 'turnOff');
      const environment = { DATABASE_URL: room.testDatabase.url };
      const intact = await run('audit-verify.ts', [], environment);
      expect([intact.code, intact.err]).toEqual([0, expect.stringContaining('2')]);
      expect(JSON.parse(intact.out)).toMatchObject({ ok: true, entries: 2, chains: 1, firstBroken: null });

      await superuser.query(`SET session_replication_role = replica`);
      await superuser.query(`UPDATE audit_entry SET capacity = 'visitor' WHERE seq = 2`);
      const broken = await run('audit-verify.ts', [], environment);
      expect(broken.code).toBe(1);
      expect(JSON.parse(broken.out)).toMatchObject({
        ok: false,
        firstBroken: { aggregate: 'lamp', aggregateId: id, seq: 2, reason: 'hash' },
      });

      const unreachable = await run('audit-verify.ts', [], { DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none' });
      expect(unreachable).toMatchObject({ code: 2, out: '' });
    } finally {
      await superuser.end();
      await room.close();
    }
  }, 60_000);

  it('reads the embedded database, whether the application serves it at that moment or not', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cofund-audit-'));
    try {
      const server = await startEmbedded({ dataDir: embeddedFolder(folder), durable: false });
      try {
        await deployMigrations(server.ownerUrl);
        const running = await run('audit-verify.ts', [], { DATA_DIR: folder });
        expect([running.code, running.err]).toEqual([0, '']);
        expect(JSON.parse(running.out)).toMatchObject({ ok: true, entries: 0 });
      } finally {
        await server.stop();
      }
      const stopped = await run('audit-verify.ts', [], { DATA_DIR: folder });
      expect([stopped.code, stopped.err]).toEqual([0, '']);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 120_000);
});

describe('ledger:verify', () => {
  it('says whether the ledger of DATABASE_URL reconciles, by its report and its exit code', async () => {
    const database = await createTestDatabase();
    const superuser = new Client({ connectionString: database.superuserUrl });
    await superuser.connect();
    try {
      const environment = { DATABASE_URL: database.url };
      const intact = await run('ledger-verify.ts', [], environment);
      expect([intact.code, intact.err]).toEqual([0, '']);
      expect(JSON.parse(intact.out)).toEqual({ ok: true, differences: 0, first: [] });
      await superuser.query(`SET session_replication_role = replica`);
      await superuser.query(
        `INSERT INTO ledger_balance VALUES (gen_random_uuid(), 'STATE', 2023, 'AVAILABLE', gen_random_uuid(), 7, 0)`,
      );
      const broken = await run('ledger-verify.ts', [], environment);
      expect(broken.code).toBe(1);
      expect(JSON.parse(broken.out)).toEqual({
        ok: false,
        differences: 1,
        first: [{ check: 'balances', subject: 'STATE 2023 AVAILABLE', expected: '0', found: '7' }],
      });
      expect(await run('ledger-verify.ts', [], { DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none' })).toMatchObject({
        code: 2,
        out: '',
      });
    } finally {
      await superuser.end();
      await database.drop();
    }
  }, 60_000);
});
