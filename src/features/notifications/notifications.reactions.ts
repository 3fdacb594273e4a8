import { Injectable, type OnModuleInit } from '@nestjs/common';

import { Outbox } from '../../platform/jobs/outbox.js';
import { WorkflowRegistry } from '../../platform/workflow/registry.js';
import { MAILED_MESSAGES } from './mail-plan.js';
import { ANNOUNCE } from './notification-jobs.js';

/** One row in the act's own transaction: the letter is owed if and only if the act is committed. */
@Injectable()
export class NotificationsReactions implements OnModuleInit {
  constructor(
    private readonly workflows: WorkflowRegistry,
    private readonly outbox: Outbox,
  ) {}

  onModuleInit(): void {
    for (const name of MAILED_MESSAGES) {
      this.workflows.on(name, async (tx, { id, now }) => {
        await this.outbox.enqueue(tx, ANNOUNCE, { message: name, subjectId: id }, now);
      });
    }
  }
}
