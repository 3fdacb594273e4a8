// Who answers for a decision: given name and name, capacity and service (CRPA L212-1, L212-2). Pure.

import { ROLE_LABELS } from '../../access/policies.js';
import { ROLES, SYSTEM_ID, type Role } from '../../kernel/actor.js';
import { departmentName, regionName } from '../../kernel/territory.js';
import type { Signatory } from '../calls/call-settings.js';
import type { DecidedLeg, Decision } from './decision.js';

/** Empty texts where nothing is known: `gapsOf` names them. */
export interface Author extends Signatory {
  /** Person of this application; null for an authority of the call's settings. */
  readonly personId: string | null;
}

/** The same role, whether an edge named its policy (cafInstructor) or a leg its officer (CNAF_OFFICER). */
export function roleOf(capacity: string): Role | undefined {
  const flat = capacity.replaceAll('_', '').toLowerCase();
  return ROLES.find((role) => role.replaceAll('_', '').toLowerCase() === flat);
}

function serviceOf(role: Role, decision: Decision): string {
  const { caf, ddets, department, region, callTitle, funders } = decision;
  switch (role) {
    case 'CAF_INSTRUCTOR':
      return caf ?? `Caf, ${departmentName(department)}`;
    case 'DDETS_INSTRUCTOR':
      return ddets ?? `DDETS, ${departmentName(department)}`;
    case 'REGIONAL_JURY':
      return `Jury régional, ${regionName(region)}`;
    case 'STATE_OFFICER':
    case 'CNAF_OFFICER':
    case 'PARTNER_OFFICER':
      return funders.find(({ officerRole }) => officerRole === role)?.name ?? '';
    default:
      return `Gestion de l’appel à projets « ${callTitle} »`;
  }
}

/** Of what a person decided; of what time alone decided, who the call says, or who published it: the rule applied is theirs. */
export function authorOf(decision: Decision): Author {
  const { actorId, author, capacity, letters, publisher } = decision;
  if (actorId === SYSTEM_ID) {
    const named = letters?.signatory;
    if (named !== undefined) return { ...named, personId: null };
    const label = ROLE_LABELS.CALL_MANAGER.fr;
    return { name: publisher ?? '', capacity: label, service: serviceOf('CALL_MANAGER', decision), personId: null };
  }
  const role = roleOf(capacity ?? '');
  return {
    name: author ?? '',
    capacity: role === undefined ? '' : ROLE_LABELS[role].fr,
    service: role === undefined ? '' : serviceOf(role, decision),
    personId: author === null ? null : actorId,
  };
}

/** Of one funder's part of an award: the officer who recorded it, and the authority that took it. */
export function authorOfLeg({ author, authorId, officerRole, authority, name }: DecidedLeg): Author {
  const capacity = authority === null ? ROLE_LABELS[officerRole].fr : `${ROLE_LABELS[officerRole].fr}, pour : ${authority}`;
  return { name: author ?? '', capacity, service: name, personId: author === null ? null : authorId };
}
