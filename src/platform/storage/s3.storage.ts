import type { Readable } from 'node:stream';

import type { S3Client } from '@aws-sdk/client-s3';
import { BrokenCircuitError, circuitBreaker, ConsecutiveBreaker, handleWhen } from 'cockatiel';

import { isUuid } from '../../kernel/ids.js';
import type { S3Config } from '../config/config.js';
import { Storage, StorageUnavailable } from './storage.js';

const CONNECT_MS = 3_000;
const SILENCE_MS = 30_000;
/** Failures in a row after which the bucket is left alone for a while: callers are told at once instead of after a time-out each. */
const FAILURES = 5;
const REST_MS = 10_000;

/** A bucket of any server that speaks S3. */
export class S3Storage extends Storage {
  private client: Promise<S3Client> | undefined;
  private readonly breaker = circuitBreaker(handleWhen(isDown), {
    halfOpenAfter: REST_MS,
    breaker: new ConsecutiveBreaker(FAILURES),
  });

  constructor(private readonly config: S3Config) {
    super();
  }

  async put(key: string, source: Readable, size: number): Promise<void> {
    const { PutObjectCommand } = await import('@aws-sdk/client-s3');
    const command = new PutObjectCommand({ ...this.at(key), Body: source, ContentLength: size });
    // A source that breaks would leave the request waiting for bytes that never come.
    const broken = new AbortController();
    source.once('error', () => broken.abort());
    try {
      await this.ask((client) => client.send(command, { abortSignal: broken.signal }));
    } finally {
      // And a request that failed before it read the body would leave the file open.
      source.destroy();
    }
  }

  async get(key: string): Promise<Readable> {
    const { GetObjectCommand } = await import('@aws-sdk/client-s3');
    const command = new GetObjectCommand(this.at(key));
    const { Body } = await this.ask((client) => client.send(command));
    if (Body === undefined) throw new Error('an object without a body');
    return Body as Readable;
  }

  async remove(key: string): Promise<void> {
    const { DeleteObjectCommand } = await import('@aws-sdk/client-s3');
    const command = new DeleteObjectCommand(this.at(key));
    await this.ask((client) => client.send(command));
  }

  async close(): Promise<void> {
    (await this.client?.catch(() => undefined))?.destroy();
  }

  private at(key: string): { Bucket: string; Key: string } {
    if (!isUuid(key)) throw new Error('not a storage key');
    return { Bucket: this.config.bucket, Key: `documents/${key}` };
  }

  private async ask<T>(work: (client: S3Client) => Promise<T>): Promise<T> {
    this.client ??= connect(this.config);
    const client = await this.client;
    try {
      return await this.breaker.execute(() => work(client));
    } catch (error) {
      if (error instanceof BrokenCircuitError || isDown(error as Error)) {
        throw new StorageUnavailable('the bucket does not answer', { cause: error });
      }
      throw error;
    }
  }
}

/** No answer, or one that says that the server is at fault. */
function isDown(error: Error): boolean {
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  return status === undefined || status >= 500;
}

const silent = (): void => undefined;

/** The SDK is several hundred modules: loaded by the first file, not by every start. */
async function connect({ url, region, credentials }: S3Config): Promise<S3Client> {
  const { S3Client } = await import('@aws-sdk/client-s3');
  return new S3Client({
    region,
    credentials,
    endpoint: url,
    // Servers other than Amazon's are rarely reached by a name for each bucket.
    forcePathStyle: url !== undefined,
    // A stream cannot be sent twice: whoever puts tries again with a new one.
    maxAttempts: 1,
    // The newer default wraps a stream in a trailer that several servers do not know; the SHA-256 is ours, in the database.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // It would write to the console; what fails is thrown, and logged by whoever catches it.
    logger: { trace: silent, debug: silent, info: silent, warn: silent, error: silent },
    requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: SILENCE_MS, socketTimeout: SILENCE_MS },
  });
}
