import { Injectable } from '@nestjs/common';

import { Prisma } from '../../generated/prisma/client.js';
import { Database } from '../database/database.service.js';
import type { Db } from '../database/tx.js';

export const JOB_STATES = ['waiting', 'failed', 'done'] as const;
export type JobState = (typeof JOB_STATES)[number];

export interface JobRow {
  readonly id: string;
  readonly job: string;
  readonly state: JobState;
  readonly createdAt: Date;
  readonly dispatchedAt: Date | null;
  readonly doneAt: Date | null;
  readonly failedAt: Date | null;
  readonly attempts: number;
  readonly lastError: string | null;
}

export interface JobCounts {
  readonly waiting: number;
  readonly failed: number;
  /** Age of the oldest row not done, in seconds; 0 when there is none. */
  readonly oldestSeconds: number;
}

const WHERE: Readonly<Record<JobState, Prisma.Sql>> = {
  waiting: Prisma.sql`done_at IS NULL AND failed_at IS NULL`,
  failed: Prisma.sql`done_at IS NULL AND failed_at IS NOT NULL`,
  done: Prisma.sql`done_at IS NOT NULL`,
};
/** Never the payload. */
const COLUMNS = Prisma.sql`id, job, created_at AS "createdAt", dispatched_at AS "dispatchedAt", done_at AS "doneAt", failed_at AS "failedAt",
  attempts, last_error AS "lastError",
  CASE WHEN done_at IS NOT NULL THEN 'done' WHEN failed_at IS NOT NULL THEN 'failed' ELSE 'waiting' END AS state`;

@Injectable()
export class JobsReader {
  constructor(private readonly database: Database) {}

  /** Newest first: identifiers are in order of creation. One row more than `limit` when there is a next page. */
  async page(state: JobState, after: string | undefined, limit: number): Promise<JobRow[]> {
    return this.database.read.$queryRaw<JobRow[]>`
      SELECT ${COLUMNS} FROM outbox
      WHERE ${WHERE[state]} AND (${after ?? null}::uuid IS NULL OR id < ${after ?? null}::uuid)
      ORDER BY id DESC LIMIT ${limit + 1}::int`;
  }

  async one(db: Db, id: string): Promise<JobRow | undefined> {
    const [row] = await db.$queryRaw<JobRow[]>`SELECT ${COLUMNS} FROM outbox WHERE id = ${id}::uuid`;
    return row;
  }

  async counts(now: Date): Promise<JobCounts> {
    const [row] = await this.database.read.$queryRaw<JobCounts[]>`
      SELECT (SELECT count(*)::int FROM outbox WHERE done_at IS NULL AND failed_at IS NOT NULL) AS failed, w.waiting,
        greatest(0, coalesce(extract(epoch FROM ${now}::timestamptz - w.oldest), 0))::float8 AS "oldestSeconds"
      FROM (SELECT count(*)::int AS waiting, min(created_at) AS oldest FROM outbox WHERE done_at IS NULL AND failed_at IS NULL) w`;
    return row ?? { waiting: 0, failed: 0, oldestSeconds: 0 };
  }
}
