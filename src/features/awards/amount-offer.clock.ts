import { Injectable } from '@nestjs/common';

import { Database } from '../../platform/database/database.service.js';
import { fireByClock } from '../../platform/workflow/by-clock.js';
import { Executor } from '../../platform/workflow/executor.js';
import { AmountOfferBinding } from './amount-offer.binding.js';

/** Offers looked at in one pass; the next pass takes up the rest. */
const BATCH = 200;

/** Shows what time has decided: an offer past its time is not accepted any more, whether it was recorded or not. */
@Injectable()
export class AmountOfferClock {
  constructor(
    private readonly database: Database,
    private readonly executor: Executor,
    private readonly offers: AmountOfferBinding,
  ) {}

  /** Returns how many lapsed. Several processes may run it at once: each lapses once. */
  async tick(now: Date): Promise<number> {
    const due = await this.database.read.$queryRaw<{ id: string }[]>`
      SELECT id FROM amount_offer WHERE state = 'OFFERED' AND due_at < ${now}::timestamptz ORDER BY due_at, id LIMIT ${BATCH}::int`;
    const { database, executor } = this;
    let lapsed = 0;
    for (const { id } of due) if (await fireByClock({ database, executor }, this.offers, id, 'lapse', now)) lapsed += 1;
    return lapsed;
  }
}
