// When the time in which silence becomes a refusal does not run (CRPA L114-5): from the request, until what was asked has arrived or, at the
// latest, until the time given ends. Pure: instants in, periods out; `silenceDate` counts them.

import type { ItemAsked } from './completion-content.js';
import { suspends } from './completion-items.rules.js';
import type { Suspension } from './silence.rules.js';

export interface ItemPeriod extends Pick<ItemAsked, 'essential' | 'defect'> {
  readonly askedAt: Date;
  /** End of the time given by its own request. */
  readonly dueAt: Date;
  /** First version sent after the holder answered it, or its acceptance without one. */
  readonly producedAt: Date | null;
}

export interface RoundPeriods {
  readonly items: readonly ItemPeriod[];
  /** Accepted, continued, dismissed, forwarded, withdrawn, or followed by another round. */
  readonly endedAt: Date | null;
}

/** A request that joins while time is left gives its own time to the earlier ones too. */
function dueOf({ askedAt, dueAt }: ItemPeriod, items: readonly ItemPeriod[]): Date {
  const later = items.filter((other) => other.askedAt > askedAt).sort((a, b) => a.askedAt.getTime() - b.askedAt.getTime());
  return later.reduce((due, other) => (other.askedAt <= due && other.dueAt > due ? other.dueAt : due), dueAt);
}

/** In order, never overlapping, never empty. Non-essential items suspend nothing (CRPA L114-5-1). */
export function suspensionsOf(rounds: readonly RoundPeriods[]): Suspension[] {
  const periods = rounds
    .flatMap(({ items, endedAt }) => {
      const counted = items.filter(suspends);
      return counted.map((item) => {
        const ends = [dueOf(item, counted), item.producedAt, endedAt].filter((end) => end !== null);
        return { from: item.askedAt, to: new Date(Math.min(...ends.map((end) => end.getTime()))) };
      });
    })
    .filter(({ from, to }) => to > from)
    .sort((a, b) => a.from.getTime() - b.from.getTime());
  const merged: { from: Date; to: Date }[] = [];
  for (const { from, to } of periods) {
    const last = merged.at(-1);
    if (last === undefined || from > last.to) merged.push({ from, to });
    else if (to > last.to) last.to = to;
  }
  return merged;
}
