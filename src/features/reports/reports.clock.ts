import { Injectable } from '@nestjs/common';

import { Prisma } from '../../generated/prisma/client.js';
import { Database } from '../../platform/database/database.service.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import { ReportBinding } from './report.binding.js';
import { reminderOf } from './report.rules.js';
import { readReports } from './report.store.js';

/** Reports looked at in one query. */
const PAGE = 200;

/** Reminds of reports before their day, once a kind, and records those that are late: their shares are suspended by that act. */
@Injectable()
export class ReportsClock {
  constructor(
    private readonly database: Database,
    private readonly acts: Acts,
    private readonly reports: ReportBinding,
  ) {}

  /** Returns how many acts followed. Several processes may run it at once: each act is done once. */
  async tick(now: Date): Promise<number> {
    // A month ahead and a day, in any time zone; the rule counts again, in the zone of the call.
    const horizon = new Date(now.getTime() + 32 * 86_400_000).toISOString().slice(0, 10);
    let done = 0;
    let [day, after] = ['', '00000000-0000-0000-0000-000000000000'];
    for (;;) {
      const rows = await this.database.read.$queryRaw<{ id: string; awaitedOn: string }[]>`
        SELECT r.id, r.awaited_on AS "awaitedOn" FROM report r
        WHERE r.state IN ('DRAFT', 'RETURNED') AND r.awaited_on <= ${horizon} AND (r.awaited_on, r.id) > (${day}, ${after}::uuid)
          AND NOT EXISTS (SELECT FROM report_reminder m WHERE m.report_id = r.id AND m.awaited_on = r.awaited_on AND m.kind = 'LATE')
        ORDER BY r.awaited_on, r.id LIMIT ${PAGE}::int`;
      const last = rows.at(-1);
      if (last === undefined) return done;
      [day, after] = [last.awaitedOn, last.id];
      const page = await readReports(this.database.read, Prisma.sql`r.id = ANY(${rows.map(({ id }) => id)}::uuid[])`, PAGE);
      for (const { facts } of page) {
        const kind = reminderOf(facts, now);
        if (kind === undefined) continue;
        const event = kind === 'LATE' ? 'recordLate' : 'remind';
        if (await this.acts.byClock(this.reports, facts.id, event, now, kind === 'LATE' ? undefined : { kind })) done += 1;
      }
    }
  }
}
