import { createHmac } from 'node:crypto';

import { Refusal } from '../../kernel/errors.js';
import { normaliseEmail } from '../../kernel/email.js';
import type { Db } from '../../platform/database/tx.js';

// Figures of the CNIL's recommendation on passwords (délibération 2022-100): the wait grows exponentially, exceeds one minute after
// five failures, and leaves at most 25 tries a day.
const FREE_FAILURES = 5;
const FIRST_WAIT_SECONDS = 61;
/** The wait doubles up to 61 s × 2^6, a little over an hour; then the daily limit is the tighter one. */
const DOUBLINGS = 6;
const DAILY_TRIES = 25;

/** The account that an address names, existing or not; keyed, so that the table tells nobody who has an account. */
export function throttleKey(secret: string, email: string): string {
  return createHmac('sha256', secret)
    .update(`login ${normaliseEmail(email)}`)
    .digest('hex');
}

/**
 * Takes one try before anything is verified, in one statement on the locked row: of a thousand parallel tries, five pass. It counts as a
 * failure until `settleTry`. A refused try changes nothing: insisting does not lengthen the wait.
 * @throws Refusal too-many-requests with the seconds left
 */
export async function reserveTry(db: Db, key: string, now: Date): Promise<void> {
  const reserved = await db.$executeRaw`
    INSERT INTO login_throttle AS t (account_key, failures, blocked_until, recent_tries)
    VALUES (${key}, 1, NULL, ARRAY[${now}::timestamptz])
    ON CONFLICT (account_key) DO UPDATE SET
      failures = t.failures + 1,
      blocked_until = CASE WHEN t.failures + 1 >= ${FREE_FAILURES}::int
        THEN ${now}::timestamptz + make_interval(secs => ${FIRST_WAIT_SECONDS}::int * 2 ^ least(t.failures + 1 - ${FREE_FAILURES}::int, ${DOUBLINGS}::int)) END,
      recent_tries = ARRAY(SELECT tried FROM unnest(t.recent_tries) tried WHERE tried > ${now}::timestamptz - interval '24 hours' ORDER BY tried) || ${now}::timestamptz
    WHERE (t.blocked_until IS NULL OR t.blocked_until <= ${now}::timestamptz)
      AND (SELECT count(*) FROM unnest(t.recent_tries) tried WHERE tried > ${now}::timestamptz - interval '24 hours') < ${DAILY_TRIES}::int`;
  if (reserved === 1) return;
  const [row] = await db.$queryRaw<{ seconds: number }[]>`
    SELECT ceil(extract(epoch FROM greatest(t.blocked_until, (
      SELECT tried + interval '24 hours' FROM unnest(t.recent_tries) tried
      WHERE tried > ${now}::timestamptz - interval '24 hours' ORDER BY tried DESC OFFSET ${DAILY_TRIES - 1}::int LIMIT 1)) - ${now}::timestamptz))::int AS seconds
    FROM login_throttle t WHERE t.account_key = ${key}`;
  throw new Refusal('too-many-requests', undefined, [], Math.max(1, row?.seconds ?? 1));
}

/** The try succeeded: no failures any more, and it does not count among the day's tries (the others of the day still do). */
export async function settleTry(db: Db, key: string, now: Date): Promise<void> {
  await db.$executeRaw`
    UPDATE login_throttle t SET failures = 0, blocked_until = NULL,
      recent_tries = t.recent_tries[:place - 1] || t.recent_tries[place + 1:]
    FROM (SELECT coalesce(array_position(recent_tries, ${now}::timestamptz(3)), 0) AS place FROM login_throttle WHERE account_key = ${key}) found
    WHERE t.account_key = ${key}`;
}
