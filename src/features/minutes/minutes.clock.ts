import { Injectable, type OnModuleInit } from '@nestjs/common';

import { Prisma } from '../../generated/prisma/client.js';
import { Database } from '../../platform/database/database.service.js';
import { JobRegistry } from '../../platform/jobs/job-registry.js';
import { Outbox } from '../../platform/jobs/outbox.js';
import { MINUTES_UNSIGNED } from './minutes-jobs.js';
import { ENDED_STATES } from './minutes.rules.js';
import { MINUTES_ARE_UNSIGNED, MINUTES_DUE_ON } from './unsigned-minutes.store.js';

/** Sessions told of in one pass; the next pass takes up the rest. */
const BATCH = 200;

/** Reminds the president and the secretary of minutes that are not signed in the time that the committee sets: once a session. */
@Injectable()
export class MinutesClock implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly jobs: JobRegistry,
  ) {}

  onModuleInit(): void {
    this.jobs.declare(MINUTES_UNSIGNED);
  }

  /** Returns how many sessions it told of. Several processes may run it at once: the row of the reminder is written by one. */
  async tick(now: Date): Promise<number> {
    return this.database.transaction(async (tx) => {
      const due = await tx.db.$queryRaw<{ sessionId: string }[]>`
        INSERT INTO minutes_reminder (session_id, reminded_at)
        SELECT n.id, ${now}::timestamptz FROM committee_session n JOIN committee k ON k.id = n.committee_id JOIN "call" c ON c.id = n.call_id
        WHERE n.state IN (${Prisma.join([...ENDED_STATES])}) AND ${MINUTES_ARE_UNSIGNED}
          AND (${now}::timestamptz AT TIME ZONE c.time_zone)::date >= ${MINUTES_DUE_ON}
          AND NOT EXISTS (SELECT FROM minutes_reminder r WHERE r.session_id = n.id)
        ORDER BY n.closed_at, n.id LIMIT ${BATCH}::int
        ON CONFLICT DO NOTHING RETURNING session_id AS "sessionId"`;
      await this.outbox.enqueueAll(tx, MINUTES_UNSIGNED, due, now);
      return due.length;
    });
  }
}
