// What the money of a call is made of, as SQL: its accounts, and the dossiers that a row is about.

import { Prisma } from '../../generated/prisma/client.js';
import { scopeSql } from '../applications/application-scope.store.js';
import type { ApplicationScope } from '../../access/application-scope.js';
import type { Moment } from '../calls/moment.rules.js';
import { endOf } from '../calls/moment.store.js';

/** Subject of the accounts that are of no dossier. */
const NO_DOSSIER = Prisma.sql`'00000000-0000-0000-0000-000000000000'::uuid`;

/**
 * `moved`: debit less credit of each account of each dossier, funder and year, one row each: the balances as they stand, or the entries until
 * a moment. Credits enter the accounts of a dossier by RESERVED alone: where there is a row, there is one of RESERVED.
 */
export function movedSql(callId: string, asOf: Moment | undefined, ofPage: boolean): Prisma.Sql {
  if (asOf === undefined)
    return Prisma.sql`moved AS (
      SELECT b.subject_id AS application_id, b.funder_code, b.year, b.account, b.debit_cents - b.credit_cents AS cents
      FROM ledger_balance b ${ofPage ? Prisma.sql`JOIN dossier d ON d.id = b.subject_id` : Prisma.empty}
      WHERE b.call_id = ${callId}::uuid AND b.subject_id <> ${NO_DOSSIER})`;
  return Prisma.sql`moved AS MATERIALIZED (
      SELECT e.application_id, e.funder_code, e.year, s.account, sum(s.cents)::bigint AS cents
      FROM ledger_entry e JOIN "call" c ON c.id = e.call_id ${ofPage ? Prisma.sql`JOIN dossier d ON d.id = e.application_id` : Prisma.empty}
        CROSS JOIN LATERAL (VALUES (e.debit_account, e.cents), (e.credit_account, -e.cents)) AS s (account, cents)
      WHERE e.call_id = ${callId}::uuid AND e.application_id IS NOT NULL AND e.at < ${endOf(asOf)} AND s.account <> 'AVAILABLE'
      GROUP BY 1, 2, 3, 4)`;
}

/**
 * `opened`: credits, free and frozen, of each funder and year; `credits` positive. At a moment, what is free is what movements of no dossier left
 * free, less all that dossiers hold.
 */
export function openedSql(callId: string, asOf: Moment | undefined): Prisma.Sql {
  const accounts =
    asOf === undefined
      ? Prisma.sql`SELECT b.funder_code, b.year, b.account, b.debit_cents - b.credit_cents AS cents FROM ledger_balance b
          WHERE b.call_id = ${callId}::uuid AND b.subject_id = ${NO_DOSSIER}`
      : Prisma.sql`SELECT e.funder_code, e.year, s.account, s.cents FROM ledger_entry e JOIN "call" c ON c.id = e.call_id
          CROSS JOIN LATERAL (VALUES (e.debit_account, e.cents), (e.credit_account, -e.cents)) AS s (account, cents)
          WHERE e.call_id = ${callId}::uuid AND e.application_id IS NULL AND e.at < ${endOf(asOf)}
        UNION ALL SELECT funder_code, year, 'AVAILABLE', -sum(cents) FROM moved GROUP BY 1, 2`;
  return Prisma.sql`opened AS (
      SELECT o.funder_code || ' ' || o.year AS key, coalesce(-sum(o.cents) FILTER (WHERE o.account = 'CREDITS'), 0) AS credits,
        coalesce(sum(o.cents) FILTER (WHERE o.account = 'AVAILABLE'), 0) AS available, coalesce(sum(o.cents) FILTER (WHERE o.account = 'FROZEN'), 0) AS frozen
      FROM (${accounts}) o GROUP BY o.funder_code, o.year)`;
}

/** Sums of each account of the rows of `moved` named `m`, each cent in one of them. */
export const ACCOUNT_SUMS = Prisma.join(
  ['RESERVED', 'COMMITTED', 'ORDERED', 'PAID', 'RECOVERED'].map(
    (account) =>
      Prisma.sql`coalesce(sum(m.cents) FILTER (WHERE m.account = ${account}), 0) AS ${Prisma.raw(`in_${account.toLowerCase()}`)}`,
  ),
);

export interface DossierPage {
  readonly callId: string;
  readonly asOf: Moment | undefined;
  /** What the reader may see of single dossiers. */
  readonly scope: ApplicationScope;
  /** Identifier of the last row of the page before. */
  readonly after: string | undefined;
  readonly limit: number;
}

/** A dossier named `a` of a call named `c` whose accounts have moved. */
function hasMoved(asOf: Moment | undefined): Prisma.Sql {
  return asOf === undefined
    ? Prisma.sql`EXISTS (SELECT FROM ledger_balance b WHERE b.subject_id = a.id)`
    : Prisma.sql`EXISTS (SELECT FROM ledger_entry e WHERE e.application_id = a.id AND e.at < ${endOf(asOf)})`;
}

/** `dossier`: those of a page of dossiers, found before anything is added up; a row each. */
export function pageOfAwards({ callId, asOf, scope, after, limit }: DossierPage): Prisma.Sql {
  return Prisma.sql`dossier AS MATERIALIZED (
      SELECT a.id, a.id::text AS key FROM "call" c JOIN application a ON a.call_id = c.id
      WHERE c.id = ${callId}::uuid AND ${scopeSql(scope)} ${beyond('id', after)} AND ${hasMoved(asOf)} ORDER BY a.id LIMIT ${limit}::int)`;
}

/** `dossier`: those of a page of holders; a row for each holder. */
export function pageOfHolders({ callId, asOf, scope, after, limit }: DossierPage): Prisma.Sql {
  const seen = Prisma.sql`FROM "call" c JOIN application a ON a.call_id = c.id
      WHERE c.id = ${callId}::uuid AND ${scopeSql(scope)} AND ${hasMoved(asOf)}`;
  return Prisma.sql`holder AS MATERIALIZED (
      SELECT DISTINCT a.organisation_id AS id ${seen} ${beyond('organisation_id', after)} ORDER BY a.organisation_id LIMIT ${limit}::int),
    dossier AS MATERIALIZED (SELECT a.id, a.organisation_id::text AS key ${seen} AND a.organisation_id IN (SELECT id FROM holder))`;
}

/** `dossier`: a page of those in which a funder is behind. */
export function pageOfBehind({ callId, scope, after, limit }: DossierPage): Prisma.Sql {
  return Prisma.sql`dossier AS MATERIALIZED (
      SELECT a.id, a.id::text AS key FROM application a
      WHERE a.call_id = ${callId}::uuid AND a.id IN (SELECT application_id FROM gap) AND ${scopeSql(scope)} ${beyond('id', after)}
      ORDER BY a.id LIMIT ${limit}::int)`;
}

function beyond(column: 'id' | 'organisation_id', after: string | undefined): Prisma.Sql {
  return after === undefined ? Prisma.empty : Prisma.sql`AND a.${Prisma.raw(column)} > ${after}::uuid`;
}
