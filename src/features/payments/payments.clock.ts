import { Injectable } from '@nestjs/common';

import { Prisma } from '../../generated/prisma/client.js';
import { Database } from '../../platform/database/database.service.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import { PaymentBinding } from './payment.binding.js';
import { reviewOf } from './payment-conditions.rules.js';
import { readPayments } from './payment.store.js';

/** Payments looked at in one query. */
const PAGE = 200;

/**
 * Checks again what no event tells: a day reached, a document sent, a condition of the dossier lifted, credits closed or opened. Payments
 * are looked at in pages, and only those for which something follows are acted upon, each in a transaction of its own.
 */
@Injectable()
export class PaymentsClock {
  constructor(
    private readonly database: Database,
    private readonly acts: Acts,
    private readonly payments: PaymentBinding,
  ) {}

  /** Returns how many acts followed. Several processes may run it at once: each act is done once. */
  async tick(now: Date): Promise<number> {
    // Tomorrow in any time zone: what is expected later waits for a day at least.
    const horizon = new Date(now.getTime() + 86_400_000).toISOString().slice(0, 10);
    let done = 0;
    let after = '00000000-0000-0000-0000-000000000000';
    for (;;) {
      const ids = await this.database.read.$queryRaw<{ id: string }[]>`
        SELECT id FROM payment
        WHERE id > ${after}::uuid AND (state IN ('DUE', 'PERFORMANCE_CERTIFIED', 'LIQUIDATED')
          OR (state = 'PLANNED' AND (expected_on <= ${horizon} OR terms -> 'conditions' @> '[{"kind": "REPORT"}]'))
          OR (state = 'HELD' AND held_cause IN ('LEG_SUSPENDED', 'CREDITS_CLOSED', 'BANK_DETAILS')))
        ORDER BY id LIMIT ${PAGE}::int`;
      if (ids.length === 0) return done;
      after = ids.at(-1)?.id ?? after;
      const page = await readPayments(this.database.read, Prisma.sql`t.id = ANY(${ids.map(({ id }) => id)}::uuid[])`, PAGE);
      for (const { state, facts } of page) {
        const next = reviewOf(state, facts, now);
        if (next === undefined) continue;
        const input = 'input' in next ? next.input : undefined;
        if (await this.acts.byClock(this.payments, facts.id, next.event, now, input)) done += 1;
      }
    }
  }
}
