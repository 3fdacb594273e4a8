// Which tranches of a year give way when its share is lowered. Pure, to the cent.

import type { PaymentState } from './payment-facts.rules.js';

export interface YearPayment {
  readonly id: string;
  /** Rank of the tranche in its year. */
  readonly position: number;
  readonly state: PaymentState;
  /** Planned cents. */
  readonly plannedCents: bigint;
  /** Once liquidated. */
  readonly liquidatedCents: bigint | null;
}

export interface Lowering {
  /** From the last tranche backwards. */
  readonly cancelled: readonly string[];
  /** The one that is taken in part, and what is left of it. */
  readonly replaced: { readonly id: string; readonly cents: bigint } | null;
}

/** At the accountant's, or paid: what is there is not lowered here. */
const isOrdered = (state: PaymentState): boolean => state === 'ORDERED' || state === 'PAID';

/**
 * What the year's payments are above `leftCents`, the share that is left of it, is taken from the last unordered tranche backwards.
 * @throws RangeError when what is ordered or paid is already above: nothing is left to take
 */
export function loweringOf(payments: readonly YearPayment[], leftCents: bigint): Lowering {
  const alive = payments.filter(({ state }) => state !== 'CANCELLED');
  const worth = ({ state, plannedCents, liquidatedCents }: YearPayment): bigint =>
    isOrdered(state) ? (liquidatedCents ?? plannedCents) : plannedCents;
  let excess = alive.reduce((sum, payment) => sum + worth(payment), 0n) - leftCents;
  const cancelled: string[] = [];
  let replaced: Lowering['replaced'] = null;
  for (const payment of alive.filter(({ state }) => !isOrdered(state)).sort((a, b) => b.position - a.position)) {
    if (excess <= 0n) break;
    cancelled.push(payment.id);
    if (payment.plannedCents > excess) replaced = { id: payment.id, cents: payment.plannedCents - excess };
    excess -= payment.plannedCents;
  }
  if (excess > 0n) throw new RangeError(`${excess} cents above the share are ordered or paid already`);
  return { cancelled, replaced };
}
