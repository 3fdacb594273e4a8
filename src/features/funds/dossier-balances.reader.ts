import { Prisma } from '../../generated/prisma/client.js';
import type { Db } from '../../platform/database/tx.js';
import type { Moment } from '../calls/moment.rules.js';
import { endOf } from '../calls/moment.store.js';

/** Accounts of one dossier, funder and year, in cents. */
export interface DossierBalance {
  readonly funderCode: string;
  readonly year: number;
  readonly reserved: bigint;
  readonly committed: bigint;
  readonly ordered: bigint;
  readonly paid: bigint;
  readonly recovered: bigint;
}

/** From the entries, by funder's position, then year; as they stand unless a moment is given. One indexed read. */
export function dossierBalances(db: Db, applicationId: string, asOf?: Moment): Promise<DossierBalance[]> {
  const until = asOf === undefined ? Prisma.sql`true` : Prisma.sql`e.at < ${endOf(asOf)}`;
  const account = (name: string): Prisma.Sql =>
    Prisma.sql`coalesce(sum(s.cents) FILTER (WHERE s.account = ${name}), 0)::bigint AS ${Prisma.raw(name.toLowerCase())}`;
  return db.$queryRaw<DossierBalance[]>`
    SELECT e.funder_code AS "funderCode", e.year, ${account('RESERVED')}, ${account('COMMITTED')}, ${account('ORDERED')}, ${account('PAID')}, ${account('RECOVERED')}
    FROM ledger_entry e JOIN "call" c ON c.id = e.call_id JOIN call_funder f ON f.call_id = e.call_id AND f.code = e.funder_code
      CROSS JOIN LATERAL (VALUES (e.debit_account, e.cents), (e.credit_account, -e.cents)) AS s (account, cents)
    WHERE e.application_id = ${applicationId}::uuid AND ${until}
    GROUP BY e.funder_code, e.year, f.position ORDER BY f.position, e.year`;
}
