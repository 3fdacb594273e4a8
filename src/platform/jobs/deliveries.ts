import { Inject, Injectable, Logger } from '@nestjs/common';

import type { Clock } from '../../kernel/clock.js';
import { CLOCK } from '../clock.js';
import { CONFIG, type Config } from '../config/config.js';
import { Database } from '../database/database.service.js';
import type { DeliveryLock } from './delivery-lock.js';
import { JobRegistry } from './job-registry.js';
import { OutboxStore } from './outbox.store.js';

/** What one delivery of the queue does: looks the row up, runs its processor, writes the outcome. Safe to repeat. */
@Injectable()
export class Deliveries {
  private readonly logger = new Logger('jobs');

  constructor(
    private readonly database: Database,
    private readonly store: OutboxStore,
    private readonly registry: JobRegistry,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @throws Error when the try failed and another one may follow, UnrecoverableError when it was the last */
  async deliver(id: string, lock: DeliveryLock): Promise<void> {
    const row = await this.store.pending(id);
    // Done by an earlier delivery, given up, or from another installation that shares the Redis.
    if (row === undefined) return;
    try {
      const processor = this.registry.processorOf(row.job);
      if (processor === undefined) throw new Error(`no processor for ${row.job}`);
      if (processor.kind === 'transaction') {
        await this.database.transaction(async (tx) => {
          const now = this.clock.now();
          if (await this.store.markDone(tx, id, now)) await processor.run(tx, { id, payload: row.payload, now });
        });
        return;
      }
      await lock.hold(id, async () => {
        // Read again: the delivery that held the lock before may have finished it.
        if ((await this.store.pending(id)) === undefined) return;
        await processor.run({ id, payload: row.payload, now: this.clock.now() });
        await this.database.transaction((tx) => this.store.markDone(tx, id, this.clock.now()));
      });
    } catch (error) {
      const reason = describe(error);
      const givenUp = await this.store.markFailure(id, reason, this.config.jobAttempts, this.clock.now());
      this.logger.warn({ job: row.job, id, reason, givenUp });
      if (!givenUp) throw new Error(reason);
      // Loaded by the process that runs the jobs, never by an API alone.
      const { UnrecoverableError } = await import('bullmq');
      throw new UnrecoverableError(reason);
    }
  }
}

const REASON_LIMIT = 500;

/** Mail servers quote addresses in their refusals: they stay out of logs, queues and the list of failed jobs. */
export function describe(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.slice(0, REASON_LIMIT).replace(/[^\s@<>"']{1,64}@[^\s@<>"']{1,255}/g, '(adresse)');
}
