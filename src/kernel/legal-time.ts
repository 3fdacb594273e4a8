import { DateTime, IANAZone } from 'luxon';

const LOCAL_DATE = /^\d{4}-\d{2}-\d{2}$/;
const LOCAL_DATE_TIME = /^\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):\d{2}(?::\d{2}(?:\.\d{3})?)?$/;
const PARIS = 'Europe/Paris';
const DAY_MS = 86_400_000;

/** Whether the text names a zone of the IANA base. A bare offset is not one: it does not know of summer time. */
export function isTimeZone(zone: string): boolean {
  return /^[A-Za-z]/.test(zone) && IANAZone.isValidZone(zone);
}

function zoneOf(zone: string): IANAZone {
  if (!isTimeZone(zone)) throw new RangeError(`unknown time zone: ${zone}`);
  return IANAZone.create(zone);
}

function parseLocal(localIso: string, timeZone: string): DateTime<true> {
  const zone = zoneOf(timeZone);
  // Text with an offset would be an instant already, and 24:00 would put the deadline on the wrong day.
  const parsed = LOCAL_DATE_TIME.test(localIso) ? DateTime.fromISO(localIso, { zone }) : null;
  if (!parsed?.isValid) throw new RangeError(`not a local date and time: ${localIso}`);
  // luxon's own choice in the doubled hour follows today's offset, so it would change with the season.
  const [first, ...others] = parsed.getPossibleOffsets();
  return others.reduce((latest, next) => (next.toMillis() > latest.toMillis() ? next : latest), first ?? parsed);
}

/**
 * The instant of a legal local time ("2023-08-31T23:59", seconds and milliseconds optional) in an IANA zone.
 * A time that happens twice (end of summer time) is the later one, in favour of the applicant; a time that does not
 * happen (start of summer time) moves forward by the missing hour.
 * @throws RangeError for an unknown zone, or a text that is not a local date and time
 */
export function instantOf(localIso: string, timeZone: string): Date {
  return parseLocal(localIso, timeZone).toJSDate();
}

/**
 * The last instant, to the millisecond, at which a deadline stated as a local time is still met. A deadline runs to
 * the end of the unit it states: "23:59" to 23:59:59.999, "12:30:15" to 12:30:15.999; with milliseconds it is
 * exact. Zero seconds or milliseconds count as not stated, so that each way to write a time means the same.
 * Being on time is `sentAt <= deadline`. Doubled and missing hours: see `instantOf`.
 * @throws RangeError as `instantOf`
 */
export function deadlineInstant(localIso: string, timeZone: string): Date {
  const stated = parseLocal(localIso, timeZone);
  if (stated.millisecond !== 0) return stated.toJSDate();
  const lengthMs = stated.second === 0 ? 60_000 : 1_000;
  // Plain addition: going back through local fields could fall into the other of two equal hours.
  return new Date(stated.toMillis() + lengthMs - 1);
}

/**
 * A legal time for people, always with its zone: "31 août 2023 à 23:59 (heure de Paris)". In the doubled hour the
 * offset is added, since the local time alone would not say which. @throws RangeError for an unknown zone or invalid date
 */
export function formatLegal(instant: Date, timeZone: string, language: 'fr' | 'en'): string {
  const local = inZone(instant, timeZone).setLocale(language === 'fr' ? 'fr-FR' : 'en-GB');
  const paris = timeZone === PARIS;
  const offset = local.getPossibleOffsets().length > 1 ? `, UTC${local.toFormat('Z')}` : '';
  const date = local.toFormat('d LLLL yyyy');
  const time = local.toFormat('HH:mm');
  if (language === 'en') return `${date} at ${time} (${paris ? 'Paris' : timeZone} time${offset})`;
  const frenchDate = local.day === 1 ? date.replace(/^1 /, '1er ') : date;
  return `${frenchDate} à ${time} (${paris ? 'heure de Paris' : `heure du fuseau ${timeZone}`}${offset})`;
}

function inZone(instant: Date, timeZone: string): DateTime<true> {
  const local = DateTime.fromJSDate(instant, { zone: zoneOf(timeZone) });
  if (!local.isValid) throw new RangeError('invalid date');
  return local;
}

/** The local time of an instant with its offset, to the millisecond: 2023-08-31T23:59:59.999+02:00. @throws RangeError as `formatLegal` */
export function localIso(instant: Date, timeZone: string): string {
  return inZone(instant, timeZone).toFormat("yyyy-MM-dd'T'HH:mm:ss.SSSZZ");
}

/** The day it is in a zone at an instant, as YYYY-MM-DD. @throws RangeError for an unknown zone or invalid date */
export function localDate(instant: Date, timeZone: string): string {
  return inZone(instant, timeZone).toISODate();
}

// Days are counted on the calendar, in UTC where each one has 24 hours.
function calendarDay(date: string): DateTime<true> {
  const day = LOCAL_DATE.test(date) ? DateTime.fromISO(date, { zone: 'utc' }) : null;
  if (!day?.isValid) throw new RangeError(`not a date: ${date}`);
  return day;
}

/** Calendar days from one YYYY-MM-DD to another, negative when `to` is before `from`. @throws RangeError for no date */
export function daysBetween(from: string, to: string): number {
  return (calendarDay(to).toMillis() - calendarDay(from).toMillis()) / DAY_MS;
}

/** The YYYY-MM-DD that is `days` calendar days later (earlier when negative). @throws RangeError for no date or a fraction */
export function addDays(date: string, days: number): string {
  if (!Number.isSafeInteger(days)) throw new RangeError(`not a number of days: ${days}`);
  const moved = DateTime.fromMillis(calendarDay(date).toMillis() + days * DAY_MS, { zone: 'utc' });
  if (!moved.isValid || moved.year < 0 || moved.year > 9999) throw new RangeError('date out of range');
  return moved.toISODate();
}

/**
 * The same day `months` later, as legal time limits in months count; the last day of that month when it has no such day (31 December and
 * two months: 28 or 29 February). @throws RangeError for no date or a fraction
 */
export function addMonths(date: string, months: number): string {
  if (!Number.isSafeInteger(months)) throw new RangeError(`not a number of months: ${months}`);
  const moved: DateTime = calendarDay(date).plus({ months });
  if (!moved.isValid || moved.year < 0 || moved.year > 9999) throw new RangeError('date out of range');
  return moved.toFormat('yyyy-MM-dd');
}

/** A calendar day for people: "1er septembre 2023", "1 September 2023". @throws RangeError for no date */
export function formatDay(date: string, language: 'fr' | 'en'): string {
  const text = calendarDay(date)
    .setLocale(language === 'fr' ? 'fr-FR' : 'en-GB')
    .toFormat('d LLLL yyyy');
  return language === 'fr' ? text.replace(/^1 /, '1er ') : text;
}
