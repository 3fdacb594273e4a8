// Working days of metropolitan France, for time limits that may not end on a day off. Pure.

import { addDays } from '../../kernel/legal-time.js';

/** Days off at a fixed date (Code du travail, L3133-1), MM-DD. */
const FIXED = ['01-01', '05-01', '05-08', '07-14', '08-15', '11-01', '11-11', '12-25'];
/** Easter Monday, Ascension, Whit Monday: days after Easter Sunday. */
const AFTER_EASTER = [1, 39, 50];

/** Easter Sunday of a Gregorian year (algorithm of Meeus, Jones and Butcher), YYYY-MM-DD. */
function easter(year: number): string {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - d - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const months = h + l - 7 * m + 114;
  const day = (months % 31) + 1;
  return `${year}-${String(Math.floor(months / 31)).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** Saturdays, Sundays and the public holidays of the whole country; those of one department only are not counted. */
export function isWorkingDay(day: string): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  if (weekday === 0 || weekday === 6 || FIXED.includes(day.slice(5))) return false;
  const sunday = easter(Number(day.slice(0, 4)));
  return !AFTER_EASTER.some((days) => addDays(sunday, days) === day);
}

/** The day itself, or the first working day after it. @throws RangeError for no date */
export function nextWorkingDay(day: string): string {
  let candidate = addDays(day, 0);
  while (!isWorkingDay(candidate)) candidate = addDays(candidate, 1);
  return candidate;
}
