// Full-text search in French: an exact number or SIRET first; else the words, without their accents and endings; else what resembles them.

import { Prisma } from '../../generated/prisma/client.js';
import type { Desk } from './desk-conditions.store.js';

/** A search ranks at most this many dossiers, the newest of those that match: beyond it the answer says to be more precise. */
export const MOST_HITS = 1000;
/** Misspelt words are compared with this many dossiers of the reader's departments at most. */
const MOST_SIMILAR = 1000;

/** websearch_to_tsquery takes any text whatever: quotes, "or" and "-" mean what they do in a search engine, the rest is words. */
const query = (text: string): Prisma.Sql => Prisma.sql`websearch_to_tsquery('french', fr_unaccent(${text}))`;

/**
 * `hits (id, score)`, to be put in a WITH: what the reader may see, under the other filters, that answers `text`. Each step is tried when the
 * one before finds nothing within the reader's own sight, so that an answer tells nothing of dossiers out of it. A query without anything
 * to look up (only stop words, only exclusions) matches nothing by its words, rather than reading every dossier.
 */
export function hitsSql(desk: Desk, where: Prisma.Sql, text: string): Prisma.Sql {
  const sought = query(text);
  const identifier = text.replace(/\s+/g, '').toUpperCase();
  const exactly = /^\d{14}$/.test(identifier) ? Prisma.sql`o.siret = ${identifier}` : Prisma.sql`a.number = ${identifier}`;
  const vector = either(desk, Prisma.sql`application_vector(a.title, o.name, a.content)`, Prisma.sql`s.vector`);
  return Prisma.sql`exact AS MATERIALIZED (
      SELECT a.id, 2000000000 AS score FROM ${desk.tables}
      WHERE ${exactly} AND ${where} ORDER BY a.id DESC LIMIT ${MOST_HITS}::int),
    worded AS MATERIALIZED (
      SELECT a.id, (1000000 * ts_rank(${vector}, ${sought}))::int AS score FROM ${desk.tables}
      WHERE ${matches(desk, sought)} AND querytree(${sought}) NOT IN ('', 'T') AND NOT EXISTS (SELECT FROM exact) AND ${where}
      ORDER BY a.id DESC LIMIT ${MOST_HITS}::int),
    hits AS MATERIALIZED (
      SELECT * FROM exact UNION ALL SELECT * FROM worded
      UNION ALL SELECT * FROM (${similar(desk, where, text)}) resembling)`;
}

function either({ holds, working }: Desk, draft: Prisma.Sql, filed: Prisma.Sql): Prisma.Sql {
  return holds ? Prisma.sql`CASE WHEN ${working} THEN ${draft} ELSE ${filed} END` : filed;
}

function matches({ holds, working }: Desk, sought: Prisma.Sql): Prisma.Sql {
  if (!holds) return Prisma.sql`s.vector @@ ${sought}`;
  // A holder's dossiers are few: the working copies are read as they are now, and nothing is kept of them for searches.
  return Prisma.sql`CASE WHEN ${working} THEN application_vector(a.title, o.name, a.content) ELSE s.vector END @@ ${sought}`;
}

function similar({ holds, working, tables, own, departments, scoped }: Desk, where: Prisma.Sql, text: string): Prisma.Sql {
  const sought = Prisma.sql`lower(fr_unaccent(${text}))`;
  const nothingYet = Prisma.sql`NOT EXISTS (SELECT FROM exact) AND NOT EXISTS (SELECT FROM worded)`;
  const parts: Prisma.Sql[] = [];
  if (scoped) {
    parts.push(Prisma.sql`SELECT a.id, (1000000 * r.score)::int AS score
      FROM similar_applications(${sought}, ${departments === null ? null : [...departments]}::text[], ${MOST_SIMILAR}::int) r, ${tables}
      WHERE a.id = r.application_id AND NOT ${own} AND ${nothingYet} AND ${where}`);
  }
  if (holds) {
    const label = Prisma.sql`CASE WHEN ${working} THEN application_label(a.title, o.name, a.content) ELSE s.label END`;
    parts.push(Prisma.sql`SELECT a.id, (1000000 * word_similarity(${sought}, ${label}))::int AS score FROM ${tables}
      WHERE ${own} AND ${nothingYet} AND word_similarity(${sought}, ${label}) >= 0.4 AND ${where}`);
  }
  return parts.length === 0 ? Prisma.sql`SELECT NULL::uuid AS id, 0 AS score WHERE false` : Prisma.join(parts, ' UNION ALL ');
}
