// What the acts that re-open a dossier keep of it, and what silence leaves on record.

import { Prisma } from '../../generated/prisma/client.js';
import { newId } from '../../kernel/ids.js';
import type { Tx } from '../../platform/database/tx.js';
import type { Act } from '../../platform/workflow/binding.js';
import type { ApplicationEvent } from './application-edges.machine.js';
import type { ApplicationFacts, ApplicationState } from './application-facts.js';
import { silenceOf } from './silence-state.rules.js';

type ReopeningAct = Act<ApplicationState, ApplicationEvent, ApplicationFacts>;

/** The next examination starts without what the last one left; `keptRows` keeps it. */
export const FRESH_EXAMINATION: readonly Prisma.Sql[] = [
  Prisma.sql`examination = examination + 1`,
  Prisma.sql`refusal = NULL`,
  Prisma.sql`ineligibility = NULL`,
  Prisma.sql`joint_outcome = NULL`,
  Prisma.sql`divergent = NULL`,
  Prisma.sql`committee_opinion = NULL`,
  Prisma.sql`reserve_rank = NULL`,
  Prisma.sql`reserve_expires_at = NULL`,
];

/** Written before the dossier moves: a trigger asks for it. */
export async function keepExamination(tx: Tx, { id, facts, from, now }: ReopeningAct): Promise<void> {
  const { examination, stateSince, jointOutcome, divergent, committeeOpinion, reserveRank, ineligibility, refusal } = facts;
  await tx.db.$executeRaw`
    INSERT INTO application_examination (application_id, number, state, decided_since, ended_at, joint_outcome, divergent,
                                         committee_opinion, reserve_rank, ineligibility, refusal)
    VALUES (${id}::uuid, ${examination}::int, ${from}, ${stateSince}::timestamptz, ${now}::timestamptz, ${jointOutcome},
            ${divergent}::boolean, ${committeeOpinion}, ${reserveRank}::int,
            ${ineligibility === null ? null : JSON.stringify(ineligibility)}::jsonb, ${JSON.stringify(refusal)}::jsonb)`;
}

export async function recordSilence(tx: Tx, { id, facts, now }: ReopeningAct): Promise<void> {
  const { expiresAt } = silenceOf(facts, now);
  await tx.db.$executeRaw`
    INSERT INTO application_silence (id, application_id, examination, expired_at, recorded_at)
    VALUES (${newId()}::uuid, ${id}::uuid, ${facts.examination}::int, ${expiresAt ?? now}::timestamptz, ${now}::timestamptz)`;
}
