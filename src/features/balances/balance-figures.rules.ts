// The balance of an award, every intermediate kept. Pure, in whole cents: rates are fractions, and what does not fall on a cent is rounded down.

import { canonicalJson } from '../../kernel/canonical.js';
import type { FunderFamily } from '../calls/call-settings.js';
import { CAPPED_FAMILIES } from '../applications/budget.rules.js';

/** One funder's share at the balance. */
export interface BalanceLeg {
  readonly legId: string;
  readonly code: string;
  readonly name: string;
  readonly family: FunderFamily;
  /** As decided, all years. */
  readonly decidedCents: bigint;
  /** Taken off it since. */
  readonly reducedCents: bigint;
  /** Paid and not given back. */
  readonly paidCents: bigint;
  /** At the accountant's. */
  readonly orderedCents: bigint;
  /** Promised and not ordered. */
  readonly committedCents: bigint;
}

export interface BalanceSources {
  /** Shares under way, in the order of their funders. */
  readonly legs: readonly BalanceLeg[];
  /** Paid and kept by shares of the capped families that ended otherwise: State and Family branch money all the same. */
  readonly endedCents: bigint;
  /** Expenses of the plan in force. */
  readonly plannedCents: bigint;
  /** Real eligible cost of the accepted reports. */
  readonly eligibleCents: bigint;
  /** Other State and Family branch money, as realised. */
  readonly otherCents: bigint;
  /** Highest share of State and Family branch together: a fraction. */
  readonly cap: { readonly numerator: bigint; readonly denominator: bigint };
  /** What the agreements let a non-profit holder keep of what it did not spend, in basis points of it; 0: nothing. */
  readonly keptBasisPoints: bigint;
}

export interface LegBalance extends BalanceLeg {
  /** Its part of the final amount. */
  readonly finalCents: bigint;
  readonly overCents: bigint;
  readonly leftCents: bigint;
}

export interface BalanceFigures extends Omit<BalanceSources, 'legs'> {
  readonly decidedCents: bigint;
  readonly reducedCents: bigint;
  /** Decided less reduced: the rate is this on the planned cost. */
  readonly awardCents: bigint;
  /** floor(award × real eligible cost ÷ planned cost). */
  readonly rateCostCents: bigint;
  /** floor(cap × real eligible cost) less other State and Family branch money, not below zero; for all the funders of the award. */
  readonly capCents: bigint;
  readonly paidCents: bigint;
  readonly orderedCents: bigint;
  /** Paid above the spent share, within the award. */
  readonly unspentCents: bigint;
  /** Part of it that the holder keeps. */
  readonly keptCents: bigint;
  /** The smallest of the award, of rate × cost with what is kept, and of the cap. */
  readonly finalCents: bigint;
  readonly overCents: bigint;
  readonly leftCents: bigint;
  readonly legs: readonly LegBalance[];
}

const WHOLE = 10_000n;
const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n);
const min = (...amounts: readonly [bigint, ...bigint[]]): bigint => amounts.reduce((least, one) => (one < least ? one : least));
const floorZero = (amount: bigint): bigint => (amount > 0n ? amount : 0n);

/**
 * Divides a sum in proportion to weights: each part rounded down, the odd cents one each to the first funders that have a weight. No part is
 * above its weight when the sum is not above theirs. @throws RangeError for a sum that no weight may take
 */
export function proportional(total: bigint, weights: readonly bigint[]): bigint[] {
  const whole = sum(weights);
  if (total === 0n) return weights.map(() => 0n);
  if (whole <= 0n || total < 0n) throw new RangeError('nothing to divide by');
  const floors = weights.map((weight) => (total * weight) / whole);
  let odd = total - sum(floors);
  return floors.map((part, index) => {
    if (odd === 0n || weights[index] === 0n) return part;
    odd -= 1n;
    return part + 1n;
  });
}

const isCapped = ({ family }: BalanceLeg): boolean => CAPPED_FAMILIES.includes(family);

/** @throws RangeError when the plan has no cost: there is no rate */
export function balanceOf(sources: BalanceSources): BalanceFigures {
  const { legs, endedCents, plannedCents, eligibleCents, otherCents, cap, keptBasisPoints } = sources;
  if (plannedCents <= 0n) throw new RangeError('a plan without a cost has no rate');
  const decidedCents = sum(legs.map((leg) => leg.decidedCents));
  const reducedCents = sum(legs.map((leg) => leg.reducedCents));
  const awardCents = decidedCents - reducedCents;
  const rateCostCents = (awardCents * eligibleCents) / plannedCents;
  const cappedCents = sum(legs.filter(isCapped).map((leg) => leg.decidedCents - leg.reducedCents));
  const room = floorZero((eligibleCents * cap.numerator) / cap.denominator - otherCents - endedCents);
  // A funder outside the cap pays its share beside: the room is that of the others.
  const capCents = cappedCents === 0n ? awardCents : cappedCents === awardCents ? room : (room * awardCents) / cappedCents;
  const paidCents = sum(legs.map((leg) => leg.paidCents));
  const unspentCents = floorZero(min(paidCents, awardCents) - rateCostCents);
  const keptCents = (unspentCents * keptBasisPoints) / WHOLE;
  const finalCents = min(awardCents, rateCostCents + keptCents, capCents);
  const overCents = floorZero(paidCents - finalCents);
  const shares = proportional(
    finalCents,
    legs.map((leg) => leg.decidedCents - leg.reducedCents),
  );
  const over = proportional(
    overCents,
    legs.map((leg) => leg.paidCents),
  );
  const gaps = legs.map((leg, index) => min(floorZero((shares[index] ?? 0n) - leg.paidCents), leg.committedCents));
  const leftCents = min(floorZero(finalCents - paidCents), sum(gaps));
  const left = proportional(leftCents, gaps);
  return {
    endedCents,
    plannedCents,
    eligibleCents,
    otherCents,
    cap,
    keptBasisPoints,
    decidedCents,
    reducedCents,
    awardCents,
    rateCostCents,
    capCents,
    paidCents,
    orderedCents: sum(legs.map((leg) => leg.orderedCents)),
    unspentCents,
    keptCents,
    finalCents,
    overCents,
    leftCents,
    legs: legs.map((leg, index) => ({
      ...leg,
      finalCents: shares[index] ?? 0n,
      overCents: over[index] ?? 0n,
      leftCents: left[index] ?? 0n,
    })),
  };
}

/** What of each year is kept to be paid: the oldest years first, as what is given back is of the last ones. */
export function oldestYearsFirst(
  years: readonly { readonly year: number; readonly cents: bigint }[],
  cents: bigint,
): { readonly year: number; readonly cents: bigint }[] {
  let left = cents;
  return [...years]
    .sort((a, b) => a.year - b.year)
    .map(({ year, cents: held }) => {
      const part = min(held, left);
      left -= part;
      return { year, cents: part };
    });
}

/** Same sums, for the same shares: nothing moved since. */
export function sameFigures(one: BalanceFigures, other: BalanceFigures): boolean {
  return canonicalJson(one) === canonicalJson(other);
}
