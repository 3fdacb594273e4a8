// Who is told of an amendment, as SQL. Territories: those whose people serve its department.

import type { Db } from '../../platform/database/tx.js';

export interface AmendmentPlace {
  readonly department: string;
  readonly applicationId: string;
  /** Officers of all its funders, of the one that proposes it, and of those whose turn it is to sign. */
  readonly roles: readonly string[];
  readonly askingRoles: readonly string[];
  readonly penRoles: readonly string[];
  /** The holder, and who takes its place once all have agreed. */
  readonly holders: readonly string[];
  readonly penHolders: readonly string[];
  readonly askedByHolder: boolean;
}

export async function findAmendmentPlace(db: Db, id: string): Promise<AmendmentPlace | undefined> {
  const [row] = await db.$queryRaw<AmendmentPlace[]>`
    WITH pen AS (
      SELECT p.organisation_id, p.leg_id FROM amendment m JOIN amendment_party p ON p.amendment_id = m.id
      WHERE m.id = ${id}::uuid AND m.state = 'AGREED' AND NOT EXISTS (SELECT FROM amendment_signature s WHERE s.amendment_id = p.amendment_id AND s.number = p.number)
        AND p.rank = (SELECT min(q.rank) FROM amendment_party q LEFT JOIN amendment_signature s USING (amendment_id, number)
                      WHERE q.amendment_id = m.id AND s.number IS NULL)),
    officer AS (
      SELECT l.id, f.officer_role FROM amendment m JOIN award_leg l ON l.award_id = m.award_id
      JOIN call_funder f ON f.call_id = l.call_id AND f.code = l.funder_code WHERE m.id = ${id}::uuid)
    SELECT w.department, m.application_id AS "applicationId", m.asked_by_leg IS NULL AS "askedByHolder",
      ARRAY(SELECT DISTINCT officer_role FROM officer) AS roles,
      ARRAY(SELECT officer_role FROM officer WHERE id = m.asked_by_leg) AS "askingRoles",
      ARRAY(SELECT DISTINCT o.officer_role FROM officer o JOIN pen ON pen.leg_id = o.id) AS "penRoles",
      ARRAY(SELECT w.organisation_id::text UNION SELECT p.organisation_id::text FROM amendment_party p WHERE p.amendment_id = m.id AND p.organisation_id IS NOT NULL) AS holders,
      ARRAY(SELECT organisation_id::text FROM pen WHERE organisation_id IS NOT NULL) AS "penHolders"
    FROM amendment m JOIN award w ON w.id = m.award_id WHERE m.id = ${id}::uuid`;
  return row;
}
