import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PASSWORD = /one-time password, shown this once: (\S+)/;
const READY = /Prêt \/ ready: (\S+)/;

interface Api {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly address: string;
}

describe('the API as a process', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cofund-start-'));
  const running: ChildProcess[] = [];
  /** Where an administrator's process keeps the data of PostgreSQL, which refuses to run as one. */
  const elsewhere = new Set<string>();

  const launch = (environment: Record<string, string> = {}): { child: ChildProcess; output: () => string } => {
    const child = spawn(process.execPath, ['--import', './test/support/swc-loader.mjs', 'src/main.ts'], {
      env: { PATH: process.env.PATH, DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'silent', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.push(child);
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    return { child, output: () => output };
  };
  const start = async (environment?: Record<string, string>): Promise<Api> => {
    const { child, output } = launch(environment);
    await until(() => READY.test(output()) || child.exitCode !== null);
    const address = READY.exec(output())?.[1];
    const moved = /data in (\S+)/.exec(output())?.[1];
    if (moved !== undefined) elsewhere.add(moved);
    if (address === undefined) throw new Error(`did not start: ${output()}`);
    return { child, output, address };
  };
  const end = async (child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> => {
    const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
    child.kill(signal);
    return exited;
  };

  afterAll(async () => {
    // Asked, not killed: a killed one leaves its database server behind.
    for (const child of running) if (child.exitCode === null && child.signalCode === null) await end(child, 'SIGTERM');
    for (const place of [folder, ...elsewhere]) rmSync(place, { recursive: true, force: true });
  }, 60_000);

  it('starts from nothing, shows the first password once, survives kill -9, and stops cleanly', async () => {
    const first = await start();
    expect(first.output()).toMatch(PASSWORD);
    expect((await fetch(`${first.address}/health/live`)).status).toBe(200);
    expect(await (await fetch(`${first.address}/health/ready`)).json()).toEqual({ status: 'up', database: 'up' });
    await end(first.child, 'SIGKILL');

    const second = await start();
    expect(second.output()).not.toMatch(PASSWORD);
    expect((await fetch(`${second.address}/health/ready`)).status).toBe(200);

    const third = launch();
    await until(() => third.child.exitCode !== null);
    expect(third.child.exitCode).toBe(1);
    expect(third.output()).toMatch(/Une autre instance utilise déjà .*Another instance already uses /s);

    const before = performance.now();
    expect(await end(second.child, 'SIGTERM')).toBe(0);
    expect(performance.now() - before).toBeLessThan(10_000);
  }, 120_000);

  it('says in a sentence why it does not start', async () => {
    const { child, output } = launch({ PORT: 'none' });
    await until(() => child.exitCode !== null);
    expect(child.exitCode).toBe(1);
    expect(output().trim()).toBe('PORT : nombre entier attendu entre 0 et 65535 / whole number expected from 0 to 65535');
    const away = launch({ DATABASE_URL: `postgresql://x:y@127.0.0.1:${await closedPort()}/none` });
    await until(() => away.child.exitCode !== null);
    expect(away.child.exitCode).toBe(1);
    expect(away.output().trim().split('\n')).toHaveLength(1);
  }, 60_000);
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 30));
}

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
