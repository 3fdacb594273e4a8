// The scope of `sealing.rules.ts` as SQL, for the lists: what is listed is exactly what can be read.

import { Prisma } from '../../generated/prisma/client.js';
import { BEFORE_AGENDA, type ApplicationScope } from '../../access/application-scope.js';
import { declaredSql } from '../applications/application-scope.store.js';
import { DECIDED_STATES } from './sealing.rules.js';

const texts = (values: readonly string[]): Prisma.Sql => Prisma.sql`${[...values]}::text[]`;

/** Condition on `i` (instruction) and `a` (application). Parts that cannot apply are left out, so that the indexes serve the rest. */
export function instructionScopeSql(scope: ApplicationScope): Prisma.Sql {
  if (scope.all) return Prisma.sql`TRUE`;
  const parts: Prisma.Sql[] = [];
  const organisations = Prisma.sql`${[...scope.organisationIds]}::uuid[]`;
  const holds = scope.organisationIds.length > 0;
  if (holds) parts.push(Prisma.sql`(a.organisation_id = ANY(${organisations}) AND a.state = ANY(${texts(DECIDED_STATES)}))`);
  const departments = [...new Set([...scope.departments, ...scope.agendaDepartments])];
  if (departments.length > 0) {
    const fromAgenda = Prisma.sql`(i.department = ANY(${texts(scope.departments)}) OR a.state <> ALL(${texts(BEFORE_AGENDA)}))`;
    parts.push(Prisma.sql`(i.department = ANY(${texts(departments)}) AND a.submitted_version > 0
      ${scope.agendaDepartments.length > 0 ? Prisma.sql`AND ${fromAgenda}` : Prisma.empty}
      ${holds ? Prisma.sql`AND a.organisation_id <> ALL(${organisations})` : Prisma.empty}
      AND NOT EXISTS (SELECT FROM interest n WHERE n.application_id = a.id AND n.person_id = ${scope.personId}::uuid)
      AND (i.examination = a.examination OR ${declaredSql(scope.personId)}))`);
  }
  return parts.length === 0 ? Prisma.sql`FALSE` : Prisma.sql`(${Prisma.join(parts, ' OR ')})`;
}
