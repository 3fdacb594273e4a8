// From the bytes that came to the bytes that are kept: what everything that receives a file does in the same way.

import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';

import { Refusal, type Reason } from '../../kernel/errors.js';
import { AntivirusUnavailable, type Antivirus } from '../antivirus/antivirus.js';
import { readLocal } from '../storage/disk.storage.js';
import { StorageFull, StorageUnavailable, type Storage } from '../storage/storage.js';
import { CutShort } from '../storage/upload-folder.js';
import { inspect } from './inspect.js';

/**
 * Looks into a PDF and has it scanned, where there is an antivirus.
 * @param infected what to say of a file that the antivirus knows
 * @returns its SHA-256, in hexadecimal digits
 * @throws Refusal rule-not-met with all that it is not, AntivirusUnavailable
 */
export async function judgedPdf(path: string, antivirus: Antivirus, infected: Reason): Promise<string> {
  const { sha256, reasons } = await inspect(path, 'pdf');
  if (reasons.length > 0) throw new Refusal('rule-not-met', undefined, reasons);
  if (antivirus.enabled && (await antivirus.scan(Readable.from(readLocal(path)))).infected)
    throw new Refusal('rule-not-met', undefined, [infected]);
  return sha256;
}

/**
 * What is stored is what was looked into, even if another process still appends to the local file.
 * @param sha256 of what was looked into
 * @throws Refusal conflict where it changed since; what `Storage.put` throws
 */
export async function storeJudged(storage: Storage, key: string, path: string, size: number, sha256: string): Promise<void> {
  const hash = createHash('sha256');
  const source = readLocal(path) as AsyncIterable<Buffer>;
  async function* passing(): AsyncGenerator<Buffer> {
    for await (const chunk of source) {
      hash.update(chunk);
      yield chunk;
    }
  }
  await storage.put(key, Readable.from(passing()), size);
  if (hash.digest('hex') === sha256) return;
  await storage.remove(key);
  throw new Refusal('conflict');
}

/** The refusal that a fault of the line, of the storage or of the antivirus is told as; anything else as it is. */
export function refusalOf(error: unknown): unknown {
  if (error instanceof StorageFull) return new Refusal('insufficient-storage');
  if (error instanceof StorageUnavailable || error instanceof AntivirusUnavailable)
    return new Refusal('unavailable', undefined, [], 5);
  // Nobody is left to read it.
  if (error instanceof CutShort) return new Refusal('request-timeout');
  return error;
}
