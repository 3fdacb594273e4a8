import { Injectable } from '@nestjs/common';

import { newId } from '../../kernel/ids.js';
import type { Tx } from '../database/tx.js';
import { JobRegistry, JobRegistryError, type Job } from './job-registry.js';
import { RelaySignal } from './relay-signal.js';

/** What must leave the system, written in the transaction that decides it: committed together, or not at all. */
@Injectable()
export class Outbox {
  constructor(
    private readonly registry: JobRegistry,
    private readonly signal: RelaySignal,
  ) {}

  /** @returns the row's id, which is the job's id and the Message-ID of its mail */
  async enqueue<P extends object>(tx: Tx, job: Job<P>, payload: P, now: Date): Promise<string> {
    const [id = ''] = await this.enqueueAll(tx, job, [payload], now);
    return id;
  }

  /** Several rows in one statement. */
  async enqueueAll<P extends object>(tx: Tx, job: Job<P>, payloads: readonly P[], now: Date): Promise<string[]> {
    if (!this.registry.isDeclared(job.name)) throw new JobRegistryError(`job ${job.name} is not declared`);
    if (payloads.length === 0) return [];
    const rows = payloads.map((payload) => ({ id: newId(), payload }));
    await tx.db.$executeRaw`
      INSERT INTO outbox (id, job, payload, created_at)
      SELECT r.id, ${job.name}, r.payload, ${now}::timestamptz
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(id uuid, payload jsonb)`;
    tx.afterCommit(() => this.signal.raise());
    return rows.map(({ id }) => id);
  }
}
