// Whether the funders pay what the split of the call says, to the cent, and the sentence that explains a difference.

import type { Bilingual } from '../../kernel/errors.js';
import { allocate, cents, formatEuros, sumCents, type Cents } from '../../kernel/money.js';

export interface Funder {
  readonly code: string;
  readonly name: string;
  /** Left-over cents go to the lowest positions first. */
  readonly position: number;
  readonly weight: number;
}

export interface FunderShare extends Funder {
  /** What this funder pays: the shares that it decided, less what was taken off them. */
  readonly cents: bigint;
  /** What the split gives it of what is left of the same awards, year by year. */
  readonly expected: bigint;
  /** What was taken off its shares since it decided. */
  readonly reduced: bigint;
}

/** Years of awards whose sums leave the same remainder once divided by the sum of the weights. */
export interface YearSums {
  /** In cents, below the sum of the weights. */
  readonly remainder: number;
  readonly years: number;
  /** Sum of their quotients: each is given to every funder as many times as its weight. */
  readonly quotients: bigint;
}

export interface Parity {
  /** All funders pay the same sum. */
  readonly equal: boolean;
  /** Each funder pays exactly its share of the split. */
  readonly inSplit: boolean;
  /** Largest sum less smallest sum, in cents. */
  readonly differenceCents: bigint;
  readonly explanation: Bilingual;
}

const byPosition = <F extends Funder>(funders: readonly F[]): F[] => [...funders].sort((a, b) => a.position - b.position);

/** The yearly totals divided between the funders, in position order. */
export function splitYears<F extends Funder>(
  funders: readonly F[],
  years: readonly { readonly year: number; readonly cents: bigint }[],
): { readonly funder: F; readonly years: { readonly year: number; readonly cents: Cents }[] }[] {
  const ordered = byPosition(funders);
  const weights = ordered.map((funder) => funder.weight);
  const shares = years.map(({ year, cents: total }) => ({ year, parts: allocate(cents(total), weights) }));
  return ordered.map((funder, index) => ({
    funder,
    years: shares.map(({ year, parts }) => {
      const part = parts[index];
      if (part === undefined) throw new RangeError('one part for each funder');
      return { year, cents: part };
    }),
  }));
}

/**
 * The split of many years together: whatever a sum is, the cents that its quotient does not give depend on its remainder alone. In position
 * order.
 */
export function splitSums<F extends Funder>(
  funders: readonly F[],
  sums: readonly YearSums[],
): { readonly funder: F; readonly cents: bigint }[] {
  const ordered = byPosition(funders);
  const weights = ordered.map((funder) => funder.weight);
  const quotients = sums.reduce((sum, each) => sum + each.quotients, 0n);
  const parts = sums.map(({ remainder, years }) => allocate(cents(remainder), weights).map((part) => part * BigInt(years)));
  return ordered.map((funder, index) => ({
    funder,
    cents: parts.reduce((sum, part) => sum + (part[index] ?? 0n), quotients * BigInt(funder.weight)),
  }));
}

interface ShareYear {
  readonly year: number;
  /** As decided. */
  readonly cents: bigint;
  readonly reducedCents: bigint;
}

const leftOf = ({ cents: decided, reducedCents }: ShareYear): bigint => decided - reducedCents;

/** What is left of one award's shares, beside what the split of each year's sum gives. */
export function sharesOf(funders: readonly (Funder & { readonly years: readonly ShareYear[] })[]): FunderShare[] {
  const years = [...new Set(funders.flatMap((funder) => funder.years.map(({ year }) => year)))].sort((a, b) => a - b);
  const totals = years.map((year) => {
    const shares = funders.flatMap((funder) => funder.years.filter((share) => share.year === year));
    return { year, cents: shares.reduce((sum, share) => sum + leftOf(share), 0n) };
  });
  return splitYears(funders, totals).map(({ funder, years: expected }) => ({
    code: funder.code,
    name: funder.name,
    position: funder.position,
    weight: funder.weight,
    cents: funder.years.reduce((sum, share) => sum + leftOf(share), 0n),
    expected: sumCents(expected.map((share) => share.cents)),
    reduced: funder.years.reduce((sum, share) => sum + share.reducedCents, 0n),
  }));
}

/** Judges the sums; `shares` in any order, one for each funder. */
export function parityOf(shares: readonly FunderShare[]): Parity {
  const ordered = byPosition(shares);
  const sums = ordered.map((share) => share.cents);
  const largest = sums.reduce((max, sum) => (sum > max ? sum : max), sums[0] ?? 0n);
  const smallest = sums.reduce((min, sum) => (sum < min ? sum : min), sums[0] ?? 0n);
  const differenceCents = largest - smallest;
  const equal = differenceCents === 0n;
  const inSplit = ordered.every((share) => share.cents === share.expected);
  return { equal, inSplit, differenceCents, explanation: explain(ordered, equal, inSplit, differenceCents) };
}

function explain(shares: readonly FunderShare[], equal: boolean, inSplit: boolean, difference: bigint): Bilingual {
  if (!inSplit) return explainGap(shares);
  const alike = shares.every((share) => share.weight === shares[0]?.weight);
  if (!alike) {
    const split = shares.map((share) => `${share.name} ${share.weight}`).join(', ');
    return {
      fr: `Le partage fixé par l’appel est respecté au centime : ${split}.`,
      en: `The split set by the call is met to the cent: ${split}.`,
    };
  }
  if (equal) return { fr: 'Les financeurs paient la même somme, au centime.', en: 'The funders pay the same sum, to the cent.' };
  // A year gives each of the first funders one cent more than the last one, never more: the difference counts them.
  const last = shares.at(-1)?.cents ?? 0n;
  const odd = shares
    .filter((share) => share.cents > last)
    .map((share) => `${share.name} +${share.cents - last}`)
    .join(', ');
  return {
    fr: `Parts égales ; l’écart de ${formatEuros(difference)} vient des centimes indivisibles, qui reviennent aux premiers financeurs (${odd}).`,
    en: `Equal shares; the difference of ${formatEuros(difference)} comes from indivisible cents, which go to the first funders (${odd}).`,
  };
}

/** Either a funder has not decided all yet, or shares were not lowered alike. */
function explainGap(shares: readonly FunderShare[]): Bilingual {
  const wrong = shares.filter((share) => share.cents !== share.expected);
  const list = (of: string): string =>
    wrong.map((share) => `${share.name} ${formatEuros(share.cents)} ${of} ${formatEuros(share.expected)}`).join(', ');
  const total = (of: (share: FunderShare) => bigint): bigint => shares.reduce((sum, share) => sum + of(share), 0n);
  const lowered = shares
    .filter((share) => share.reduced > 0n)
    .map((share) => `${share.name} ${formatEuros(share.reduced)}`)
    .join(', ');
  const taken = {
    fr: lowered === '' ? '' : ` Retiré des parts depuis leur décision : ${lowered}.`,
    en: lowered === '' ? '' : ` Taken off the shares since their decision: ${lowered}.`,
  };
  if (total((share) => share.cents) !== total((share) => share.expected))
    return {
      fr: `Le partage n’est pas encore atteint : ${list('sur')}.${taken.fr}`,
      en: `The split is not reached yet: ${list('of')}.${taken.en}`,
    };
  return {
    fr: `Les parts n’ont pas été réduites dans la même proportion : ${list('au lieu de')}.${taken.fr}`,
    en: `The shares were not lowered in the same proportion: ${list('instead of')}.${taken.en}`,
  };
}
