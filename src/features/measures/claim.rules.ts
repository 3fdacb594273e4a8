// What of the sums paid a measure may claim back from the holder, each intermediate shown. Pure, in whole cents.

import type { Bilingual } from '../../kernel/errors.js';
import { formatEuros as euros } from '../../kernel/money.js';
import { addDays, daysBetween } from '../../kernel/legal-time.js';

/** Why a share is ended. */
export const GROUNDS = [
  'NOT_CARRIED_OUT',
  'CONDITIONS_BROKEN',
  'ILLEGAL',
  'REPUBLICAN_CONTRACT',
  'PURPOSE_CHANGED',
  'HOLDER_REQUEST',
] as const;
export type Ground = (typeof GROUNDS)[number];

/** ALL: everything paid. PERIOD: what covers the part of the project's period still to run. PURPOSE: the investment, for the years still to run. */
export type ClaimBasis = 'ALL' | 'PERIOD' | 'PURPOSE';

/** Programme: the withdrawn amount is that of the part of the period still to run at the breach; an illegal or unfulfilled grant goes whole. */
const BASIS: Readonly<Record<Ground, ClaimBasis>> = {
  NOT_CARRIED_OUT: 'PERIOD',
  HOLDER_REQUEST: 'PERIOD',
  REPUBLICAN_CONTRACT: 'PERIOD',
  CONDITIONS_BROKEN: 'ALL',
  ILLEGAL: 'ALL',
  PURPOSE_CHANGED: 'PURPOSE',
};

export interface ClaimFacts {
  readonly ground: Ground;
  /** Left of the share, all years: decided less reduced. */
  readonly shareCents: bigint;
  /** Paid by this funder and not claimed back yet. */
  readonly paidCents: bigint;
  /** Calendar days, YYYY-MM-DD, both included. */
  readonly project: { readonly startsOn: string; readonly endsOn: string };
  /** Investment in the expenses of the plan in force. */
  readonly investment: { readonly investmentCents: bigint; readonly totalCents: bigint };
  /** Last day on which an investment keeps its purpose; null: the call asks for none. */
  readonly purposeUntil: string | null;
  /** Day of the breach, or from which the share is over. */
  readonly day: string;
}

export interface Claim {
  readonly basis: ClaimBasis;
  readonly paidCents: bigint;
  /** Of the period that the basis counts. */
  readonly daysRun: number;
  readonly days: number;
  /** What the holder keeps; more than was paid where the funder had paid less. */
  readonly keptCents: bigint;
  /** The most that may be claimed; never negative. */
  readonly mostCents: bigint;
  readonly explanation: Bilingual;
}

const floorZero = (amount: bigint): bigint => (amount > 0n ? amount : 0n);
const within = (days: number, most: number): number => Math.min(Math.max(days, 0), most);

/** Rounded in the holder's favour: what is kept is rounded up to the cent, so that nothing is claimed beyond the rule. */
export function claimOf(facts: ClaimFacts): Claim {
  const { ground, shareCents, paidCents, project, investment, purposeUntil, day } = facts;
  const basis = BASIS[ground];
  if (basis === 'ALL') {
    const explanation = {
      fr: `Les conditions de l’aide n’ayant pas été respectées, tout ce qui a été versé peut être demandé : ${euros(paidCents)}.`,
      en: `The conditions of the grant not being met, all that was paid may be claimed: ${euros(paidCents)}.`,
    };
    return { basis, paidCents, daysRun: 0, days: 0, keptCents: 0n, mostCents: paidCents, explanation };
  }
  if (basis === 'PERIOD') {
    const days = daysBetween(project.startsOn, project.endsOn) + 1;
    const daysRun = within(daysBetween(project.startsOn, day), days);
    const keptCents = ceilDiv(shareCents * BigInt(daysRun), BigInt(days));
    const mostCents = floorZero(paidCents - keptCents);
    const explanation = {
      fr: `${daysRun} jours du projet sur ${days} étaient écoulés : le porteur garde ${euros(keptCents)} sur ${euros(shareCents)} ; ${euros(paidCents)} ont été versés, ${euros(mostCents)} peuvent être demandés.`,
      en: `${daysRun} days of the project of ${days} had run: the holder keeps ${euros(keptCents)} of ${euros(shareCents)}; ${euros(paidCents)} were paid, ${euros(mostCents)} may be claimed.`,
    };
    return { basis, paidCents, daysRun, days, keptCents, mostCents, explanation };
  }
  const since = addDays(project.endsOn, 1);
  const days = purposeUntil === null ? 0 : daysBetween(since, purposeUntil) + 1;
  const daysRun = within(daysBetween(since, day), days);
  const { investmentCents, totalCents } = investment;
  const invested = totalCents === 0n ? 0n : (paidCents * investmentCents) / totalCents;
  const mostCents = days === 0 ? 0n : (invested * BigInt(days - daysRun)) / BigInt(days);
  const explanation = {
    fr: `L’investissement représente ${euros(invested)} des ${euros(paidCents)} versés ; sa destination a été tenue ${daysRun} jours sur ${days} : ${euros(mostCents)} peuvent être demandés.`,
    en: `Investment is ${euros(invested)} of the ${euros(paidCents)} paid; its purpose was kept for ${daysRun} days of ${days}: ${euros(mostCents)} may be claimed.`,
  };
  return { basis, paidCents, daysRun, days, keptCents: paidCents - mostCents, mostCents, explanation };
}

const ceilDiv = (amount: bigint, by: bigint): bigint => (amount + by - 1n) / by;
