// Which organisations an actor may see: one rule for the list (as SQL parameters) and for the detail.

import { type Actor, type Role, OFFICER_ROLES } from '../../kernel/actor.js';
import { departmentsIn } from '../../kernel/territory.js';

const EVERYWHERE: readonly Role[] = ['ADMINISTRATOR', 'AUDITOR'];
/** Those who handle the dossiers of a territory. Committee members judge a dossier, and see its holder there. */
const IN_TERRITORY: readonly Role[] = [
  'CAF_INSTRUCTOR',
  'DDETS_INSTRUCTOR',
  'COMMITTEE_SECRETARY',
  'REGIONAL_JURY',
  ...OFFICER_ROLES,
  'CALL_MANAGER',
];

export interface OrganisationScope {
  readonly all: boolean;
  readonly ids: readonly string[];
  readonly departments: readonly string[];
}

export function organisationScope(actor: Actor): OrganisationScope {
  return {
    all: actor.grants.some(({ role }) => EVERYWHERE.includes(role)),
    ids: actor.grants.flatMap(({ organisationId }) => (organisationId === undefined ? [] : [organisationId])),
    departments: [
      ...new Set(
        actor.grants.flatMap(({ role, territory }) =>
          territory !== undefined && IN_TERRITORY.includes(role) ? departmentsIn(territory) : [],
        ),
      ),
    ],
  };
}
