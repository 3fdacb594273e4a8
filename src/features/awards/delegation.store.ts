import { Prisma } from '../../generated/prisma/client.js';

/** The delegation of signature that a row of this name quotes, as JSON; null: the authority itself decided. */
export function delegationSql(row: string): Prisma.Sql {
  const [reference, from, to] = ['reference', 'from', 'to'].map((field) => Prisma.raw(`${row}.delegation_${field}`));
  return Prisma.sql`CASE WHEN ${reference} IS NOT NULL THEN json_build_object('reference', ${reference}, 'from', ${from}, 'to', ${to}) END`;
}
