import { Injectable } from '@nestjs/common';

import { applicationScope } from '../../access/application-scope.js';
import { Prisma } from '../../generated/prisma/client.js';
import type { Actor } from '../../kernel/actor.js';
import { Database } from '../../platform/database/database.service.js';
import { stateAt } from '../../platform/workflow/state-at.js';
import { envelopeMachine } from './envelope.machine.js';
import { gapSql } from './funding-gaps.store.js';
import {
  ACCOUNT_SUMS,
  movedSql,
  openedSql,
  pageOfAwards,
  pageOfBehind,
  pageOfHolders,
  type DossierPage,
} from './funding-sums.store.js';
import type { EnvelopeCredits, FundingBy, FundingRow, GapCents } from './funding.rules.js';
import { asFunder, readsFunds } from './funds-scope.rules.js';
import type { Moment } from '../calls/moment.rules.js';
import { endOf } from '../calls/moment.store.js';

export interface Funding {
  readonly title: string;
  readonly rows: readonly FundingRow[];
}

interface Row {
  readonly region: string;
  readonly title: string;
  readonly everPublished: boolean;
  readonly rows: readonly RowJson[];
}

/** Sums as digits: exact in JSON whatever their size. */
type Digits<T> = { readonly [K in keyof T]: T[K] extends bigint ? string : T[K] };
type RowJson = Digits<Omit<FundingRow, 'gaps'>> & { readonly gaps: readonly Digits<GapCents>[] };

export interface Credits {
  readonly timeZone: string;
  /** By the place of their funder, then by year. */
  readonly envelopes: readonly EnvelopeCredits[];
}
interface CreditsRow {
  readonly region: string;
  readonly timeZone: string;
  readonly everPublished: boolean;
  readonly envelopes: readonly Digits<EnvelopeCredits>[];
}

export interface FundingQuery {
  readonly by: FundingBy;
  /** As it is now unless given. */
  readonly asOf?: Moment;
  /** Of a dossier or a holder: identifier of the last row of the page before. */
  readonly after?: string;
  readonly limit: number;
  /** Of dossiers: those alone in which a funder is behind. */
  readonly behind?: boolean;
}

const NOTHING = Prisma.sql`'' AS "funderCode", '' AS "funderName", 0 AS year`;

/** How rows are told apart. */
interface Dimension {
  /** Of a dossier named `a` of a call named `c`; a page of dossiers or holders is found otherwise. */
  readonly key?: Prisma.Sql;
  readonly page?: (page: DossierPage) => Prisma.Sql;
  /** What is shown of the key. */
  readonly shown: Prisma.Sql;
  /** `envelope`, `available` and `frozen` are of each row. */
  readonly ofEnvelope: boolean;
}

const DIMENSIONS: Readonly<Record<FundingBy, Dimension>> = {
  'funder,year': {
    shown: Prisma.sql`k.funder_code AS "funderCode", k.name AS "funderName", k.year, NULL::text AS id, NULL::text AS label`,
    ofEnvelope: true,
  },
  department: {
    key: Prisma.sql`a.department`,
    shown: Prisma.sql`${NOTHING}, g.key AS id, NULL::text AS label`,
    ofEnvelope: false,
  },
  region: {
    key: Prisma.sql`c.region`,
    shown: Prisma.sql`${NOTHING}, g.key AS id, NULL::text AS label`,
    ofEnvelope: true,
  },
  holder: {
    page: pageOfHolders,
    shown: Prisma.sql`${NOTHING}, g.key AS id, (SELECT o.name FROM organisation o WHERE o.id = g.key::uuid) AS label`,
    ofEnvelope: false,
  },
  award: {
    page: pageOfAwards,
    shown: Prisma.sql`${NOTHING}, g.key AS id, (SELECT p.number || ' – ' || p.title FROM application p WHERE p.id = g.key::uuid) AS label`,
    ofEnvelope: false,
  },
};

/** By funder and year every envelope has its row, whether anything is promised of it or not. */
const EACH_ENVELOPE = Prisma.sql`(SELECT f.code AS funder_code, f.name, f.position, n.year, f.code || ' ' || n.year AS key
  FROM call_funder f JOIN envelope n ON n.call_id = f.call_id AND n.funder_code = f.code WHERE f.call_id = c.id) k LEFT JOIN grouped g ON g.key = k.key`;

@Injectable()
export class FundingReader {
  constructor(private readonly database: Database) {}

  /**
   * The money of a call in one query, by funder and year, department, holder, dossier, or as a whole. Sums over many dossiers are of all of
   * them; by dossier or holder, those closed to the reader are left out, their gaps too. What funders are behind one another: `gapSql`.
   * Undefined: no such call, or none whose funds this actor may read.
   */
  async of(actor: Actor, callId: string, { by, asOf, after, limit, behind = false }: FundingQuery): Promise<Funding | undefined> {
    const { page, shown, ofEnvelope } = DIMENSIONS[by];
    const byYear = by === 'funder,year';
    const dossiers = { callId, asOf, after, limit, scope: applicationScope(asFunder(actor)) };
    const ofPage = page !== undefined && !behind;
    const tables = [
      ...(ofPage ? [page(dossiers)] : []),
      movedSql(callId, asOf, ofPage),
      Prisma.sql`money AS MATERIALIZED (SELECT m.application_id, ${ACCOUNT_SUMS} FROM moved m GROUP BY 1)`,
      gapSql(callId, asOf),
      ...(ofPage || byYear ? [] : [behind ? pageOfBehind(dossiers) : wholeOf(callId, by)]),
      ...(byYear ? BY_YEAR : BY_DOSSIER),
      ...(ofEnvelope ? [openedSql(callId, asOf)] : []),
    ];
    const [row] = await this.database.read.$queryRaw<Row[]>`
      WITH ${Prisma.join(tables)}
      SELECT c.region, c.title, c.spec_version > 0 AS "everPublished", (SELECT coalesce(json_agg(r ORDER BY r.place), '[]') FROM (
        SELECT row_number() OVER (ORDER BY ${byYear ? Prisma.sql`k.position, k.year` : Prisma.sql`g.key`}) AS place, ${shown},
          coalesce(g.dossiers, 0) AS dossiers, ${ofEnvelope}::boolean AS "ofEnvelope",
          ${opening(by, 'credits')} AS envelope, ${opening(by, 'available')} AS available, ${opening(by, 'frozen')} AS frozen,
          coalesce(g.in_reserved, 0)::text AS reserved, coalesce(g.in_committed + g.in_ordered + g.in_paid + g.in_recovered, 0)::text AS committed,
          coalesce(g.in_ordered + g.in_paid + g.in_recovered, 0)::text AS ordered, coalesce(g.in_paid + g.in_recovered, 0)::text AS paid,
          coalesce(g.in_recovered, 0)::text AS recovered,
          (SELECT coalesce(json_agg(json_build_object('reason', h.reason, 'cents', h.cents::text, 'dossiers', h.dossiers) ORDER BY h.reason), '[]')
           FROM behind h WHERE h.key = g.key) AS gaps
        FROM ${byYear ? EACH_ENVELOPE : Prisma.sql`grouped g`}) r) AS rows
      FROM "call" c WHERE c.id = ${callId}::uuid`;
    if (row === undefined || !readsFunds(actor, row)) return undefined;
    return { title: row.title, rows: row.rows.map(read) };
  }

  /** What each envelope of a call held at a moment, now unless given, in one query. Undefined as for `of`. */
  async credits(actor: Actor, callId: string, asOf: Moment | undefined): Promise<Credits | undefined> {
    const closed = stateAt(
      envelopeMachine.name,
      { id: Prisma.sql`n.id`, state: Prisma.sql`n.state`, first: envelopeMachine.initial },
      asOf && endOf(asOf),
    );
    const [row] = await this.database.read.$queryRaw<CreditsRow[]>`
      WITH ${movedSql(callId, asOf, false)}, ${openedSql(callId, asOf)},
      held AS (SELECT m.funder_code || ' ' || m.year AS key, ${ACCOUNT_SUMS} FROM moved m GROUP BY m.funder_code, m.year)
      SELECT c.region, c.time_zone AS "timeZone", c.spec_version > 0 AS "everPublished", (
        SELECT coalesce(json_agg(json_build_object('funderCode', f.code, 'funderName', f.name, 'year', n.year, 'closed', ${closed} = 'CLOSED',
          'unused', coalesce(o.available + o.frozen, 0)::text, 'reserved', coalesce(h.in_reserved, 0)::text,
          'unpaid', coalesce(h.in_committed + h.in_ordered, 0)::text) ORDER BY f.position, n.year), '[]')
        FROM call_funder f JOIN envelope n ON n.call_id = f.call_id AND n.funder_code = f.code
        LEFT JOIN opened o ON o.key = f.code || ' ' || n.year LEFT JOIN held h ON h.key = f.code || ' ' || n.year
        WHERE f.call_id = c.id) AS envelopes
      FROM "call" c WHERE c.id = ${callId}::uuid`;
    if (row === undefined || !readsFunds(actor, row)) return undefined;
    const envelopes = row.envelopes.map(({ unused, reserved, unpaid, ...envelope }) => ({
      ...envelope,
      unused: BigInt(unused),
      reserved: BigInt(reserved),
      unpaid: BigInt(unpaid),
    }));
    return { timeZone: row.timeZone, envelopes };
  }
}

/** `dossier`: all of a call, each with the key of its row. */
function wholeOf(callId: string, by: FundingBy): Prisma.Sql {
  const key = DIMENSIONS[by].key ?? Prisma.sql`a.id::text`;
  return Prisma.sql`dossier AS (SELECT a.id, ${key} AS key FROM "call" c JOIN application a ON a.call_id = c.id WHERE c.id = ${callId}::uuid)`;
}

const BY_DOSSIER = [
  Prisma.sql`grouped AS (
      SELECT d.key, count(*)::int AS dossiers, sum(m.in_reserved) AS in_reserved, sum(m.in_committed) AS in_committed, sum(m.in_ordered) AS in_ordered,
        sum(m.in_paid) AS in_paid, sum(m.in_recovered) AS in_recovered
      FROM money m JOIN dossier d ON d.id = m.application_id GROUP BY d.key)`,
  Prisma.sql`behind AS MATERIALIZED (
      SELECT d.key, g.reason, sum(g.cents)::bigint AS cents, count(DISTINCT g.application_id)::int AS dossiers
      FROM gap g JOIN dossier d ON d.id = g.application_id GROUP BY 1, 2)`,
];
const BY_YEAR = [
  Prisma.sql`grouped AS (
      SELECT m.funder_code || ' ' || m.year AS key, (count(*) FILTER (WHERE m.account = 'RESERVED'))::int AS dossiers, ${ACCOUNT_SUMS}
      FROM moved m GROUP BY m.funder_code, m.year)`,
  Prisma.sql`behind AS MATERIALIZED (
      SELECT g.funder_code || ' ' || g.year AS key, g.reason, sum(g.cents)::bigint AS cents, count(DISTINCT g.application_id)::int AS dossiers
      FROM gap g GROUP BY 1, 2)`,
];

/** What was opened, of the row's envelope or of all. */
function opening(by: FundingBy, account: 'credits' | 'available' | 'frozen'): Prisma.Sql {
  if (!DIMENSIONS[by].ofEnvelope) return Prisma.sql`'0'`;
  const which = by === 'funder,year' ? Prisma.sql`WHERE n.key = k.key` : Prisma.empty;
  return Prisma.sql`(SELECT coalesce(sum(n.${Prisma.raw(account)}), 0)::text FROM opened n ${which})`;
}

function read({ gaps, envelope, available, frozen, reserved, committed, ordered, paid, recovered, ...row }: RowJson): FundingRow {
  return {
    ...row,
    envelope: BigInt(envelope),
    available: BigInt(available),
    frozen: BigInt(frozen),
    reserved: BigInt(reserved),
    committed: BigInt(committed),
    ordered: BigInt(ordered),
    paid: BigInt(paid),
    recovered: BigInt(recovered),
    gaps: gaps.map(({ cents, ...gap }) => ({ ...gap, cents: BigInt(cents) })),
  };
}
