// Full-text search in French: an exact number or SIRET first; else the words, without their accents and endings; else what resembles them.

import { Prisma } from '../../generated/prisma/client.js';
import type { Desk, Where } from './desk-conditions.store.js';

/** A search ranks at most this many dossiers, the newest of those that match: beyond it the answer says to be more precise. */
export const MOST_HITS = 1000;

/**
 * `hits (id, score)`, to be put in a WITH: what the reader may see, under the other filters, that answers `text`. Each step is tried when the
 * one before finds nothing within the reader's own sight, so that an answer tells nothing of dossiers out of it. A query without anything
 * to look up (only stop words, only exclusions) matches nothing by its words, rather than reading every dossier.
 *
 * websearch_to_tsquery takes any text whatever: quotes, "or" and "-" mean what they do in a search engine, the rest is words.
 */
export function hitsSql(desk: Desk, where: Where, text: string): Prisma.Sql {
  const identifier = text.replace(/\s+/g, '').toUpperCase();
  const siret = /^\d{14}$/.test(identifier);
  const exactly = siret ? Prisma.sql`o.siret = ${identifier}` : Prisma.sql`a.number = ${identifier}`;
  const exact = desk.from({ ...where.needs, organisation: siret || where.needs.organisation });
  const sought = Prisma.sql`websearch_to_tsquery('french', fr_unaccent(${text}))`;
  return Prisma.sql`exact AS MATERIALIZED (
      SELECT a.id, 2000000000 AS score FROM ${exact} WHERE ${exactly} AND ${where.sql} ORDER BY a.id DESC LIMIT ${MOST_HITS}::int),
    worded AS MATERIALIZED (
      ${ranked(desk, where, sought, Prisma.sql`querytree(${sought}) NOT IN ('', 'T') AND NOT EXISTS (SELECT FROM exact)`)}),
    hits AS MATERIALIZED (
      SELECT id, score FROM exact UNION ALL SELECT id, score FROM worded
      UNION ALL SELECT id, score FROM (${similar(desk, where, text)}) resembling)`;
}

/** The newest dossiers that match, ranked once they are few. */
function ranked(desk: Desk, where: Where, sought: Prisma.Sql, gate: Prisma.Sql, mine?: Prisma.Sql): Prisma.Sql {
  const tables = desk.from({ ...where.needs, filed: true, organisation: where.needs.organisation || desk.holds });
  // A holder's dossiers are few: the working copies are read as they are now, and nothing is kept of them for searches.
  const draft = Prisma.sql`application_vector(a.title, o.name, a.content)`;
  const vector = desk.holds ? Prisma.sql`CASE WHEN ${desk.working} THEN ${draft} ELSE s.vector END` : Prisma.sql`s.vector`;
  return Prisma.sql`SELECT id, (1000000 * ts_rank(vector, ${sought}))::int AS score FROM (
    SELECT a.id, ${vector} AS vector FROM ${tables}
    WHERE ${vector} @@ ${sought} AND ${desk.around} AND ${gate} AND ${where.sql} ${mine ?? Prisma.empty} ORDER BY a.id DESC LIMIT ${MOST_HITS}::int) newest`;
}

function similar(desk: Desk, where: Where, text: string): Prisma.Sql {
  const nothingYet = Prisma.sql`NOT EXISTS (SELECT FROM exact) AND NOT EXISTS (SELECT FROM worded)`;
  const parts: Prisma.Sql[] = [];
  if (desk.scoped) {
    const others = desk.holds ? Prisma.sql`AND NOT ${desk.own}` : undefined;
    parts.push(ranked(desk, where, Prisma.sql`(SELECT resembling(${text}))`, nothingYet, others));
  }
  if (desk.holds) {
    // Words of a draft are in no dictionary: they are compared as they stand.
    const sought = Prisma.sql`lower(fr_unaccent(${text}))`;
    const label = Prisma.sql`application_label(CASE WHEN ${desk.working} THEN a.title ELSE s.title END, o.name, a.content)`;
    parts.push(Prisma.sql`SELECT a.id, (1000000 * word_similarity(${sought}, ${label}))::int AS score
      FROM ${desk.from({ ...where.needs, filed: true, organisation: true })}
      WHERE ${desk.own} AND ${nothingYet} AND word_similarity(${sought}, ${label}) >= 0.4 AND ${where.sql}`);
  }
  return parts.length === 0 ? Prisma.sql`SELECT NULL::uuid AS id, 0 AS score WHERE false` : Prisma.join(parts, ' UNION ALL ');
}
