import { Injectable } from '@nestjs/common';

import { Database } from '../../platform/database/database.service.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import { CallBinding } from './call.binding.js';

interface Due {
  readonly id: string;
  readonly opens: boolean;
  readonly closes: boolean;
}

/** Shows in the states what time has decided already. No rule depends on it: a submission is judged on its own arrival. */
@Injectable()
export class CallClock {
  constructor(
    private readonly database: Database,
    private readonly acts: Acts,
    private readonly binding: CallBinding,
  ) {}

  /** Opens and closes the calls that are due; returns how many acts it did. Several processes may run it at once: each act is done once. */
  async tick(now: Date): Promise<number> {
    // The last arrival of call-window.rules.ts: the deadline and the call's grace.
    const due = await this.database.read.$queryRaw<Due[]>`
      SELECT id, state = 'PUBLISHED' AS opens, last < ${now}::timestamptz AS closes
      FROM (SELECT id, state, opens_at, deadline_at + coalesce((settings->>'graceSeconds')::int, 0) * interval '1 second' AS last
            FROM "call" WHERE state IN ('PUBLISHED', 'OPEN')) c
      WHERE (state = 'PUBLISHED' AND opens_at <= ${now}::timestamptz) OR (state = 'OPEN' AND last < ${now}::timestamptz)
      ORDER BY id`;
    let acts = 0;
    for (const { id, opens, closes } of due) {
      if (opens && (await this.acts.byClock(this.binding, id, 'open', now))) acts += 1;
      if (closes && (await this.acts.byClock(this.binding, id, 'close', now))) acts += 1;
    }
    return acts;
  }
}
