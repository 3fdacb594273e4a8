// The most that may be paid of a share's year before its balance. Pure, in whole cents.

import { FULL_RATE } from '../calls/payment-settings.rules.js';
import type { PaymentFacts, Sibling } from './payment-facts.rules.js';

/** Liquidated and still on its way, or paid: what counts against a ceiling. */
const COUNTS = ['LIQUIDATED', 'ORDERED', 'PAID', 'REJECTED_BY_BANK'];

export interface Ceiling {
  readonly name: 'stateInvestmentAdvance' | 'beforeBalance';
  /** What this payment may still be, in cents; never negative. */
  readonly leftCents: bigint;
}

/**
 * What the ceilings leave to an advance or an instalment; none for a balance.
 * - State: of the part of the share that is investment (in proportion to the year's expenses), advances pay at most 30 % (décret 2018-514);
 *   no legal rate binds the rest. Rounded down, so that the ceiling is never passed by a cent.
 * - All: advances and instalments of a year together pay at most 80 % of its share.
 */
export function ceilingsOf(facts: PaymentFacts): Ceiling[] {
  const { kind, year, shareCents, terms, funder, investment, siblings } = facts;
  if (kind === 'BALANCE') return [];
  const counted = (kinds: readonly string[]): bigint =>
    siblings
      .filter((one: Sibling) => one.year === year && kinds.includes(one.kind) && COUNTS.includes(one.state))
      .reduce((sum, { cents }) => sum + cents, 0n);
  const left = (ceiling: bigint, spent: bigint): bigint => (spent < ceiling ? ceiling - spent : 0n);
  const whole = BigInt(FULL_RATE);
  const ceilings: Ceiling[] = [];
  const { investmentCents, totalCents } = investment;
  if (kind === 'ADVANCE' && funder.family === 'STATE' && investmentCents > 0n) {
    const part = (shareCents * investmentCents + totalCents - 1n) / totalCents;
    const ceiling = shareCents - part + (part * BigInt(terms.stateInvestmentAdvance)) / whole;
    ceilings.push({ name: 'stateInvestmentAdvance', leftCents: left(ceiling, counted(['ADVANCE'])) });
  }
  const most = (shareCents * BigInt(terms.beforeBalance)) / whole;
  // A schedule without a balance has no last tranche to keep anything for.
  if (siblings.some((one) => one.year === year && one.kind === 'BALANCE' && one.state !== 'CANCELLED'))
    ceilings.push({ name: 'beforeBalance', leftCents: left(most, counted(['ADVANCE', 'INSTALMENT'])) });
  return ceilings;
}
