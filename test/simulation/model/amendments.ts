// A lower amount of one year of an award: what stands in its way, and what it leaves once it is in force.

import type { Amendment } from './later-life.js';
import { awardOf, balance, move, shares, type Award, type Dossier, type Leg, type Model } from './model.js';
import { lowerYear } from './payments.js';

const RUNNING = ['NOTIFIED', 'ACTIVE', 'SUSPENDED'];
export const allRun = ({ legs }: Award): boolean => legs.every(({ state }) => RUNNING.includes(state));
export const OPEN: readonly Amendment['state'][] = ['DRAFT', 'REQUESTED', 'AGREED'];
export const openIn = ({ amendments }: Award): Amendment | undefined => amendments.find(({ state }) => OPEN.includes(state));

const leftOf = ({ years }: Leg, year: number): bigint => {
  const line = years.find((one) => one.year === year)!;
  return line.cents - line.reduced;
};
/** What is left of a year, of all the shares together. */
export const amountLeft = ({ legs }: Award, year: number): bigint => legs.reduce((sum, leg) => sum + leftOf(leg, year), 0n);

/** What has left the commitment. */
const spentOf = (dossier: Dossier, { funder }: Leg, year: number): bigint =>
  (['ORDERED', 'PAID', 'RECOVERED'] as const).reduce((sum, account) => sum + balance(dossier, funder, year, account), 0n);

/** The least that a year may be lowered to, to some cents: what is ordered or paid, and the split keeps. */
export function leastOf(model: Model, dossier: Dossier, year: number): bigint {
  const weights = model.funders.reduce((sum, { weight }) => sum + BigInt(weight), 0n);
  return awardOf(dossier)!.legs.reduce((most, leg, at) => {
    const whole = (spentOf(dossier, leg, year) * weights) / BigInt(model.funders[at]!.weight) + weights;
    return whole > most ? whole : most;
  }, 0n);
}

/** Rules that the change does not meet, as things are: asked when it is sent, at each agreement, and when it comes into force. */
export function changeFaults(model: Model, dossier: Dossier, { year, cents, budget }: Amendment): (string | false)[] {
  const award = awardOf(dossier)!;
  const left = amountLeft(award, year);
  if (cents > left) return ['amountNotRaised'];
  if (cents === left) return ['amountLowered'];
  const split = shares(cents, model.funders);
  const ofShares = award.legs.flatMap((leg, at): string[] => {
    if (split[at]! > leftOf(leg, year)) return ['shareNotRaised'];
    return split[at]! < spentOf(dossier, leg, year) ? ['notBelowOrdered'] : [];
  });
  if (ofShares.length > 0) return ofShares;
  const isBalanced = budget.every((line) => line.cost === line.own + (line.year === year ? cents : amountLeft(award, line.year)));
  return [!isBalanced && 'budgetBalances'];
}

/** Shares go down by the split of the call, their credits are free, and what was not ordered gives way. */
export function takeEffect(model: Model, dossier: Dossier, amendment: Amendment): void {
  const award = awardOf(dossier)!;
  const { year, cents, budget } = amendment;
  const split = shares(cents, model.funders);
  award.legs.forEach((leg, at) => {
    const taken = leftOf(leg, year) - split[at]!;
    move(model, dossier, { funder: leg.funder, year, from: 'COMMITTED', to: null, cents: taken });
    leg.years.find((one) => one.year === year)!.reduced += taken;
  });
  award.plan = budget.map((line) => ({ year: line.year, cents: line.cost }));
  const planned = [...award.plan]
    .sort((a, b) => a.year - b.year)
    .map((one) => ({ year: one.year, cents: amountLeft(award, one.year) }));
  Object.assign(amendment, { state: 'IN_FORCE', version: amendment.version + 1, planned });
  for (const leg of award.legs) lowerYear(model, leg, year);
}

/** What was asked of an award is over with the first of its shares. */
export function cancelAmendment(award: Award): void {
  const open = openIn(award);
  if (open !== undefined) Object.assign(open, { state: 'WITHDRAWN', version: open.version + 1 });
}
