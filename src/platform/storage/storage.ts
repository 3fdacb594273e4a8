import type { Readable } from 'node:stream';

/**
 * Where the bytes of files are kept, by a key of ours (a UUID, never a name that somebody gave). A key is written once: each attempt takes
 * a new one, and the caller has announced it in the database before, so that nothing is ever kept without being known.
 */
export abstract class Storage {
  /**
   * Keeps exactly `size` bytes of `source`, durably, before it returns.
   * @throws StorageFull where there is no room, Error where the place does not answer; whatever a server then holds under the key is for the sweeper
   */
  abstract put(key: string, source: Readable, size: number): Promise<void>;
  /** @throws Error when there is nothing under this key */
  abstract get(key: string): Promise<Readable>;
  /** Nothing under this key: nothing to do. */
  abstract remove(key: string): Promise<void>;
}

export class StorageFull extends Error {}

/** The bucket does not answer: try later. */
export class StorageUnavailable extends Error {}

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

export function isFull(error: unknown): boolean {
  return FULL.has((error as { code?: string } | undefined)?.code ?? '');
}
