import { Injectable } from '@nestjs/common';

import { Database } from '../../platform/database/database.service.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import { RecoveryBinding } from './recovery.binding.js';
import { reminderOf } from './recovery.rules.js';
import { ordersInForce } from './recovery.store.js';

/** Recoveries looked at in one query. */
const PAGE = 200;

/** Reminds of what is due within a week, and of what is overdue; once a day that was due, each. */
@Injectable()
export class RecoveriesClock {
  constructor(
    private readonly database: Database,
    private readonly acts: Acts,
    private readonly recoveries: RecoveryBinding,
  ) {}

  /** Returns how many were reminded. Several processes may run it at once: each reminder is sent once. */
  async tick(now: Date): Promise<number> {
    let reminded = 0;
    let after = '00000000-0000-0000-0000-000000000000';
    for (;;) {
      const page = await ordersInForce(this.database.read, after, PAGE);
      if (page.length === 0) return reminded;
      after = page.at(-1)?.facts.id ?? after;
      for (const { facts } of page) {
        const due = reminderOf(facts, now);
        if (due === undefined) continue;
        const input = { dueOn: due.dueOn, kind: due.kind };
        if (await this.acts.byClock(this.recoveries, facts.id, 'remind', now, input)) reminded += 1;
      }
    }
  }
}
