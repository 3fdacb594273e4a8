// Both agencies' positions on applications, for the committee that gives its opinion and the jury that selects.

import type { Db } from '../../platform/database/tx.js';
import { cents, type Cents } from '../../kernel/money.js';
import type { AgencyKind } from '../applications/application-content.js';
import type { Grid } from '../calls/call-settings.js';
import { maximumOf } from '../calls/grid.rules.js';
import type { DivergenceState } from './divergence.rules.js';
import type { ConciliationRow } from './divergence.store.js';
import { joinOpinions, type JointOutcome, type Opinion } from './joint.rules.js';

export interface AgencyPosition {
  readonly agencyKind: AgencyKind;
  readonly opinion: Opinion;
  readonly reasons: string;
  readonly reserves: string | null;
  /** Weighted points of the agency's own sheet. */
  readonly scoreTotal: number;
  /** Proposed per budget year, the call's funders together, and why not what is requested. */
  readonly years: readonly { readonly year: number; readonly cents: Cents; readonly reason: string | null }[];
  readonly signedAt: Date;
}

export interface Positions {
  readonly caf: AgencyPosition;
  readonly ddets: AgencyPosition;
  readonly jointOutcome: JointOutcome;
  readonly divergent: boolean;
  /** Most points that the grid gives. */
  readonly scoreMaximum: number;
  /** Agreed by both agencies; null: none was. */
  readonly commonScore: { readonly total: number; readonly agreedAt: string } | null;
  /** What was said of a divergence; null: the opinions agree. */
  readonly divergence: DivergenceCopy | null;
}

/** As recorded: the conciliations contested or not confirmed yet say so. */
export interface DivergenceCopy {
  readonly state: DivergenceState;
  readonly positions: readonly { readonly agencyKind: AgencyKind; readonly position: string }[];
  readonly conciliations: readonly Pick<
    ConciliationRow,
    'heldOn' | 'means' | 'participants' | 'summary' | 'outcome' | 'agreedOpinion' | 'confirmed' | 'contestReasons'
  >[];
}

interface PositionRow extends Omit<AgencyPosition, 'years'> {
  readonly applicationId: string;
  readonly years: readonly { readonly year: number; readonly cents: string; readonly reason: string | null }[];
  readonly grid: Grid;
  readonly commonScore: Positions['commonScore'];
  readonly divergence: DivergenceCopy | null;
}

/**
 * Positions by application id. An application is in the answer only once both agencies have signed: before that its opinions are sealed,
 * for every reader of this function too. One query whatever the number of ids.
 */
export async function readPositions(db: Db, applicationIds: readonly string[]): Promise<ReadonlyMap<string, Positions>> {
  const rows = await db.$queryRaw<PositionRow[]>`
    SELECT i.application_id AS "applicationId", i.agency_kind AS "agencyKind", i.opinion, i.reasons, i.reserves, i.score_total AS "scoreTotal",
           i.signed_at AS "signedAt",
           (SELECT coalesce(jsonb_agg(jsonb_build_object('year', y.year, 'cents', y.cents::text, 'reason',
              (SELECT r.reason FROM proposed_year_reason r WHERE r.instruction_id = i.id AND r.year = y.year)) ORDER BY y.year), '[]')
            FROM (SELECT m.year, sum(m.cents) AS cents FROM application_amount m
                  WHERE m.application_id = i.application_id AND m.stage = 'PROPOSED_' || i.agency_kind
                    AND m.examination = i.examination GROUP BY m.year) y) AS years,
           c.settings->'grid' AS grid,
           (SELECT jsonb_build_object('total', j.total, 'agreedAt', j.answered_at) FROM joint_score j
            WHERE j.application_id = i.application_id AND j.examination = i.examination AND j.state = 'AGREED') AS "commonScore",
           (SELECT jsonb_build_object('state', d.state,
              'positions', (SELECT coalesce(jsonb_agg(jsonb_build_object('agencyKind', p.agency_kind, 'position', p.position) ORDER BY p.agency_kind), '[]')
                FROM divergence_position p WHERE p.divergence_id = d.id),
              'conciliations', (SELECT coalesce(jsonb_agg(jsonb_build_object('heldOn', o.held_on, 'means', o.means, 'participants', o.participants,
                  'summary', o.summary, 'outcome', o.outcome, 'agreedOpinion', o.agreed_opinion, 'confirmed', w.confirmed,
                  'contestReasons', w.reasons) ORDER BY o.id), '[]')
                FROM conciliation o LEFT JOIN conciliation_answer w ON w.conciliation_id = o.id WHERE o.divergence_id = d.id))
            FROM divergence d WHERE d.application_id = i.application_id AND d.examination = i.examination) AS divergence
    FROM instruction i JOIN application a ON a.id = i.application_id AND a.examination = i.examination JOIN "call" c ON c.id = a.call_id
    JOIN instruction s ON s.application_id = i.application_id AND s.examination = i.examination AND s.id <> i.id
    WHERE i.application_id = ANY(${[...applicationIds]}::uuid[]) AND i.state = 'SIGNED' AND s.state = 'SIGNED'`;
  const found = new Map<string, Partial<Record<AgencyKind, AgencyPosition>> & Shared>();
  for (const { applicationId, years, grid, commonScore, divergence, ...position } of rows) {
    const own = { ...position, years: years.map((line) => ({ ...line, cents: cents(line.cents) })) };
    const shared = { scoreMaximum: maximumOf(grid), commonScore, divergence };
    found.set(applicationId, { ...found.get(applicationId), ...shared, [own.agencyKind]: own });
  }
  return new Map(
    [...found].flatMap(([applicationId, { CAF: caf, DDETS: ddets, ...shared }]) =>
      caf !== undefined && ddets !== undefined
        ? [[applicationId, { caf, ddets, ...joinOpinions(caf.opinion, ddets.opinion), ...shared }]]
        : [],
    ),
  );
}

type Shared = Pick<Positions, 'scoreMaximum' | 'commonScore' | 'divergence'>;
