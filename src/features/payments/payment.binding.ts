import { Injectable, type OnModuleInit } from '@nestjs/common';

import type { Db, Tx } from '../../platform/database/tx.js';
import type { Asked, Binding, Loaded } from '../../platform/workflow/binding.js';
import { WorkflowRegistry } from '../../platform/workflow/registry.js';
import { lockEnvelopes } from '../calls/envelopes.store.js';
import { amountOf } from './payment-conditions.rules.js';
import type { PaymentEvent, PaymentFacts, PaymentState } from './payment-facts.rules.js';
import { paymentMachine } from './payment.machine.js';
import { findPayment, lockPayments, savePayment, type PaymentAct } from './payment.store.js';

@Injectable()
export class PaymentBinding implements Binding<PaymentState, PaymentEvent, PaymentFacts>, OnModuleInit {
  readonly machine = paymentMachine;

  constructor(private readonly registry: WorkflowRegistry) {}

  onModuleInit(): void {
    this.registry.bind(this);
  }

  /**
   * The share may not be suspended meanwhile, and its other payments count against the same ceilings. A cancelled order of a share that is
   * over gives its credits back: the envelopes come first.
   */
  async lock(tx: Tx, id: string, { event }: Asked<PaymentEvent>): Promise<void> {
    const callId = event === 'cancel' ? (await findPayment(tx.db, id))?.facts.callId : undefined;
    if (callId !== undefined) {
      await tx.lock('call', callId, 'share');
      await lockEnvelopes(tx, callId);
    }
    await lockPayments(tx, [id]);
  }

  async load(db: Db, id: string): Promise<Loaded<PaymentState, PaymentFacts> | undefined> {
    return findPayment(db, id);
  }

  save(tx: Tx, act: PaymentAct): Promise<number> {
    return savePayment(tx, act);
  }

  /** Ids, dates and sums; no account number. */
  evidence(facts: PaymentFacts): unknown {
    const { number, awardId, legId, applicationId, callId, funder, department, year, kind, plannedCents, attempt } = facts;
    const { legState, duties, account, committedCents, creditsClosed, reportYears, documents, heldCause } = facts;
    return {
      number,
      awardId,
      legId,
      applicationId,
      callId,
      funder: funder.code,
      officerRole: funder.officerRole,
      department,
      year,
      kind,
      attempt,
      plannedCents,
      amountCents: amountOf(facts),
      legState,
      duties,
      bankDetailsId: account?.id ?? null,
      committedCents,
      creditsOpen: creditsClosed === null,
      reportYears,
      documents,
      heldCause,
    };
  }
}
