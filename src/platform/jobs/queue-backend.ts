import { createPostgresBackend, Queue, Worker, type Job, type QueueOptions, type WorkerOptions } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';

import { poolConfig } from '../database/connection.js';
import { QUEUE_SCHEMA } from './queue-schema.js';

export interface QueueTarget {
  readonly databaseUrl: string;
  /** Set: queues on Redis. */
  readonly redisUrl: string | undefined;
  readonly redisPrefix: string;
}

export type WorkerTuning = Pick<WorkerOptions, 'concurrency' | 'lockDuration' | 'stalledInterval' | 'maxStalledCount'>;

/** Makes queues and workers on either backend, and owns their connections. The rest of the code does not know which one it is. */
export abstract class QueueBackend {
  static open(target: QueueTarget, onError: (error: Error) => void): QueueBackend {
    return target.redisUrl === undefined
      ? new PostgresBackend(target.databaseUrl, onError)
      : new RedisBackend(target.redisUrl, target.redisPrefix, onError);
  }

  constructor(protected readonly onError: (error: Error) => void) {}

  abstract queue(name: string): Queue;
  abstract worker(name: string, run: (job: Job) => Promise<unknown>, tuning: WorkerTuning): Worker;
  /** False while the backend cannot take a job: the relay then leaves the rows where they are. */
  abstract available(): boolean;
  abstract close(): Promise<void>;

  /** Without a listener, an outage of the backend would end the process. */
  protected watch<T extends Queue | Worker>(it: T): T {
    (it as { on(event: 'error', listener: (error: Error) => void): unknown }).on('error', this.onError);
    return it;
  }
}

class PostgresBackend extends QueueBackend {
  private readonly pool: pg.Pool;

  constructor(databaseUrl: string, onError: (error: Error) => void) {
    super(onError);
    const config = poolConfig(databaseUrl, { max: 8, applicationName: 'cofund jobs' });
    // BullMQ names its tables without their schema; a pool given to it must carry the search path.
    this.pool = new pg.Pool({ ...config, options: `${config.options ?? ''} -c search_path=${QUEUE_SCHEMA}` });
    this.pool.on('error', onError);
  }

  queue(name: string): Queue {
    const options = { connection: this.pool } as unknown as QueueOptions;
    return this.watch(new Queue(name, options, createPostgresBackend as never));
  }

  worker(name: string, run: (job: Job) => Promise<unknown>, tuning: WorkerTuning): Worker {
    const options = { connection: this.pool, ...tuning } as unknown as WorkerOptions;
    return this.watch(new Worker(name, run, options, createPostgresBackend as never));
  }

  available(): boolean {
    return true;
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}

class RedisBackend extends QueueBackend {
  /** Adds fail at once while Redis is away: the relay keeps the rows and tries again, nothing piles up in memory. */
  private readonly adds: Redis;
  private readonly blocking: Redis;

  constructor(
    url: string,
    private readonly prefix: string,
    onError: (error: Error) => void,
  ) {
    super(onError);
    const retryStrategy = (times: number): number => Math.min(100 * times, 1_000);
    this.adds = new Redis(url, { enableOfflineQueue: false, maxRetriesPerRequest: 0, commandTimeout: 5_000, retryStrategy });
    this.blocking = new Redis(url, { maxRetriesPerRequest: null, retryStrategy });
    for (const client of [this.adds, this.blocking]) client.on('error', onError);
  }

  queue(name: string): Queue {
    const connection = this.adds as unknown as QueueOptions['connection'];
    return this.watch(new Queue(name, { connection, prefix: this.prefix }));
  }

  worker(name: string, run: (job: Job) => Promise<unknown>, tuning: WorkerTuning): Worker {
    const connection = this.blocking as unknown as WorkerOptions['connection'];
    return this.watch(new Worker(name, run, { connection, prefix: this.prefix, ...tuning }));
  }

  available(): boolean {
    return this.adds.status === 'ready';
  }

  async close(): Promise<void> {
    for (const client of [this.adds, this.blocking]) client.disconnect();
    return Promise.resolve();
  }
}
