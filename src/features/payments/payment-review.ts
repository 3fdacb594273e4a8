import { Injectable } from '@nestjs/common';

import type { Tx } from '../../platform/database/tx.js';
import type { Message } from '../../platform/workflow/binding.js';
import { Executor } from '../../platform/workflow/executor.js';
import { PaymentBinding } from './payment.binding.js';
import { reviewOf } from './payment-conditions.rules.js';
import { findPayment, lockPayments } from './payment.store.js';

/** Released, then due or held for something else: no more than that follows from one event. */
const MOST_STEPS = 3;

/** Has what became possible, or impossible, follow in the transaction of what changed. */
@Injectable()
export class PaymentReview {
  constructor(
    private readonly executor: Executor,
    private readonly payments: PaymentBinding,
  ) {}

  async review(tx: Tx, cause: Message, ids: readonly string[]): Promise<void> {
    await lockPayments(tx, ids);
    for (const id of [...ids].sort()) {
      for (let step = 0; step < MOST_STEPS; step += 1) {
        const found = await findPayment(tx.db, id);
        const next = found && reviewOf(found.state, found.facts, cause.now);
        if (next === undefined) break;
        await this.executor.follow(tx, cause, this.payments, id, next.event, 'input' in next ? next.input : undefined);
      }
    }
  }
}
