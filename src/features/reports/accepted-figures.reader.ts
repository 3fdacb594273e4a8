// What the accepted reports of an award say: what its balance, and whatever else is computed on the real cost, reads.

import type { Db } from '../../platform/database/tx.js';

export interface AcceptedFigures {
  readonly year: number;
  /** Of the last year of the award that is owed. */
  readonly final: boolean;
  /** Calendar day, YYYY-MM-DD. */
  readonly acceptedOn: string;
  /** Realised charges declared eligible, less what the examiners set aside. */
  readonly eligibleCents: bigint;
  /** Realised money of the State and of the Family branch, the shares of the award aside. */
  readonly otherPublicCents: bigint;
}

/** One a year whose report is accepted, oldest first; one query. */
export function acceptedFiguresOf(db: Db, awardId: string): Promise<AcceptedFigures[]> {
  return db.$queryRaw<AcceptedFigures[]>`
    SELECT r.year, a.accepted_on AS "acceptedOn", d.eligible_cents AS "eligibleCents", d.other_public_cents AS "otherPublicCents",
      NOT EXISTS (SELECT FROM report n WHERE n.award_id = r.award_id AND n.year > r.year AND n.state <> 'NOT_OWED') AS final
    FROM report r JOIN report_decision d ON d.report_id = r.id AND d.number = r.submitted_version AND d.outcome = 'ACCEPTED'
    JOIN report_acceptance a ON a.award_id = r.award_id AND a.year = r.year
    WHERE r.award_id = ${awardId}::uuid ORDER BY r.year`;
}
