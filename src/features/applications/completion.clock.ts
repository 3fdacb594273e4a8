import { Injectable } from '@nestjs/common';

import { Database } from '../../platform/database/database.service.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import { ApplicationBinding } from './application.binding.js';
import { REMINDER_DAYS } from './completion-items.rules.js';

/** Dossiers looked at in one pass; the next pass takes up the rest. */
const BATCH = 200;

/** Reminds the holders whose time to complete ends soon, once a round. */
@Injectable()
export class CompletionClock {
  constructor(
    private readonly database: Database,
    private readonly acts: Acts,
    private readonly binding: ApplicationBinding,
  ) {}

  /** Returns how many reminders went. Several processes may run it at once: the first one to hold the dossier reminds. */
  async tick(now: Date): Promise<number> {
    // The same as `clockReminderDue`, so that what the rule refuses is not tried again at each pass.
    const due = await this.database.read.$queryRaw<{ id: string }[]>`
      SELECT w.id FROM (
        SELECT a.id, a.completion, (${now}::timestamptz AT TIME ZONE c.time_zone)::date AS today,
               (a.completion ->> 'dueOn')::date AS due, ((a.completion ->> 'askedAt')::timestamptz AT TIME ZONE c.time_zone)::date AS asked,
               coalesce((c.settings ->> 'reminderDays')::int, ${REMINDER_DAYS}::int) AS days
        FROM application a JOIN "call" c ON c.id = a.call_id
        WHERE a.state = 'INCOMPLETE' AND NOT a.completion ? 'remindedAt') w
      WHERE w.today >= CASE WHEN w.due - w.asked > w.days THEN w.due - w.days ELSE w.asked + 1 END
        AND EXISTS (SELECT FROM jsonb_array_elements(w.completion -> 'items') i
                    WHERE NOT i ? 'sent' AND (i -> 'settlement' ->> 'accepted') IS DISTINCT FROM 'true')
      ORDER BY w.due, w.id LIMIT ${BATCH}::int`;
    let reminders = 0;
    for (const { id } of due) if (await this.acts.byClock(this.binding, id, 'remindByClock', now, {})) reminders += 1;
    return reminders;
  }
}
