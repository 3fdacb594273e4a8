import type { Tx } from '../../platform/database/tx.js';

export interface InterestRecord {
  readonly applicationId: string;
  readonly personId: string;
  readonly reason: string;
  readonly now: Date;
  /** Who records it: the person concerned, or a secretary on that person's word. */
  readonly by: string;
}

/**
 * Closes the dossier to a person in every agency and committee capacity (invariant 5). The first record stands: a second one changes
 * nothing. Returns whether this call recorded it.
 */
export async function recordInterest(tx: Tx, { applicationId, personId, reason, now, by }: InterestRecord): Promise<boolean> {
  const inserted = await tx.db.$executeRaw`
    INSERT INTO interest (application_id, person_id, reason, declared_at, declared_by)
    VALUES (${applicationId}::uuid, ${personId}::uuid, ${reason}, ${now}::timestamptz, ${by}::uuid)
    ON CONFLICT (application_id, person_id) DO NOTHING`;
  // What this person was answered about the dossier is not told again by a replay.
  await tx.db.$executeRaw`DELETE FROM idempotency_key WHERE person_id = ${personId} AND strpos(body, ${applicationId}) > 0`;
  return inserted > 0;
}
