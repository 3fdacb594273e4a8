import { Prisma } from '../../generated/prisma/client.js';
import type { Db } from '../../platform/database/tx.js';
import type { PublicCall } from './public-calls.views.js';

/** Calls that everyone may read: those that are open or to come. The same for the list, the detail and every other public shape. */
export function isPublic(now: Date): Prisma.Sql {
  return Prisma.sql`c.state IN ('PUBLISHED', 'OPEN') AND c.deadline_at >= ${now}::timestamptz`;
}

/** `detail`: with the text and the amendments. One query, whatever the number of calls. */
export function selectPublicCalls<T extends object = object>(
  db: Db,
  detail: boolean,
  where: Prisma.Sql,
  tail: Prisma.Sql,
  more: Prisma.Sql = Prisma.empty,
): Promise<(PublicCall & T)[]> {
  return db.$queryRaw<(PublicCall & T)[]>`
    SELECT c.id, c.title, c.edition, c.region, c.departments, c.time_zone AS "timeZone", c.opens_local AS "opensLocal",
           c.deadline_local AS "deadlineLocal", c.opens_at AS "opensAt", c.deadline_at AS "deadlineAt", c.budget_years AS "budgetYears",
           c.settings, c.spec_version AS "specVersion", c.published_at AS "publishedAt", s.frozen_at AS "updatedAt",
           CASE WHEN ${detail}::boolean THEN c.text ELSE '' END AS text,
           (SELECT coalesce(jsonb_agg(jsonb_build_object('code', f.code, 'name', f.name) ORDER BY f.position), '[]')
            FROM call_funder f WHERE f.call_id = c.id) AS funders,
           CASE WHEN ${detail}::boolean THEN
             (SELECT coalesce(jsonb_agg(jsonb_build_object('number', b.number, 'at', to_char(b.frozen_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                                                           'reasons', b.content->'amendment'->>'reasons') ORDER BY b.number), '[]')
              FROM call_specification b WHERE b.call_id = c.id AND b.content ? 'amendment') ELSE '[]' END AS amendments ${more}
    FROM "call" c JOIN call_specification s ON s.call_id = c.id AND s.number = c.spec_version
    WHERE ${where} ${tail}`;
}
