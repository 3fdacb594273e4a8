// Sessions whose minutes nobody has signed: what waits for a signature, and until when.

import { DEFAULT_SETTINGS } from '../committees/committee-settings.js';
import { Prisma } from '../../generated/prisma/client.js';

/** Of a session `n`: over, and no original minutes of it are signed. */
export const MINUTES_ARE_UNSIGNED = Prisma.sql`n.closed_at IS NOT NULL AND NOT EXISTS (
  SELECT FROM minutes u WHERE u.session_id = n.id AND u.kind = 'ORIGINAL' AND u.state = 'SIGNED')`;

/** Last day for the minutes of a session `n` of a committee `k`, for a call `c`: a date on the call's own calendar. */
export const MINUTES_DUE_ON = Prisma.sql`((n.closed_at AT TIME ZONE c.time_zone)::date
  + coalesce((k.settings ->> 'minutesDays')::int, ${DEFAULT_SETTINGS.minutesDays}::int))`;
