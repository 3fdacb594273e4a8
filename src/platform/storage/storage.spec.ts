// The same contract on a folder and on a server that speaks S3, over HTTP.

import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';

import S3rver from '@20minutes/s3rver';

import { newId } from '../../kernel/ids.js';
import { DiskStorage } from './disk.storage.js';
import { S3Storage } from './s3.storage.js';
import { StorageUnavailable, type Storage } from './storage.js';

const credentials = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };
const folder = mkdtempSync(join(tmpdir(), 'cofund-storage-'));
let server: Server;
let bucket: S3Storage;

beforeAll(async () => {
  const s3 = new S3rver({
    port: 0,
    address: '127.0.0.1',
    silent: true,
    directory: join(folder, 's3'),
    configureBuckets: [{ name: 'cofund', configs: [] }],
  });
  const { port } = await s3.run();
  server = s3.httpServer;
  bucket = new S3Storage({ url: `http://127.0.0.1:${port}`, bucket: 'cofund', region: 'us-east-1', credentials });
});
afterAll(async () => {
  await bucket.close();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

const PLACES: readonly (readonly [string, () => Storage])[] = [
  ['a folder', () => new DiskStorage(join(folder, 'disk'))],
  ['a bucket', () => bucket],
];

describe.each(PLACES)('%s', (_, storage) => {
  it('gives back what it was given, in chunks', async () => {
    const bytes = randomBytes(3_000_000);
    const key = newId();
    await storage().put(key, Readable.from([bytes.subarray(0, 1_000_000), bytes.subarray(1_000_000)]), bytes.length);
    expect((await buffer(await storage().get(key))).equals(bytes)).toBe(true);
    await storage().remove(key);
    await expect(storage().get(key)).rejects.toThrow();
    await storage().remove(key);
  });

  it('fails when the source does, at once', async () => {
    const key = newId();
    async function* broken(): AsyncGenerator<Buffer> {
      yield Buffer.alloc(70_000);
      throw new Error('cut');
    }
    await expect(storage().put(key, Readable.from(broken()), 100_000)).rejects.toThrow();
  });

  it('takes keys of ours alone', async () => {
    await expect(storage().get('../../etc/passwd')).rejects.toThrow('not a storage key');
  });
});

it('a folder never holds more or less than announced, nor two files under one key', async () => {
  const disk = new DiskStorage(join(folder, 'exact'));
  const key = newId();
  await expect(disk.put(key, Readable.from([Buffer.alloc(10)]), 9)).rejects.toThrow('more bytes');
  await expect(disk.put(key, Readable.from([Buffer.alloc(10)]), 11)).rejects.toThrow('fewer bytes');
  expect(readdirSync(join(folder, 'exact', key.slice(-2)))).toEqual([]);
});

describe('a bucket that is down', () => {
  it('is left alone after five failures in a row', async () => {
    let asked = 0;
    const failing = createServer((request, reply) => {
      asked += 1;
      request.resume();
      reply.writeHead(503).end();
    });
    await new Promise<void>((resolve) => failing.listen(0, '127.0.0.1', resolve));
    const { port } = failing.address() as AddressInfo;
    const storage = new S3Storage({ url: `http://127.0.0.1:${port}`, bucket: 'cofund', region: 'us-east-1', credentials });
    for (let count = 0; count < 20; count += 1) await expect(storage.get(newId())).rejects.toThrow(StorageUnavailable);
    expect(asked).toBe(5);
    await storage.close();
    await new Promise((resolve) => failing.close(resolve));
  });

  it('that refuses connections is unavailable, not an internal error', async () => {
    const storage = new S3Storage({ url: 'http://127.0.0.1:1', bucket: 'cofund', region: 'us-east-1', credentials });
    await expect(storage.put(newId(), Readable.from([Buffer.alloc(10)]), 10)).rejects.toThrow(StorageUnavailable);
    await storage.close();
  });
});
