import { Logger } from '@nestjs/common';
import type { Queue } from 'bullmq';

import type { Clock } from '../../kernel/clock.js';
import type { Config } from '../config/config.js';
import { describe } from './deliveries.js';
import type { Handed, OutboxStore } from './outbox.store.js';
import type { RelaySignal } from './relay-signal.js';

/** A row is handed over within this delay, at once when its transaction ran in this process. */
const LOOK_MS = 500;
/** A row handed over and undone for this long may have been lost with the queue. Above the waits between tries of a failing job. */
const LOST_AFTER_MS = 30_000;
const SWEEP_MS = 5_000;

interface RelayParts {
  readonly store: OutboxStore;
  readonly queue: Queue;
  readonly signal: RelaySignal;
  readonly clock: Clock;
  readonly config: Config;
  readonly available: () => boolean;
  /** Puts back what the queue may have lost beside the rows: the schedule of the periodic jobs. */
  readonly repair: () => Promise<void>;
}

/**
 * Hands committed rows to the queue, then finds what the queue lost. Its own loop rather than a periodic job of that queue: what repairs
 * a lost queue cannot be kept in it.
 */
export class Relay {
  private readonly logger = new Logger('relay');
  private running: Promise<void> | undefined;
  private stopping = false;
  private sweptAt = -Infinity;
  private complained = false;

  constructor(private readonly parts: RelayParts) {}

  start(): void {
    this.running ??= this.loop();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.parts.signal.raise();
    await this.running;
  }

  /** Re-enqueues what the queue may have lost. @returns how many rows */
  async sweep(): Promise<number> {
    const { store, clock, available } = this.parts;
    if (!available()) return 0;
    const now = clock.now();
    await this.parts.repair();
    const lost = await store.claimLost(new Date(now.getTime() - LOST_AFTER_MS), now);
    await this.hand(lost);
    return lost.length;
  }

  private async loop(): Promise<void> {
    while (!this.stopping) {
      try {
        if (performance.now() - this.sweptAt >= SWEEP_MS) {
          this.sweptAt = performance.now();
          await this.sweep();
        }
        while (!this.halted() && this.parts.available()) {
          const handed = await this.parts.store.claim(this.parts.clock.now());
          if (handed.length === 0) break;
          await this.hand(handed);
        }
        this.complained = false;
      } catch (error) {
        // The database or Redis is away: once in the log, then patience.
        if (!this.complained) this.logger.warn({ reason: describe(error) });
        this.complained = true;
      }
      if (!this.halted()) await this.parts.signal.wait(LOOK_MS);
    }
  }

  private halted(): boolean {
    return this.stopping;
  }

  private async hand(rows: readonly Handed[]): Promise<void> {
    if (rows.length === 0) return;
    const { queue, config, store } = this.parts;
    const opts = { attempts: config.jobAttempts, backoff: { type: 'exponential', delay: config.jobBackoffMs } };
    try {
      // The id alone: what the job is about stays in the database. Finished jobs leave the queue, so that an id can be handed over again.
      await queue.addBulk(
        rows.map(({ id, job }) => ({
          name: job,
          data: {},
          opts: { ...opts, jobId: id, removeOnComplete: true, removeOnFail: true },
        })),
      );
    } catch (error) {
      await store.release(rows.map(({ id }) => id));
      throw error;
    }
  }
}
