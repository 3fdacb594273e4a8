// Passes over a file in chunks. Bytes are read as Latin-1: one character a byte, so that a position in the text is one in the file.

import { open } from 'node:fs/promises';

import { readLocal } from '../storage/disk.storage.js';

/** Long enough for any pattern looked for to lie whole in one window. */
const OVERLAP = 256;

/** Windows that overlap: a pattern across two chunks is seen in the second. `seen` may give the bytes to a hash. */
export async function* windows(path: string, seen?: (chunk: Buffer) => void): AsyncGenerator<{ text: string; start: number }> {
  let carried = '';
  let read = 0;
  for await (const chunk of readLocal(path) as AsyncIterable<Buffer>) {
    seen?.(chunk);
    const text = carried + chunk.toString('latin1');
    yield { text, start: read - carried.length };
    read += chunk.length;
    carried = text.slice(-OVERLAP);
  }
}

/** Up to `length` bytes from `start`; from the end when negative. */
export async function slice(path: string, start: number, length: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const from = start < 0 ? Math.max(0, size + start) : start;
    const bytes = Buffer.alloc(Math.min(length, Math.max(0, size - from)));
    await file.read(bytes, 0, bytes.length, from);
    return bytes;
  } finally {
    await file.close();
  }
}

/** Seven characters and more: shorter ones come up by chance in compressed bytes. */
export const MARKUP = /<script|<iframe|<!doctype\s+html|<\?php/i;
/** Where a browser that guesses would look. */
export const MARKUP_AT_THE_EDGE = /<(?:html|head|body|svg|script|iframe|!doctype|\?xml|\?php|a\s|img\s)/i;
