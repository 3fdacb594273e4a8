import { open } from 'node:fs/promises';

import type { FileType } from '../../kernel/file-types.js';
import type { Finding } from './findings.js';
import { slice } from './patterns.js';

/** Pixels that a screen would have to unpack: 100 million is beyond any scanner in an office. */
const MOST_PIXELS = 100_000_000;
const PNG_HEADER_BYTES = 8;

/** Of a file that begins as one. */
export async function imageFindings(path: string, type: FileType): Promise<Finding[]> {
  return type === 'png' ? pngFindings(path) : jpegFindings(path);
}

/** From chunk to chunk: the last one is IEND, and the file ends with it. */
async function pngFindings(path: string): Promise<Finding[]> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const head = Buffer.alloc(8);
    for (let at = PNG_HEADER_BYTES, first = true; ; first = false) {
      const { bytesRead } = await file.read(head, 0, 8, at);
      if (bytesRead < 8) return ['fileWhole'];
      const kind = head.toString('latin1', 4, 8);
      const next = at + 12 + head.readUInt32BE(0);
      if (!/^[A-Za-z]{4}$/.test(kind) || next > size || first !== (kind === 'IHDR')) return ['fileWhole'];
      if (first) {
        const sizes = Buffer.alloc(8);
        await file.read(sizes, 0, 8, at + 8);
        if (sizes.readUInt32BE(0) * sizes.readUInt32BE(4) > MOST_PIXELS) return ['archiveWithinLimits'];
      }
      if (kind === 'IEND') return next === size ? [] : ['fileNotTwoThings'];
      at = next;
    }
  } finally {
    await file.close();
  }
}

/** Cameras append data of their own after the image: its end is looked for, not required to be the file's. */
async function jpegFindings(path: string): Promise<Finding[]> {
  const tail = await slice(path, -64 * 1024, 64 * 1024);
  return tail.includes(Buffer.from([0xff, 0xd9])) ? [] : ['fileWhole'];
}
