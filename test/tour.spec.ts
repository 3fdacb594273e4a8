import { execFile, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const PASSWORD = /one-time password, shown this once: (\S+)/;
const READY = /Prêt \/ ready: (\S+)/;

const present = (program: string): boolean => spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;

// The tour is written for a shell. Where bash or curl is missing (Windows, a bare container) there is nothing to run it with, and the
// report says so: « skipped ».
const describeWithShell = present('bash') && present('curl') ? describe : describe.skip;

describeWithShell('the guided tour of docs/tour.sh (needs bash and curl)', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'cofund-tour-'));
  let server: ChildProcess | undefined;
  let output = '';

  afterAll(async () => {
    if (server?.exitCode === null) {
      const exited = new Promise((resolve) => server?.once('exit', resolve));
      // Asked, not killed: a killed one leaves its database server behind.
      server.kill('SIGTERM');
      await exited;
    }
    const elsewhere = /data in (\S+)/.exec(output)?.[1];
    for (const folder of [dataDir, elsewhere]) if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }, 30_000);

  it('goes from an empty database to an award, with the limits of every day', async () => {
    const child = spawn(process.execPath, ['--import', './test/support/swc-loader.mjs', 'src/main.ts'], {
      env: { PATH: process.env.PATH, DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'silent', TICK_SECONDS: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    server = child;
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    while (!READY.test(output)) {
      if (child.exitCode !== null) throw new Error(`did not start: ${output}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const [, address = ''] = READY.exec(output) ?? [];
    const [, oneTimePassword = ''] = PASSWORD.exec(output) ?? [];

    // A step that is refused ends the script with an error, which holds what the API answered.
    const tour = await promisify(execFile)('bash', ['docs/tour.sh', address, oneTimePassword]);
    expect(tour.stderr).toBe('');
    expect(tour.stdout).toContain(' SUBMITTED\n');
    expect(tour.stdout).toContain(' AWARDED\n');
    const cofunding = JSON.parse(tour.stdout.trim().split('\n').at(-1) ?? '') as { funders: { code: string }[] };
    // An odd cent goes to the first funder, which is the State.
    expect(cofunding).toMatchObject({
      awards: 1,
      awarded: { cents: 2_500_001 },
      funders: [
        { code: 'STATE', committed: { cents: 1_250_001 }, reserved: { cents: 0 } },
        { code: 'CNAF', committed: { cents: 1_250_000 }, reserved: { cents: 0 } },
      ],
    });
  }, 180_000);
});
