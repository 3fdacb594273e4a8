import { Injectable } from '@nestjs/common';

import type { Tx } from '../../platform/database/tx.js';
import type { Message } from '../../platform/workflow/binding.js';
import { Executor } from '../../platform/workflow/executor.js';
import type { TrancheKind } from '../calls/payment-settings.js';
import { PaymentBinding } from './payment.binding.js';
import type { PaymentState } from './payment-facts.rules.js';
import { loweringOf } from './payment-lowering.rules.js';
import { insertPayments, lockPayments } from './payment.store.js';
import { PaymentReview } from './payment-review.js';
import type { PaymentTerms } from './schedule.rules.js';

interface Row {
  readonly id: string;
  readonly awardId: string;
  readonly applicationId: string;
  readonly callId: string;
  readonly funderCode: string;
  readonly position: number;
  readonly kind: TrancheKind;
  readonly rate: number;
  readonly state: PaymentState;
  readonly plannedCents: bigint;
  readonly liquidatedCents: bigint | null;
  readonly terms: PaymentTerms;
  readonly expectedOn: string;
  readonly leftCents: bigint;
}

/** Keeps the tranches of a year within a share that an act has just lowered, in its transaction. */
@Injectable()
export class PaymentLowering {
  constructor(
    private readonly executor: Executor,
    private readonly payments: PaymentBinding,
    private readonly reviewer: PaymentReview,
  ) {}

  /**
   * Takes what is above the share left from the last unordered tranche backwards: one taken whole is cancelled, one taken in part is
   * cancelled and followed by another of what is left, of the same kind, terms and day. The share is lowered already, its leg locked.
   * `reason`: what the holder reads on a cancelled tranche.
   */
  async lower(tx: Tx, cause: Message, legId: string, year: number, reason: string): Promise<void> {
    await lockPayments(tx, await idsOf(tx, legId));
    const rows = await tx.db.$queryRaw<Row[]>`
      SELECT t.id, t.award_id AS "awardId", t.application_id AS "applicationId", t.call_id AS "callId", t.funder_code AS "funderCode", t.position,
        t.kind, t.rate, t.state, t.planned_cents AS "plannedCents", t.liquidated_cents AS "liquidatedCents", t.terms, t.expected_on AS "expectedOn",
        y.cents - coalesce((SELECT sum(d.cents) FROM share_reduction d WHERE d.leg_id = y.leg_id AND d.year = y.year), 0)::bigint AS "leftCents"
      FROM payment t JOIN award_leg_year y ON y.leg_id = t.leg_id AND y.year = t.year
      WHERE t.leg_id = ${legId}::uuid AND t.year = ${year}::int ORDER BY t.position`;
    const [first] = rows;
    if (first === undefined) return;
    const { cancelled, replaced } = loweringOf(rows, first.leftCents);
    for (const id of cancelled) await this.executor.follow(tx, cause, this.payments, id, 'cancel', { reason });
    const taken = rows.find(({ id }) => id === replaced?.id);
    if (taken === undefined || replaced === null) return;
    const { awardId, applicationId, callId, funderCode, kind, rate, terms, expectedOn } = taken;
    const position = Math.max(...rows.map((row) => row.position)) + 1;
    const ids = await insertPayments(tx, {
      awardId,
      legId,
      applicationId,
      callId,
      funderCode,
      payments: [{ year, position, kind, rate, cents: replaced.cents, terms, expectedOn }],
      now: cause.now,
    });
    await this.reviewer.review(tx, cause, ids);
  }

  /** Looks again at all the payments of an award: its holder, or what they wait for, has changed. */
  async review(tx: Tx, cause: Message, awardId: string): Promise<void> {
    const rows = await tx.db.$queryRaw<{ id: string }[]>`
      SELECT id FROM payment WHERE award_id = ${awardId}::uuid AND state NOT IN ('ORDERED', 'PAID', 'CANCELLED') ORDER BY id`;
    if (rows.length > 0)
      await this.reviewer.review(
        tx,
        cause,
        rows.map(({ id }) => id),
      );
  }
}

async function idsOf(tx: Tx, legId: string): Promise<string[]> {
  const rows = await tx.db.$queryRaw<{ id: string }[]>`SELECT id FROM payment WHERE leg_id = ${legId}::uuid ORDER BY id`;
  return rows.map(({ id }) => id);
}
