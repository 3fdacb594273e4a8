// `signing-deadline.rules.ts` as SQL, for what looks at many instructions at once: `a` is the dossier of an instruction, `c` its call.

import { Prisma } from '../../generated/prisma/client.js';
import { ESCALATION_DAYS, SIGNING_REMINDER_DAYS } from './signing-deadline.rules.js';

const days = (setting: string, otherwise: number): Prisma.Sql =>
  Prisma.sql`coalesce((c.settings->'instruction'->>${setting}::text)::int, ${otherwise}::int)`;

/** NULL: the call sets no time to sign, or no examination is in progress. */
const DUE_ON = Prisma.sql`(CASE WHEN a.state = 'UNDER_EXAMINATION'
  THEN (a.state_since AT TIME ZONE c.time_zone)::date + (c.settings->'instruction'->>'signDays')::int END)`;

export const SIGNING_DUE_AT = Prisma.sql`((${DUE_ON} + time '23:59:59.999') AT TIME ZONE c.time_zone)`;

/** The day on which the examiner is to be reminded. */
export const REMINDER_ON = Prisma.sql`(CASE
  WHEN (c.settings->'instruction'->>'signDays')::int > ${days('reminderDays', SIGNING_REMINDER_DAYS)}
  THEN ${DUE_ON} - ${days('reminderDays', SIGNING_REMINDER_DAYS)}
  ELSE (a.state_since AT TIME ZONE c.time_zone)::date + 1 END)`;

/** The day on which the call's managers are to be told. */
export const ESCALATION_ON = Prisma.sql`(${DUE_ON} + ${days('escalationDays', ESCALATION_DAYS)})`;
