// Until when a payment is owed, in SQL.

import { Prisma } from '../../generated/prisma/client.js';
import { DAYS_TO_PAY } from '../awards/leg-life.rules.js';

/**
 * Calendar day, on payment `t` and award_leg `l`: 60 days from the notification for what waits for nothing else, the expected day for what
 * waits for an event or another year (loi 2000-321, article 10). The later of the two.
 */
export const PAYMENT_DUE_ON = Prisma.sql`greatest(t.expected_on::date, l.notified_on::date + ${DAYS_TO_PAY}::int)`;
