import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Readable } from 'node:stream';

import { Inject, Injectable } from '@nestjs/common';

import { CONFIG, type Config } from '../config/config.js';

/** `signature`: what was recognised. */
export type ScanResult = { readonly infected: false } | { readonly infected: true; readonly signature: string };

/** The daemon is away, too busy, or answers what it should not: nothing is known of the file. */
export class AntivirusUnavailable extends Error {}

const CONNECT_MS = 3_000;
/** clamd unpacks and emulates before it answers. */
const SILENCE_MS = 60_000;
const ANSWER_LIMIT = 1_000;

/** clamd, asked by INSTREAM: the bytes travel on the connection, so that it needs to see none of our files. */
@Injectable()
export class Antivirus {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** False: no daemon is configured, files are not scanned. */
  get enabled(): boolean {
    return this.config.clamdUrl !== undefined;
  }

  /** @throws AntivirusUnavailable whenever the answer is not plainly "clean" or "infected": never fails open */
  async scan(source: Readable): Promise<ScanResult> {
    let socket: Socket | undefined;
    try {
      socket = await this.open();
      const answered = answerOf(socket);
      // Awaited below; a daemon that hangs up midway is reported by whichever notices first.
      answered.catch(() => undefined);
      await send(socket, 'zINSTREAM\0');
      for await (const chunk of source as AsyncIterable<Buffer>) {
        const length = Buffer.alloc(4);
        length.writeUInt32BE(chunk.length);
        await send(socket, length);
        await send(socket, chunk);
      }
      await send(socket, Buffer.alloc(4));
      return verdictOf(await answered);
    } catch (error) {
      throw error instanceof AntivirusUnavailable ? error : new AntivirusUnavailable('clamd', { cause: error });
    } finally {
      source.destroy();
      socket?.destroy();
    }
  }

  private async open(): Promise<Socket> {
    const { clamdUrl = '' } = this.config;
    const [, host = '', port = ''] = /^tcp:\/\/([^:]+):(\d+)$/.exec(clamdUrl) ?? [];
    const socket = port === '' ? connect(clamdUrl) : connect(Number(port), host);
    socket.on('error', () => undefined);
    try {
      await once(socket, 'connect', { signal: AbortSignal.timeout(CONNECT_MS) });
    } catch (error) {
      socket.destroy();
      throw new AntivirusUnavailable('clamd does not answer', { cause: error });
    }
    socket.setTimeout(SILENCE_MS, () => socket.destroy(new AntivirusUnavailable('clamd is silent')));
    return socket;
  }
}

/** Waits until the daemon takes more: what it has not taken is not in our memory. */
async function send(socket: Socket, bytes: Buffer | string): Promise<void> {
  if (socket.destroyed) throw new AntivirusUnavailable('clamd hung up');
  if (socket.write(bytes)) return;
  await new Promise<void>((resolve) => {
    const go = (): void => {
      socket.off('drain', go).off('close', go);
      resolve();
    };
    socket.on('drain', go).on('close', go);
  });
}

function answerOf(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      if (text.length < ANSWER_LIMIT) text += chunk.toString('latin1');
    });
    socket.once('error', reject);
    socket.once('close', () => resolve(text));
    socket.once('end', () => resolve(text));
  });
}

/** "stream: OK", "stream: Name FOUND", or anything else: "INSTREAM size limit exceeded. ERROR", nothing at all. */
function verdictOf(answer: string): ScanResult {
  const line = answer.replaceAll('\0', '').trim();
  if (line === 'stream: OK') return { infected: false };
  const [, signature] = /^stream: (.+) FOUND$/.exec(line) ?? [];
  if (signature !== undefined) return { infected: true, signature };
  throw new AntivirusUnavailable(line === '' ? 'clamd hung up' : line.slice(0, 200));
}
