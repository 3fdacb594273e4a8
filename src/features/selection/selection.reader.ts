import { Injectable } from '@nestjs/common';

import { Prisma } from '../../generated/prisma/client.js';
import type { Actor } from '../../kernel/actor.js';
import { Database } from '../../platform/database/database.service.js';
import { seesSelectionOf } from './selection-scope.rules.js';
import { inSelectionOf } from './selection-scope.store.js';

/** Dossiers that the jury has before it, or has dealt with; EXAMINED ones too where the call has no committee. */
const BEFORE_JURY = [
  'COMMITTEE_FAVOURABLE',
  'COMMITTEE_RESERVED',
  'COMMITTEE_UNFAVOURABLE',
  'RESERVE',
  'SHORTLISTED',
  'AWARDED',
  'REFUSED',
] as const;

export interface YearCents {
  readonly year: number;
  readonly cents: number;
}

export interface SelectionRow {
  readonly id: string;
  readonly number: string | null;
  readonly version: number;
  readonly state: string;
  readonly department: string;
  readonly title: string;
  readonly holder: string;
  /** Sum of the points of both agencies. */
  readonly score: number;
  readonly scores: readonly { readonly agency: string; readonly score: number | null; readonly opinion: string }[];
  readonly jointOutcome: string | null;
  readonly divergent: boolean | null;
  readonly committeeOpinion: string | null;
  readonly tally: Readonly<Record<string, unknown>> | null;
  readonly amounts: readonly { readonly stage: string; readonly years: readonly YearCents[] }[];
  readonly reserveRank: number | null;
  readonly reserveExpiresAt: string | null;
}

export interface SelectionEnvelope {
  readonly code: string;
  readonly name: string;
  readonly year: number;
  readonly amount: number;
  readonly reserved: number;
  readonly committed: number;
}

export interface Selection {
  readonly callId: string;
  readonly title: string;
  readonly state: string;
  readonly envelopes: readonly SelectionEnvelope[];
  /** One more than `limit` when there is a next page. */
  readonly items: readonly SelectionRow[];
}

interface Row extends Selection {
  readonly region: string;
  readonly departments: string[];
  readonly everPublished: boolean;
}

/** Last row shown: department, score, id. */
export interface SelectionKey {
  readonly department: string;
  readonly score: number;
  readonly id: string;
}

@Injectable()
export class SelectionReader {
  constructor(private readonly database: Database) {}

  /** The ranked list and what is left of the envelopes, in one query. Undefined: no such call for this actor. */
  async page(actor: Actor, callId: string, after: SelectionKey | undefined, limit: number): Promise<Selection | undefined> {
    const visible = inSelectionOf(actor);
    const beyond =
      after === undefined
        ? Prisma.sql`true`
        : Prisma.sql`(p.department, -s.score, p.id) > (${after.department}, ${-after.score}::int, ${after.id}::uuid)`;
    const [row] = await this.database.read.$queryRaw<Row[]>`
      WITH listed AS (
        SELECT p.*, s.score, s.scores FROM application p JOIN "call" c ON c.id = p.call_id
        CROSS JOIN LATERAL (
          SELECT coalesce(sum(n.score_total), 0)::int AS score,
                 coalesce(json_agg(json_build_object('agency', n.agency_kind, 'score', n.score_total, 'opinion', n.opinion)
                   ORDER BY n.agency_kind), '[]') AS scores
          FROM instruction n WHERE n.application_id = p.id AND n.examination = p.examination AND n.state = 'SIGNED') s
        WHERE p.call_id = ${callId}::uuid
          AND (p.state = ANY(${[...BEFORE_JURY]}::text[]) OR (p.state = 'EXAMINED' AND NOT (c.settings ->> 'committeeRequired')::boolean))
          AND ${visible} AND ${beyond}
        ORDER BY p.department, -s.score, p.id LIMIT ${limit + 1}::int
      )
      SELECT c.id AS "callId", c.title, c.state, c.region, c.departments, c.spec_version > 0 AS "everPublished",
        (SELECT coalesce(json_agg(json_build_object('code', f.code, 'name', f.name, 'year', e.year, 'amount', e.amount_cents,
            'reserved', e.reserved_cents, 'committed', e.committed_cents) ORDER BY f.position, e.year), '[]')
         FROM envelope e JOIN call_funder f ON f.call_id = e.call_id AND f.code = e.funder_code WHERE e.call_id = c.id) AS envelopes,
        (SELECT coalesce(json_agg(json_build_object('id', p.id, 'number', p.number, 'version', p.version, 'state', p.state,
            'department', p.department, 'title', p.title, 'holder', o.name, 'score', p.score, 'scores', p.scores,
            'jointOutcome', p.joint_outcome, 'divergent', p.divergent, 'committeeOpinion', p.committee_opinion,
            'reserveRank', p.reserve_rank, 'reserveExpiresAt', p.reserve_expires_at,
            'tally', (SELECT t.tally FROM agenda_item t WHERE t.application_id = p.id AND t.state = 'DECIDED'
                        AND NOT EXISTS (SELECT FROM application_examination e WHERE e.application_id = p.id AND e.ended_at >= t.closed_at)
                      ORDER BY t.closed_at DESC, t.id DESC LIMIT 1),
            'amounts', (
              SELECT coalesce(json_agg(json_build_object('stage', g.stage, 'years', g.years) ORDER BY g.stage), '[]') FROM (
                SELECT y.stage, json_agg(json_build_object('year', y.year, 'cents', y.cents) ORDER BY y.year) AS years FROM (
                  SELECT m.stage, m.year, sum(m.cents) AS cents FROM application_amount m
                  WHERE m.application_id = p.id AND (m.stage = 'REQUESTED' OR m.examination = p.examination) AND m.revision = (
                    SELECT max(r.revision) FROM application_amount r WHERE r.application_id = p.id AND r.stage = m.stage)
                  GROUP BY m.stage, m.year) y
                GROUP BY y.stage) g)
            ) ORDER BY p.department, -p.score, p.id), '[]')
         FROM listed p JOIN organisation o ON o.id = p.organisation_id) AS items
      FROM "call" c WHERE c.id = ${callId}::uuid`;
    if (row === undefined) return undefined;
    const { region, departments, everPublished, ...selection } = row;
    return seesSelectionOf(actor, { region, departments, everPublished }) ? selection : undefined;
  }
}
