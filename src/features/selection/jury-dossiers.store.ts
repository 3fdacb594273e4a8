// What the jury compares of each dossier, as SQL: the page of the ranked list and the board of the simulations read the same.

import { applicationScope } from '../../access/application-scope.js';
import { Prisma } from '../../generated/prisma/client.js';
import type { Actor } from '../../kernel/actor.js';

/** Dossiers that the jury has before it, or has dealt with; EXAMINED ones too where the call has no committee. */
const BEFORE_JURY_STATES = [
  'COMMITTEE_FAVOURABLE',
  'COMMITTEE_RESERVED',
  'COMMITTEE_UNFAVOURABLE',
  'RESERVE',
  'SHORTLISTED',
  'AWARDED',
  'REFUSED',
] as const;

/** Of an application named `p`, of a call named `c`. */
export const BEFORE_JURY = Prisma.sql`(p.state = ANY(${[...BEFORE_JURY_STATES]}::text[])
  OR (p.state = 'EXAMINED' AND NOT (c.settings ->> 'committeeRequired')::boolean))`;

/** Whether the juror may see this dossier, an application named `p`: own territory, and no interest recorded. */
export function visibleToJuror(juror: Actor): Prisma.Sql {
  const scope = applicationScope(juror);
  return scope.all
    ? Prisma.sql`true`
    : Prisma.sql`(p.department = ANY(${[...scope.departments]}::text[])
        AND NOT EXISTS (SELECT FROM interest i WHERE i.application_id = p.id AND i.person_id = ${scope.personId}::uuid))`;
}

/**
 * Points of both agencies together, and each one's, as `s`. Where they agreed a common score, it stands for that of each, so that
 * dossiers with and without one compare on the same scale.
 */
export const SCORES = Prisma.sql`LATERAL (
  SELECT coalesce(2 * min(j.total), sum(n.score_total), 0)::int AS score, min(j.total) AS common_score,
         coalesce(json_agg(json_build_object('agency', n.agency_kind, 'score', n.score_total, 'opinion', n.opinion)
           ORDER BY n.agency_kind), '[]') AS scores
  FROM instruction n LEFT JOIN joint_score j
    ON j.application_id = n.application_id AND j.examination = n.examination AND j.state = 'AGREED'
  WHERE n.application_id = p.id AND n.examination = p.examination AND n.state = 'SIGNED') s`;

/** Whether the agenda item `t` belongs to the present examination of `p`: an appeal upheld leaves the earlier ones behind. */
export const OF_PRESENT_EXAMINATION = Prisma.sql`NOT EXISTS (
  SELECT FROM application_examination e WHERE e.application_id = p.id AND e.ended_at >= t.closed_at)`;

/** Rank in the order that the committee adopted, as `r`; null where it adopted none. */
export const COMMITTEE_RANK = Prisma.sql`LATERAL (SELECT (
  SELECT k.rank FROM committee_rank k JOIN agenda_item t ON t.id = k.item_id
  WHERE k.application_id = p.id AND ${OF_PRESENT_EXAMINATION}
  ORDER BY t.closed_at DESC, t.id DESC LIMIT 1) AS committee_rank) r`;

/** What stands for the rank of a dossier that has none: after all that have one. */
export const UNRANKED = 2 ** 31 - 1;

/** What the content of `p` brings: before the jury it is the version sent, which nobody edits. */
export const BRINGS = Prisma.sql`'beneficiaries', coalesce((p.content ->> 'beneficiaries')::int, 0),
  'places', coalesce((p.content ->> 'placesCreated')::int, 0), 'axes', coalesce(p.content -> 'axes', '[]'),
  'answer', p.content -> 'answers' -> (c.settings #>> '{selection,priority,question}')`;

/** Rows (stage, year, funder_code, cents) of the last revision of each stage of `p`, of its present examination. */
export const LAST_AMOUNTS = Prisma.sql`(
  SELECT m.stage, m.year, m.funder_code, m.cents FROM application_amount m
  WHERE m.application_id = p.id AND (m.stage = 'REQUESTED' OR m.examination = p.examination) AND m.revision = (
    SELECT max(r.revision) FROM application_amount r WHERE r.application_id = p.id AND r.stage = m.stage))`;
