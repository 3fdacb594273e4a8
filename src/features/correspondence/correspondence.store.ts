import { isUniqueViolation } from '../../platform/database/faults.js';
import type { Db, Tx } from '../../platform/database/tx.js';
import { COMMENT_IS_OWN, COMMENT_NOT_REPLACED, type Dossier, type Side } from './correspondence.rules.js';
import { Refusal } from '../../kernel/errors.js';
import { UNDECLARED_EXAMINERS } from '../applications/application-scope.store.js';

async function findDossier(db: Db, id: string): Promise<Dossier | undefined> {
  const [row] = await db.$queryRaw<Dossier[]>`
    SELECT a.id, a.state, a.department, a.organisation_id AS "organisationId", a.submitted_version > 0 AS "everSubmitted",
           ARRAY(SELECT n.person_id::text FROM interest n WHERE n.application_id = a.id) AS "interestedPersonIds",
           ${UNDECLARED_EXAMINERS} AS "undeclaredPersonIds"
    FROM application a WHERE a.id = ${id}::uuid`;
  return row;
}

/** Held for reading: an interest is recorded under a lock of the same row, so that what is judged is still so when it is written. */
export async function holdDossier(tx: Tx, id: string): Promise<Dossier | undefined> {
  await tx.lock('application', id, 'share');
  return findDossier(tx.db, id);
}

interface Writing {
  readonly id: string;
  readonly applicationId: string;
  readonly authorId: string;
  readonly body: string;
  readonly now: Date;
}

export async function insertMessage(
  tx: Tx,
  { id, applicationId, authorId, body, now, side }: Writing & { side: Side },
): Promise<void> {
  await tx.db.$executeRaw`
    INSERT INTO application_message (id, application_id, author_id, side, body, created_at)
    VALUES (${id}::uuid, ${applicationId}::uuid, ${authorId}::uuid, ${side}, ${body}, ${now}::timestamptz)`;
}

/** @throws Refusal rule-not-met when what it corrects is another's, of another dossier, or already corrected */
export async function insertComment(
  tx: Tx,
  { id, applicationId, authorId, body, now, agencyKind, replaces }: Writing & { agencyKind: string; replaces?: string },
): Promise<void> {
  if (replaces !== undefined) {
    const [found] = await tx.db.$queryRaw<{ replaced: boolean }[]>`
      SELECT EXISTS (SELECT FROM application_comment r WHERE r.replaces_id = k.id) AS replaced FROM application_comment k
      WHERE k.id = ${replaces}::uuid AND k.application_id = ${applicationId}::uuid AND k.author_id = ${authorId}::uuid`;
    if (found === undefined) throw new Refusal('rule-not-met', undefined, [COMMENT_IS_OWN]);
    if (found.replaced) throw new Refusal('rule-not-met', undefined, [COMMENT_NOT_REPLACED]);
  }
  await tx.db.$executeRaw`
    INSERT INTO application_comment (id, application_id, author_id, agency_kind, body, replaces_id, created_at)
    VALUES (${id}::uuid, ${applicationId}::uuid, ${authorId}::uuid, ${agencyKind}, ${body}, ${replaces ?? null}::uuid, ${now}::timestamptz)`;
}

/** Two corrections of one comment at the same instant: the constraint lets one through. */
export const alreadyReplaced = (error: unknown): unknown =>
  isUniqueViolation(error) ? new Refusal('rule-not-met', undefined, [COMMENT_NOT_REPLACED]) : error;

interface Reading {
  readonly applicationId: string;
  readonly upTo: string;
  readonly side: Side;
  readonly by: string;
  readonly now: Date;
}

/** Marks what the others wrote up to a message; a message read keeps its first reading. Returns how many were new. */
export function markRead(tx: Tx, { applicationId, upTo, side, by, now }: Reading): Promise<number> {
  return tx.db.$executeRaw`
    INSERT INTO message_reading (message_id, side, read_at, read_by)
    SELECT g.id, ${side}, ${now}::timestamptz, ${by}::uuid FROM application_message g
    WHERE g.application_id = ${applicationId}::uuid AND g.side <> ${side}
      AND g.id <= (SELECT id FROM application_message WHERE id = ${upTo}::uuid AND application_id = ${applicationId}::uuid)
    ON CONFLICT (message_id, side) DO NOTHING`;
}
