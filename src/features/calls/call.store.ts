import { canonicalJson, sha256Hex } from '../../kernel/canonical.js';
import { deadlineInstant } from '../../kernel/legal-time.js';
import type { Db, Tx } from '../../platform/database/tx.js';
import type { Act } from '../../platform/workflow/binding.js';
import type { AmendInput } from './call-amendment.rules.js';
import { CALL_FACTS, type CallState } from './call-facts.js';
import type { AdoptReferenceInput } from './call-reference.rules.js';
import type { CallEvent } from './call.machine.js';
import type { CallRecord, CancelInput, PostponeInput } from './call.rules.js';
import { raiseEnvelopes } from './envelopes.store.js';

type CallAct = Act<CallState, CallEvent, CallRecord>;

/** A call with all that its guards read, in one query. Undefined: no such call. */
export async function loadCall(db: Db, id: string): Promise<CallRecord | undefined> {
  // Counting the applications here, on their table, keeps the features' ranks: nothing of theirs is imported.
  const [row] = await db.$queryRaw<CallRecord[]>`
    SELECT ${CALL_FACTS}, c.version, c.text, c.opens_local AS "opensLocal", c.deadline_local AS "deadlineLocal",
           c.published_at IS NOT NULL AS "everPublished", c.published_at AS "publishedAt", c.cancel_reasons AS "cancelReasons",
           (SELECT coalesce(jsonb_agg(jsonb_build_object('funderCode', e.funder_code, 'year', e.year, 'cents', e.amount_cents,
                                                         'reservedCents', e.reserved_cents, 'committedCents', e.committed_cents, 'frozenCents', e.frozen_cents)
                                      ORDER BY f.position, e.year), '[]')
            FROM envelope e JOIN call_funder f ON f.call_id = e.call_id AND f.code = e.funder_code WHERE e.call_id = c.id) AS envelopes,
           (SELECT coalesce(jsonb_agg(jsonb_build_object('department', a.department, 'state', a.state, 'count', a.count)
                                      ORDER BY a.department, a.state), '[]')
            FROM (SELECT department, state, count(*)::int AS count FROM application
                  WHERE call_id = c.id AND state <> 'DRAFT' GROUP BY department, state) a) AS progress,
           c.selection_reference_id AS "selectionReferenceId",
           (SELECT count(*)::int FROM appeal x WHERE x.call_id = c.id AND x.state IN ('FILED', 'UNDER_REVIEW')) AS "openAppeals"
    FROM "call" c WHERE c.id = ${id}::uuid`;
  return row;
}

/** A run of this call, as its table tells it: the feature that computes runs is ranked above. */
export async function readRun(db: Db, callId: string, runId: string): Promise<{ readonly status: string } | undefined> {
  const [run] = await db.$queryRaw<{ status: string }[]>`
    SELECT status FROM selection_optimisation WHERE call_id = ${callId}::uuid AND id = ${runId}::uuid`;
  return run;
}

type SpecificationChange = Partial<Pick<CallRecord, 'title' | 'text' | 'settings' | 'deadlineLocal' | 'deadlineAt'>>;

/**
 * What a specification freezes: what the holders read. Later numbers carry the reasons of the change. The envelopes are not in it, since
 * holders do not see them: the audit trail of the publication holds them.
 */
function specificationOf(facts: CallRecord, change: SpecificationChange = {}, reasons?: string): unknown {
  const { edition, rulesVersion, region, departments, timeZone, opensLocal, opensAt } = facts;
  const { budgetYears, funders } = facts;
  const { title, text, settings, deadlineLocal, deadlineAt } = { ...facts, ...change };
  return {
    title,
    edition,
    text,
    rulesVersion,
    region,
    departments,
    timeZone,
    opensLocal,
    opensAt,
    deadlineLocal,
    deadlineAt,
    budgetYears,
    settings,
    funders,
    ...(reasons !== undefined && { amendment: { reasons } }),
  };
}

async function freeze(tx: Tx, act: CallAct, content: unknown): Promise<void> {
  const text = canonicalJson(content);
  await tx.db.$executeRaw`
    INSERT INTO call_specification (call_id, number, content, hash, frozen_at, frozen_by)
    VALUES (${act.id}::uuid, ${act.facts.specVersion + 1}::int, ${text}::jsonb, ${sha256Hex(text)}, ${act.now}::timestamptz, ${act.actor.personId}::uuid)`;
}

/** Writes the act; 0 when the version moved meanwhile. */
export async function saveCall(tx: Tx, act: CallAct): Promise<number> {
  const { id, event, facts, version, to, now } = act;
  if (event === 'publish') {
    await freeze(tx, act, specificationOf(facts));
    return tx.db.$executeRaw`
      UPDATE "call" SET state = ${to}, version = version + 1, spec_version = spec_version + 1, published_at = ${now}::timestamptz
      WHERE id = ${id}::uuid AND version = ${version}::int`;
  }
  if (event === 'postpone') {
    const { deadlineLocal, reasons } = act.input as PostponeInput;
    const deadlineAt = deadlineInstant(deadlineLocal, facts.timeZone);
    await freeze(tx, act, specificationOf(facts, { deadlineLocal, deadlineAt }, reasons));
    return tx.db.$executeRaw`
      UPDATE "call" SET version = version + 1, spec_version = spec_version + 1, deadline_local = ${deadlineLocal},
        deadline_at = ${deadlineAt}::timestamptz
      WHERE id = ${id}::uuid AND version = ${version}::int`;
  }
  if (event === 'amend') return amend(tx, act);
  if (event === 'raiseEnvelopes') {
    await raiseEnvelopes(tx, id, (act.input as AmendInput).envelopes ?? [], act);
    return tx.db.$executeRaw`UPDATE "call" SET version = version + 1 WHERE id = ${id}::uuid AND version = ${version}::int`;
  }
  if (event === 'adoptReference' || event === 'dropReference') {
    const reference = event === 'adoptReference' ? (act.input as AdoptReferenceInput).optimisationId : null;
    return tx.db.$executeRaw`
      UPDATE "call" SET version = version + 1, selection_reference_id = ${reference}::uuid
      WHERE id = ${id}::uuid AND version = ${version}::int`;
  }
  const cancelReasons = event === 'cancel' ? (act.input as CancelInput).reasons : null;
  return tx.db.$executeRaw`
    UPDATE "call" SET state = ${to}, version = version + 1, cancel_reasons = ${cancelReasons}
    WHERE id = ${id}::uuid AND version = ${version}::int`;
}

/** The envelopes are raised beside the specification, which never shows them; the audit trail of the act holds them. */
async function amend(tx: Tx, act: CallAct): Promise<number> {
  const { id, facts, version } = act;
  const { reasons, envelopes = [], title = facts.title, text = facts.text, settings = facts.settings } = act.input as AmendInput;
  await freeze(tx, act, specificationOf(facts, { title, text, settings }, reasons));
  await raiseEnvelopes(tx, id, envelopes, act);
  return tx.db.$executeRaw`
    UPDATE "call" SET version = version + 1, spec_version = spec_version + 1, title = ${title}, text = ${text},
      settings = ${JSON.stringify(settings)}::jsonb
    WHERE id = ${id}::uuid AND version = ${version}::int`;
}
