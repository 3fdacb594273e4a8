// What the ledger must hold for what the tables say. Pure.

import type { LegState } from '../awards/leg.rules.js';

/**
 * What a leg in each state holds of one year: `RESERVED` all its share; `PROMISED` (committed, ordered, paid or recovered) what is left of
 * it once reduced; `UNTIL_RULED` reserved while its award is the selected one, nothing afterwards; `NOTHING`. A state added to the legs has
 * its line here, or this does not compile.
 */
export type Holds = 'RESERVED' | 'PROMISED' | 'UNTIL_RULED' | 'NOTHING';
export const HOLDS: Readonly<Record<LegState, Holds>> = {
  PENDING: 'RESERVED',
  DECIDED: 'PROMISED',
  AGREEMENT_DRAFTED: 'PROMISED',
  SENT: 'PROMISED',
  SIGNED_BY_HOLDER: 'PROMISED',
  SIGNED: 'PROMISED',
  ENGAGED: 'PROMISED',
  NOTIFIED: 'PROMISED',
  ACTIVE: 'PROMISED',
  SUSPENDED: 'PROMISED',
  COMPLETED: 'PROMISED',
  CLOSED: 'PROMISED',
  TERMINATED: 'PROMISED',
  WITHDRAWN_BY_FUNDER: 'PROMISED',
  REFUSED: 'UNTIL_RULED',
  CANCELLED: 'NOTHING',
  RENOUNCED: 'PROMISED',
  LAPSED: 'PROMISED',
};

export const CHECKS = ['balances', 'envelopes', 'legs', 'states', 'unexplained', 'unposted', 'recoveries'] as const;

/** Two places that must tell the same, and do not. */
export interface Difference {
  /**
   * `balances`, `envelopes`: entries and what their trigger made of them. `legs`: shares of the awards and accounts of their dossiers.
   * `states`: a row and its last audit entry. `unexplained`: a movement without its act in the audit trail. `unposted`: the reverse.
   * `recoveries`: what is received of the recoveries, and what the ledger says is recovered.
   */
  readonly check: (typeof CHECKS)[number];
  /** Funder, year and account, or the row at fault. */
  readonly subject: string;
  readonly expected: string;
  readonly found: string;
}
