// When silence becomes a refusal (CRPA L231-4, L114-3, L114-5). Pure: instants in, a calendar day out.

import { addDays, addMonths, daysBetween, localDate } from '../../kernel/legal-time.js';
import { isPrivateHolder } from '../calls/private-holder.rules.js';

/** Silence kept this long on a request of a financial character is a refusal (CRPA L231-4, 3°). */
const SILENCE_MONTHS = 2;

/**
 * The time given to complete a dossier (CRPA L114-5): it starts when the missing items are asked for and ends when they arrive or, at the
 * latest, with the time given. `to` null: it still runs and no end is known.
 */
export interface Suspension {
  readonly from: Date;
  readonly to: Date | null;
}

/** Whether two months of silence are a refusal for this holder: toward a public one, only an express decision answers. */
export function silenceMeansRefusal(holderType: string): boolean {
  return isPrivateHolder(holderType);
}

/**
 * The day (YYYY-MM-DD in the call's zone) at whose end silence is a refusal: the same day two months later, or the last of that month when
 * it has no such day, moved by the days of each suspension. It runs from the receipt by the authority first seized, whichever was competent
 * (CRPA L114-3). A suspension that starts after that day changes nothing: the refusal is born.
 * @returns undefined where silence never means refusal (`silenceMeansRefusal`), and while a suspension without an end runs
 * @throws RangeError for an unknown zone or an invalid date
 */
export function silenceDate(
  submittedAt: Date,
  suspensions: readonly Suspension[],
  holderType: string,
  timeZone: string,
): string | undefined {
  if (!silenceMeansRefusal(holderType)) return undefined;
  const received = localDate(submittedAt, timeZone);
  let date = addMonths(received, SILENCE_MONTHS);
  // Days already counted as suspended: two requests that overlap suspend their common days once.
  let counted = received;
  for (const { from, to } of [...suspensions].sort((a, b) => a.from.getTime() - b.from.getTime())) {
    const asked = localDate(from, timeZone);
    const start = asked > counted ? asked : counted;
    if (asked > date) break;
    if (to === null) return undefined;
    const end = localDate(to, timeZone);
    if (end <= start) continue;
    date = addDays(date, daysBetween(start, end));
    counted = end;
  }
  return date;
}
