import { Injectable } from '@nestjs/common';

import { Prisma } from '../../generated/prisma/client.js';
import { Database } from '../../platform/database/database.service.js';
import { Executor } from '../../platform/workflow/executor.js';
import { remindSignatories } from '../agreements/signature-reminders.js';
import { agreementOf } from '../awards/agreement-owed.rules.js';
import { AmendmentBinding } from './amendment.binding.js';

/** After the days that the call gives to the signatories of its agreements. */
const WAITING = Prisma.sql`
  SELECT m.id, m.waiting_since, coalesce((c.settings #>> '{agreement,reminderDays}')::int, ${agreementOf(null).reminderDays}::int) AS reminder_days
  FROM amendment m JOIN "call" c ON c.id = m.call_id WHERE m.state = 'AGREED'`;

/** Reminds whoever holds the pen of an amendment. */
@Injectable()
export class AmendmentsClock {
  constructor(
    private readonly database: Database,
    private readonly executor: Executor,
    private readonly amendments: AmendmentBinding,
  ) {}

  /** Returns how many were reminded. */
  tick(now: Date): Promise<number> {
    const { database, executor } = this;
    return remindSignatories({ database, executor }, this.amendments, WAITING, now);
  }
}
