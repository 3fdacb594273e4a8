import { Injectable } from '@nestjs/common';

import { Refusal } from '../../kernel/errors.js';
import { DEFAULT_LIMIT, decodeCursor, pageOf } from '../http/pagination.js';
import { Acts } from '../workflow/acts.service.js';
import type { Answer, RequestContext } from '../workflow/request.js';
import { viewJob, type JobPage, type JobsQuery, type JobView } from './jobs.dto.js';
import { JobsReader } from './jobs.reader.js';
import { OutboxStore } from './outbox.store.js';
import { RelaySignal } from './relay-signal.js';

/** What an administrator sees of the jobs, and does about them. */
@Injectable()
export class JobsDesk {
  constructor(
    private readonly acts: Acts,
    private readonly reader: JobsReader,
    private readonly store: OutboxStore,
    private readonly signal: RelaySignal,
  ) {}

  async list({ state, after, limit = DEFAULT_LIMIT }: JobsQuery): Promise<Answer<JobPage>> {
    const rows = await this.reader.page(state, decodeCursor(after, 1)?.[0], limit);
    const body = pageOf(rows, limit, (row) => [row.id], viewJob);
    return { body, next: body.page.next ?? undefined };
  }

  /** @throws Refusal not-found, or conflict for a job that is not failed */
  retry(context: RequestContext, id: string): Promise<Answer<JobView>> {
    return this.acts.perform(context, async (tx) => {
      const retried = await this.store.retry(tx, id);
      const row = await this.reader.one(tx.db, id);
      if (row === undefined) throw new Refusal('not-found');
      if (!retried) throw new Refusal('conflict');
      tx.afterCommit(() => this.signal.raise());
      return { body: viewJob(row) };
    });
  }
}
