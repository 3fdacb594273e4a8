// Named predicates shared by routes, edges and lists. Each looks only at the actor's grants and at the ids in the facts.

import { holdsFor, servesDepartment, servesRegion, type Role } from '../kernel/actor.js';
import type { Policy } from '../kernel/machine.js';
import type { Bilingual } from '../kernel/errors.js';

export interface InDepartment {
  readonly department: string;
}
export interface InRegion {
  readonly region: string;
}
export interface OfOrganisation {
  readonly organisationId: string;
}
/** Persons whose interest in the dossier is recorded: no agency or committee capacity is left to them on it. */
export interface WithInterests {
  readonly interestedPersonIds: readonly string[];
  /**
   * Examiners named on the dossier who have yet to say whether an interest ties them to it, where the call keeps it closed until then.
   * Left out where nothing of the dossier is shown but its reference.
   */
  readonly undeclaredPersonIds?: readonly string[];
}

export const ROLE_LABELS: Readonly<Record<Role, Bilingual>> = {
  HOLDER_EDITOR: { fr: 'rédacteur du porteur', en: 'holder’s editor' },
  HOLDER_REPRESENTATIVE: { fr: 'représentant légal du porteur', en: 'holder’s legal representative' },
  CAF_INSTRUCTOR: { fr: 'instructeur de la Caf', en: 'Caf examiner' },
  DDETS_INSTRUCTOR: { fr: 'instructeur de la DDETS', en: 'DDETS examiner' },
  COMMITTEE_SECRETARY: { fr: 'secrétariat du comité', en: 'committee secretary' },
  COMMITTEE_MEMBER: { fr: 'membre du comité', en: 'committee member' },
  COMMITTEE_PRESIDENT: { fr: 'président du comité', en: 'committee president' },
  REGIONAL_JURY: { fr: 'jury régional', en: 'regional jury' },
  STATE_OFFICER: { fr: 'ordonnateur de l’État', en: 'State funding officer' },
  CNAF_OFFICER: { fr: 'ordonnateur de la Cnaf', en: 'Cnaf funding officer' },
  CALL_MANAGER: { fr: 'gestionnaire de l’appel', en: 'call manager' },
  AUDITOR: { fr: 'auditeur', en: 'auditor' },
  ADMINISTRATOR: { fr: 'administrateur', en: 'administrator' },
  PARTNER_OFFICER: { fr: 'ordonnateur d’un autre financeur', en: 'funding officer of another funder' },
  STATE_ACCOUNTANT: { fr: 'comptable de l’État', en: 'State accountant' },
  CNAF_ACCOUNTANT: { fr: 'agent comptable de la Cnaf', en: 'Cnaf accountant' },
  PARTNER_ACCOUNTANT: { fr: 'comptable d’un autre financeur', en: 'accountant of another funder' },
};

/** Name of the policy of a role: STATE_OFFICER is stateOfficer. */
export const policyNameOf = (role: Role): string =>
  role.toLowerCase().replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** The role, for the organisation that holds the dossier. */
export function ofHolder<F extends OfOrganisation>(role: Role): Policy<F> {
  return {
    name: policyNameOf(role),
    label: ROLE_LABELS[role],
    allows: (actor, facts) => holdsFor(actor, role, facts.organisationId),
  };
}

/** The role, on a territory that covers the department. */
export function inDepartment<F extends InDepartment>(role: Role): Policy<F> {
  return {
    name: policyNameOf(role),
    label: ROLE_LABELS[role],
    allows: (actor, facts) => servesDepartment(actor, role, facts.department),
  };
}

/** The role, in the department, and without a recorded interest in the dossier (CRPA R133-12; invariant 5 of the programme). */
export function inDepartmentWithoutInterest<F extends InDepartment & WithInterests>(role: Role): Policy<F> {
  return {
    name: policyNameOf(role),
    label: ROLE_LABELS[role],
    allows: (actor, facts) =>
      servesDepartment(actor, role, facts.department) && !facts.interestedPersonIds.includes(actor.personId),
  };
}

/** The role, on a territory that covers the whole region. */
export function inRegion<F extends InRegion>(role: Role): Policy<F> {
  return {
    name: policyNameOf(role),
    label: ROLE_LABELS[role],
    allows: (actor, facts) => servesRegion(actor, role, facts.region),
  };
}

/** Acts that follow from another act or from the clock; no person passes. */
export const bySystem: Policy<unknown> = {
  name: 'system',
  label: { fr: 'système', en: 'system' },
  allows: (actor) => actor.system === true,
};
