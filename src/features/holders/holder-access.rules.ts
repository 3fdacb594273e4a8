// Who may see and manage the people of a project holder: its own people see, its legal representative and the administrator manage.

import { hasRole, holdsFor, type Actor } from '../../kernel/actor.js';
import { Refusal } from '../../kernel/errors.js';

export type Manager = 'holderRepresentative' | 'administrator';

/** @throws Refusal not-found to whoever is not of the organisation, the administrator and the auditor aside */
export function assertSeesPeople(actor: Actor, organisationId: string): void {
  const own = actor.grants.some((grant) => grant.organisationId === organisationId);
  if (!own && !hasRole(actor, 'ADMINISTRATOR', 'AUDITOR')) throw new Refusal('not-found');
}

/** In which capacity the actor manages the organisation's people. @throws Refusal not-found or forbidden */
export function managerOf(actor: Actor, organisationId: string): Manager {
  if (holdsFor(actor, 'HOLDER_REPRESENTATIVE', organisationId)) return 'holderRepresentative';
  if (hasRole(actor, 'ADMINISTRATOR')) return 'administrator';
  assertSeesPeople(actor, organisationId);
  throw new Refusal('forbidden');
}
