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
  /** What this funder pays. */
  readonly cents: bigint;
  /** What the split gives it of the same awards and years. */
  readonly expected: bigint;
  /** Awards × years in which it pays one left-over cent. */
  readonly oddCents: number;
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

/** Shares of one award as stored, beside what the split of each year's sum gives. */
export function sharesOf(
  funders: readonly (Funder & { readonly years: readonly { readonly year: number; readonly cents: bigint }[] })[],
): FunderShare[] {
  const years = [...new Set(funders.flatMap((funder) => funder.years.map(({ year }) => year)))].sort((a, b) => a - b);
  const paid = (funder: (typeof funders)[number], year: number): bigint =>
    funder.years.find((share) => share.year === year)?.cents ?? 0n;
  const totals = years.map((year) => ({ year, cents: funders.reduce((sum, funder) => sum + paid(funder, year), 0n) }));
  const weights = funders.reduce((sum, funder) => sum + BigInt(funder.weight), 0n);
  return splitYears(funders, totals).map(({ funder, years: expected }) => ({
    code: funder.code,
    name: funder.name,
    position: funder.position,
    weight: funder.weight,
    cents: funder.years.reduce((sum, share) => sum + share.cents, 0n),
    expected: sumCents(expected.map((share) => share.cents)),
    oddCents: expected.filter((share, index) => share.cents > ((totals[index]?.cents ?? 0n) * BigInt(funder.weight)) / weights)
      .length,
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
  if (!inSplit) {
    const wrong = shares.filter((share) => share.cents !== share.expected);
    const list = (of: string): string =>
      wrong.map((share) => `${share.name} ${formatEuros(share.cents)} ${of} ${formatEuros(share.expected)}`).join(', ');
    return {
      fr: `Le partage n’est pas encore atteint : ${list('sur')}.`,
      en: `The split is not reached yet: ${list('of')}.`,
    };
  }
  const alike = shares.every((share) => share.weight === shares[0]?.weight);
  if (!alike) {
    const split = shares.map((share) => `${share.name} ${share.weight}`).join(', ');
    return {
      fr: `Le partage fixé par l’appel est respecté au centime : ${split}.`,
      en: `The split set by the call is met to the cent: ${split}.`,
    };
  }
  if (equal) return { fr: 'Les financeurs paient la même somme, au centime.', en: 'The funders pay the same sum, to the cent.' };
  const odd = shares
    .filter((share) => share.oddCents > 0)
    .map((share) => `${share.name} +${share.oddCents}`)
    .join(', ');
  return {
    fr: `Parts égales ; l’écart de ${formatEuros(difference)} vient des centimes indivisibles, qui reviennent aux premiers financeurs (${odd}).`,
    en: `Equal shares; the difference of ${formatEuros(difference)} comes from indivisible cents, which go to the first funders (${odd}).`,
  };
}
