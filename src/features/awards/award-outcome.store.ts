import type { Tx } from '../../platform/database/tx.js';
import type { Message } from '../../platform/workflow/binding.js';
import type { AwardOutcome } from './awards.rules.js';

/** What the jury, or the holder who leaves, made of an award that could not go on: once, with author and reasons. */
export async function recordOutcome(
  tx: Tx,
  awardId: string,
  outcome: AwardOutcome,
  reasons: string,
  { actor, now }: Message,
): Promise<void> {
  await tx.db.$executeRaw`
    INSERT INTO award_outcome (award_id, outcome, reasons, decided_by, decided_at)
    VALUES (${awardId}::uuid, ${outcome}, ${reasons}, ${actor.personId}::uuid, ${now}::timestamptz)`;
}
