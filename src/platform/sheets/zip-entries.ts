// Entries of an archive that nobody trusts: its directory is judged before a byte is unpacked, and what is unpacked is counted.

import yauzl from 'yauzl';

import { unreadable } from './grid.js';

const MOST_ENTRIES = 1000;
const MOST_BYTES = 20 * 1024 * 1024;
/** Beyond this ratio an entry of more than a megabyte is a bomb, not a document. */
const MOST_RATIO = 100;
const RATIO_FROM = 1024 * 1024;

const bomb = (): Error =>
  unreadable(
    'Une fois décompressé, le fichier est bien trop grand pour un budget : il est refusé.',
    'Unpacked, the file is far too large for a budget: it is refused.',
  );

/**
 * The wanted entries, by name. An entry that inflates to more than its directory says is refused by the reader as it goes.
 * @throws Refusal validation-failed for what is no archive, is encrypted, or unpacks to too much
 */
export async function readEntries(body: Buffer, wanted: (name: string) => boolean): Promise<Map<string, Buffer>> {
  try {
    // Names are checked here (no absolute path, no "..") and sizes are enforced while reading.
    const archive = await yauzl.fromBufferPromise(body, { lazyEntries: true, validateEntrySizes: true, strictFileNames: true });
    const entries: yauzl.Entry[] = [];
    let bytes = 0;
    for await (const entry of archive.eachEntry()) {
      bytes += entry.uncompressedSize;
      const { compressedSize, uncompressedSize } = entry;
      const ratio = uncompressedSize / Math.max(1, compressedSize);
      if (entries.length >= MOST_ENTRIES || bytes > MOST_BYTES || (uncompressedSize > RATIO_FROM && ratio > MOST_RATIO))
        throw bomb();
      entries.push(entry);
    }
    const contents = new Map<string, Buffer>();
    for (const entry of entries) {
      if (!wanted(entry.fileName)) continue;
      if (contents.has(entry.fileName)) throw unreadable('Le fichier est incohérent.', 'The file is inconsistent.');
      contents.set(entry.fileName, await unpack(archive, entry));
    }
    return contents;
  } catch (error) {
    if (error instanceof Error && error.name === 'Refusal') throw error;
    throw unreadable(
      'Le fichier n’est pas un classeur .xlsx lisible : enregistrez-le au format « Classeur Excel (.xlsx) », sans mot de passe.',
      'The file is no readable .xlsx workbook: save it as "Excel workbook (.xlsx)", without a password.',
    );
  }
}

async function unpack(archive: yauzl.ZipFile, entry: yauzl.Entry): Promise<Buffer> {
  const stream = await archive.openReadStreamPromise(entry);
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of stream as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > entry.uncompressedSize) throw bomb();
    parts.push(part);
  }
  return Buffer.concat(parts);
}
