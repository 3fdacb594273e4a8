import { Injectable } from '@nestjs/common';

import { Prisma } from '../../generated/prisma/client.js';
import type { Actor } from '../../kernel/actor.js';
import { Database } from '../../platform/database/database.service.js';
import { paymentScope } from '../payments/payment-scope.rules.js';
import { seesBalance, type BalanceState } from './balance.rules.js';
import { readBalances, type BalanceRecord } from './balance.store.js';

export interface BalanceFilters {
  readonly callId?: string;
  readonly department?: string;
  readonly state?: BalanceState;
}

/** `seesBalance` as SQL on `balance b` and `award a`. */
function visible(actor: Actor): Prisma.Sql {
  const { all, organisationIds, departments, personId } = paymentScope(actor);
  if (all) return Prisma.sql`true`;
  const own = Prisma.sql`a.organisation_id = ANY(${[...organisationIds]}::uuid[])`;
  return Prisma.sql`((${own} AND b.state IN ('PROPOSED', 'FIXED')) OR (NOT ${own} AND a.department = ANY(${[...departments]}::text[])
    AND NOT EXISTS (SELECT FROM interest i WHERE i.application_id = b.application_id AND i.person_id = ${personId}::uuid)))`;
}

/** Reads for the screens: one query each. */
@Injectable()
export class BalancesReader {
  constructor(private readonly database: Database) {}

  /** In the order of their creation (ids grow with time); one row more than `limit` when there is a next page. */
  list(actor: Actor, filters: BalanceFilters, afterId: string | undefined, limit: number): Promise<BalanceRecord[]> {
    const { callId, department, state } = filters;
    const where = [visible(actor)];
    if (callId !== undefined) where.push(Prisma.sql`b.call_id = ${callId}::uuid`);
    if (department !== undefined) where.push(Prisma.sql`a.department = ${department}`);
    if (state !== undefined) where.push(Prisma.sql`b.state = ${state}`);
    if (afterId !== undefined) where.push(Prisma.sql`b.id > ${afterId}::uuid`);
    return readBalances(this.database.read, Prisma.join(where, ' AND '), limit + 1);
  }

  /** Undefined when there is none, or none that this actor may know of. */
  async one(actor: Actor, on: { readonly id: string } | { readonly awardId: string }): Promise<BalanceRecord | undefined> {
    const where = 'id' in on ? Prisma.sql`b.id = ${on.id}::uuid` : Prisma.sql`b.award_id = ${on.awardId}::uuid`;
    const [record] = await readBalances(this.database.read, where, 1);
    return record !== undefined && seesBalance.allows(actor, record.facts) ? record : undefined;
  }
}
