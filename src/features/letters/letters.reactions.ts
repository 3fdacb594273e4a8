import { Injectable, type OnModuleInit } from '@nestjs/common';

import { JobRegistry } from '../../platform/jobs/job-registry.js';
import { Outbox } from '../../platform/jobs/outbox.js';
import { WorkflowRegistry } from '../../platform/workflow/registry.js';
import { LetterArchive } from './archive.service.js';
import { LETTER_ARCHIVED, WRITE_LETTER } from './letter-jobs.js';

/** What a holder is told of by a letter. */
const DECIDED = [
  'application.awarded',
  'application.refused',
  'application.ineligible',
  'application.dismissed',
  'application.filedLate',
  'application.onReserve',
  'award.legRefused',
  'award.legNotified',
  'award.legSuspended',
  'award.legLapsed',
  'measure.decided',
  'recovery.ordered',
  'amendment.refused',
  'appeal.upheld',
  'appeal.rejected',
] as const;

/** One row in the act's own transaction: the letter is owed if and only if the act is committed. */
@Injectable()
export class LettersReactions implements OnModuleInit {
  constructor(
    private readonly workflows: WorkflowRegistry,
    private readonly outbox: Outbox,
    private readonly jobs: JobRegistry,
    private readonly archive: LetterArchive,
  ) {}

  onModuleInit(): void {
    this.jobs.declare(WRITE_LETTER, LETTER_ARCHIVED);
    this.jobs.processInTransaction(WRITE_LETTER, async (tx, { payload, now }) => {
      await this.archive.write(tx, payload.subjectId, now);
    });
    for (const name of DECIDED) {
      this.workflows.on(name, async (tx, { id, now }) => {
        await this.outbox.enqueue(tx, WRITE_LETTER, { subjectId: id }, now);
      });
    }
  }
}
