import { Injectable } from '@nestjs/common';

import { Prisma } from '../../generated/prisma/client.js';
import type { Actor } from '../../kernel/actor.js';
import { Refusal } from '../../kernel/errors.js';
import type { Db } from '../../platform/database/tx.js';
import type { Board } from './board.js';
import { BEFORE_JURY, BRINGS, COMMITTEE_RANK, LAST_AMOUNTS, SCORES, UNRANKED, visibleToJuror } from './jury-dossiers.store.js';
import { asJuror, knowsSelection } from './jury-scope.rules.js';

/** Ten times the largest call known; what is beyond would not be one screen. */
const MOST_DOSSIERS = 2000;
const TOO_MANY = {
  fr: `Plus de ${MOST_DOSSIERS} dossiers sont devant le jury : la simulation n’en tient pas autant.`,
  en: `More than ${MOST_DOSSIERS} applications are before the jury: a simulation does not hold so many.`,
};

/** A call, or the call of a simulation or of a run. */
export type BoardOf = { readonly callId: string } | { readonly simulationId: string } | { readonly optimisationId: string };

@Injectable()
export class BoardReader {
  /**
   * All that the jury weighs in a call, and the simulations asked for, in one query.
   * @throws Refusal not-found outside one's scope, or when a simulation is not one of the call's
   */
  async read(db: Db, actor: Actor, of: BoardOf, simulationIds: readonly string[] = []): Promise<Board> {
    const juror = asJuror(actor);
    const years = (stage: string): Prisma.Sql => Prisma.sql`(
      SELECT coalesce(json_agg(json_build_object('year', y.year, 'cents', y.cents) ORDER BY y.year), '[]')
      FROM (SELECT m.year, sum(m.cents) AS cents FROM ${LAST_AMOUNTS} m WHERE m.stage = ${stage} GROUP BY m.year) y)`;
    const [board] = await db.$queryRaw<Board[]>`
      SELECT c.id AS "callId", c.state, c.region, c.departments, c.spec_version > 0 AS "everPublished", c.settings -> 'axes' AS axes,
        c.settings #> '{selection,priority}' AS priority, c.selection_reference_id AS "referenceId",
        (SELECT coalesce(json_agg(json_build_object('code', f.code, 'name', f.name, 'position', f.position, 'weight', f.weight,
            'family', f.family) ORDER BY f.position), '[]') FROM call_funder f WHERE f.call_id = c.id) AS funders,
        (SELECT coalesce(json_agg(json_build_object('funderCode', f.code, 'year', e.year, 'amount', e.amount_cents,
            'left', e.amount_cents - e.reserved_cents - e.committed_cents) ORDER BY f.position, e.year), '[]')
         FROM envelope e JOIN call_funder f ON f.call_id = e.call_id AND f.code = e.funder_code WHERE e.call_id = c.id) AS envelopes,
        (SELECT coalesce(json_agg(json_build_object('id', p.id, 'number', p.number, 'version', p.version, 'state', p.state,
            'department', p.department, 'title', p.title, 'holder', o.name, 'score', s.score, 'committeeOpinion', p.committee_opinion,
            ${BRINGS}, 'visible', ${visibleToJuror(juror)}, 'requested', ${years('REQUESTED')},
            'proposed', ${years('PROPOSED_COMMITTEE')}, 'decided', ${years('DECIDED')}) 
            ORDER BY p.department, -s.score, coalesce(r.committee_rank, ${UNRANKED}::int), p.id), '[]')
         FROM (SELECT p.* FROM application p WHERE p.call_id = c.id AND ${BEFORE_JURY} LIMIT ${MOST_DOSSIERS + 1}::int) p
           JOIN organisation o ON o.id = p.organisation_id CROSS JOIN ${SCORES}
           CROSS JOIN ${COMMITTEE_RANK}) AS dossiers,
        (SELECT coalesce(json_agg(json_build_object('id', x.id, 'name', x.name, 'note', x.note, 'copiedFrom', x.copied_from,
            'author', a.given_name || ' ' || a.family_name, 'optimisationId', x.optimisation_id, 'version', x.version,
            'createdAt', x.created_at, 'updatedAt', x.updated_at, 'archivedAt', x.archived_at,
            'lines', (SELECT coalesce(json_agg(json_build_object('applicationId', l.application_id, 'status', l.status,
                'reserveRank', l.reserve_rank, 'years', (SELECT coalesce(json_agg(json_build_object('year', u.year, 'cents', u.cents)
                  ORDER BY u.year), '[]') FROM unnest(l.years, l.cents) AS u (year, cents))) ORDER BY l.application_id), '[]')
              FROM selection_simulation_line l WHERE l.simulation_id = x.id)) ORDER BY w.position), '[]')
         FROM unnest(${[...simulationIds]}::uuid[]) WITH ORDINALITY AS w (id, position)
           JOIN selection_simulation x ON x.id = w.id AND x.call_id = c.id JOIN person a ON a.id = x.created_by) AS simulations
      FROM "call" c WHERE c.id = ${callOf(of)}`;
    if (board === undefined || !knowsSelection(juror, board)) throw new Refusal('not-found');
    if (board.simulations.length !== simulationIds.length) throw new Refusal('not-found');
    if (board.dossiers.length > MOST_DOSSIERS) {
      throw new Refusal('rule-not-met', undefined, [{ rule: 'juryWithinBounds', message: TOO_MANY }]);
    }
    return board;
  }
}

function callOf(of: BoardOf): Prisma.Sql {
  if ('callId' in of) return Prisma.sql`${of.callId}::uuid`;
  return 'simulationId' in of
    ? Prisma.sql`(SELECT call_id FROM selection_simulation WHERE id = ${of.simulationId}::uuid)`
    : Prisma.sql`(SELECT call_id FROM selection_optimisation WHERE id = ${of.optimisationId}::uuid)`;
}
