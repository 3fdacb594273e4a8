import { Prisma } from '../../generated/prisma/client.js';
import type { Actor, Role } from '../../kernel/actor.js';
import { departmentsIn, regionOf } from '../../kernel/territory.js';

/** Whose worklist it is, as its branches ask. */
export interface WorklistViewer {
  readonly personId: string;
  readonly now: Date;
  readonly organisations: Prisma.Sql;
  readonly holds: boolean;
  /** Departments that these roles of the person cover. */
  readonly departments: (...roles: readonly Role[]) => readonly string[];
  /** Regions that a role covers whole. */
  readonly regions: (role: Role) => readonly string[];
}

export function worklistViewer(actor: Actor, now: Date): WorklistViewer {
  const ids = [...new Set(actor.grants.flatMap(({ organisationId }) => (organisationId === undefined ? [] : [organisationId])))];
  const of = (roles: readonly Role[]) =>
    actor.grants.flatMap(({ role, territory }) => (territory !== undefined && roles.includes(role) ? [territory] : []));
  return {
    personId: actor.personId,
    now,
    organisations: Prisma.sql`${ids}::uuid[]`,
    holds: ids.length > 0,
    departments: (...roles) => [...new Set(of(roles).flatMap((territory) => departmentsIn(territory)))],
    regions: (role) => [
      ...new Set(
        of([role])
          .filter((territory) => !territory.startsWith('DEP-'))
          .flatMap((territory) => departmentsIn(territory).map(regionOf)),
      ),
    ],
  };
}
