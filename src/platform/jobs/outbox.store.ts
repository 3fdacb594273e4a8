import { Injectable } from '@nestjs/common';

import { Database } from '../database/database.service.js';
import type { Tx } from '../database/tx.js';

export interface OutboxRow {
  readonly id: string;
  readonly job: string;
  readonly payload: unknown;
}
export type Handed = Pick<OutboxRow, 'id' | 'job'>;

const BATCH = 200;

/** The rows' life after the act: handed to the queue, done, failed. The table is the truth; the queue only carries hints. */
@Injectable()
export class OutboxStore {
  constructor(private readonly database: Database) {}

  /**
   * Claims rows not handed over yet, oldest first. Several relays share the work (SKIP LOCKED). Claimed and committed before the queue is
   * spoken to: nothing but the database is called inside a transaction, and a relay that dies in between leaves rows that `lost` finds.
   */
  async claim(now: Date): Promise<Handed[]> {
    return this.database.read.$queryRaw<Handed[]>`
      UPDATE outbox SET dispatched_at = ${now}::timestamptz
      WHERE id IN (SELECT id FROM outbox WHERE dispatched_at IS NULL AND done_at IS NULL AND failed_at IS NULL
                   ORDER BY created_at, id LIMIT ${BATCH}::int FOR UPDATE SKIP LOCKED)
      RETURNING id, job`;
  }

  /** Claims rows handed over before `before` and still undone: the queue may have lost them. It ignores an id it still has. */
  async claimLost(before: Date, now: Date): Promise<Handed[]> {
    return this.database.read.$queryRaw<Handed[]>`
      UPDATE outbox SET dispatched_at = ${now}::timestamptz
      WHERE id IN (SELECT id FROM outbox WHERE done_at IS NULL AND failed_at IS NULL AND dispatched_at < ${before}::timestamptz
                   ORDER BY dispatched_at LIMIT ${BATCH}::int FOR UPDATE SKIP LOCKED)
      RETURNING id, job`;
  }

  /** Gives back rows that the queue did not take. */
  async release(ids: readonly string[]): Promise<void> {
    await this.database.read.$executeRaw`
      UPDATE outbox SET dispatched_at = NULL WHERE id = ANY(${[...ids]}::uuid[]) AND done_at IS NULL`;
  }

  /** The row, unless it is done or given up. */
  async pending(id: string): Promise<OutboxRow | undefined> {
    const [row] = await this.database.read.$queryRaw<OutboxRow[]>`
      SELECT id, job, payload FROM outbox WHERE id = ${id}::uuid AND done_at IS NULL AND failed_at IS NULL`;
    return row;
  }

  /** True for the one delivery that gets to do it: the row lock makes any other wait, then find it done. */
  async markDone(tx: Tx, id: string, now: Date): Promise<boolean> {
    const count = await tx.db.$executeRaw`
      UPDATE outbox SET done_at = ${now}::timestamptz, attempts = attempts + 1, last_error = NULL
      WHERE id = ${id}::uuid AND done_at IS NULL AND failed_at IS NULL`;
    return count === 1;
  }

  /** Counts a failed try. @returns true once the row is given up */
  async markFailure(id: string, reason: string, maxAttempts: number, now: Date): Promise<boolean> {
    const [row] = await this.database.read.$queryRaw<{ givenUp: boolean }[]>`
      UPDATE outbox SET attempts = attempts + 1, last_error = ${reason},
        failed_at = CASE WHEN attempts + 1 >= ${maxAttempts}::int THEN ${now}::timestamptz END
      WHERE id = ${id}::uuid AND done_at IS NULL AND failed_at IS NULL
      RETURNING failed_at IS NOT NULL AS "givenUp"`;
    return row?.givenUp ?? true;
  }

  /** A person asks for a failed job again, with all its tries. */
  async retry(tx: Tx, id: string): Promise<boolean> {
    const count = await tx.db.$executeRaw`
      UPDATE outbox SET failed_at = NULL, dispatched_at = NULL, attempts = 0
      WHERE id = ${id}::uuid AND failed_at IS NOT NULL AND done_at IS NULL`;
    return count === 1;
  }

  /** Stored answers of POSTs, kept seven days. */
  async forgetIdempotencyKeys(before: Date): Promise<number> {
    return this.database.read.$executeRaw`DELETE FROM idempotency_key WHERE created_at < ${before}::timestamptz`;
  }
}
