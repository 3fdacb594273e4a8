import type { Tx } from '../../platform/database/tx.js';

/** When the letter was asked for again since an instant, oldest first; the caller holds the dossier's row, so the count cannot move. */
export async function lastAsked(tx: Tx, applicationId: string, since: Date): Promise<Date[]> {
  const rows = await tx.db.$queryRaw<{ at: Date }[]>`
    SELECT requested_at AS at FROM acknowledgement_sending
    WHERE application_id = ${applicationId}::uuid AND requested_at > ${since}::timestamptz ORDER BY requested_at LIMIT 100`;
  return rows.map(({ at }) => at);
}

interface Sending {
  readonly id: string;
  readonly applicationId: string;
  readonly version: number;
  readonly by: string;
  readonly at: Date;
}

export async function recordSending(tx: Tx, { id, applicationId, version, by, at }: Sending): Promise<void> {
  await tx.db.$executeRaw`
    INSERT INTO acknowledgement_sending (id, application_id, version, requested_by, requested_at)
    VALUES (${id}::uuid, ${applicationId}::uuid, ${version}::int, ${by}::uuid, ${at}::timestamptz)`;
}
