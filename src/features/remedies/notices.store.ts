// When a holder was told of a negative decision: written when the letter has left, the first one counts.

import type { Db } from '../../platform/database/tx.js';

/** Letters that notify a decision on a dossier, and the state it is of. */
const DOSSIER_LETTERS: Readonly<Record<string, string>> = {
  refused: 'REFUSED',
  ineligible: 'INELIGIBLE',
  dismissed: 'DISMISSED',
  lateReceipt: 'LATE',
};

/**
 * Records that this letter left for a person who acts for the holder. The e-mail carries the decision whole, with its reasons and its ways
 * of appeal: without a text on these, the notice says so and no time limit runs (CJA R421-5). Nothing is recorded for a letter that
 * notifies no decision, nor for a decision lifted before its letter left.
 */
export async function recordNotice(db: Db, letter: string, subjectId: string, personId: string, now: Date): Promise<void> {
  const state = DOSSIER_LETTERS[letter];
  if (state !== undefined) {
    await db.$executeRaw`
      INSERT INTO decision_notice (subject_id, examination, decision, notified_at, states_appeal, sent_to)
      SELECT a.id, a.examination, a.state, ${now}::timestamptz, btrim(coalesce(a.refusal ->> 'appeal', '')) <> '', ${personId}::uuid
      FROM application a WHERE a.id = ${subjectId}::uuid AND a.state = ${state} ON CONFLICT DO NOTHING`;
  }
  if (letter === 'appealRejected') {
    await db.$executeRaw`
      INSERT INTO decision_notice (subject_id, examination, decision, notified_at, states_appeal, sent_to)
      SELECT x.id, x.examination, x.state, ${now}::timestamptz, btrim(coalesce(x.decision ->> 'appeal', '')) <> '', ${personId}::uuid
      FROM appeal x WHERE x.id = ${subjectId}::uuid AND x.state = 'REJECTED' ON CONFLICT DO NOTHING`;
  }
}
