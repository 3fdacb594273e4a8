import { Injectable, type OnModuleInit } from '@nestjs/common';

import { localDate } from '../../kernel/legal-time.js';
import type { Tx } from '../../platform/database/tx.js';
import type { Message } from '../../platform/workflow/binding.js';
import { Executor } from '../../platform/workflow/executor.js';
import { WorkflowRegistry } from '../../platform/workflow/registry.js';
import { findAwardOfLeg } from '../awards/awards.store.js';
import { causeOnceOver, isGivenBack } from '../awards/leg-end.rules.js';
import { reduceShare } from '../awards/share-reductions.store.js';
import type { CallSettings } from '../calls/call-settings.js';
import { PaymentBinding } from './payment.binding.js';
import { findPayment, insertPayments, lockPayments } from './payment.store.js';
import { PaymentReview } from './payment-review.js';
import { planOf } from './schedule.rules.js';

/** States in which nothing has left for the accountant: what a share that is over takes with it. */
const STOPPED = ['PLANNED', 'DUE', 'PERFORMANCE_CERTIFIED', 'LIQUIDATED', 'HELD', 'REJECTED_BY_BANK'];

/** What the holder reads of a tranche that its share takes with it. */
const REASON_OF_END: Readonly<Record<string, string>> = {
  'award.legRenounced': 'Le porteur a renoncé à l’attribution.',
  'award.legLapsed': 'La part est caduque : le projet n’a pas commencé à temps.',
  'award.legCompleted': 'La part est soldée : il n’en reste rien à payer.',
  'award.legTerminated': 'La part est résiliée.',
  'award.legWithdrawn': 'La part est retirée.',
};

/** What payments do when a share is notified, begun, suspended, resumed, or over, and when a payment is released. */
@Injectable()
export class PaymentsReactions implements OnModuleInit {
  constructor(
    private readonly registry: WorkflowRegistry,
    private readonly executor: Executor,
    private readonly payments: PaymentBinding,
    private readonly reviewer: PaymentReview,
  ) {}

  onModuleInit(): void {
    this.registry.on('award.legNotified', (tx, message) => this.plan(tx, message));
    for (const changed of ['award.legStarted', 'award.legSuspended', 'award.legResumed'])
      this.registry.on(changed, (tx, message) => this.reviewLeg(tx, message));
    for (const [over, reason] of Object.entries(REASON_OF_END))
      this.registry.on(over, (tx, message) => this.stop(tx, message, reason));
    this.registry.on('payment.cancelled', (tx, message) => this.giveBack(tx, message));
    // An officer's release: the payment may be due at once. The system's own is followed up by who asked for it.
    this.registry.on('payment.released', async (tx, message) => {
      if (message.actor.system !== true) await this.reviewer.review(tx, message, [message.id]);
    });
  }

  private async plan(tx: Tx, message: Message): Promise<void> {
    const award = await findAwardOfLeg(tx.db, message.id);
    const leg = award?.legs.find(({ id }) => id === message.id);
    const notifiedOn = leg?.life.notifiedOn ?? null;
    if (award === undefined || leg === undefined || notifiedOn === null) return;
    const [call] = await tx.db.$queryRaw<
      { settings: CallSettings }[]
    >`SELECT settings FROM "call" WHERE id = ${award.callId}::uuid`;
    const { code: funderCode, years } = leg;
    const planned = planOf({ funderCode, years, settings: call?.settings.payments, notifiedOn });
    const { id: awardId, applicationId, callId } = award;
    const ids = await insertPayments(tx, {
      awardId,
      legId: leg.id,
      applicationId,
      callId,
      funderCode,
      payments: planned,
      now: message.now,
    });
    await this.reviewer.review(tx, message, ids);
  }

  private async reviewLeg(tx: Tx, message: Message): Promise<void> {
    await this.reviewer.review(tx, message, await this.idsOf(tx, message.id));
  }

  /** What was ordered stays with the accountant, who pays it or has it cancelled. */
  private async stop(tx: Tx, message: Message, reason: string): Promise<void> {
    const ids = await this.idsOf(tx, message.id);
    await lockPayments(tx, ids);
    const rows = await tx.db.$queryRaw<{ id: string }[]>`
      SELECT id FROM payment WHERE id = ANY(${ids}::uuid[]) AND state = ANY(${STOPPED}::text[]) ORDER BY id`;
    for (const { id } of rows) await this.executor.follow(tx, message, this.payments, id, 'cancel', { reason });
  }

  /** An order cancelled after the end of its share: what it held is promised to nobody any more. The end itself freed all that was not ordered. */
  private async giveBack(tx: Tx, message: Message): Promise<void> {
    const payment = await findPayment(tx.db, message.id);
    const why = payment && causeOnceOver(payment.facts.legState);
    if (payment === undefined || why === undefined) return;
    const { legId, callId, applicationId, funder, timeZone, year, liquidatedCents, committedCents } = payment.facts;
    // As when the share was given back: credits of a year that is over serve nobody else.
    if (isGivenBack(why) && year < Number(localDate(message.now, timeZone).slice(0, 4))) return;
    const held = liquidatedCents ?? 0n;
    const lines = [{ year, cents: held < committedCents ? held : committedCents }];
    await reduceShare(tx, { legId, callId, applicationId, funderCode: funder.code, why, sourceId: message.id, lines }, message);
  }

  private async idsOf(tx: Tx, legId: string): Promise<string[]> {
    const rows = await tx.db.$queryRaw<{ id: string }[]>`SELECT id FROM payment WHERE leg_id = ${legId}::uuid ORDER BY id`;
    return rows.map(({ id }) => id);
  }
}
