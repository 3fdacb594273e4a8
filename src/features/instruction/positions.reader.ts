// Both agencies' positions on applications, for the committee that gives its opinion and the jury that selects.

import type { Db } from '../../platform/database/tx.js';
import { cents, type Cents } from '../../kernel/money.js';
import type { AgencyKind } from '../applications/application-content.js';
import { joinOpinions, type JointOutcome, type Opinion } from './joint.rules.js';

export interface AgencyPosition {
  readonly agencyKind: AgencyKind;
  readonly opinion: Opinion;
  readonly reasons: string;
  readonly reserves: string | null;
  /** Points, one a sub-criterion met. */
  readonly scoreTotal: number;
  /** Proposed per budget year, the call's funders together. */
  readonly years: readonly { readonly year: number; readonly cents: Cents }[];
  readonly signedAt: Date;
}

export interface Positions {
  readonly caf: AgencyPosition;
  readonly ddets: AgencyPosition;
  readonly jointOutcome: JointOutcome;
  readonly divergent: boolean;
}

interface PositionRow extends Omit<AgencyPosition, 'years'> {
  readonly applicationId: string;
  readonly years: readonly { readonly year: number; readonly cents: string }[];
}

/**
 * Positions by application id. An application is in the answer only once both agencies have signed: before that its opinions are sealed,
 * for every reader of this function too. One query whatever the number of ids.
 */
export async function readPositions(db: Db, applicationIds: readonly string[]): Promise<ReadonlyMap<string, Positions>> {
  const rows = await db.$queryRaw<PositionRow[]>`
    SELECT i.application_id AS "applicationId", i.agency_kind AS "agencyKind", i.opinion, i.reasons, i.reserves, i.score_total AS "scoreTotal",
           i.signed_at AS "signedAt",
           (SELECT coalesce(jsonb_agg(jsonb_build_object('year', y.year, 'cents', y.cents::text) ORDER BY y.year), '[]')
            FROM (SELECT m.year, sum(m.cents) AS cents FROM application_amount m
                  WHERE m.application_id = i.application_id AND m.stage = 'PROPOSED_' || i.agency_kind
                    AND m.examination = i.examination GROUP BY m.year) y) AS years
    FROM instruction i JOIN application a ON a.id = i.application_id AND a.examination = i.examination
    JOIN instruction s ON s.application_id = i.application_id AND s.examination = i.examination AND s.id <> i.id
    WHERE i.application_id = ANY(${[...applicationIds]}::uuid[]) AND i.state = 'SIGNED' AND s.state = 'SIGNED'`;
  const found = new Map<string, Partial<Record<AgencyKind, AgencyPosition>>>();
  for (const { applicationId, years, ...position } of rows) {
    const one = { ...position, years: years.map((line) => ({ year: line.year, cents: cents(line.cents) })) };
    found.set(applicationId, { ...found.get(applicationId), [one.agencyKind]: one });
  }
  return new Map(
    [...found].flatMap(([applicationId, { CAF: caf, DDETS: ddets }]) =>
      caf !== undefined && ddets !== undefined
        ? [[applicationId, { caf, ddets, ...joinOpinions(caf.opinion, ddets.opinion) }]]
        : [],
    ),
  );
}
