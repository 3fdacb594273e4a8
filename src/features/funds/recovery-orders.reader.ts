import { Injectable } from '@nestjs/common';

import { Prisma } from '../../generated/prisma/client.js';
import type { Actor } from '../../kernel/actor.js';
import { Database } from '../../platform/database/database.service.js';
import { visiblePayments } from '../payments/payments.reader.js';
import { receivedSql, waivedSql } from '../recoveries/recovery-sums.store.js';
import type { Moment } from '../calls/moment.rules.js';
import { endOf } from '../calls/moment.store.js';
import type { RecoveryOrderRow } from './recovery-orders.rules.js';

export interface RecoveryOrderFilters {
  readonly callId?: string;
  readonly funder?: string;
  readonly asOf: Moment;
}

/** Recovery orders as they stood at a moment: what was issued, received, waived and contested until then. One query a page. */
@Injectable()
export class RecoveryOrdersReader {
  constructor(private readonly database: Database) {}

  /** Those of the payments that the actor sees, in the order of their numbers, after one of them. */
  page(
    actor: Actor,
    { callId, funder, asOf }: RecoveryOrderFilters,
    { after, limit }: { readonly after?: bigint; readonly limit: number },
  ): Promise<RecoveryOrderRow[]> {
    const until = endOf(asOf);
    const where = [visiblePayments(actor), Prisma.sql`r.ordered_at < ${until}`];
    if (callId !== undefined) where.push(Prisma.sql`r.call_id = ${callId}::uuid`);
    if (funder !== undefined) where.push(Prisma.sql`r.funder_code = ${funder}`);
    if (after !== undefined) where.push(Prisma.sql`r.number > ${after}::bigint`);
    return this.database.read.$queryRaw<RecoveryOrderRow[]>`
      SELECT r.number, f.name AS funder, c.title AS call, p.number AS "applicationNumber", p.title, o.name AS holder, o.siret, r.origin,
        r.order_number AS "orderNumber", r.order_date AS "orderDate", r.order_authority AS authority, r.due_on AS "dueOn", r.ordered_cents AS "orderedCents",
        ${receivedSql(until)} AS "receivedCents", ${waivedSql(until)} AS "waivedCents",
        (SELECT CASE WHEN x.recorded_at < ${until} THEN x.outcome ELSE 'OPEN' END FROM recovery_contest e
         LEFT JOIN recovery_contest_end x ON x.contest_id = e.id WHERE e.recovery_id = r.id AND e.recorded_at < ${until} ORDER BY e.id DESC LIMIT 1) AS contest
      FROM recovery r JOIN award a ON a.id = r.award_id JOIN application p ON p.id = r.application_id JOIN "call" c ON c.id = r.call_id
      JOIN call_funder f ON f.call_id = r.call_id AND f.code = r.funder_code JOIN organisation o ON o.id = a.organisation_id
      WHERE ${Prisma.join(where, ' AND ')} ORDER BY r.number LIMIT ${limit}::int`;
  }
}
