import { Injectable, type OnModuleInit } from '@nestjs/common';

import { Outbox } from '../../platform/jobs/outbox.js';
import { WorkflowRegistry } from '../../platform/workflow/registry.js';
import { SCAN_DOCUMENT } from './document-jobs.js';

/** In the transaction that stores it, a file is owed its scan. */
@Injectable()
export class DocumentsReactions implements OnModuleInit {
  constructor(
    private readonly workflows: WorkflowRegistry,
    private readonly outbox: Outbox,
  ) {}

  onModuleInit(): void {
    this.workflows.on('document.received', async (tx, { id, now }) => {
      await this.outbox.enqueue(tx, SCAN_DOCUMENT, { documentId: id }, now);
    });
  }
}
