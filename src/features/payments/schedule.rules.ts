// The payments planned for a share once it is notified: one a tranche, to the cent. Pure.

import type { PaymentCondition, PaymentSettings, TrancheKind } from '../calls/payment-settings.js';
import { AT_ONCE, BEFORE_BALANCE, FULL_RATE, STATE_INVESTMENT_ADVANCE, tranchesOf } from '../calls/payment-settings.rules.js';

/** What the call asked when the share was notified; kept with the payment, whatever is amended afterwards. */
export interface PaymentTerms {
  readonly conditions: readonly PaymentCondition[];
  readonly waitForOtherFunder: boolean;
  /** Ceilings, in basis points. */
  readonly stateInvestmentAdvance: number;
  readonly beforeBalance: number;
}

export interface PlannedPayment {
  readonly year: number;
  /** Rank of the tranche in its year, from 1. */
  readonly position: number;
  readonly kind: TrancheKind;
  /** Basis points of the year's share. */
  readonly rate: number;
  readonly cents: bigint;
  readonly terms: PaymentTerms;
  /** Calendar day, YYYY-MM-DD. */
  readonly expectedOn: string;
}

/**
 * Cents of each tranche: floor(share × rate / 10 000), and the last one takes the rest, so that they sum to the share exactly. With the
 * balance last, no cent is ever paid early.
 */
export function trancheCents(share: bigint, rates: readonly number[]): bigint[] {
  const floors = rates.slice(0, -1).map((rate) => (share * BigInt(rate)) / BigInt(FULL_RATE));
  return [...floors, floors.reduce((left, cents) => left - cents, share)];
}

/**
 * When a payment may be expected: the notification, or the first of its year, or the day it waits for; the report of a year is owed within
 * six months after it (loi 2000-321, article 10), so what waits for one is expected on 30 June. The latest of these.
 */
export function expectedOn(year: number, conditions: readonly PaymentCondition[], notifiedOn: string): string {
  const days = conditions.flatMap(({ kind, report = 'SAME', day }) => {
    if (kind === 'DATE') return [`${year}-${day ?? '01-01'}`];
    return kind === 'REPORT' ? [`${report === 'SAME' ? year + 1 : year}-06-30`] : [];
  });
  return [`${year}-01-01`, notifiedOn, ...days].reduce((latest, day) => (day > latest ? day : latest));
}

export interface SharePlan {
  readonly funderCode: string;
  /** This funder's share of each year of the award. */
  readonly years: readonly { readonly year: number; readonly cents: bigint }[];
  readonly settings: PaymentSettings | undefined;
  /** Calendar day, YYYY-MM-DD. */
  readonly notifiedOn: string;
}

/** Every payment of a share; a tranche of no cent (a rate on a share of a few cents) is left out. */
export function planOf({ funderCode, years, settings, notifiedOn }: SharePlan): PlannedPayment[] {
  const ordered = [...years].sort((a, b) => a.year - b.year);
  const common = {
    waitForOtherFunder: settings?.waitForOtherFunder ?? false,
    stateInvestmentAdvance: settings?.stateInvestmentAdvance ?? STATE_INVESTMENT_ADVANCE,
    beforeBalance: settings?.beforeBalance ?? BEFORE_BALANCE,
  };
  return ordered.flatMap(({ year, cents: share }, index) => {
    const tranches = tranchesOf(settings, funderCode, index + 1) ?? AT_ONCE;
    const sums = trancheCents(
      share,
      tranches.map(({ rate }) => rate),
    );
    return tranches.flatMap(({ kind, rate, conditions }, at) => {
      const cents = sums[at] ?? 0n;
      if (cents === 0n) return [];
      const terms = { ...common, conditions };
      return [{ year, position: at + 1, kind, rate, cents, terms, expectedOn: expectedOn(year, conditions, notifiedOn) }];
    });
  });
}
