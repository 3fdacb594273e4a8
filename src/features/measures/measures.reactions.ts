import { Injectable, type OnModuleInit } from '@nestjs/common';

import type { Tx } from '../../platform/database/tx.js';
import type { Message } from '../../platform/workflow/binding.js';
import { Executor } from '../../platform/workflow/executor.js';
import { WorkflowRegistry } from '../../platform/workflow/registry.js';
import { LegBinding } from '../awards/leg.binding.js';
import { findMeasure } from './measure.store.js';

/** A measure decided ends its share in the same transaction: credits free, payments stopped. */
@Injectable()
export class MeasuresReactions implements OnModuleInit {
  constructor(
    private readonly registry: WorkflowRegistry,
    private readonly executor: Executor,
    private readonly legs: LegBinding,
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
  }
}
