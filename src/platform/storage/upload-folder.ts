import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

import { Inject, Injectable } from '@nestjs/common';

import { Refusal } from '../../kernel/errors.js';
import { isUuid } from '../../kernel/ids.js';
import { CONFIG, type Config } from '../config/config.js';
import { isFull } from './storage.js';

/** What a connection must bring at least, on average: less is not a slow line, it is a line held open. */
const LEAST_BYTES_PER_SECOND = 1_024;

/** A piece of a file on its way in. */
export interface Piece {
  readonly body: Readable | undefined;
  /** Where the sender believes to be. */
  readonly offset: number;
  /** Of this piece, when the sender says it. */
  readonly length: number | undefined;
  /** True: a body came that is no stream of bytes (JSON). */
  readonly other: boolean;
}

/**
 * Files on their way in: one local file each, appended to by each request, so that a cut connection costs what was not received yet. Its
 * length is the offset: nothing else keeps count. Nothing here is served to anybody.
 */
@Injectable()
export class UploadFolder {
  private readonly folder: string;
  private readonly busy = new Set<string>();

  constructor(@Inject(CONFIG) private readonly config: Config) {
    this.folder = join(config.storageDir, 'uploads');
  }

  pathOf(id: string): string {
    if (!isUuid(id)) throw new Error('not an identifier');
    return join(this.folder, `${id}.part`);
  }

  /** Bytes received so far. */
  async received(id: string): Promise<number> {
    return stat(this.pathOf(id)).then(
      ({ size }) => size,
      () => 0,
    );
  }

  drop(id: string): Promise<void> {
    return rm(this.pathOf(id), { force: true });
  }

  /** Runs `work` unless this process already receives the same file. @throws Refusal conflict */
  async alone<T>(id: string, work: () => Promise<T>): Promise<T> {
    if (this.busy.has(id)) {
      throw new Refusal('conflict', {
        fr: 'Ce fichier est déjà en cours d’envoi : attendez la fin, puis relisez « upload.offset ».',
        en: 'This file is already being sent: wait for its end, then read "upload.offset".',
      });
    }
    this.busy.add(id);
    try {
      return await work();
    } finally {
      this.busy.delete(id);
    }
  }

  /**
   * Appends a piece of a file of `size` bytes. A cut connection keeps what came; any refusal of the bytes themselves keeps nothing.
   * @returns bytes received so far
   * @throws Refusal unsupported-media-type on another kind of body, conflict on another offset, payload-too-large past the size, request-timeout without progress, insufficient-storage
   */
  async append(id: string, { body, offset, length, other }: Piece, size: number): Promise<number> {
    if (other) throw new Refusal('unsupported-media-type');
    const received = await this.received(id);
    if (offset !== received) {
      throw new Refusal('conflict', {
        fr: `Reprenez à l’octet ${received} (en-tête Upload-Offset).`,
        en: `Resume at byte ${received} (Upload-Offset header).`,
      });
    }
    if (body === undefined) return received;
    try {
      if (length !== undefined && length > size - received) throw new Refusal('payload-too-large');
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
      const file = await open(this.pathOf(id), 'a', 0o600);
      try {
        return received + (await this.pump(body, (chunk) => file.appendFile(chunk), size - received));
      } finally {
        await file.close();
      }
    } catch (error) {
      if (!(error instanceof CutShort)) await this.drop(id);
      if (isFull(error)) throw new Refusal('insufficient-storage');
      throw error;
    }
  }

  /** Removes what nobody has added to since `before`. @returns how many */
  async sweep(before: Date): Promise<number> {
    let count = 0;
    for (const name of await readdir(this.folder).catch(() => [])) {
      const path = join(this.folder, name);
      const age = await stat(path).catch(() => undefined);
      if (age === undefined || age.mtime >= before) continue;
      await rm(path, { force: true });
      count += 1;
    }
    return count;
  }

  /** One chunk in memory at a time. The stream is left open: whoever answers still needs its connection. */
  private pump(body: Readable, write: (chunk: Buffer) => Promise<void>, room: number): Promise<number> {
    const stallMs = this.config.uploadStallSeconds * 1_000;
    const least = this.config.uploadStallSeconds * LEAST_BYTES_PER_SECOND;
    return new Promise((resolve, reject) => {
      let taken = 0;
      let sinceLastLook = 0;
      let writing = false;
      let ended = false;
      const settle = (error?: Error): void => {
        clearInterval(look);
        body.off('data', onData).off('end', onEnd).off('error', onCut).off('close', onCut);
        // Nobody listens any more: what the connection's end still says must not end the process.
        body.on('error', () => undefined);
        body.pause();
        if (error === undefined) resolve(taken);
        else reject(error);
      };
      const look = setInterval(() => {
        // While our own disk is at work the sender is made to wait, and is not blamed for it.
        if (!writing && sinceLastLook < least) settle(new Refusal('request-timeout'));
        sinceLastLook = 0;
      }, stallMs);
      const onData = (chunk: Buffer): void => {
        sinceLastLook += chunk.length;
        if (taken + chunk.length > room) {
          settle(new Refusal('payload-too-large'));
          return;
        }
        body.pause();
        writing = true;
        write(chunk).then(
          () => {
            taken += chunk.length;
            writing = false;
            if (ended) settle();
            else body.resume();
          },
          (error: unknown) => settle(error as Error),
        );
      };
      const onEnd = (): void => {
        ended = true;
        if (!writing) settle();
      };
      const onCut = (): void => {
        if (!ended) settle(new CutShort());
      };
      body.on('data', onData).on('end', onEnd).on('error', onCut).on('close', onCut);
    });
  }
}

/** The connection ended before the body did: the sender comes back for the rest. */
export class CutShort extends Error {}
