import { Injectable } from '@nestjs/common';

import { Database } from '../../platform/database/database.service.js';
import { fireByClock } from '../../platform/workflow/by-clock.js';
import { Executor } from '../../platform/workflow/executor.js';
import { ApplicationBinding } from '../applications/application.binding.js';

/** Dossiers looked at in one pass; the next pass takes up the rest. */
const BATCH = 200;

/** Refuses, once, the dossiers that are left when their reserve list ends. No selection waits for it: an expired list serves no more. */
@Injectable()
export class ReserveClock {
  constructor(
    private readonly database: Database,
    private readonly executor: Executor,
    private readonly applications: ApplicationBinding,
  ) {}

  /** Returns how many it refused. Several processes may run it at once: the first one to hold the dossier refuses. */
  async tick(now: Date): Promise<number> {
    // The same as `reserveExpired` and `callDrawsOnReserve`, so that what the rules refuse is not tried again at each pass.
    const due = await this.database.read.$queryRaw<{ id: string }[]>`
      SELECT a.id FROM application a JOIN "call" c ON c.id = a.call_id
      WHERE a.state = 'RESERVE' AND a.reserve_expires_at < ${now}::timestamptz
        AND (c.state IN ('UNDER_SELECTION', 'RESULTS_PUBLISHED') OR (c.state = 'FINISHED' AND a.examination > 1))
      ORDER BY a.reserve_expires_at, a.id LIMIT ${BATCH}::int`;
    const { database, executor } = this;
    let refused = 0;
    for (const { id } of due)
      if (await fireByClock({ database, executor }, this.applications, id, 'expireReserve', now)) refused += 1;
    return refused;
  }
}
