import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';

import { isUuid } from '../../kernel/ids.js';
import { isFull, Storage, StorageFull } from './storage.js';

/** Files in a folder of our own, readable by this account alone, spread over subfolders by the random end of their key. */
export class DiskStorage extends Storage {
  constructor(private readonly folder: string) {
    super();
  }

  async put(key: string, source: Readable, size: number): Promise<void> {
    const path = this.pathOf(key);
    const unfinished = `${path}.part`;
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    try {
      // Never over another attempt's bytes: 'wx' refuses a key that is already there.
      const file = await open(unfinished, 'wx', 0o600);
      try {
        let written = 0;
        for await (const chunk of source as AsyncIterable<Buffer>) {
          written += chunk.length;
          if (written > size) throw new Error('more bytes than announced');
          await file.writeFile(chunk);
        }
        if (written !== size) throw new Error('fewer bytes than announced');
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(unfinished, path);
      await syncFolder(dirname(path));
    } catch (error) {
      await rm(unfinished, { force: true });
      throw isFull(error) ? new StorageFull() : error;
    }
  }

  async get(key: string): Promise<Readable> {
    const file = await open(this.pathOf(key), 'r');
    return file.createReadStream();
  }

  remove(key: string): Promise<void> {
    return rm(this.pathOf(key), { force: true });
  }

  private pathOf(key: string): string {
    if (!isUuid(key)) throw new Error('not a storage key');
    return join(this.folder, key.slice(-2), key);
  }
}

/** The name itself must survive a crash, not only the bytes. Windows cannot open a folder. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** For a pass over a local file; 64 KiB at a time, whatever its size. */
export function readLocal(path: string, start = 0): Readable {
  return createReadStream(path, { start, highWaterMark: 64 * 1024 });
}
