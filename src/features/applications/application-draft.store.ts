import type { JsonObject, ProblemExtension, Reason } from '../../kernel/errors.js';
import { formatLegal } from '../../kernel/legal-time.js';
import type { Tx } from '../../platform/database/tx.js';
import type { ApplicationContent } from './application-content.js';
import { totalOfYears } from './budget.rules.js';

interface Draft {
  readonly id: string;
  readonly callId: string;
  readonly organisationId: string;
  readonly department: string;
  readonly title: string;
  readonly createdBy: string;
  readonly now: Date;
  /** The holder knows of the draft it already has for this call. */
  readonly another: boolean;
}

/**
 * One statement, its first kept state included: a draft is made as soon as the call is published, and not once it is over, and where the
 * holder has none yet for this call unless it is another project. Returns how many rows were inserted. No lock on the call: a draft made
 * while it is being cancelled can never be submitted.
 */
export async function insertDraft(tx: Tx, draft: Draft): Promise<number> {
  const { id, callId, organisationId, department, title, createdBy, now, another } = draft;
  const [counted] = await tx.db.$queryRaw<{ made: number }[]>`
    WITH made AS (
      INSERT INTO application (id, call_id, organisation_id, department, title, state, state_since, content, created_by, created_at, updated_at, another_project, begun_spec)
      SELECT ${id}::uuid, c.id, ${organisationId}::uuid, ${department}, ${title}, 'DRAFT', ${now}::timestamptz, '{}', ${createdBy}::uuid,
             ${now}::timestamptz, ${now}::timestamptz, ${another}::boolean, c.spec_version
      FROM "call" c
      WHERE c.id = ${callId}::uuid AND c.state IN ('PUBLISHED', 'OPEN') AND ${now}::timestamptz <= c.deadline_at
        AND ${department} = ANY(c.departments)
        AND (${another}::boolean OR NOT EXISTS (
          SELECT FROM application a WHERE a.organisation_id = ${organisationId}::uuid AND a.call_id = c.id AND a.state = 'DRAFT'))
      ON CONFLICT (organisation_id, call_id) WHERE state = 'DRAFT' AND NOT another_project DO NOTHING
      RETURNING id, version, title, content),
    kept AS (
      INSERT INTO application_draft_version (application_id, version, title, content, saved_at, saved_by, changed)
      SELECT id, version, title, content, ${now}::timestamptz, ${createdBy}::uuid, '{/title}' FROM made)
    SELECT count(*)::int AS made FROM made`;
  return counted?.made ?? 0;
}

/** The draft that the holder already has for this call, the last one touched first. */
export async function existingDraft(
  tx: Tx,
  { callId, organisationId }: Pick<Draft, 'callId' | 'organisationId'>,
): Promise<ProblemExtension['existing']> {
  const [found] = await tx.db.$queryRaw<{ id: string; title: string; updatedAt: Date }[]>`
    SELECT id, title, updated_at AS "updatedAt" FROM application
    WHERE organisation_id = ${organisationId}::uuid AND call_id = ${callId}::uuid AND state = 'DRAFT'
    ORDER BY updated_at DESC, id DESC LIMIT 1`;
  if (found === undefined) return undefined;
  const { id, title, updatedAt } = found;
  return { href: `/v1/applications/${id}`, id, title, updatedAt: updatedAt.toISOString() };
}

/** A call in draft is not public: it answers as an unknown one. */
export async function whyNoDraft(
  tx: Tx,
  { callId, department }: Pick<Draft, 'callId' | 'department'>,
  now: Date,
): Promise<Reason[]> {
  const [call] = await tx.db.$queryRaw<{ state: string; deadlineAt: Date; timeZone: string; departments: string[] }[]>`
    SELECT state, deadline_at AS "deadlineAt", time_zone AS "timeZone", departments FROM "call" WHERE id = ${callId}::uuid`;
  if (call === undefined || call.state === 'DRAFT') {
    return [{ rule: 'callExists', pointer: '/callId', message: { fr: 'Cet appel n’existe pas.', en: 'There is no such call.' } }];
  }
  const reasons: Reason[] = [];
  if (!['PUBLISHED', 'OPEN'].includes(call.state) || now > call.deadlineAt) {
    const cancelled = call.state === 'CANCELLED';
    const message = cancelled
      ? { fr: 'L’appel est annulé.', en: 'The call is cancelled.' }
      : {
          fr: `L’appel est clos depuis le ${formatLegal(call.deadlineAt, call.timeZone, 'fr')}.`,
          en: `The call closed on ${formatLegal(call.deadlineAt, call.timeZone, 'en')}.`,
        };
    reasons.push({ rule: 'callTakesDrafts', pointer: '/callId', message });
  }
  if (!call.departments.includes(department)) {
    const list = call.departments.join(', ');
    const message = { fr: `Choisissez un département de l’appel : ${list}.`, en: `Choose a department of the call: ${list}.` };
    reasons.push({ rule: 'departmentOfCall', pointer: '/department', message });
  }
  return reasons;
}

interface Edit {
  readonly id: string;
  /** Before the edit. */
  readonly version: number;
  readonly title: string;
  readonly content: ApplicationContent;
  readonly now: Date;
  readonly savedBy: string;
  /** JSON pointers. */
  readonly changed: readonly string[];
  readonly restoredFrom?: number;
}

/** The draft and its kept state in one statement. Returns how many rows had this version. */
export async function updateDraft(tx: Tx, edit: Edit): Promise<number> {
  const { id, version, title, content, now, savedBy, changed, restoredFrom = null } = edit;
  const requested = totalOfYears(content.requestedYears ?? []);
  const [counted] = await tx.db.$queryRaw<{ saved: number }[]>`
    WITH saved AS (
      UPDATE application SET title = ${title}, content = ${JSON.stringify(content)}::jsonb, requested_cents = ${requested}::bigint,
             updated_at = ${now}::timestamptz, version = version + 1
      WHERE id = ${id}::uuid AND version = ${version}::int RETURNING id, version, title, content),
    kept AS (
      INSERT INTO application_draft_version (application_id, version, title, content, saved_at, saved_by, changed, restored_from)
      SELECT id, version, title, content, ${now}::timestamptz, ${savedBy}::uuid, ${[...changed]}::text[], ${restoredFrom}::int FROM saved)
    SELECT count(*)::int AS saved FROM saved`;
  return counted?.saved ?? 0;
}

interface KeptRow {
  readonly title: string;
  readonly content: JsonObject;
}

/** What the dossier was at this version, as one object. An act raises the version without touching what is written: the save before it stands. */
export async function draftAsOf(tx: Tx, id: string, version: number): Promise<JsonObject | undefined> {
  const [row] = await tx.db.$queryRaw<KeptRow[]>`
    SELECT title, content FROM application_draft_version
    WHERE application_id = ${id}::uuid AND version <= ${version}::int ORDER BY version DESC LIMIT 1`;
  return row && { ...row.content, title: row.title };
}

/** One save. */
export async function draftSavedAt(tx: Tx, id: string, version: number): Promise<JsonObject | undefined> {
  const [row] = await tx.db.$queryRaw<KeptRow[]>`
    SELECT title, content FROM application_draft_version WHERE application_id = ${id}::uuid AND version = ${version}::int`;
  return row && { ...row.content, title: row.title };
}
