import { Instant, Int, NestedList, Nested, OneOf, Text, Uuid } from '../http/fields.js';
import { PageQuery } from '../http/pagination.js';
import { PageInfo } from '../http/views.js';
import { JOB_STATES, type JobRow, type JobState } from './jobs.reader.js';

export class JobsQuery extends PageQuery {
  @OneOf(JOB_STATES, { description: 'failed: given up after all its tries.' })
  state!: JobState;
}

export class JobView {
  @Uuid({ description: 'Also the Message-ID of the mail, when it is one.' })
  id!: string;
  @Text({ max: 100, example: 'notification.mail' })
  job!: string;
  @OneOf(JOB_STATES)
  state!: JobState;
  @Instant()
  createdAt!: string;
  @Instant({ nullable: true })
  dispatchedAt!: string | null;
  @Instant({ nullable: true })
  doneAt!: string | null;
  @Instant({ nullable: true })
  failedAt!: string | null;
  @Int({ min: 0, max: 1000, description: 'Tries so far.', example: 1 })
  attempts!: number;
  @Text({ max: 500, nullable: true, description: 'Why the last try failed; addresses are left out.', example: null })
  lastError!: string | null;
}

export class JobPage {
  @NestedList(() => JobView, { max: 100 })
  items!: JobView[];
  @Nested(() => PageInfo)
  page!: PageInfo;
}

export function viewJob(row: JobRow): JobView {
  const text = (date: Date | null): string | null => date?.toISOString() ?? null;
  return {
    id: row.id,
    job: row.job,
    state: row.state,
    createdAt: row.createdAt.toISOString(),
    dispatchedAt: text(row.dispatchedAt),
    doneAt: text(row.doneAt),
    failedAt: text(row.failedAt),
    attempts: row.attempts,
    lastError: row.lastError,
  };
}
