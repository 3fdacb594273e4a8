import { Injectable } from '@nestjs/common';

import { Prisma } from '../../generated/prisma/client.js';
import type { Actor } from '../../kernel/actor.js';
import { Database } from '../../platform/database/database.service.js';
import type { PriorityTerritories } from '../calls/call-settings.js';
import type { ComparedDossier } from './board.js';
import {
  BEFORE_JURY,
  BRINGS,
  COMMITTEE_RANK,
  LAST_AMOUNTS,
  OF_PRESENT_EXAMINATION,
  SCORES,
  UNRANKED,
  visibleToJuror,
} from './jury-dossiers.store.js';
import { asJuror, knowsSelection, type CallOfJury } from './jury-scope.rules.js';

/** One funder's share of one year. */
export interface ShareCents {
  readonly year: number;
  readonly funderCode: string;
  readonly cents: number;
}

export interface SelectionRow extends ComparedDossier {
  readonly scores: readonly { readonly agency: string; readonly score: number | null; readonly opinion: string }[];
  /** Agreed by both agencies; null where they agreed none. */
  readonly commonScore: number | null;
  /** In the order that the committee adopted; null where it adopted none. */
  readonly committeeRank: number | null;
  readonly jointOutcome: string | null;
  readonly divergent: boolean | null;
  readonly tally: Readonly<Record<string, unknown>> | null;
  /** By stage, then year, then funder in the order of the split. */
  readonly amounts: readonly { readonly stage: string; readonly shares: readonly ShareCents[] }[];
  /** Whether the reference selection takes it; null: none is adopted, or it did not consider it. */
  readonly inReference: boolean | null;
  readonly reserveRank: number | null;
  readonly reserveExpiresAt: string | null;
}

/** What one funder opened for one year, and what is left of it. */
export interface EnvelopeLeft {
  /** Opened, and not to be used for now. */
  readonly frozen: number;
  readonly code: string;
  readonly name: string;
  readonly year: number;
  readonly amount: number;
  readonly reserved: number;
  readonly committed: number;
}

export interface SelectionEnvelope extends EnvelopeLeft {
  /** Asked, and proposed by the committees, for the dossiers that the jury has not decided. */
  readonly requested: number;
  readonly proposed: number;
}

export interface Selection {
  readonly callId: string;
  readonly title: string;
  readonly state: string;
  readonly priority: PriorityTerritories | null;
  readonly referenceId: string | null;
  readonly envelopes: readonly SelectionEnvelope[];
  /** One more than `limit` when there is a next page. */
  readonly items: readonly SelectionRow[];
}

type Row = Selection & CallOfJury;

/** Last row shown: department, score, rank (UNRANKED where none), id. */
export interface SelectionKey {
  readonly department: string;
  readonly score: number;
  readonly rank: number;
  readonly id: string;
}

@Injectable()
export class SelectionReader {
  constructor(private readonly database: Database) {}

  /** The ranked list and what is left of the envelopes, in one query. Undefined: no such call for this actor. */
  async page(actor: Actor, callId: string, after: SelectionKey | undefined, limit: number): Promise<Selection | undefined> {
    const juror = asJuror(actor);
    const beyond =
      after === undefined
        ? Prisma.sql`true`
        : Prisma.sql`(p.department, -s.score, coalesce(r.committee_rank, ${UNRANKED}::int), p.id)
            > (${after.department}, ${-after.score}::int, ${after.rank}::int, ${after.id}::uuid)`;
    const [row] = await this.database.read.$queryRaw<Row[]>`
      WITH listed AS (
        SELECT p.*, s.score, s.scores, s.common_score, r.committee_rank
        FROM application p JOIN "call" c ON c.id = p.call_id CROSS JOIN ${SCORES} CROSS JOIN ${COMMITTEE_RANK}
        WHERE p.call_id = ${callId}::uuid AND ${BEFORE_JURY} AND ${visibleToJuror(juror)} AND ${beyond}
        ORDER BY p.department, -s.score, coalesce(r.committee_rank, ${UNRANKED}::int), p.id LIMIT ${limit + 1}::int
      ), asked AS (
        SELECT m.funder_code, m.year, coalesce(sum(m.cents) FILTER (WHERE m.stage = 'REQUESTED'), 0) AS requested,
               coalesce(sum(m.cents) FILTER (WHERE m.stage = 'PROPOSED_COMMITTEE'), 0) AS proposed
        FROM application p JOIN "call" c ON c.id = p.call_id CROSS JOIN LATERAL ${LAST_AMOUNTS} m
        WHERE p.call_id = ${callId}::uuid AND ${BEFORE_JURY} AND p.state NOT IN ('SHORTLISTED', 'AWARDED', 'REFUSED')
        GROUP BY m.funder_code, m.year
      )
      SELECT c.id AS "callId", c.title, c.state, c.region, c.departments, c.spec_version > 0 AS "everPublished",
        c.settings #> '{selection,priority}' AS priority, c.selection_reference_id AS "referenceId",
        (SELECT coalesce(json_agg(json_build_object('code', f.code, 'name', f.name, 'year', e.year, 'amount', e.amount_cents,
            'reserved', e.reserved_cents, 'committed', e.committed_cents, 'frozen', e.frozen_cents, 'requested', coalesce(q.requested, 0),
            'proposed', coalesce(q.proposed, 0)) ORDER BY f.position, e.year), '[]')
         FROM envelope e JOIN call_funder f ON f.call_id = e.call_id AND f.code = e.funder_code
           LEFT JOIN asked q ON q.funder_code = e.funder_code AND q.year = e.year WHERE e.call_id = c.id) AS envelopes,
        (SELECT coalesce(json_agg(json_build_object('id', p.id, 'number', p.number, 'version', p.version, 'state', p.state,
            'department', p.department, 'title', p.title, 'holder', o.name, 'score', p.score, 'scores', p.scores,
            'commonScore', p.common_score, 'committeeRank', p.committee_rank,
            'jointOutcome', p.joint_outcome, 'divergent', p.divergent, 'committeeOpinion', p.committee_opinion,
            'reserveRank', p.reserve_rank, 'reserveExpiresAt', p.reserve_expires_at, ${BRINGS},
            'inReference', (SELECT n.taken FROM selection_optimisation_line n
                            WHERE n.optimisation_id = c.selection_reference_id AND n.application_id = p.id),
            'tally', (SELECT t.tally FROM agenda_item t WHERE t.application_id = p.id AND t.state = 'DECIDED'
                        AND ${OF_PRESENT_EXAMINATION}
                      ORDER BY t.closed_at DESC, t.id DESC LIMIT 1),
            'amounts', (
              SELECT coalesce(json_agg(json_build_object('stage', g.stage, 'shares', g.shares) ORDER BY g.stage), '[]') FROM (
                SELECT m.stage, json_agg(json_build_object('year', m.year, 'funderCode', m.funder_code, 'cents', m.cents)
                  ORDER BY m.year, f.position) AS shares
                FROM ${LAST_AMOUNTS} m JOIN call_funder f ON f.call_id = p.call_id AND f.code = m.funder_code
                GROUP BY m.stage) g)
            ) ORDER BY p.department, -p.score, coalesce(p.committee_rank, ${UNRANKED}::int), p.id), '[]')
         FROM listed p JOIN organisation o ON o.id = p.organisation_id) AS items
      FROM "call" c WHERE c.id = ${callId}::uuid`;
    if (row === undefined || !knowsSelection(juror, row)) return undefined;
    return row;
  }
}
