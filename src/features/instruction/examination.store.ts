// What both agencies examined together, with all that the rules of the common score and of the conciliation read, in one query.

import type { Db, Tx } from '../../platform/database/tx.js';
import type { AgencyKind } from '../applications/application-content.js';
import { lockDossier } from '../applications/dossier-lock.store.js';
import type { ExaminationFacts } from './examination-facts.rules.js';

interface Row extends Omit<ExaminationFacts, 'everSubmitted' | 'signers'> {
  readonly submittedVersion: number;
  readonly signers: Partial<Record<AgencyKind, string>>;
}

/** Of the examination given, else of the one in progress. Undefined: no such dossier. */
export async function findExamination(
  db: Db,
  applicationId: string,
  examination?: number,
): Promise<ExaminationFacts | undefined> {
  const [row] = await db.$queryRaw<Row[]>`
    SELECT a.id AS "applicationId", a.call_id AS "callId", c.region, a.department, a.organisation_id AS "organisationId", n.number AS examination,
           -- As for its instructions: an examination that an appeal ended stays what its decision made of it.
           coalesce((SELECT e.state FROM application_examination e WHERE e.application_id = a.id AND e.number = n.number), a.state) AS "applicationState",
           a.submitted_version AS "submittedVersion", c.time_zone AS "timeZone", c.settings->'grid' AS grid,
           ARRAY(SELECT x.person_id::text FROM interest x WHERE x.application_id = a.id ORDER BY 1) AS "interestedPersonIds",
           (SELECT coalesce(jsonb_object_agg(i.agency_kind, i.signed_by), '{}') FROM instruction i
            WHERE i.application_id = a.id AND i.examination = n.number AND i.state = 'SIGNED') AS signers
    FROM application a JOIN "call" c ON c.id = a.call_id
    CROSS JOIN LATERAL (SELECT coalesce(${examination ?? null}::int, a.examination) AS number) n
    WHERE a.id = ${applicationId}::uuid`;
  if (row === undefined) return undefined;
  const { submittedVersion, signers, ...facts } = row;
  return { ...facts, everSubmitted: submittedVersion > 0, signers: { CAF: signers.CAF ?? null, DDETS: signers.DDETS ?? null } };
}

/** Locked, then read: signatures, agendas and decisions all hold the dossier's row. */
export async function heldExamination(tx: Tx, applicationId: string): Promise<ExaminationFacts | undefined> {
  await lockDossier(tx, applicationId);
  return findExamination(tx.db, applicationId);
}
