import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Redis } from 'ioredis';

import { CONFIG, type Config } from '../config/config.js';
import { Database } from '../database/database.service.js';
import { JobsRunner } from '../jobs/jobs-runner.js';

export type Probe = 'up' | 'down';
export interface Probes {
  readonly database: Probe;
  /** Absent where this process does not use Redis. */
  readonly redis?: Probe;
}

/** A loss is seen within two seconds: a probe that takes longer has failed. */
const LIMIT_MS = 1_500;

/** Asks what this process cannot do without. */
@Injectable()
export class DependencyProbes implements OnModuleDestroy {
  private redis: Redis | undefined;

  constructor(
    private readonly database: Database,
    private readonly jobs: JobsRunner,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async ask(): Promise<Probes> {
    const { redisUrl } = this.config;
    // A process that runs no job needs no Redis: what it decides waits in the outbox, in the database.
    const usesRedis = redisUrl !== undefined && this.jobs.started;
    const [database, redis] = await Promise.all([
      answers(this.database.pool.query('SELECT 1')),
      usesRedis ? answers(this.connection(redisUrl).then((redis) => redis.ping())) : undefined,
    ]);
    return { database, ...(redis !== undefined && { redis }) };
  }

  onModuleDestroy(): void {
    this.redis?.disconnect();
  }

  private async connection(url: string): Promise<Redis> {
    const { Redis } = await import('ioredis');
    if (this.redis === undefined) {
      this.redis = new Redis(url, { maxRetriesPerRequest: 0, retryStrategy: () => 500 });
      this.redis.on('error', () => undefined);
    }
    return this.redis;
  }
}

async function answers(question: Promise<unknown>): Promise<Probe> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Probe>((resolve) => {
    timer = setTimeout(resolve, LIMIT_MS, 'down');
  });
  const probe = question.then(
    () => 'up' as const,
    () => 'down' as const,
  );
  try {
    return await Promise.race([probe, late]);
  } finally {
    clearTimeout(timer);
  }
}
