import type { Tx } from '../../platform/database/tx.js';
import { newId } from '../../kernel/ids.js';
import { instantsOf, type CallDraft } from './call-draft.rules.js';

export async function insertDraft(tx: Tx, id: string, draft: CallDraft, createdBy: string, now: Date): Promise<void> {
  const { title, edition, text, rulesVersion, region, departments, timeZone, opensLocal, deadlineLocal, budgetYears } = draft;
  const { opensAt, deadlineAt } = instantsOf(draft);
  await tx.db.$executeRaw`
    INSERT INTO "call" (id, title, edition, text, rules_version, region, departments, time_zone, opens_local, deadline_local, opens_at,
                        deadline_at, budget_years, settings, state, created_by, created_at)
    VALUES (${id}::uuid, ${title}, ${edition}::int, ${text}, ${rulesVersion}, ${region}, ${departments}::text[], ${timeZone}, ${opensLocal},
            ${deadlineLocal}, ${opensAt}::timestamptz, ${deadlineAt}::timestamptz, ${budgetYears}::int[],
            ${JSON.stringify(draft.settings)}::jsonb, 'DRAFT', ${createdBy}::uuid, ${now}::timestamptz)`;
  await insertMoney(tx, id, draft);
}

/** Returns how many drafts changed: none when the version moved, or when it is no draft any more. */
export async function updateDraft(tx: Tx, id: string, draft: CallDraft, version: number): Promise<number> {
  const { title, edition, text, rulesVersion, departments, timeZone, opensLocal, deadlineLocal, budgetYears } = draft;
  const { opensAt, deadlineAt } = instantsOf(draft);
  const changed = await tx.db.$executeRaw`
    UPDATE "call" SET title = ${title}, edition = ${edition}::int, text = ${text}, rules_version = ${rulesVersion},
      departments = ${departments}::text[], time_zone = ${timeZone}, opens_local = ${opensLocal}, deadline_local = ${deadlineLocal},
      opens_at = ${opensAt}::timestamptz, deadline_at = ${deadlineAt}::timestamptz, budget_years = ${budgetYears}::int[],
      settings = ${JSON.stringify(draft.settings)}::jsonb, version = version + 1
    WHERE id = ${id}::uuid AND version = ${version}::int AND state = 'DRAFT'`;
  if (changed !== 1) return changed;
  // Nothing hangs on a draft's envelopes yet: writing them anew is simpler than telling what changed.
  await tx.db.$executeRaw`DELETE FROM envelope WHERE call_id = ${id}::uuid`;
  await tx.db.$executeRaw`DELETE FROM call_funder WHERE call_id = ${id}::uuid`;
  await insertMoney(tx, id, draft);
  return changed;
}

async function insertMoney(tx: Tx, callId: string, { funders, envelopes }: CallDraft): Promise<void> {
  await tx.db.callFunder.createMany({
    data: funders.map(({ code, name, family, weight, officerRole }, position) => ({
      callId,
      code,
      name,
      family,
      weight,
      officerRole,
      position,
    })),
  });
  await tx.db.envelope.createMany({
    data: envelopes.map(({ funderCode, year, cents }) => ({ id: newId(), callId, funderCode, year, amountCents: BigInt(cents) })),
  });
}
