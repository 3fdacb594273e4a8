import { Injectable, type OnModuleInit } from '@nestjs/common';

import type { Tx } from '../../platform/database/tx.js';
import type { Message } from '../../platform/workflow/binding.js';
import { Executor } from '../../platform/workflow/executor.js';
import { WorkflowRegistry } from '../../platform/workflow/registry.js';
import { ApplicationBinding } from '../applications/application.binding.js';
import { AppealBinding } from './appeal.binding.js';
import { findAppeal, openAppealsOf } from './appeal.store.js';
import { LateExceptionBinding } from './late-exception.binding.js';
import { allSigned } from './late-exception.rules.js';
import { loadException } from './late-exception.store.js';

/** What a remedy granted does to its dossier, in the same transaction. */
@Injectable()
export class RemediesReactions implements OnModuleInit {
  constructor(
    private readonly registry: WorkflowRegistry,
    private readonly executor: Executor,
    private readonly applications: ApplicationBinding,
    private readonly exceptions: LateExceptionBinding,
    private readonly appeals: AppealBinding,
  ) {}

  onModuleInit(): void {
    this.registry.on('lateException.signed', (tx, message) => this.grant(tx, message));
    this.registry.on('lateException.granted', (tx, message) => this.readmit(tx, message));
    this.registry.on('appeal.upheld', (tx, message) => this.reexamine(tx, message));
    for (const reopened of ['application.readmitted', 'application.reexamined']) {
      this.registry.on(reopened, (tx, message) => this.close(tx, message));
    }
  }

  /** The last signature grants the exception. */
  private async grant(tx: Tx, message: Message): Promise<void> {
    const loaded = await loadException(tx.db, message.id);
    if (loaded === undefined || !allSigned(loaded.facts)) return;
    await this.executor.follow(tx, message, this.exceptions, message.id, 'grant', {});
  }

  private async readmit(tx: Tx, message: Message): Promise<void> {
    const loaded = await loadException(tx.db, message.id);
    if (loaded === undefined) return;
    const input = { exceptionId: message.id };
    await this.executor.follow(tx, message, this.applications, loaded.row.applicationId, 'readmit', input);
  }

  private async reexamine(tx: Tx, message: Message): Promise<void> {
    const row = await findAppeal(tx.db, message.id);
    if (row === undefined) return;
    await this.executor.follow(tx, message, this.applications, row.applicationId, 'reexamine', { appealId: message.id });
  }

  /** Nothing is left to contest: the other appeals on the dossier lose their object. */
  private async close(tx: Tx, message: Message): Promise<void> {
    for (const { id } of await openAppealsOf(tx.db, message.id)) {
      await this.executor.follow(tx, message, this.appeals, id, 'moot', {});
    }
  }
}
