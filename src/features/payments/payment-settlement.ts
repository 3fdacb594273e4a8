import { Injectable } from '@nestjs/common';

import { localDate } from '../../kernel/legal-time.js';
import type { Tx } from '../../platform/database/tx.js';
import type { Message } from '../../platform/workflow/binding.js';
import { Executor } from '../../platform/workflow/executor.js';
import { BEFORE_BALANCE, FULL_RATE, STATE_INVESTMENT_ADVANCE } from '../calls/payment-settings.rules.js';
import { PaymentBinding } from './payment.binding.js';
import type { PaymentState } from './payment-facts.rules.js';
import { insertPayments, lockPayments } from './payment.store.js';
import { PaymentReview } from './payment-review.js';
import type { PaymentTerms } from './schedule.rules.js';

interface Row {
  readonly id: string;
  readonly position: number;
  readonly state: PaymentState;
  readonly plannedCents: bigint;
  readonly terms: PaymentTerms;
  readonly expectedOn: string;
}

export interface SettledShare {
  readonly awardId: string;
  readonly legId: string;
  readonly applicationId: string;
  readonly callId: string;
  readonly funderCode: string;
  readonly timeZone: string;
  /** What is still to be paid of each year, in cents; not negative. */
  readonly years: readonly { readonly year: number; readonly cents: bigint }[];
  /** What the holder reads on a cancelled tranche. */
  readonly reason: string;
}

/** States in which nothing has left for the accountant. */
const OPEN: readonly PaymentState[] = ['PLANNED', 'DUE', 'PERFORMANCE_CERTIFIED', 'LIQUIDATED', 'HELD', 'REJECTED_BY_BANK'];

/** Sets what is still to be paid of a share, exactly, once its balance is fixed. */
@Injectable()
export class PaymentSettlement {
  constructor(
    private readonly executor: Executor,
    private readonly payments: PaymentBinding,
    private readonly reviewer: PaymentReview,
  ) {}

  /**
   * Tranches of a year that sum to what is left stay as they are; otherwise they are cancelled, and one balance of the exact sum follows them,
   * on the terms of the last one. In the transaction of the act, which holds the legs and has lowered the share already; nothing is ordered.
   */
  async settle(tx: Tx, cause: Message, share: SettledShare): Promise<void> {
    const { legId, years, reason, timeZone, ...place } = share;
    const ids = await tx.db.$queryRaw<{ id: string }[]>`SELECT id FROM payment WHERE leg_id = ${legId}::uuid ORDER BY id`;
    await lockPayments(
      tx,
      ids.map(({ id }) => id),
    );
    const planned: string[] = [];
    for (const { year, cents } of years) {
      const rows = await tx.db.$queryRaw<Row[]>`
        SELECT id, position, state, planned_cents AS "plannedCents", terms, expected_on AS "expectedOn" FROM payment
        WHERE leg_id = ${legId}::uuid AND year = ${year}::int ORDER BY position`;
      const open = rows.filter(({ state }) => OPEN.includes(state));
      if (open.reduce((sum, { plannedCents }) => sum + plannedCents, 0n) === cents) continue;
      for (const { id } of open) await this.executor.follow(tx, cause, this.payments, id, 'cancel', { reason });
      if (cents === 0n) continue;
      const last = rows.at(-1);
      const today = localDate(cause.now, timeZone);
      const payment = {
        year,
        position: (last?.position ?? 0) + 1,
        kind: 'BALANCE' as const,
        rate: FULL_RATE,
        cents,
        terms: last?.terms ?? NO_TERMS,
        expectedOn: last === undefined || last.expectedOn < today ? today : last.expectedOn,
      };
      planned.push(...(await insertPayments(tx, { ...place, legId, payments: [payment], now: cause.now })));
    }
    if (planned.length > 0) await this.reviewer.review(tx, cause, planned);
  }
}

const NO_TERMS: PaymentTerms = {
  conditions: [],
  waitForOtherFunder: false,
  stateInvestmentAdvance: STATE_INVESTMENT_ADVANCE,
  beforeBalance: BEFORE_BALANCE,
};
