import { Prisma } from '../../generated/prisma/client.js';

export interface StateColumns {
  readonly id: Prisma.Sql;
  /** As it is now. */
  readonly state: Prisma.Sql;
  /** In which the aggregate is made. */
  readonly first: string;
}

/** State of an aggregate of a machine: now, or before an instant, as the audit trail tells it. */
export function stateAt(machine: string, { id, state, first }: StateColumns, before: Prisma.Sql | undefined): Prisma.Sql {
  if (before === undefined) return state;
  return Prisma.sql`coalesce((SELECT u.to_state FROM audit_entry u
    WHERE u.aggregate = ${machine} AND u.aggregate_id = ${id} AND u.at < ${before} ORDER BY u.seq DESC LIMIT 1), ${first})`;
}
