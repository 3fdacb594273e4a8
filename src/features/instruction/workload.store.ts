import type { Db, Tx } from '../../platform/database/tx.js';
import { regionOf } from '../../kernel/territory.js';
import { EXAMINING_ROLE } from './instruction-facts.rules.js';
import type { InstructionRow } from './instruction.store.js';
import type { Workload } from './workload.rules.js';

/** People of an agency in a department: more than this is no agency. */
const MOST_EXAMINERS = 200;

/** Who may examine for the agency today, with what each has in hand; one query, the least loaded first when they are more than the bound. */
export function findWorkloads(db: Db, row: InstructionRow, now: Date): Promise<Workload[]> {
  const { agencyKind, department, applicationId, organisationId, examinerId } = row;
  const territories = ['FR', `REG-${regionOf(department)}`, `DEP-${department}`];
  return db.$queryRaw<Workload[]>`
    SELECT p.id AS "personId", p.given_name || ' ' || p.family_name AS name,
           (SELECT count(*)::int FROM instruction w WHERE w.examiner_id = p.id AND w.state IN ('ASSIGNED', 'IN_PROGRESS')
              AND w.agency_kind = ${agencyKind} AND w.department = ${department}) AS open,
           EXISTS (SELECT FROM examiner_absence b WHERE b.person_id = p.id AND b.state = 'DECLARED'
              AND b.starts_at <= ${now}::timestamptz AND b.ends_at > ${now}::timestamptz) AS absent,
           (EXISTS (SELECT FROM interest n WHERE n.application_id = ${applicationId}::uuid AND n.person_id = p.id)
            OR EXISTS (SELECT FROM role_grant h WHERE h.person_id = p.id AND h.organisation_id = ${organisationId}::uuid
              AND (h.ends_at IS NULL OR h.ends_at > ${now}::timestamptz))) AS interested,
           EXISTS (SELECT FROM examiner_absence b WHERE b.person_id = ${examinerId}::uuid AND b.deputy_id = p.id AND b.state = 'DECLARED'
              AND b.starts_at <= ${now}::timestamptz AND b.ends_at > ${now}::timestamptz) AS deputy
    FROM person p
    WHERE p.disabled_at IS NULL AND EXISTS (
      SELECT FROM role_grant g WHERE g.person_id = p.id AND g.role = ${EXAMINING_ROLE[agencyKind]} AND g.territory = ANY(${territories}::text[])
        AND g.starts_at <= ${now}::timestamptz AND (g.ends_at IS NULL OR g.ends_at > ${now}::timestamptz))
    ORDER BY open, p.id LIMIT ${MOST_EXAMINERS}::int`;
}

/**
 * Assignments by workload of one agency in one department take their turn: each counts what the one before gave. Before any row is locked,
 * so that who waits here holds nothing.
 */
export async function takeTurn(tx: Tx, agencyKind: string, department: string): Promise<void> {
  const key = `workload ${agencyKind} ${department}`;
  await tx.db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${key}, 0))`;
}
