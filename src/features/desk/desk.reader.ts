import { Injectable } from '@nestjs/common';

import { Prisma } from '../../generated/prisma/client.js';
import { Refusal } from '../../kernel/errors.js';
import { isUuid } from '../../kernel/ids.js';
import { Database } from '../../platform/database/database.service.js';
import { PLANNED_EACH_TIME } from '../../platform/database/direct.js';
import { DEFAULT_LIMIT, decodeCursor, encodeCursor, staleCursor } from '../../platform/http/pagination.js';
import { RawJson, type Answer, type RequestContext } from '../../platform/workflow/request.js';
import { conditions, deskOf, type Desk } from './desk-conditions.store.js';
import type { DeskFilter, DeskPage, Order, Sort } from './desk-filter.js';
import { hitsSql, MOST_HITS } from './desk-search.store.js';

interface Counted {
  readonly total: number;
  readonly states: readonly { readonly state: string; readonly count: number }[];
  readonly departments: readonly { readonly department: string; readonly count: number }[];
}

/** Of the sight already judged. */
const NOTHING = { organisation: false, filed: false, call: false };
const AD_HOC = Prisma.raw(PLANNED_EACH_TIME);
const utc = (column: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
/** Never submitted: after all that was. */
const NEVER = Prisma.sql`'9999-12-31T00:00:00Z'::timestamptz`;

interface SortKey {
  readonly key: Prisma.Sql;
  /** As the cursor carries it, and back. */
  readonly text: Prisma.Sql;
  readonly read: (value: string) => Prisma.Sql | undefined;
}

const instant = (value: string): Prisma.Sql | undefined =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value) && !Number.isNaN(Date.parse(value))
    ? Prisma.sql`${value}::timestamptz`
    : undefined;
const whole = (value: string): Prisma.Sql | undefined => (/^\d{1,18}$/.test(value) ? Prisma.sql`${value}::bigint` : undefined);
const KEY = Prisma.sql`p.key`;

function sortKey(desk: Desk, sort: Sort): SortKey {
  switch (sort) {
    case 'WAITING_SINCE':
      return { key: Prisma.sql`a.state_since`, text: utc(KEY), read: instant };
    case 'SUBMITTED_AT':
      return { key: Prisma.sql`coalesce(a.submitted_at, ${NEVER})`, text: utc(KEY), read: instant };
    case 'AMOUNT':
      return { key: desk.amount, text: Prisma.sql`p.key::text`, read: whole };
    case 'TITLE':
      return {
        key: Prisma.sql`lower(fr_unaccent(${desk.title}))`,
        text: KEY,
        read: (value) => (value.includes('\0') ? undefined : Prisma.sql`${value}::text`),
      };
    case 'RANK':
      return { key: Prisma.sql`h.score`, text: Prisma.sql`p.key::text`, read: whole };
  }
}

/** The list and the counts share their conditions: what is counted is what is listed. */
@Injectable()
export class DeskReader {
  constructor(private readonly database: Database) {}

  /** One query; PostgreSQL writes the JSON. By rank when a text is sought, else by what waits longest. */
  async list({ actor }: RequestContext, query: DeskPage): Promise<Answer<RawJson>> {
    const { limit = DEFAULT_LIMIT, q, after } = query;
    const sort = query.sort ?? (q === undefined ? 'WAITING_SINCE' : 'RANK');
    if (sort === 'RANK' && q === undefined) throw needsText();
    const order = query.order ?? (sort === 'RANK' ? 'desc' : 'asc');
    const desk = deskOf(actor);
    const { key, text, read } = sortKey(desk, sort);
    const where = conditions(desk, query);
    const hits = q === undefined ? undefined : hitsSql(desk, where, q);
    const down = order === 'desc';
    const next_ = afterCursor(after, sort, order, read);
    const beyond =
      next_ === undefined
        ? Prisma.sql`true`
        : down
          ? Prisma.sql`(${key}, a.id) < (${next_.value}, ${next_.id}::uuid)`
          : Prisma.sql`(${key}, a.id) > (${next_.value}, ${next_.id}::uuid)`;
    const direction = down ? Prisma.sql`DESC` : Prisma.sql`ASC`;
    const needs = {
      ...(hits === undefined ? where.needs : NOTHING),
      ...(sort === 'AMOUNT' || sort === 'TITLE' ? { filed: true } : {}),
    };
    const [page] = await this.database.read.$queryRaw<
      { items: string; last: string | null; found: number; hits: number }[]
    >`${AD_HOC}
      ${hits === undefined ? Prisma.empty : Prisma.sql`WITH ${hits}`}
      SELECT coalesce(string_agg(item, ',' ORDER BY n) FILTER (WHERE n <= ${limit}::int), '') AS items,
             max(json_build_array(mark, id)::text) FILTER (WHERE n = ${limit}::int) AS last, count(*)::int AS found,
             ${hits === undefined ? Prisma.sql`0` : Prisma.sql`(SELECT count(*) FROM hits)::int`} AS hits
      FROM (SELECT p.n, p.id, ${text} AS mark, ${itemSql(desk)}::text AS item
            FROM (SELECT id, key, row_number() OVER (ORDER BY key ${direction}, id ${direction}) AS n
                  FROM (SELECT a.id, ${key} AS key FROM ${desk.from(needs)} ${hits === undefined ? Prisma.empty : Prisma.sql`JOIN hits h ON h.id = a.id`}
                        WHERE ${beyond} ${hits === undefined ? Prisma.sql`AND ${where.sql}` : Prisma.empty}
                        ORDER BY ${key} ${direction}, a.id ${direction} LIMIT ${limit + 1}::int) sorted) p
            JOIN application a ON a.id = p.id JOIN organisation o ON o.id = a.organisation_id JOIN "call" c ON c.id = a.call_id
            LEFT JOIN application_search s ON s.application_id = a.id) listed`;
    const { items = '', last = null, found = 0, hits: matched = 0 } = page ?? {};
    const mark = last === null ? [] : (JSON.parse(last) as string[]);
    const next = found > limit && last !== null ? encodeCursor([`${sort} ${order}`, ...mark]) : null;
    const capped = matched >= MOST_HITS;
    const body = `{"items":[${items}],"page":{"limit":${limit},"next":${JSON.stringify(next)}},"capped":${String(capped)}}`;
    return { body: new RawJson(body), next: next ?? undefined };
  }

  /** How many, by state and by department; of a text, among the dossiers that the list ranks. */
  async counts({ actor }: RequestContext, filter: DeskFilter): Promise<Answer<Counted & { capped: boolean }>> {
    const desk = deskOf(actor);
    const where = conditions(desk, filter);
    const { q } = filter;
    const hits = q === undefined ? undefined : hitsSql(desk, where, q);
    const [row] = await this.database.read.$queryRaw<Counted[]>`${AD_HOC}
      WITH ${hits === undefined ? Prisma.empty : Prisma.sql`${hits},`}
      tallied AS (SELECT ${desk.state} AS state, a.department, count(*)::int AS count
                  FROM ${hits === undefined ? desk.from(where.needs) : Prisma.sql`${desk.from(NOTHING)} JOIN hits h ON h.id = a.id`}
                  ${hits === undefined ? Prisma.sql`WHERE ${where.sql}` : Prisma.empty} GROUP BY 1, 2)
      SELECT (SELECT coalesce(sum(count), 0)::int FROM tallied) AS total,
             (SELECT coalesce(json_agg(t ORDER BY t.state), '[]') FROM (SELECT state, sum(count)::int AS count FROM tallied GROUP BY state) t) AS states,
             (SELECT coalesce(json_agg(t ORDER BY t.department), '[]')
              FROM (SELECT department, sum(count)::int AS count FROM tallied GROUP BY department) t) AS departments`;
    const { total, states, departments } = row ?? { total: 0, states: [], departments: [] };
    return { body: { total, states, departments, capped: q !== undefined && total >= MOST_HITS } };
  }
}

function needsText(): Refusal {
  const message = {
    fr: 'Le tri par pertinence demande un texte à chercher (q).',
    en: 'Sorting by rank needs a text to search (q).',
  };
  return new Refusal('validation-failed', undefined, [{ rule: 'rankNeedsText', pointer: '/sort', message }]);
}

function itemSql(desk: Desk): Prisma.Sql {
  return Prisma.sql`json_build_object(
    'id', a.id, 'number', a.number, 'title', ${desk.title}, 'state', ${desk.state}, 'stateSince', ${utc(Prisma.sql`a.state_since`)},
    'callId', a.call_id, 'department', a.department,
    'organisation', json_build_object('id', o.id, 'name', o.name, 'holderType', o.holder_type),
    'requested', json_build_object('cents', ${desk.amount}, 'currency', 'EUR'), 'submittedAt', ${utc(Prisma.sql`a.submitted_at`)},
    'dueOn', CASE WHEN a.state = 'INCOMPLETE' THEN a.completion->>'dueOn' END, 'version', a.version,
    'instructions', (SELECT coalesce(json_agg(json_build_object('id', i.id, 'agencyKind', i.agency_kind, 'state', i.state, 'examiner',
        CASE WHEN e.id IS NOT NULL THEN json_build_object('id', e.id, 'name', e.given_name || ' ' || e.family_name) END) ORDER BY i.agency_kind), '[]')
      FROM instruction i LEFT JOIN person e ON e.id = i.examiner_id WHERE i.application_id = a.id AND ${desk.instructions}))`;
}

/** @throws Refusal validation-failed for a cursor of another sort, or of no sort of ours */
function afterCursor(
  after: string | undefined,
  sort: Sort,
  order: Order,
  read: SortKey['read'],
): { value: Prisma.Sql; id: string } | undefined {
  const cursor = decodeCursor(after, 3);
  if (cursor === undefined) return undefined;
  const [of, mark = '', id = ''] = cursor;
  const value = read(mark);
  if (of !== `${sort} ${order}` || value === undefined || !isUuid(id)) throw staleCursor();
  return { value, id };
}
