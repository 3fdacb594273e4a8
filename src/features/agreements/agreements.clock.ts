import { Injectable } from '@nestjs/common';

import { Database } from '../../platform/database/database.service.js';
import { fireByClock } from '../../platform/workflow/by-clock.js';
import { Executor } from '../../platform/workflow/executor.js';
import { AgreementBinding } from './agreement.binding.js';
import { remindersDue } from './agreement.store.js';

/** Agreements looked at in one pass; the next pass takes up the rest. */
const BATCH = 200;

/** Reminds whoever holds the pen, once every so many days of the call. */
@Injectable()
export class AgreementsClock {
  constructor(
    private readonly database: Database,
    private readonly executor: Executor,
    private readonly agreements: AgreementBinding,
  ) {}

  /** Returns how many were reminded. Several processes may run it at once: each is reminded once. */
  async tick(now: Date): Promise<number> {
    const { database, executor } = this;
    let reminded = 0;
    for (const id of await remindersDue(database.read, now, BATCH))
      if (await fireByClock({ database, executor }, this.agreements, id, 'remind', now)) reminded += 1;
    return reminded;
  }
}
