import { rmSync, statSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256Hex } from '../../kernel/canonical.js';

/**
 * Holds a folder for this process alone until `release`, or until the process dies in whatever manner: the lock is a local socket,
 * which the system closes by itself. A file with a process number would survive `kill -9` and mistake a reused number for its
 * owner. The folder is known by device and inode, so two spellings of its path are one lock. Undefined = already held.
 */
export async function holdFolder(folder: string): Promise<{ release(): Promise<void> } | undefined> {
  const { dev, ino } = statSync(folder);
  const name = `cofund-${sha256Hex(`${dev}:${ino}`).slice(0, 24)}`;
  const address = addressOf(name);
  let server = await listen(address);
  if (!server && process.platform !== 'linux' && process.platform !== 'win32' && !(await answers(address))) {
    // Unlike an abstract socket or a named pipe, a socket file outlives its process.
    rmSync(address, { force: true });
    server = await listen(address);
  }
  if (!server) return undefined;
  const held = server;
  held.unref();
  return { release: () => new Promise((resolve) => held.close(() => resolve())) };
}

function addressOf(name: string): string {
  if (process.platform === 'linux') return `\0${name}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`;
  return join(tmpdir(), `${name}.sock`);
}

function listen(address: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error)));
    server.listen(address, () => resolve(server));
  });
}

function answers(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address, () => resolve(true));
    socket.on('connect', () => socket.destroy());
    socket.on('error', () => resolve(false));
  });
}
