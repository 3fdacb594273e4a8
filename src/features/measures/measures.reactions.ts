import { Injectable, type OnModuleInit } from '@nestjs/common';

import type { Tx } from '../../platform/database/tx.js';
import type { Message } from '../../platform/workflow/binding.js';
import { Executor } from '../../platform/workflow/executor.js';
import { WorkflowRegistry } from '../../platform/workflow/registry.js';
import { LegBinding } from '../awards/leg.binding.js';
import { lastYearsFirst, type RecoveryOrigin } from '../recoveries/recovery-facts.rules.js';
import { RecoveryOpening } from '../recoveries/recovery-opening.js';
import { findMeasure, type MeasureRow } from './measure.store.js';

/** What the recovery says that it comes from. */
const originOf = ({ kind, ground }: MeasureRow): RecoveryOrigin => (ground === 'PURPOSE_CHANGED' ? 'PURPOSE' : kind);

/** A measure decided ends its share in the same transaction: credits free, payments stopped, what is claimed back computed. */
@Injectable()
export class MeasuresReactions implements OnModuleInit {
  constructor(
    private readonly registry: WorkflowRegistry,
    private readonly executor: Executor,
    private readonly legs: LegBinding,
    private readonly recoveries: RecoveryOpening,
  ) {}

  onModuleInit(): void {
    this.registry.on('measure.decided', (tx, message) => this.end(tx, message));
  }

  private async end(tx: Tx, message: Message): Promise<void> {
    const measure = await findMeasure(tx.db, message.id);
    if (measure === undefined || measure.effectiveOn === null) return;
    const { id: sourceId, legId, kind, effectiveOn: endedOn } = measure;
    const event = kind === 'TERMINATION' ? 'terminate' : 'withdraw';
    await this.executor.follow(tx, message, this.legs, legId, event, { endedOn, sourceId });
    const { awardId, claim, claimCents, paid } = measure;
    if (claim === null || claimCents === null) return;
    const years = paid.map(({ year, cents }) => ({ year, cents: BigInt(cents) }));
    const lines = lastYearsFirst(years, claimCents);
    await this.recoveries.open(tx, message, {
      awardId,
      legId,
      origin: originOf(measure),
      sourceId,
      lines,
      explanation: claim.explanation,
    });
  }
}
