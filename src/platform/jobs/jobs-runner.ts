import { setTimeout as pause } from 'node:timers/promises';

import { Inject, Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import type { Job, Queue, Worker } from 'bullmq';

import type { Clock } from '../../kernel/clock.js';
import { CLOCK } from '../clock.js';
import { CONFIG, type Config } from '../config/config.js';
import { Database, DATABASE_TARGET, type DatabaseTarget } from '../database/database.service.js';
import { DeliveryLock } from './delivery-lock.js';
import { Deliveries, describe } from './deliveries.js';
import { JobRegistry } from './job-registry.js';
import { OutboxStore } from './outbox.store.js';
import type { QueueBackend } from './queue-backend.js';
import { OUTBOX_QUEUE, PERIODIC_QUEUE } from './queue-schema.js';
import { Relay } from './relay.js';
import { RelaySignal } from './relay-signal.js';

/** Jobs in flight get this long to finish: the process must be gone ten seconds after it was asked to stop. */
const STOP_MS = 7_000;
/** A worker killed at work is noticed after the first, and its job given to another one within the second. */
const TUNING = { lockDuration: 10_000, stalledInterval: 5_000, maxStalledCount: 10 };

interface Running {
  readonly backend: QueueBackend;
  readonly queues: readonly Queue[];
  readonly workers: readonly Worker[];
  readonly relay: Relay;
  readonly lock: DeliveryLock;
}

/** Runs the jobs in this process: the relay, a worker for the outbox, a worker for the periodic jobs. */
@Injectable()
export class JobsRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('jobs');
  private running: Running | undefined;
  private lastError = '';

  constructor(
    private readonly registry: JobRegistry,
    private readonly store: OutboxStore,
    private readonly deliveries: Deliveries,
    private readonly signal: RelaySignal,
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DATABASE_TARGET) private readonly target: DatabaseTarget,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.registry.verify();
    if (this.config.jobsInApi) await this.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.stop();
  }

  get started(): boolean {
    return this.running !== undefined;
  }

  private isStarted(): boolean {
    return this.running !== undefined;
  }

  /** Does nothing when already started. `lockDuration` and the like, in milliseconds, for the specs. */
  async start(tuning: Partial<typeof TUNING> = {}): Promise<void> {
    if (this.running !== undefined) return;
    const { redisUrl, redisPrefix } = this.config;
    // BullMQ and its Redis client are some four hundred modules: an API without jobs never loads them.
    const { QueueBackend } = await import('./queue-backend.js');
    if (this.isStarted()) return;
    const backend = QueueBackend.open({ databaseUrl: this.target.url, redisUrl, redisPrefix }, this.complain);
    const [outbox, periodic] = [backend.queue(OUTBOX_QUEUE), backend.queue(PERIODIC_QUEUE)];
    const lock = new DeliveryLock(this.target.url);
    const limits = { ...TUNING, ...tuning };
    const deliver = (job: Job): Promise<void> => this.deliveries.deliver(job.id ?? '', lock);
    const workers = [
      backend.worker(OUTBOX_QUEUE, deliver, { concurrency: this.config.jobConcurrency, ...limits }),
      backend.worker(PERIODIC_QUEUE, this.tick, { concurrency: 1, ...limits }),
    ];
    const { store, signal, clock, config } = this;
    const repair = (): Promise<void> => this.schedule(periodic);
    const relay = new Relay({ store, queue: outbox, signal, clock, config, available: () => backend.available(), repair });
    this.running = { backend, queues: [outbox, periodic], workers, relay, lock };
    relay.start();
    // On Redis the process starts without it: the outbox keeps what is to be done until it is there.
    if (redisUrl === undefined) await Promise.all(workers.map((worker) => worker.waitUntilReady()));
  }

  /** Lets the jobs in flight finish, for seven seconds at most; what is cut short is delivered again. */
  async stop(): Promise<void> {
    const { running } = this;
    if (running === undefined) return;
    this.running = undefined;
    const finished = (async () => {
      await running.relay.stop();
      await Promise.all(running.workers.map((worker) => worker.close()));
    })();
    const patience = new AbortController();
    await Promise.race([
      finished.catch(this.complain),
      pause(STOP_MS, undefined, { signal: patience.signal }).catch(() => undefined),
    ]);
    patience.abort();
    await Promise.race([Promise.allSettled(running.queues.map((queue) => queue.close())), pause(1_000)]);
    await Promise.race([Promise.allSettled([running.lock.close(), running.backend.close()]), pause(1_000)]);
  }

  /** Waits until nothing is left to do (what is given up aside). For the specs and the demonstration. */
  async drain(timeoutMs = 20_000): Promise<void> {
    const end = performance.now() + timeoutMs;
    while (performance.now() < end) {
      const [row] = await this.database.read.$queryRaw<{ left: number }[]>`
        SELECT count(*)::int AS left FROM outbox WHERE done_at IS NULL AND failed_at IS NULL`;
      if (row?.left === 0) return;
      this.signal.raise();
      await pause(20);
    }
    throw new Error('jobs are still waiting');
  }

  /** Re-enqueues now what the queue may have lost. */
  async sweep(): Promise<number> {
    return (await this.running?.relay.sweep()) ?? 0;
  }

  private readonly tick = async (job: Job): Promise<void> => {
    try {
      await this.registry.periodic(job.name)?.run(this.clock.now());
    } catch (error) {
      // The queue keeps nothing of a pass that failed, and the next one tries again: only the log can tell.
      this.logger.error({ periodicJob: job.name, reason: describe(error) });
      throw error;
    }
  };

  /** Writes the schedule where it is missing or late: at the start, after a change of period, after the loss of Redis. */
  private async schedule(queue: Queue): Promise<void> {
    for (const { name, everySeconds } of this.registry.periodicJobs()) {
      const every = everySeconds * 1_000;
      const known = await queue.getJobScheduler(name);
      // The queue counts in machine time, whatever clock the application is given.
      if (known?.every === every && (known.next ?? 0) > Date.now() - 2 * every) continue;
      await queue.upsertJobScheduler(name, { every }, { name, opts: { removeOnComplete: true, removeOnFail: true } });
    }
  }

  private readonly complain = (error: unknown): void => {
    const reason = describe(error);
    if (reason !== this.lastError) this.logger.warn({ reason });
    this.lastError = reason;
  };
}
