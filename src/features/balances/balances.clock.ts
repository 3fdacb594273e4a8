import { Injectable } from '@nestjs/common';

import { localDate } from '../../kernel/legal-time.js';
import { Database } from '../../platform/database/database.service.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import { LegBinding } from '../awards/leg.binding.js';
import { sharesToComplete } from './balance.store.js';

/** Shares looked at in one pass; the next pass takes up the rest. */
const BATCH = 200;

/**
 * Completes the shares of fixed balances once their last payment is paid or cancelled. Not in the payment's own transaction: it would hold the
 * envelopes of the call for each line of a batch.
 */
@Injectable()
export class BalancesClock {
  constructor(
    private readonly database: Database,
    private readonly acts: Acts,
    private readonly legs: LegBinding,
  ) {}

  /** Returns how many were completed. Several processes may run it at once: each is completed once. */
  async tick(now: Date): Promise<number> {
    let completed = 0;
    for (const { legId, balanceId, timeZone } of await sharesToComplete(this.database.read, BATCH)) {
      const input = { endedOn: localDate(now, timeZone), sourceId: balanceId };
      if (await this.acts.byClock(this.legs, legId, 'complete', now, input)) completed += 1;
    }
    return completed;
  }
}
