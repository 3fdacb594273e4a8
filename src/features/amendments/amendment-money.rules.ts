// Amounts of an award under amendment: what is left of its shares, what an amendment takes off each, what a budget shifts. Pure, to the cent.

import type { Budget, ExpenseNature, YearAmount } from '../applications/application-content.js';
import { NATURES } from '../applications/budget-labels.rules.js';
import { splitYears } from '../awards/cofunding.rules.js';
import type { AmendmentSettings } from '../calls/call-settings.js';
import type { AmendedLeg } from './amendment.rules.js';

/** Basis points of a heading that a holder moves by itself, where the call does not say. */
const SHIFT_BASIS_POINTS = 1_000;
const WHOLE = 10_000n;

/** What is left of a funder's share of a year, in cents. */
export const leftOf = ({ years }: Pick<AmendedLeg, 'years'>, year: number): bigint => {
  const share = years.find((one) => one.year === year);
  return share === undefined ? 0n : share.cents - share.reducedCents;
};

/** All the funders together, year by year, ordered. */
export function amountsLeft(legs: readonly AmendedLeg[]): { readonly year: number; readonly cents: bigint }[] {
  const years = [...new Set(legs.flatMap((leg) => leg.years.map(({ year }) => year)))].sort((a, b) => a - b);
  return years.map((year) => ({ year, cents: legs.reduce((sum, leg) => sum + leftOf(leg, year), 0n) }));
}

/** The same once these years are lowered; a year that the award has not is left out. */
export function amountsAfter(legs: readonly AmendedLeg[], lowered: readonly YearAmount[] = []): YearAmount[] {
  return amountsLeft(legs).map(({ year, cents }) => ({
    year,
    cents: lowered.find((one) => one.year === year)?.cents ?? Number(cents),
  }));
}

/** Each funder's share of the years named, by the split of the call: odd cents go to the first funders. */
export function sharesAfter(
  legs: readonly AmendedLeg[],
  lowered: readonly YearAmount[],
): { readonly leg: AmendedLeg; readonly year: number; readonly cents: bigint }[] {
  const years = lowered.map(({ year, cents }) => ({ year, cents: BigInt(cents) }));
  return splitYears(legs, years).flatMap(({ funder, years: shares }) => shares.map((share) => ({ leg: funder, ...share })));
}

export interface LegReduction {
  readonly leg: AmendedLeg;
  /** Taken off each year, in cents; positive. */
  readonly lines: readonly { readonly year: number; readonly cents: bigint }[];
}

/** What is taken off each share so that the years are what is asked. */
export function reductionsOf(legs: readonly AmendedLeg[], lowered: readonly YearAmount[]): LegReduction[] {
  const shares = sharesAfter(legs, lowered);
  return legs.flatMap((leg) => {
    const lines = shares
      .filter((share) => share.leg.id === leg.id)
      .map(({ year, cents }) => ({ year, cents: leftOf(leg, year) - cents }))
      .filter(({ cents }) => cents > 0n);
    return lines.length === 0 ? [] : [{ leg, lines }];
  });
}

export interface Shift {
  readonly year: number;
  readonly nature: ExpenseNature;
  readonly before: bigint;
  readonly after: bigint;
  /** Most that the heading may move without an agreement, in cents, rounded down. */
  readonly most: bigint;
}

const sumOf = (lines: readonly { readonly cents: number }[]): bigint => lines.reduce((sum, { cents }) => sum + BigInt(cents), 0n);

/** Headings of each year that are not what they were, with what the call lets move. */
export function shiftsOf(
  before: Budget | undefined,
  after: Budget | undefined,
  settings: AmendmentSettings | undefined,
): Shift[] {
  const { shiftBasisPoints = SHIFT_BASIS_POINTS, shiftBase = 'HEADING' } = settings ?? {};
  const expenses = (budget: Budget | undefined) => (budget?.lines ?? []).filter(({ side }) => side === 'EXPENSE');
  const [old, given] = [expenses(before), expenses(after)];
  const years = [...new Set([...old, ...given].map(({ year }) => year))].sort((a, b) => a - b);
  return years.flatMap((year) =>
    NATURES.flatMap((nature) => {
      const of = (lines: typeof old): bigint => sumOf(lines.filter((line) => line.year === year && line.nature === nature));
      const base = shiftBase === 'TOTAL' ? sumOf(old.filter((line) => line.year === year)) : of(old);
      const shift = { year, nature, before: of(old), after: of(given), most: (base * BigInt(shiftBasisPoints)) / WHOLE };
      return shift.before === shift.after ? [] : [shift];
    }),
  );
}

/** Whether expenses and each income of every year are what they were in all: nothing but headings moved. */
export function onlyHeadingsMove(before: Budget | undefined, after: Budget | undefined): boolean {
  const totals = (budget: Budget | undefined): Map<string, bigint> => {
    const sums = new Map<string, bigint>();
    for (const { side, family, year, cents } of budget?.lines ?? []) {
      const key = `${year} ${side} ${family ?? ''}`;
      sums.set(key, (sums.get(key) ?? 0n) + BigInt(cents));
    }
    return sums;
  };
  const [old, given] = [totals(before), totals(after)];
  return [...new Set([...old.keys(), ...given.keys()])].every((key) => (old.get(key) ?? 0n) === (given.get(key) ?? 0n));
}
