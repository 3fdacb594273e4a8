import { Injectable, type OnModuleInit } from '@nestjs/common';

import type { Tx } from '../../platform/database/tx.js';
import type { Message } from '../../platform/workflow/binding.js';
import { Executor } from '../../platform/workflow/executor.js';
import { WorkflowRegistry } from '../../platform/workflow/registry.js';
import { ExpertRequestBinding } from './expert-request.binding.js';

/** Acts after which no opinion is waited for. */
const ENDS = [
  'application.withdrawn',
  'application.ineligible',
  'application.dismissed',
  'application.forwarded',
  'application.onAgenda',
  'application.refused',
];

/** What is asked of an expert ends with the examination: the files close with it. */
@Injectable()
export class ExpertsReactions implements OnModuleInit {
  constructor(
    private readonly registry: WorkflowRegistry,
    private readonly executor: Executor,
    private readonly binding: ExpertRequestBinding,
  ) {}

  onModuleInit(): void {
    for (const ended of ENDS) this.registry.on(ended, (tx, message) => this.revoke(tx, message));
  }

  private async revoke(tx: Tx, message: Message): Promise<void> {
    const open = await tx.db.$queryRaw<{ id: string }[]>`
      SELECT id FROM expert_request WHERE application_id = ${message.id}::uuid AND state IN ('REQUESTED', 'ACCEPTED') ORDER BY id`;
    const input = { reasons: 'L’instruction de ce dossier par le service est terminée.' };
    for (const { id } of open) await this.executor.follow(tx, message, this.binding, id, 'revoke', input);
  }
}
