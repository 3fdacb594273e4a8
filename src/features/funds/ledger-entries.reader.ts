import { Injectable } from '@nestjs/common';

import { applicationScope } from '../../access/application-scope.js';
import { Prisma } from '../../generated/prisma/client.js';
import type { Actor } from '../../kernel/actor.js';
import { Database } from '../../platform/database/database.service.js';
import { scopeSql } from '../applications/application-scope.store.js';
import type { Account, Kind } from '../ledger/ledger.rules.js';
import { asFunder, readsFunds } from './funds-scope.rules.js';
import type { Moment } from '../calls/moment.rules.js';
import { endOf, startOf } from '../calls/moment.store.js';

export interface EntryFilters {
  readonly funder?: string;
  readonly year?: number;
  readonly kind?: Kind;
  readonly applicationId?: string;
  readonly from?: Moment;
  readonly to?: Moment;
}

/** Place of an entry in the ledger: number of its transaction, then line. */
export interface EntryPlace {
  readonly number: string;
  readonly line: number;
}

export interface LedgerEntry extends EntryPlace {
  readonly transactionId: string;
  readonly kind: Kind;
  /** Instant, ISO 8601. */
  readonly at: string;
  readonly funderCode: string;
  readonly year: number;
  readonly applicationId: string | null;
  readonly applicationNumber: string | null;
  readonly debit: Account;
  readonly credit: Account;
  /** Integer cents, in digits: exact in JSON. */
  readonly cents: string;
  readonly actorId: string;
  readonly actorName: string | null;
  readonly reason: string | null;
  readonly requestId: string;
  readonly sourceId: string | null;
  readonly reversesId: string | null;
}

interface CallRow {
  readonly region: string;
  readonly everPublished: boolean;
  readonly title: string;
  readonly entries: readonly LedgerEntry[];
}

export interface EntryPage {
  readonly after?: EntryPlace;
  readonly limit: number;
  readonly order: 'newest' | 'oldest';
}

@Injectable()
export class LedgerEntriesReader {
  constructor(private readonly database: Database) {}

  /**
   * Entries of a call; those of a dossier that is closed to the reader (an interest, a declaration owed) are left out. One query.
   * Undefined: no such call, or none whose funds this actor may read.
   */
  async page(actor: Actor, callId: string, filters: EntryFilters, page: EntryPage): Promise<readonly LedgerEntry[] | undefined> {
    const { after, limit, order } = page;
    const way = order === 'newest' ? Prisma.sql`DESC` : Prisma.sql`ASC`;
    const where = [Prisma.sql`t.call_id = c.id`, ...conditions(filters)];
    where.push(Prisma.sql`(e.application_id IS NULL OR ${scopeSql(applicationScope(asFunder(actor)))})`);
    if (after !== undefined) {
      const beyond = order === 'newest' ? Prisma.sql`<` : Prisma.sql`>`;
      where.push(Prisma.sql`(t.number, e.line) ${beyond} (${after.number}::bigint, ${after.line}::int)`);
    }
    const [call] = await this.database.read.$queryRaw<CallRow[]>`
      SELECT c.region, c.title, c.spec_version > 0 AS "everPublished",
        (SELECT coalesce(json_agg(x ORDER BY x."place" ${way}, x."line" ${way}), '[]') FROM (
          SELECT t.number AS place, t.number::text AS number, e.line, t.id AS "transactionId", e.kind, e.at, e.funder_code AS "funderCode", e.year,
                 e.application_id AS "applicationId", a.number AS "applicationNumber", e.debit_account AS debit, e.credit_account AS credit,
                 e.cents::text AS cents, t.actor_id AS "actorId", p.given_name || ' ' || p.family_name AS "actorName", t.reason,
                 t.request_id AS "requestId", t.source_id AS "sourceId", t.reverses_id AS "reversesId"
          FROM ledger_transaction t JOIN ledger_entry e ON e.transaction_id = t.id
            LEFT JOIN application a ON a.id = e.application_id LEFT JOIN person p ON p.id::text = t.actor_id
          WHERE ${Prisma.join(where, ' AND ')} ORDER BY t.number ${way}, e.line ${way} LIMIT ${limit}::int) x) AS entries
      FROM "call" c WHERE c.id = ${callId}::uuid`;
    return call === undefined || !readsFunds(actor, call) ? undefined : call.entries;
  }
}

function conditions({ funder, year, kind, applicationId, from, to }: EntryFilters): Prisma.Sql[] {
  const where: Prisma.Sql[] = [];
  if (funder !== undefined) where.push(Prisma.sql`e.funder_code = ${funder}`);
  if (year !== undefined) where.push(Prisma.sql`e.year = ${year}::int`);
  if (kind !== undefined) where.push(Prisma.sql`e.kind = ${kind}`);
  if (applicationId !== undefined) where.push(Prisma.sql`e.application_id = ${applicationId}::uuid`);
  if (from !== undefined) where.push(Prisma.sql`e.at >= ${startOf(from)}`);
  if (to !== undefined) where.push(Prisma.sql`e.at < ${endOf(to)}`);
  return where;
}
