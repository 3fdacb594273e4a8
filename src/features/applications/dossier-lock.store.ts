import type { Tx } from '../../platform/database/tx.js';

/** The dossier's call (shared) and the dossier: what every act on something that hangs on it holds. Nothing is locked when there is no such dossier. */
export async function lockDossier(tx: Tx, applicationId: string): Promise<void> {
  // The call of an application never changes.
  const [row] = await tx.db.$queryRaw<{ callId: string }[]>`
    SELECT call_id AS "callId" FROM application WHERE id = ${applicationId}::uuid`;
  if (row === undefined) return;
  await tx.lock('call', row.callId, 'share');
  await tx.lock('application', applicationId);
}
