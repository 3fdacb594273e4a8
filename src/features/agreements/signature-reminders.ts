// Reminders of what waits for a signature: an agreement, or an amendment of one.

import type { Prisma } from '../../generated/prisma/client.js';
import type { Database } from '../../platform/database/database.service.js';
import type { Binding } from '../../platform/workflow/binding.js';
import { fireByClock } from '../../platform/workflow/by-clock.js';
import type { Executor } from '../../platform/workflow/executor.js';

/** Papers looked at in one pass; the next pass takes up the rest. */
const BATCH = 200;

/**
 * Reminds whoever holds the pen, once every so many days of the call. `waiting`: rows `id, waiting_since, reminder_days` of what waits for a
 * signature; those whose days are over are tried, and the rule `reminderDue` counts again in the zone of the call.
 * @returns how many were reminded. Several processes may run it at once: each is reminded once.
 */
export async function remindSignatories<S extends string, E extends string, F>(
  { database, executor }: { readonly database: Database; readonly executor: Executor },
  binding: Binding<S, E | 'remind', F>,
  waiting: Prisma.Sql,
  now: Date,
): Promise<number> {
  const due = await database.read.$queryRaw<{ id: string }[]>`
    SELECT w.id FROM (${waiting}) w WHERE w.waiting_since + make_interval(days => w.reminder_days - 1) < ${now}::timestamptz
    ORDER BY w.waiting_since, w.id LIMIT ${BATCH}::int`;
  let reminded = 0;
  for (const { id } of due) if (await fireByClock({ database, executor }, binding, id, 'remind', now)) reminded += 1;
  return reminded;
}
