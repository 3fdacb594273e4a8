import { newId } from '../../kernel/ids.js';
import type { Tx } from '../../platform/database/tx.js';
import type { DisagreementInput } from './disagreement.rules.js';
import type { SessionAct } from './session-act.js';
import { memberOf } from './session-facts.rules.js';

export async function writeDisagreement(tx: Tx, { id, facts, actor, input, now }: SessionAct): Promise<void> {
  const { itemId, text = null } = input as DisagreementInput;
  await tx.db.$executeRaw`
    INSERT INTO session_disagreement (id, session_id, item_id, member_id, text, recorded_at, recorded_by)
    VALUES (${newId()}::uuid, ${id}::uuid, ${itemId}::uuid, ${memberOf(facts, actor.personId)?.id}::uuid, ${text},
            ${now}::timestamptz, ${actor.personId}::uuid)`;
}
