import { BEFORE_AGENDA, type ApplicationScope } from '../../access/application-scope.js';
import { Prisma } from '../../generated/prisma/client.js';

/**
 * `withinApplicationScope` as SQL, on an application named `a`: lists and targets use the one, the executor and the details the other,
 * and a spec holds them equal for every role, state and interest. Only the branches that the actor can pass are written, so that an
 * agent's list stays an index scan.
 */
export function scopeSql(scope: ApplicationScope): Prisma.Sql {
  const { all, departments, organisationIds, personId } = scope;
  const examines = departments.length > 0 && !all;
  if (!examines) return referenceScopeSql(scope);
  const own = organisationIds.length > 0 ? Prisma.sql`a.organisation_id = ANY(${[...organisationIds]}::uuid[]) OR` : Prisma.empty;
  return Prisma.sql`(${referenceScopeSql(scope)} AND (${own} ${declaredSql(personId)}))`;
}

/** The same without regard to declarations still owed: for what names a dossier to its examiner and shows nothing of it. */
export function referenceScopeSql(scope: ApplicationScope): Prisma.Sql {
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

const BEFORE_OPENING = Prisma.sql`u.state = 'ASSIGNED' AND k.settings->>'interestDeclaration' = 'BEFORE_OPENING'`;

/** Of the dossier `a`: examiners named and yet to declare whether an interest ties them to it, where the call closes it until then. */
export const UNDECLARED_EXAMINERS = Prisma.sql`ARRAY(SELECT u.examiner_id::text
  FROM instruction u JOIN "call" k ON k.id = u.call_id WHERE u.application_id = a.id AND ${BEFORE_OPENING})`;

/** On `a`: this person owes no declaration on it. The few dossiers on which one is owed are found first, once a query. */
export function declaredSql(personId: string): Prisma.Sql {
  return Prisma.sql`a.id <> ALL(ARRAY(SELECT u.application_id FROM instruction u JOIN "call" k ON k.id = u.call_id
    WHERE u.examiner_id = ${personId}::uuid AND ${BEFORE_OPENING}))`;
}
