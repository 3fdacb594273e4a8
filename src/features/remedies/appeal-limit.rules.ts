// How long a negative decision may be challenged (CJA R421-1, R421-5, R421-7; CRPA L411-2, L411-7). Pure.

import { addDays, addMonths, deadlineInstant, localDate } from '../../kernel/legal-time.js';
import type { AppealSettings } from '../calls/call-settings.js';
import { nextWorkingDay } from './legal-calendar.rules.js';

/** From the notification to the court, and so to an internal appeal (CJA R421-1, CRPA L411-2). */
const APPEAL_MONTHS = 2;
/** Silence kept longer than this on an appeal rejects it (CRPA L411-7). */
const SILENCE_MONTHS = 2;

/** From date to date, and the extra one overseas. */
export const monthsToAppeal = (overseasMonth: boolean): number => APPEAL_MONTHS + (overseasMonth ? 1 : 0);

export interface Place {
  /** Department where the holder is, and where the court sits. */
  readonly holder: string;
  readonly court: string;
  /** Where the courts of the other funders sit: a decision of all of them may be challenged for as long as before one. */
  readonly otherCourts?: readonly string[];
}

interface Seat {
  readonly settings: AppealSettings | undefined;
  readonly department: string;
  readonly holder: string;
}

/** Of a decision that all the funders answer for; of one funder's own when it is named. */
export function placeOf({ settings, department, holder }: Seat, funderCode?: string): Place {
  const common = settings?.courtDepartment ?? department;
  const own = settings?.byFunder ?? [];
  if (funderCode !== undefined) {
    return { holder, court: own.find((funder) => funder.funderCode === funderCode)?.courtDepartment ?? common };
  }
  return { holder, court: common, otherCourts: own.flatMap(({ courtDepartment }) => courtDepartment ?? []) };
}

export interface Clockwork {
  readonly timeZone: string;
  readonly settings: AppealSettings | undefined;
  readonly place: Place;
}

export interface Limit {
  /** Last day to act, YYYY-MM-DD in the call's zone, and the instant it ends. */
  readonly lastDay: string;
  readonly until: Date;
  /** One month more, for the distance (CJA R421-7). */
  readonly overseasMonth: boolean;
}

const overseas = (department: string): boolean => /^9[78]\d$/.test(department);

/** The holder lives overseas and the court sits elsewhere, or the reverse. */
export function hasOverseasMonth({ holder, court, otherCourts = [] }: Place): boolean {
  return [court, ...otherCourts].some((seat) => holder !== seat && (overseas(holder) || overseas(seat)));
}

/**
 * The limit of an appeal whose time runs from this instant: two months from date to date (31 December ends on 28 or 29 February), to the
 * end of the day in the call's zone. A call may count clear days; a limit on a day off moves to the next working day unless it says not.
 */
export function appealLimit(from: Date, { timeZone, settings, place }: Clockwork): Limit {
  const overseasMonth = hasOverseasMonth(place);
  const months = addMonths(localDate(from, timeZone), monthsToAppeal(overseasMonth));
  const counted = settings?.clearDays === true ? addDays(months, 1) : months;
  const lastDay = settings?.nextWorkingDay === false ? counted : nextWorkingDay(counted);
  return { lastDay, until: deadlineInstant(`${lastDay}T23:59`, timeZone), overseasMonth };
}

/** The last instant before silence rejects an appeal filed at this one. */
export function appealSilence(filedAt: Date, timeZone: string): Date {
  return deadlineInstant(`${addMonths(localDate(filedAt, timeZone), SILENCE_MONTHS)}T23:59`, timeZone);
}
