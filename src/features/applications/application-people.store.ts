import { newId } from '../../kernel/ids.js';
import type { Db, Tx } from '../../platform/database/tx.js';

interface PersonRow {
  readonly personId: string;
  readonly name: string;
  readonly email: string;
  readonly role: 'CONTACT' | 'WRITER' | 'READER';
  readonly addedAt: Date;
}

/** In the order in which they came; 50 at most. */
export function readPeople(db: Db, applicationId: string): Promise<PersonRow[]> {
  return db.$queryRaw<PersonRow[]>`
    SELECT d.person_id AS "personId", p.given_name || ' ' || p.family_name AS name, p.email, d.role, d.added_at AS "addedAt"
    FROM application_person d JOIN person p ON p.id = d.person_id
    WHERE d.application_id = ${applicationId}::uuid AND d.removed_at IS NULL ORDER BY d.id LIMIT 50`;
}

/** Whether the person only reads this dossier. */
export async function onlyReads(db: Db, applicationId: string, personId: string): Promise<boolean> {
  const rows = await db.$queryRaw<unknown[]>`
    SELECT FROM application_person WHERE application_id = ${applicationId}::uuid AND person_id = ${personId}::uuid AND role = 'READER'
      AND removed_at IS NULL`;
  return rows.length > 0;
}

export async function isOfOrganisation(db: Db, organisationId: string, personId: string, now: Date): Promise<boolean> {
  const rows = await db.$queryRaw<unknown[]>`
    SELECT FROM role_grant g JOIN person p ON p.id = g.person_id AND p.disabled_at IS NULL
    WHERE g.organisation_id = ${organisationId}::uuid AND g.person_id = ${personId}::uuid AND (g.ends_at IS NULL OR g.ends_at > ${now}::timestamptz)`;
  return rows.length > 0;
}

/** @returns rows changed */
export function removePerson(tx: Tx, applicationId: string, personId: string, by: string, now: Date): Promise<number> {
  return tx.db.$executeRaw`
    UPDATE application_person SET removed_at = ${now}::timestamptz, removed_by = ${by}::uuid
    WHERE application_id = ${applicationId}::uuid AND person_id = ${personId}::uuid AND removed_at IS NULL`;
}

/** A person has one role on a dossier: the earlier one is removed, and kept. @returns the new row's id */
export async function addPerson(
  tx: Tx,
  person: {
    readonly applicationId: string;
    readonly personId: string;
    readonly role: string;
    readonly by: string;
    readonly now: Date;
  },
): Promise<string> {
  const { applicationId, personId, role, by, now } = person;
  await removePerson(tx, applicationId, personId, by, now);
  const id = newId();
  await tx.db.$executeRaw`
    INSERT INTO application_person (id, application_id, person_id, role, added_by, added_at)
    VALUES (${id}::uuid, ${applicationId}::uuid, ${personId}::uuid, ${role}, ${by}::uuid, ${now}::timestamptz)`;
  return id;
}
