// Amounts of a selection, to the cent.

import type { FunderShare, YearAmount } from '../applications/application-content.js';
import { splitYears, type SplitFunder } from '../applications/budget.rules.js';
import type { Candidate, PortfolioProblem } from './portfolio.rules.js';

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** Least amount, in cents, that the weights split without an odd cent; so do its multiples, and then each share is linear. */
export function exactUnit(funders: readonly { readonly weight: number }[]): number {
  const whole = funders.reduce((sum, { weight }) => sum + weight, 0);
  return whole / funders.reduce((divisor, { weight }) => greatestCommonDivisor(divisor, weight), whole);
}

/** Each funder's part of one step: exact, by the choice of the step. */
export function shareOfStep({ funders, stepCents }: PortfolioProblem, funderCode: string): number {
  const whole = funders.reduce((sum, { weight }) => sum + weight, 0);
  const weight = funders.find(({ code }) => code === funderCode)?.weight ?? 0;
  return (stepCents / whole) * weight;
}

export const totalCents = (years: readonly YearAmount[]): bigint => years.reduce((sum, { cents }) => sum + BigInt(cents), 0n);

/** What a project brings, by the weights of the problem. */
export function valueOf({ objective }: PortfolioProblem, { score, beneficiaries, places }: Candidate): number {
  return objective.score * score + objective.beneficiaries * beneficiaries + objective.places * places + objective.projects;
}

export const envelopeKey = ({ funderCode, year }: { readonly funderCode: string; readonly year: number }): string =>
  `${funderCode} ${year}`;

/** Cents asked of each envelope by these amounts, by `envelopeKey`; each dossier is split on its own, as a decision would be. */
export function perEnvelopeKey(all: readonly (readonly YearAmount[])[], funders: readonly SplitFunder[]): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const share of all.flatMap((years): FunderShare[] => splitYears(years, funders))) {
    const key = envelopeKey(share);
    sums.set(key, (sums.get(key) ?? 0n) + share.cents);
  }
  return sums;
}

export interface StepRange {
  readonly year: number;
  /** Whole steps. */
  readonly least: number;
  readonly most: number;
}

/** The reduced amounts that the problem allows, year by year; undefined: this project is funded as it asks or not at all. */
export function reducedRange({ reduction, stepCents }: PortfolioProblem, { years }: Candidate): StepRange[] | undefined {
  if (reduction === undefined) return undefined;
  const step = BigInt(stepCents);
  const ranges = years.map(({ year, cents }): StepRange => {
    const floor = BigInt(cents) * BigInt(reduction.floorPercent);
    return { year, least: Number((floor + 100n * step - 1n) / (100n * step)), most: Number(BigInt(cents) / step) };
  });
  return ranges.every(({ least, most }) => least <= most) ? ranges : undefined;
}
