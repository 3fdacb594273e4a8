import { Injectable } from '@nestjs/common';

import { systemActor } from '../../kernel/actor.js';
import { Refusal } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { Database } from '../../platform/database/database.service.js';
import { Executor } from '../../platform/workflow/executor.js';
import { ExpertRequestBinding } from './expert-request.binding.js';

const BATCH = 200;

/** Records that the time of an expert is over. No rule waits for it: from the deadline on, nothing is read or given. */
@Injectable()
export class ExpertsClock {
  constructor(
    private readonly database: Database,
    private readonly executor: Executor,
    private readonly binding: ExpertRequestBinding,
  ) {}

  /** Safe to repeat. Returns how many requests expired. */
  async tick(now: Date): Promise<number> {
    let expired = 0;
    for (;;) {
      const due = await this.database.read.$queryRaw<{ id: string }[]>`
        SELECT id FROM expert_request WHERE state IN ('REQUESTED', 'ACCEPTED') AND due_at <= ${now}::timestamptz ORDER BY due_at LIMIT ${BATCH}::int`;
      for (const { id } of due) expired += await this.expire(id, now);
      if (due.length < BATCH) return expired;
    }
  }

  private async expire(id: string, now: Date): Promise<number> {
    const options = { actor: systemActor(), input: undefined, now, requestId: `clock-${newId()}` };
    try {
      await this.database.transaction((tx) => this.executor.fire(tx, this.binding, id, 'expire', options));
      return 1;
    } catch (error) {
      // Closed meanwhile, by a person or by another process.
      if (error instanceof Refusal && error.code === 'transition-not-allowed') return 0;
      throw error;
    }
  }
}
