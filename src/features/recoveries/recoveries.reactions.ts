import { Injectable, type OnModuleInit } from '@nestjs/common';

import type { Tx } from '../../platform/database/tx.js';
import type { Message } from '../../platform/workflow/binding.js';
import { Executor } from '../../platform/workflow/executor.js';
import { WorkflowRegistry } from '../../platform/workflow/registry.js';
import { RecoveryBinding } from './recovery.binding.js';
import { leftOf, receivedOf } from './recovery-facts.rules.js';
import { findRecovery } from './recovery.store.js';

/** Where a receipt, its return or a waiver brings a recovery. */
@Injectable()
export class RecoveriesReactions implements OnModuleInit {
  constructor(
    private readonly registry: WorkflowRegistry,
    private readonly executor: Executor,
    private readonly recoveries: RecoveryBinding,
  ) {}

  onModuleInit(): void {
    this.registry.on('recovery.received', (tx, message) => this.conclude(tx, message, 'conclude'));
    this.registry.on('recovery.waived', (tx, message) => this.conclude(tx, message, 'writeOff'));
    for (const back of ['recovery.receiptReturned', 'recovery.contestRejected'])
      this.registry.on(back, (tx, message) => this.restore(tx, message));
  }

  private async conclude(tx: Tx, message: Message, event: 'conclude' | 'writeOff'): Promise<void> {
    const found = await findRecovery(tx.db, message.id);
    if (found !== undefined && leftOf(found.facts) === 0n)
      await this.executor.follow(tx, message, this.recoveries, message.id, event, undefined);
  }

  private async restore(tx: Tx, message: Message): Promise<void> {
    const found = await findRecovery(tx.db, message.id);
    if (found?.state === 'PARTLY_RECOVERED' && receivedOf(found.facts) === 0n)
      await this.executor.follow(tx, message, this.recoveries, message.id, 'restore', undefined);
  }
}
