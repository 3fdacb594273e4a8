// Opinions given, for those who read the agencies' positions: both agencies at once, the committee and the jury with the positions, the holder
// once the decision is taken (CRPA L311-2).

import type { Db } from '../../platform/database/tx.js';
import type { AgencyKind } from '../applications/application-content.js';

export interface ExpertOpinion {
  readonly agencyKind: AgencyKind;
  readonly expert: string;
  readonly question: string;
  readonly opinion: string;
  /** Instant, ISO 8601. */
  readonly givenAt: string;
}

/** By application id, in the order given; of the examination in progress. One query whatever the number of ids. */
export async function readExpertOpinions(
  db: Db,
  applicationIds: readonly string[],
): Promise<ReadonlyMap<string, readonly ExpertOpinion[]>> {
  const rows = await db.$queryRaw<(Omit<ExpertOpinion, 'givenAt'> & { applicationId: string; givenAt: Date })[]>`
    SELECT e.application_id AS "applicationId", e.agency_kind AS "agencyKind", p.given_name || ' ' || p.family_name AS expert, e.question,
           e.opinion, e.closed_at AS "givenAt"
    FROM expert_request e JOIN application a ON a.id = e.application_id AND a.examination = e.examination JOIN person p ON p.id = e.expert_id
    WHERE e.application_id = ANY(${[...applicationIds]}::uuid[]) AND e.state = 'GIVEN' ORDER BY e.closed_at, e.id`;
  const found = new Map<string, ExpertOpinion[]>();
  for (const { applicationId, givenAt, ...opinion } of rows)
    found.set(applicationId, [...(found.get(applicationId) ?? []), { ...opinion, givenAt: givenAt.toISOString() }]);
  return found;
}
