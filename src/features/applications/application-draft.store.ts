import type { Reason } from '../../kernel/errors.js';
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
}

/**
 * One statement: a draft is made as soon as the call is published, and not once it is over. Returns how many rows were inserted. No lock
 * on the call: a draft made while it is being cancelled can never be submitted.
 */
export function insertDraft(tx: Tx, { id, callId, organisationId, department, title, createdBy, now }: Draft): Promise<number> {
  return tx.db.$executeRaw`
    INSERT INTO application (id, call_id, organisation_id, department, title, state, state_since, content, created_by, created_at, updated_at, begun_spec)
    SELECT ${id}::uuid, c.id, ${organisationId}::uuid, ${department}, ${title}, 'DRAFT', ${now}::timestamptz, '{}', ${createdBy}::uuid,
           ${now}::timestamptz, ${now}::timestamptz, c.spec_version
    FROM "call" c
    WHERE c.id = ${callId}::uuid AND c.state IN ('PUBLISHED', 'OPEN') AND ${now}::timestamptz <= c.deadline_at
      AND ${department} = ANY(c.departments)`;
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
  readonly version: number;
  readonly title: string;
  readonly content: ApplicationContent;
  readonly now: Date;
}

/** Returns how many rows had this version. */
export function updateDraft(tx: Tx, { id, version, title, content, now }: Edit): Promise<number> {
  const requested = totalOfYears(content.requestedYears ?? []);
  return tx.db.$executeRaw`
    UPDATE application SET title = ${title}, content = ${JSON.stringify(content)}::jsonb, requested_cents = ${requested}::bigint,
           updated_at = ${now}::timestamptz, version = version + 1
    WHERE id = ${id}::uuid AND version = ${version}::int`;
}
