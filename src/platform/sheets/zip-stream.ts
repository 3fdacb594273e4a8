// An archive written while its files are read: each is compressed as it comes, its sizes follow it (APPNOTE 4.3.9), and nothing is asked
// of a source before the reader has taken what came before. No file of 4 GiB or more.

import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createDeflateRaw } from 'node:zlib';

export interface ZipSource {
  /** ASCII. */
  readonly name: string;
  readonly content: AsyncIterable<string> | Iterable<string>;
}

interface Written {
  readonly name: string;
  readonly offset: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
}

/** Sizes follow the content; names are UTF-8. */
const FLAGS = 0x0808;
const DEFLATED = 8;
const VERSION = 20;
/** 1 January 1980, the zero of the format: the archive of the same rows is the same. */
const DAY = 0x21;

function header(signature: number, fields: readonly (readonly [value: number, bytes: 2 | 4])[], name = ''): Buffer {
  const bytes = Buffer.alloc(4 + fields.reduce((sum, [, length]) => sum + length, 0));
  let at = bytes.writeUInt32LE(signature, 0);
  for (const [value, length] of fields) at = length === 2 ? bytes.writeUInt16LE(value, at) : bytes.writeUInt32LE(value, at);
  return Buffer.concat([bytes, Buffer.from(name, 'ascii')]);
}

export async function* zipOf(sources: readonly ZipSource[]): AsyncGenerator<Buffer> {
  const written: Written[] = [];
  let offset = 0;
  for (const { name, content } of sources) {
    const start = offset;
    const local = header(
      0x04034b50,
      [
        [VERSION, 2],
        [FLAGS, 2],
        [DEFLATED, 2],
        [0, 2],
        [DAY, 2],
        [0, 4],
        [0, 4],
        [0, 4],
        [name.length, 2],
        [0, 2],
      ],
      name,
    );
    yield local;
    let [crc, size, packed] = [0, 0, 0];
    const plain = async function* (): AsyncGenerator<Buffer> {
      for await (const text of content) {
        const bytes = Buffer.from(text, 'utf8');
        crc = crc32(bytes, crc);
        size += bytes.length;
        yield bytes;
      }
    };
    const deflate = createDeflateRaw();
    const pumped = pipeline(Readable.from(plain()), deflate);
    // Told by the loop below, which the failure ends.
    pumped.catch(() => undefined);
    for await (const chunk of deflate) {
      packed += (chunk as Buffer).length;
      yield chunk as Buffer;
    }
    await pumped;
    const sizes = header(0x08074b50, [
      [crc, 4],
      [packed, 4],
      [size, 4],
    ]);
    yield sizes;
    written.push({ name, offset: start, crc, packed, size });
    offset += local.length + packed + sizes.length;
  }
  const directory = Buffer.concat(written.map(entryOf));
  yield directory;
  yield header(0x06054b50, [
    [0, 2],
    [0, 2],
    [written.length, 2],
    [written.length, 2],
    [directory.length, 4],
    [offset, 4],
    [0, 2],
  ]);
}

function entryOf({ name, offset, crc, packed, size }: Written): Buffer {
  return header(
    0x02014b50,
    [
      [VERSION, 2],
      [VERSION, 2],
      [FLAGS, 2],
      [DEFLATED, 2],
      [0, 2],
      [DAY, 2],
      [crc, 4],
      [packed, 4],
      [size, 4],
      [name.length, 2],
      [0, 2],
      [0, 2],
      [0, 2],
      [0, 2],
      [0, 4],
      [offset, 4],
    ],
    name,
  );
}
