import { Injectable } from '@nestjs/common';

import { applicationScope } from '../../access/application-scope.js';
import { Prisma } from '../../generated/prisma/client.js';
import type { Actor } from '../../kernel/actor.js';
import { Database } from '../../platform/database/database.service.js';
import { scopeSql } from '../applications/application-scope.store.js';
import type { FundingBy, FundingRow, GapCents } from './funding.rules.js';
import { asFunder, readsFunds } from './funds-scope.rules.js';
import type { Moment } from './moment.rules.js';
import { endOf } from './moment.store.js';

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
type RowJson = {
  readonly [K in keyof Omit<FundingRow, 'gaps'>]: FundingRow[K] extends bigint ? string : FundingRow[K];
} & { readonly gaps: readonly { readonly [K in keyof GapCents]: GapCents[K] extends bigint ? string : GapCents[K] }[] };

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

/** How rows are told apart: key, what is shown of it, whether single dossiers could be recognised in a row, and their order. */
interface Dimension {
  readonly key: Prisma.Sql;
  readonly shown: Prisma.Sql;
  readonly personal: boolean;
  readonly paged: boolean;
}

const NOTHING = Prisma.sql`'' AS "funderCode", '' AS "funderName", 0 AS year`;
const DIMENSIONS: Readonly<Record<FundingBy, Dimension>> = {
  'funder,year': {
    key: Prisma.sql`m.funder_code || ' ' || m.year`,
    shown: Prisma.sql`k.funder_code AS "funderCode", k.name AS "funderName", k.year, NULL::text AS id, NULL::text AS label`,
    personal: false,
    paged: false,
  },
  department: {
    key: Prisma.sql`a.department`,
    shown: Prisma.sql`${NOTHING}, g.key AS id, NULL::text AS label`,
    personal: false,
    paged: false,
  },
  region: {
    key: Prisma.sql`c.region`,
    shown: Prisma.sql`${NOTHING}, g.key AS id, NULL::text AS label`,
    personal: false,
    paged: false,
  },
  holder: {
    key: Prisma.sql`a.organisation_id::text`,
    shown: Prisma.sql`${NOTHING}, g.key AS id, (SELECT o.name FROM organisation o WHERE o.id = g.key::uuid) AS label`,
    personal: true,
    paged: true,
  },
  award: {
    key: Prisma.sql`a.id::text`,
    shown: Prisma.sql`${NOTHING}, g.key AS id, (SELECT p.number || ' – ' || p.title FROM application p WHERE p.id = g.key::uuid) AS label`,
    personal: true,
    paged: true,
  },
};

/** Debit less credit of each account of each dossier, funder and year: the balances as they stand, or the entries until a moment. */
function moved(asOf: Moment | undefined): Prisma.Sql {
  if (asOf === undefined)
    return Prisma.sql`SELECT b.funder_code, b.year, b.account, b.subject_id AS application_id, b.debit_cents - b.credit_cents AS cents
      FROM ledger_balance b JOIN "call" c ON c.id = b.call_id`;
  return Prisma.sql`SELECT e.funder_code, e.year, s.account, ledger_subject(s.account, e.application_id) AS application_id, s.cents
    FROM ledger_entry e JOIN "call" c ON c.id = e.call_id AND e.at < ${endOf(asOf)}
      CROSS JOIN LATERAL (VALUES (e.debit_account, e.cents), (e.credit_account, -e.cents)) AS s (account, cents)`;
}

/** State of a leg named `l` at a moment: its last act until then; PENDING before any. */
function legState(asOf: Moment | undefined): Prisma.Sql {
  if (asOf === undefined) return Prisma.sql`l.state`;
  return Prisma.sql`coalesce((SELECT u.to_state FROM audit_entry u WHERE u.aggregate = 'award-leg' AND u.aggregate_id = l.id
    AND u.at < ${endOf(asOf)} ORDER BY u.seq DESC LIMIT 1), 'PENDING')`;
}

const sum = (name: string, accounts: readonly string[]): Prisma.Sql =>
  Prisma.sql`coalesce(sum(m.cents) FILTER (WHERE m.account = ANY(${[...accounts]}::text[])), 0)::bigint AS ${Prisma.raw(name)}`;
const OUT = ['ORDERED', 'PAID', 'RECOVERED'];

@Injectable()
export class FundingReader {
  constructor(private readonly database: Database) {}

  /**
   * The money of a call in one query, by funder and year, department, holder, dossier, or as a whole. Sums over many dossiers are of all of
   * them; by dossier or holder, those closed to the reader are left out. Undefined: no such call, or none whose funds this actor may read.
   *
   * A gap is what one funder is behind the others on the same dossier and year, in proportion to the shares of its last award: promised by
   * one and not by the other (`LEG_…`, the state of the leg that is behind), or paid by one before the other (`PAID_LATER`).
   */
  async of(actor: Actor, callId: string, { by, asOf, after, limit, behind = false }: FundingQuery): Promise<Funding | undefined> {
    const { key, shown, personal, paged } = DIMENSIONS[by];
    const scope = personal ? Prisma.sql`AND ${scopeSql(applicationScope(asFunder(actor)))}` : Prisma.empty;
    const beyond = paged && after !== undefined ? Prisma.sql`AND ${key} > ${after}` : Prisma.empty;
    const uneven = behind ? Prisma.sql`AND a.id IN (SELECT application_id FROM gap)` : Prisma.empty;
    const ofEnvelope = by === 'funder,year' || by === 'region';
    // By funder and year every envelope has its row, whether anything is promised of it or not.
    const from =
      by === 'funder,year'
        ? Prisma.sql`(SELECT f.code AS funder_code, f.name, f.position, n.year FROM call_funder f JOIN envelope n ON n.call_id = f.call_id AND n.funder_code = f.code
            WHERE f.call_id = c.id) k LEFT JOIN grouped g ON g.key = k.funder_code || ' ' || k.year`
        : Prisma.sql`grouped g`;
    const ordered = by === 'funder,year' ? Prisma.sql`k.position, k.year` : Prisma.sql`g.key`;
    const until = asOf === undefined ? Prisma.sql`true` : Prisma.sql`w.created_at < ${endOf(asOf)}`;
    const [row] = await this.database.read.$queryRaw<Row[]>`
      WITH moved AS MATERIALIZED (${moved(asOf)} WHERE c.id = ${callId}::uuid),
      latest AS (
        SELECT DISTINCT ON (w.application_id) w.id FROM "call" c JOIN award w ON w.call_id = c.id AND ${until}
        WHERE c.id = ${callId}::uuid ORDER BY w.application_id, w.examination DESC, w.attempt DESC
      ),
      held AS (
        SELECT application_id, funder_code, year, sum(cents) AS promised, coalesce(sum(cents) FILTER (WHERE account IN ('PAID', 'RECOVERED')), 0) AS paid
        FROM moved WHERE account IN ('COMMITTED', 'ORDERED', 'PAID', 'RECOVERED') GROUP BY 1, 2, 3
      ),
      leg AS (
        SELECT w.application_id, l.id, l.funder_code, y.year, y.cents::numeric AS share, coalesce(h.promised, 0) AS promised, coalesce(h.paid, 0) AS paid
        FROM latest JOIN award w ON w.id = latest.id JOIN award_leg l ON l.award_id = w.id JOIN award_leg_year y ON y.leg_id = l.id AND y.cents > 0
        LEFT JOIN held h ON h.application_id = w.application_id AND h.funder_code = l.funder_code AND h.year = y.year
      ),
      ahead AS (
        SELECT s.application_id, s.id, s.funder_code, s.year, s.promised, s.paid,
               max(div(o.promised * s.share, o.share)) AS due, max(div(o.paid * s.share, o.share)) AS due_paid
        FROM leg s JOIN leg o ON o.application_id = s.application_id AND o.year = s.year AND o.funder_code <> s.funder_code AND o.promised > 0
        GROUP BY 1, 2, 3, 4, 5, 6
      ),
      gap AS (
        SELECT application_id, funder_code, year, 'LEG_' || (SELECT ${legState(asOf)} FROM award_leg l JOIN "call" c ON c.id = l.call_id WHERE l.id = ahead.id) AS reason,
               due - promised AS cents FROM ahead WHERE due > promised
        UNION ALL
        SELECT application_id, funder_code, year, 'PAID_LATER', least(due_paid, promised) - paid FROM ahead WHERE least(due_paid, promised) > paid
      ),
      grouped AS (
        SELECT ${key} AS key, count(DISTINCT a.id)::int AS dossiers, ${sum('reserved', ['RESERVED'])}, ${sum('committed', ['COMMITTED', ...OUT])},
               ${sum('ordered', OUT)}, ${sum('paid', ['PAID', 'RECOVERED'])}, ${sum('recovered', ['RECOVERED'])}
        FROM moved m CROSS JOIN "call" c LEFT JOIN application a ON a.id = m.application_id
        WHERE c.id = ${callId}::uuid AND m.account NOT IN ('CREDITS', 'AVAILABLE', 'FROZEN') ${scope} ${uneven} ${beyond}
        GROUP BY 1 ORDER BY 1 ${paged ? Prisma.sql`LIMIT ${limit}::int` : Prisma.empty}
      ),
      opened AS (
        SELECT m.funder_code || ' ' || m.year AS key, ${sum('credits', ['CREDITS'])}, ${sum('available', ['AVAILABLE'])}, ${sum('frozen', ['FROZEN'])}
        FROM moved m WHERE m.account IN ('CREDITS', 'AVAILABLE', 'FROZEN') GROUP BY 1
      ),
      behind AS (
        SELECT ${key} AS key, m.reason, sum(m.cents)::bigint AS cents, count(DISTINCT m.application_id)::int AS dossiers
        FROM gap m CROSS JOIN "call" c JOIN application a ON a.id = m.application_id WHERE c.id = ${callId}::uuid GROUP BY 1, 2
      )
      SELECT c.region, c.title, c.spec_version > 0 AS "everPublished", (SELECT coalesce(json_agg(r ORDER BY r.place), '[]') FROM (
        SELECT row_number() OVER (ORDER BY ${ordered}) AS place, ${shown}, coalesce(g.dossiers, 0) AS dossiers,
          ${ofEnvelope}::boolean AS "ofEnvelope",
          ${opening(by, 'credits')} AS envelope, ${opening(by, 'available')} AS available, ${opening(by, 'frozen')} AS frozen,
          coalesce(g.reserved, 0)::text AS reserved, coalesce(g.committed, 0)::text AS committed, coalesce(g.ordered, 0)::text AS ordered,
          coalesce(g.paid, 0)::text AS paid, coalesce(g.recovered, 0)::text AS recovered,
          (SELECT coalesce(json_agg(json_build_object('reason', h.reason, 'cents', h.cents::text, 'dossiers', h.dossiers) ORDER BY h.reason), '[]')
           FROM behind h WHERE h.key = g.key) AS gaps
        FROM ${from}) r) AS rows
      FROM "call" c WHERE c.id = ${callId}::uuid`;
    if (row === undefined || !readsFunds(actor, row)) return undefined;
    return { title: row.title, rows: row.rows.map(read) };
  }
}

/** What was opened, of the row's envelope or of all; CREDITS stands on the credit side. */
function opening(by: FundingBy, account: 'credits' | 'available' | 'frozen'): Prisma.Sql {
  const signed = account === 'credits' ? Prisma.sql`-sum(n.credits)` : Prisma.raw(`sum(n.${account})`);
  const which = by === 'funder,year' ? Prisma.sql`WHERE n.key = k.funder_code || ' ' || k.year` : Prisma.empty;
  return Prisma.sql`(SELECT coalesce(${signed}, 0)::text FROM opened n ${which})`;
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
