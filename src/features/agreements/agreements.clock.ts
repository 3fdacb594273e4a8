import { Injectable } from '@nestjs/common';

import { Prisma } from '../../generated/prisma/client.js';
import { Database } from '../../platform/database/database.service.js';
import { Executor } from '../../platform/workflow/executor.js';
import { AgreementBinding } from './agreement.binding.js';
import { remindSignatories } from './signature-reminders.js';

const WAITING = Prisma.sql`SELECT id, waiting_since, reminder_days FROM agreement WHERE state IN ('SENT', 'SIGNED_BY_HOLDER')`;

/** Reminds whoever holds the pen of an agreement. */
@Injectable()
export class AgreementsClock {
  constructor(
    private readonly database: Database,
    private readonly executor: Executor,
    private readonly agreements: AgreementBinding,
  ) {}

  /** Returns how many were reminded. */
  tick(now: Date): Promise<number> {
    const { database, executor } = this;
    return remindSignatories({ database, executor }, this.agreements, WAITING, now);
  }
}
