// A clamd of the specs' own, where the machine has the program: one signature, made here, and no database to download.

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { eicar } from './documents.js';

/** Given: a daemon that knows the EICAR test file, with a StreamMaxLength of 25 MiB at least. */
const given = process.env.TEST_CLAMD_URL;
export const hasClamd = given !== undefined || spawnSync('clamd', ['--version'], { stdio: 'ignore' }).status === 0;
export const NO_CLAMD = 'no clamd here (TEST_CLAMD_URL is not set, no such program): the antivirus was not tried';

export interface Clamd {
  readonly url: string;
  stop(): Promise<void>;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** On `port` when there is one of our own to start. */
export async function startClamd(port?: number): Promise<Clamd> {
  if (given !== undefined && port === undefined) return { url: given, stop: () => Promise.resolve() };
  const chosen = port ?? (await freePort());
  const folder = mkdtempSync(join(tmpdir(), 'cofund-clamd-'));
  mkdirSync(join(folder, 'db'));
  // Name, any type of file, anywhere in it, the bytes.
  writeFileSync(join(folder, 'db', 'own.ndb'), `Eicar-Own-Signature:0:*:${eicar().toString('hex')}\n`);
  const settings = [
    'Foreground yes',
    `TCPSocket ${chosen}`,
    'TCPAddr 127.0.0.1',
    `DatabaseDirectory ${folder}/db`,
    'StreamMaxLength 30M',
  ];
  writeFileSync(join(folder, 'clamd.conf'), `${settings.join('\n')}\n`);
  const child = spawn('clamd', ['--config-file', join(folder, 'clamd.conf')], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  for (let tries = 0; !(await listens(chosen)); tries += 1) {
    if (child.exitCode !== null || tries > 200) throw new Error(`clamd did not start: ${output}`);
    await pause(50);
  }
  return {
    url: `tcp://127.0.0.1:${chosen}`,
    stop: async () => {
      await end(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await exited;
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
