import { Injectable, type OnModuleInit } from '@nestjs/common';

import type { Tx } from '../../platform/database/tx.js';
import type { Message } from '../../platform/workflow/binding.js';
import { Executor } from '../../platform/workflow/executor.js';
import { WorkflowRegistry } from '../../platform/workflow/registry.js';
import { addressOfLeg } from '../awards/awards.store.js';
import { PaymentLowering } from '../payments/payment-lowering.js';
import { ReserveReactions } from '../selection/reserve.reactions.js';
import { AmendmentBinding } from './amendment.binding.js';
import { openOf } from './amendment.store.js';

const LOWERED = 'Le montant de l’année est abaissé par un avenant.';
/** Ends of a share: what was asked of the award is over with it. */
const OVER = ['award.legRenounced', 'award.legLapsed', 'award.legCompleted', 'award.legTerminated', 'award.legWithdrawn'];

/** What follows from the acts on an amendment: the last agreement, the last signature, its effects on the payments, the end of its award. */
@Injectable()
export class AmendmentsReactions implements OnModuleInit {
  constructor(
    private readonly registry: WorkflowRegistry,
    private readonly executor: Executor,
    private readonly amendments: AmendmentBinding,
    private readonly payments: PaymentLowering,
    private readonly reserve: ReserveReactions,
  ) {}

  onModuleInit(): void {
    this.registry.on('amendment.agreedByFunder', (tx, message) => this.settle(tx, message));
    this.registry.on('amendment.signed', (tx, message) => this.conclude(tx, message));
    this.registry.on('amendment.inForce', (tx, message) => this.follow(tx, message));
    for (const over of OVER) this.registry.on(over, (tx, message) => this.cancel(tx, message));
  }

  private async settle(tx: Tx, message: Message): Promise<void> {
    const loaded = await this.amendments.load(tx.db, message.id);
    const { legs = [], decisions = [] } = loaded?.facts ?? {};
    if (legs.every(({ id }) => decisions.some(({ legId }) => legId === id)))
      await this.executor.follow(tx, message, this.amendments, message.id, 'settle', undefined);
  }

  private async conclude(tx: Tx, message: Message): Promise<void> {
    const loaded = await this.amendments.load(tx.db, message.id);
    if (loaded?.facts.parties.every(({ signature }) => signature !== null) === true)
      await this.executor.follow(tx, message, this.amendments, message.id, 'takeEffect', undefined);
  }

  /** The next of the reserve first: it locks the envelopes alone, and payments come last in the order of the locks. */
  private async follow(tx: Tx, message: Message): Promise<void> {
    const loaded = await this.amendments.load(tx.db, message.id);
    if (loaded === undefined) return;
    const { kind, legs, change, call, awardId } = loaded.facts;
    if (kind === 'HOLDER') await this.payments.review(tx, message, awardId);
    if (kind !== 'AMOUNT') return;
    await this.reserve.freed(tx, message, call.id);
    for (const leg of legs)
      for (const { year } of change.years ?? []) await this.payments.lower(tx, message, leg.id, year, LOWERED);
  }

  private async cancel(tx: Tx, message: Message): Promise<void> {
    const address = await addressOfLeg(tx.db, message.id);
    const open = address === undefined ? undefined : await openOf(tx.db, address.awardId);
    if (open !== undefined) await this.executor.follow(tx, message, this.amendments, open, 'cancel', undefined);
  }
}
