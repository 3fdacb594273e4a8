import { Injectable, type OnModuleInit } from '@nestjs/common';

import { systemActor } from '../../kernel/actor.js';
import { findingsOf } from '../../kernel/machine.js';
import type { Tx } from '../../platform/database/tx.js';
import type { Message } from '../../platform/workflow/binding.js';
import { Executor } from '../../platform/workflow/executor.js';
import { WorkflowRegistry } from '../../platform/workflow/registry.js';
import { findAward, findAwardOfLeg } from '../awards/awards.store.js';
import { LegBinding } from '../awards/leg.binding.js';
import { plannedPaymentsOf } from '../payments/payment-acts.store.js';
import { PaymentReview } from '../payments/payment-review.js';
import { ReportBinding } from './report.binding.js';
import { nothingReceived, whySuspended } from './report.rules.js';
import { expectReports, findReport, lateReportsOf, openReportsOf } from './report.store.js';

/** Reports are awaited from the notification on, and what they make of the shares and of the payments. */
@Injectable()
export class ReportsReactions implements OnModuleInit {
  constructor(
    private readonly registry: WorkflowRegistry,
    private readonly executor: Executor,
    private readonly reports: ReportBinding,
    private readonly legs: LegBinding,
    private readonly payments: PaymentReview,
  ) {}

  onModuleInit(): void {
    this.registry.on('award.legNotified', (tx, message) => this.expect(tx, message));
    this.registry.on('award.legStarted', (tx, message) => this.suspendStarted(tx, message));
    for (const over of ['award.legRenounced', 'award.legLapsed', 'award.legTerminated', 'award.legWithdrawn'])
      this.registry.on(over, (tx, message) => this.drop(tx, message));
    this.registry.on('report.late', (tx, message) => this.suspend(tx, message));
    this.registry.on('report.accepted', (tx, message) => this.conclude(tx, message));
  }

  private async expect(tx: Tx, message: Message): Promise<void> {
    const award = await findAwardOfLeg(tx.db, message.id);
    const notifiedOn = award?.legs.find(({ id }) => id === message.id)?.life.notifiedOn ?? null;
    if (award === undefined || notifiedOn === null) return;
    const years = [...new Set(award.legs.flatMap((leg) => leg.years.map(({ year }) => year)))];
    const { id: awardId, applicationId, callId } = award;
    await expectReports(tx, { awardId, applicationId, callId, years, notifiedOn, now: message.now });
  }

  /** What runs stops until the report is accepted; nothing is withdrawn or terminated by it. */
  private async suspend(tx: Tx, message: Message): Promise<void> {
    const report = await findReport(tx.db, message.id);
    if (report === undefined) return;
    const reasons = whySuspended(report.facts);
    for (const { id, state } of report.facts.legs)
      if (state === 'ACTIVE')
        await this.executor.follow(tx, message, this.legs, id, 'suspend', { reasons, lateReportId: message.id });
  }

  /** A share that begins while a report of its award is late. */
  private async suspendStarted(tx: Tx, message: Message): Promise<void> {
    const award = await findAwardOfLeg(tx.db, message.id);
    const [late] = award === undefined ? [] : await lateReportsOf(tx.db, award.id);
    if (late === undefined) return;
    const input = { reasons: whySuspended(late), lateReportId: late.id };
    // By the rule, and not by who recorded the beginning: the letter is signed by who answers for the rule.
    await this.executor.follow(tx, { ...message, actor: systemActor() }, this.legs, message.id, 'suspend', input);
  }

  /** What waited for the report falls due, and what it had suspended runs again, unless another one is missing still. */
  private async conclude(tx: Tx, message: Message): Promise<void> {
    const report = await findReport(tx.db, message.id);
    if (report === undefined) return;
    const { awardId, year } = report.facts;
    const award = await findAward(tx.db, awardId);
    const late = await lateReportsOf(tx.db, awardId);
    const reasons = `Le compte rendu financier de ${year} est accepté.`;
    for (const { id, state, life } of award?.legs ?? [])
      if (state === 'SUSPENDED' && life.lateReportId !== null && late.length === 0)
        await this.executor.follow(tx, message, this.legs, id, 'resume', { reasons });
    await this.payments.review(tx, message, await plannedPaymentsOf(tx, awardId));
  }

  /** Nobody accounts for what was never received. */
  private async drop(tx: Tx, message: Message): Promise<void> {
    const award = await findAwardOfLeg(tx.db, message.id);
    for (const id of award === undefined ? [] : await openReportsOf(tx.db, award.id)) {
      const report = await findReport(tx.db, id);
      const { actor, now } = message;
      const owed = report && findingsOf(nothingReceived, { facts: report.facts, input: undefined, actor, now });
      if (owed?.length === 0) await this.executor.follow(tx, message, this.reports, id, 'drop', undefined);
    }
  }
}
