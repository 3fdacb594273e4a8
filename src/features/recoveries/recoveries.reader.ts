import { Injectable } from '@nestjs/common';

import { Prisma } from '../../generated/prisma/client.js';
import type { Actor } from '../../kernel/actor.js';
import { Database } from '../../platform/database/database.service.js';
import { visiblePayments } from '../payments/payments.reader.js';
import type { RecoveryState } from './recovery-facts.rules.js';
import { readRecoveries, type RecoveryRecord } from './recovery.store.js';

export interface RecoveryFilters {
  readonly callId?: string;
  readonly funder?: string;
  readonly department?: string;
  readonly state?: RecoveryState;
}

/** Reads for the screens: one query each. A recovery is seen by who sees the payments of its share. */
@Injectable()
export class RecoveriesReader {
  constructor(private readonly database: Database) {}

  /** In the order of their opening; one row more than `limit` when there is a next page. */
  list(actor: Actor, filters: RecoveryFilters, afterId: string | undefined, limit: number): Promise<RecoveryRecord[]> {
    const { callId, funder, department, state } = filters;
    const where = [visiblePayments(actor)];
    if (callId !== undefined) where.push(Prisma.sql`r.call_id = ${callId}::uuid`);
    if (funder !== undefined) where.push(Prisma.sql`r.funder_code = ${funder}`);
    if (department !== undefined) where.push(Prisma.sql`a.department = ${department}`);
    if (state !== undefined) where.push(Prisma.sql`r.state = ${state}`);
    if (afterId !== undefined) where.push(Prisma.sql`r.id > ${afterId}::uuid`);
    return readRecoveries(this.database.read, Prisma.join(where, ' AND '), limit + 1);
  }

  /** Undefined when there is none, or none that this actor may know of. */
  async one(actor: Actor, id: string): Promise<RecoveryRecord | undefined> {
    const [record] = await readRecoveries(this.database.read, Prisma.sql`r.id = ${id}::uuid AND ${visiblePayments(actor)}`, 1);
    return record;
  }

  ofAward(actor: Actor, awardId: string): Promise<RecoveryRecord[]> {
    return readRecoveries(this.database.read, Prisma.sql`r.award_id = ${awardId}::uuid AND ${visiblePayments(actor)}`, 200);
  }
}
