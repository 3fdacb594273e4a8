// Terms of the members (CASF D214-5; CRPA R133-4). Dates are compared with the clock: no job ends a term.

import { DateTime } from 'luxon';

import type { SeatFacts } from './composition-facts.rules.js';

export interface Term {
  readonly endsAt: Date;
  /** True when the predecessor left before the end: the rest of that term (CRPA R133-4). */
  readonly rest: boolean;
}

/** The term of who takes the seat at that moment. */
export function termFrom(seat: SeatFacts | undefined, startsAt: Date, termYears: number): Term {
  const last = seat?.holders.filter((holder) => holder.startsAt <= startsAt).at(-1);
  const { termEndsAt = null, endsAt = null } = last ?? {};
  const leftEarlier = termEndsAt !== null && endsAt !== null && endsAt < termEndsAt;
  if (leftEarlier && termEndsAt > startsAt) return { endsAt: termEndsAt, rest: true };
  return { endsAt: DateTime.fromJSDate(startsAt, { zone: 'utc' }).plus({ years: termYears }).toJSDate(), rest: false };
}

/** Whether someone holds the seat, or is to hold it, at a moment of the period. */
export function isTaken(seat: SeatFacts, startsAt: Date, endsAt: Date): boolean {
  return seat.holders.some((holder) => holder.startsAt < endsAt && (holder.endsAt === null || holder.endsAt > startsAt));
}
