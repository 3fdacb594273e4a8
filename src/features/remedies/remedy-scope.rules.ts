// Who knows of the remedies on a dossier: its holder, the agencies, the jury, the funders, the manager and the auditors.

import {
  applicationScope,
  declareFirst,
  withinApplicationScope,
  type ApplicationScope,
  type ScopedApplication,
} from '../../access/application-scope.js';
import { policyNameOf, ROLE_LABELS, type InRegion } from '../../access/policies.js';
import { servesDepartment, servesRegion, type Actor, type Role } from '../../kernel/actor.js';
import type { Policy } from '../../kernel/machine.js';

/** The scope of the dossiers without the committee's own: its members gave an opinion, and decide on no remedy. */
export function remedyScope(actor: Actor): ApplicationScope {
  return { ...applicationScope(actor), agendaDepartments: [] };
}

export const seesRemedy: Policy<ScopedApplication> = {
  name: 'seesRemedy',
  label: { fr: 'qui suit le dossier, comité excepté', en: 'who follows the application, the committee aside' },
  allows: (actor, facts) => withinApplicationScope(remedyScope(actor), facts),
  tells: (actor, facts) => declareFirst(remedyScope(actor), facts),
};

/** The role, on the department or on the whole region, without a recorded interest, and for these remedies only. */
export function decidingAs<F extends ScopedApplication & InRegion>(
  role: Role,
  reach: 'department' | 'region',
  competent: (facts: F) => boolean = () => true,
): Policy<F> {
  return {
    name: policyNameOf(role),
    label: ROLE_LABELS[role],
    allows: (actor, facts) =>
      competent(facts) &&
      (reach === 'region' ? servesRegion(actor, role, facts.region) : servesDepartment(actor, role, facts.department)) &&
      !facts.interestedPersonIds.includes(actor.personId),
  };
}
