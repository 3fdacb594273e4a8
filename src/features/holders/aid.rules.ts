// Small aids of the State ("de minimis"): what a holder declares, and what three years may hold. Pure.

import type { Reason } from '../../kernel/errors.js';
import { addMonths } from '../../kernel/legal-time.js';

/** The general rule, and that of services of general economic interest (SIEG). */
export const AID_REGIMES = ['GENERAL', 'SGEI'] as const;
export type AidRegime = (typeof AID_REGIMES)[number];

export interface Aid {
  readonly regime: AidRegime;
  readonly cents: bigint;
  /** Calendar day of the decision that gave it, YYYY-MM-DD. */
  readonly grantedOn: string;
}

/**
 * Ceiling of one beneficiary over three years, in cents: règlements (UE) 1407/2013 and 360/2012, then 2023/2831 and 2023/2832, in force since
 * 1 January 2024.
 */
export function aidCeiling(regime: AidRegime, day: string): bigint {
  const since2024 = day >= '2024-01-01';
  if (regime === 'GENERAL') return since2024 ? 30_000_000n : 20_000_000n;
  return since2024 ? 75_000_000n : 50_000_000n;
}

/**
 * What counts at a day: the aids of the three years that end with it, all regimes under the ceiling of the SIEG (its article 5), those of
 * the general rule alone under the general one.
 */
export function aidsCounted(aids: readonly Aid[], regime: AidRegime, day: string): bigint {
  const from = addMonths(day, -36);
  return aids
    .filter(({ grantedOn, regime: of }) => grantedOn > from && grantedOn <= day && (regime === 'SGEI' || of === 'GENERAL'))
    .reduce((sum, { cents }) => sum + cents, 0n);
}

export function aidFaults({ grantedOn }: { readonly grantedOn: string }, today: string): Reason[] {
  if (grantedOn <= today) return [];
  return [
    {
      rule: 'aidNotInTheFuture',
      pointer: '/grantedOn',
      message: {
        fr: 'La date de cette aide est à venir : déclarez-la une fois accordée.',
        en: 'This aid is dated in the future: declare it once given.',
      },
    },
  ];
}
