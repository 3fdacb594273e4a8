// Which credits an award given back frees. Pure.

import { localDate } from '../../kernel/legal-time.js';
import type { EnvelopeLine } from '../calls/envelopes.rules.js';

/** A leg's share of one budget year, in cents. */
export interface LegYear {
  readonly year: number;
  /** As decided; it never changes. */
  readonly cents: bigint;
  /** Taken off it since. */
  readonly reducedCents: bigint;
  /** What the funder has ordered or paid of it already. */
  readonly paidCents: bigint;
}

interface Freeing {
  readonly funder: { readonly code: string };
  readonly years: readonly LegYear[];
  /** Of the call. */
  readonly timeZone: string;
}

/** The current budget year and the later ones, less what was taken off or paid: credits of a year that is over serve nobody else. */
export function freedLines({ funder, years, timeZone }: Freeing, now: Date): EnvelopeLine[] {
  const current = Number(localDate(now, timeZone).slice(0, 4));
  return years
    .filter(({ year }) => year >= current)
    .map(({ year, cents, reducedCents, paidCents }) => {
      const gone = reducedCents + paidCents;
      return { funderCode: funder.code, year, cents: gone < cents ? cents - gone : 0n };
    });
}
