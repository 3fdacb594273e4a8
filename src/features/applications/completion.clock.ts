import { Injectable } from '@nestjs/common';

import { systemActor } from '../../kernel/actor.js';
import { Refusal } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { Database } from '../../platform/database/database.service.js';
import { Executor } from '../../platform/workflow/executor.js';
import { ApplicationBinding } from './application.binding.js';
import { REMINDER_DAYS } from './completion-items.rules.js';

/** Dossiers looked at in one pass; the next pass takes up the rest. */
const BATCH = 200;

/** Reminds the holders whose time to complete ends soon, once a round. */
@Injectable()
export class CompletionClock {
  constructor(
    private readonly database: Database,
    private readonly executor: Executor,
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
    for (const { id } of due) if (await this.remind(id, now)) reminders += 1;
    return reminders;
  }

  private async remind(id: string, now: Date): Promise<boolean> {
    const options = { actor: systemActor(), input: {}, now, requestId: `clock-${newId()}` };
    try {
      await this.database.transaction((tx) => this.executor.fire(tx, this.binding, id, 'remindByClock', options));
      return true;
    } catch (error) {
      // Reminded by another process or by the desk, answered or ended meanwhile: nothing is due any more.
      if (error instanceof Refusal && (error.code === 'transition-not-allowed' || error.code === 'rule-not-met')) return false;
      throw error;
    }
  }
}
