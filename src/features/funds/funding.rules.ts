// What the money of a call is made of, and why one funder is behind another. Pure.

import { COMMITTED_STATES } from '../awards/leg-life.rules.js';
import type { Bilingual } from '../../kernel/errors.js';

export const FUNDING_BY = ['funder,year', 'department', 'holder', 'award', 'region'] as const;
export type FundingBy = (typeof FUNDING_BY)[number];

/** What one funder is behind the others by, for one reason, in cents. */
export interface GapCents {
  /** `PAID_LATER`, or the state of the leg that is behind: `LEG_PENDING`, `LEG_REFUSED`… */
  readonly reason: string;
  readonly cents: bigint;
  readonly dossiers: number;
}

/** Sums in cents, each in the one before it: recovered ≤ paid ≤ ordered ≤ committed. */
export interface FundingRow {
  readonly funderCode: string;
  readonly funderName: string;
  /** 0 where rows are not told apart by year. */
  readonly year: number;
  /** Department, region, organisation or application; null by funder and year. */
  readonly id: string | null;
  readonly label: string | null;
  readonly dossiers: number;
  /** Whether `envelope`, `available` and `frozen` are of this row. */
  readonly ofEnvelope: boolean;
  readonly envelope: bigint;
  readonly available: bigint;
  readonly frozen: bigint;
  readonly reserved: bigint;
  readonly committed: bigint;
  readonly ordered: bigint;
  readonly paid: bigint;
  readonly recovered: bigint;
  readonly gaps: readonly GapCents[];
}

/** Of an envelope, in cents: free or set aside; held by selections; decided and not paid. */
export interface EnvelopeCredits {
  readonly funderCode: string;
  readonly funderName: string;
  readonly year: number;
  readonly closed: boolean;
  readonly unused: bigint;
  readonly reserved: bigint;
  readonly unpaid: bigint;
}

const FREED: Bilingual = { fr: 'part réduite ou libérée depuis la décision', en: 'share lowered or freed since the decision' };
const WHY: Readonly<Record<string, Bilingual>> = {
  ...Object.fromEntries([...COMMITTED_STATES, 'COMPLETED', 'CLOSED'].map((state) => [`LEG_${state}`, FREED])),
  LEG_TERMINATED: { fr: 'part résiliée', en: 'share terminated' },
  LEG_WITHDRAWN_BY_FUNDER: { fr: 'part retirée par ce financeur', en: 'share withdrawn by this funder' },
  LEG_LAPSED: { fr: 'part caduque', en: 'share lapsed' },
  LEG_PENDING: { fr: 'décision attendue de ce financeur', en: 'decision of this funder awaited' },
  LEG_REFUSED: { fr: 'part refusée par ce financeur', en: 'share refused by this funder' },
  LEG_RENOUNCED: { fr: 'part abandonnée par le porteur', en: 'share renounced by the holder' },
  LEG_CANCELLED: { fr: 'part annulée', en: 'share cancelled' },
  PAID_LATER: { fr: 'payé plus tard par ce financeur', en: 'paid later by this funder' },
};

/** Why one funder is behind. */
export function whyBehind(reason: string): Bilingual {
  return WHY[reason] ?? { fr: 'part qui n’est pas décidée', en: 'share that is not decided' };
}

export function gapOf(gaps: readonly GapCents[]): bigint {
  return gaps.reduce((total, { cents }) => total + cents, 0n);
}
