import { BEFORE_AGENDA, type ApplicationScope } from '../../access/application-scope.js';
import { Prisma } from '../../generated/prisma/client.js';

/**
 * `withinApplicationScope` as SQL, on an application named `a`: lists and targets use the one, the executor and the details the other,
 * and a spec holds them equal for every role, state and interest. Only the branches that the actor can pass are written, so that an
 * agent's list stays an index scan.
 */
export function scopeSql(scope: ApplicationScope): Prisma.Sql {
  if (scope.all) return Prisma.sql`true`;
  const { organisationIds, departments, agendaDepartments, consultedDepartments, personId } = scope;
  const seen: Prisma.Sql[] = [];
  if (departments.length > 0) seen.push(Prisma.sql`a.department = ANY(${[...departments]}::text[])`);
  if (agendaDepartments.length > 0) {
    seen.push(
      Prisma.sql`(a.department = ANY(${[...agendaDepartments]}::text[]) AND a.state <> ALL(${[...BEFORE_AGENDA]}::text[]))`,
    );
  }
  if (consultedDepartments.length > 0) {
    // The few dossiers on which one is consulted, found first: as a plain OR the list would leave the index of the department for a walk
    // over everybody's dossiers.
    seen.push(
      Prisma.sql`a.id = ANY(ARRAY(SELECT x.id FROM application x
        WHERE x.consulted_departments <> '{}' AND x.consulted_departments && ${[...consultedDepartments]}::text[]))`,
    );
  }
  const branches: Prisma.Sql[] = [];
  if (organisationIds.length > 0) branches.push(Prisma.sql`a.organisation_id = ANY(${[...organisationIds]}::uuid[])`);
  if (seen.length > 0) {
    branches.push(Prisma.sql`(a.submitted_version > 0 AND (${Prisma.join(seen, ' OR ')})
      AND NOT EXISTS (SELECT FROM interest i WHERE i.application_id = a.id AND i.person_id = ${personId}::uuid))`);
  }
  return branches.length === 0 ? Prisma.sql`false` : Prisma.sql`(${Prisma.join(branches, ' OR ')})`;
}
