// The notice of CRPA R133-8: five days at least before the meeting, counted on the clocks of the call's own time zone.

import { DateTime } from 'luxon';

/** Full days from one instant to another by local time: a day of 23 or 25 hours is one day. Negative when `to` is earlier. */
export function fullDaysBetween(from: Date, to: Date, timeZone: string): number {
  const start = DateTime.fromJSDate(from, { zone: timeZone });
  const end = DateTime.fromJSDate(to, { zone: timeZone });
  if (!start.isValid || !end.isValid) throw new RangeError(`not an instant, or unknown time zone: ${timeZone}`);
  return Math.floor(end.diff(start, 'days').days);
}
