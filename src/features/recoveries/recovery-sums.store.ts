// Cents of a recovery named r, as SQL: until an instant, where one is given.

import { Prisma } from '../../generated/prisma/client.js';

const before = (column: string, until: Prisma.Sql | undefined): Prisma.Sql =>
  until === undefined ? Prisma.empty : Prisma.sql`AND ${Prisma.raw(column)} < ${until}`;

/** Received from the holder, less the receipts that went back. */
export const receivedSql = (
  until?: Prisma.Sql,
): Prisma.Sql => Prisma.sql`(SELECT coalesce(sum(e.cents), 0)::bigint FROM recovery_receipt e
  WHERE e.recovery_id = r.id ${before('e.received_at', until)}
    AND NOT EXISTS (SELECT FROM recovery_return x WHERE x.receipt_id = e.id ${before('x.returned_at', until)}))`;

export const waivedSql = (until?: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`(SELECT coalesce(sum(e.cents), 0)::bigint FROM recovery_waiver e WHERE e.recovery_id = r.id ${before('e.waived_at', until)})`;
