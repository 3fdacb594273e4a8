import { Prisma } from '../../generated/prisma/client.js';
import type { Moment } from './moment.rules.js';

/** First instant of a moment; days are those of a call named `c`. */
export function startOf(moment: Moment): Prisma.Sql {
  return moment.day === undefined
    ? Prisma.sql`${moment.instant}::timestamptz`
    : Prisma.sql`(${moment.day}::timestamp AT TIME ZONE c.time_zone)`;
}

/** First instant after a moment: what happened until then is `< endOf(…)`. Instants are kept to the millisecond. */
export function endOf(moment: Moment): Prisma.Sql {
  return moment.day === undefined
    ? Prisma.sql`(${moment.instant}::timestamptz + interval '1 millisecond')`
    : Prisma.sql`((${moment.day}::timestamp + interval '1 day') AT TIME ZONE c.time_zone)`;
}

/** Calendar day of a moment, YYYY-MM-DD, in the time zone of a call named `c`. */
export function dayOf(moment: Moment): Prisma.Sql {
  return moment.day === undefined
    ? Prisma.sql`to_char(${moment.instant}::timestamptz AT TIME ZONE c.time_zone, 'YYYY-MM-DD')`
    : Prisma.sql`${moment.day}`;
}
