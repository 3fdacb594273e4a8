import { covers, type Territory } from './territory.js';

export const ROLES = [
  'HOLDER_EDITOR',
  'HOLDER_REPRESENTATIVE',
  'CAF_INSTRUCTOR',
  'DDETS_INSTRUCTOR',
  'COMMITTEE_SECRETARY',
  'COMMITTEE_MEMBER',
  'COMMITTEE_PRESIDENT',
  'REGIONAL_JURY',
  'STATE_OFFICER',
  'CNAF_OFFICER',
  'CALL_MANAGER',
  'AUDITOR',
  'ADMINISTRATOR',
  'PARTNER_OFFICER',
  'STATE_ACCOUNTANT',
  'CNAF_ACCOUNTANT',
  'PARTNER_ACCOUNTANT',
] as const;

export type Role = (typeof ROLES)[number];

export const HOLDER_ROLES = ['HOLDER_EDITOR', 'HOLDER_REPRESENTATIVE'] as const satisfies readonly Role[];

/** Who decides a funder's share and orders its payments: the State, the Cnaf, and whoever else a call names as a funder. */
export const OFFICER_ROLES = ['STATE_OFFICER', 'CNAF_OFFICER', 'PARTNER_OFFICER'] as const satisfies readonly Role[];
export type OfficerRole = (typeof OFFICER_ROLES)[number];

/** Who pays what was ordered, and nothing else: never the person who ordered it (décret 2012-1246, article 9). */
export const ACCOUNTANT_ROLES = ['STATE_ACCOUNTANT', 'CNAF_ACCOUNTANT', 'PARTNER_ACCOUNTANT'] as const satisfies readonly Role[];
export type AccountantRole = (typeof ACCOUNTANT_ROLES)[number];

/** The accountant of the funder whose officer this is. */
export const ACCOUNTANT_OF: Readonly<Record<OfficerRole, AccountantRole>> = {
  STATE_OFFICER: 'STATE_ACCOUNTANT',
  CNAF_OFFICER: 'CNAF_ACCOUNTANT',
  PARTNER_OFFICER: 'PARTNER_ACCOUNTANT',
};

/** A grant in force: a holder's role is for an organisation, any other one for a territory. */
export type ActiveGrant =
  | { readonly role: Role; readonly organisationId: string; readonly territory?: undefined }
  | { readonly role: Role; readonly territory: Territory; readonly organisationId?: undefined };

export interface Actor {
  readonly personId: string;
  readonly grants: readonly ActiveGrant[];
  /** Session behind the access token; absent for the system. */
  readonly sessionId?: string;
  /** True for acts that follow from another act or from the clock. */
  readonly system?: true;
}

/** Acts of the system in its own name (clock) or on behalf of the person whose act caused them. */
export const SYSTEM_ID = 'system';

export function systemActor(onBehalfOf?: Actor): Actor {
  return { personId: onBehalfOf?.personId ?? SYSTEM_ID, grants: [], system: true };
}

export function hasRole(actor: Actor, ...roles: readonly Role[]): boolean {
  return actor.grants.some((grant) => roles.includes(grant.role));
}

/** True when the actor holds the role for this organisation. */
export function holdsFor(actor: Actor, role: Role, organisationId: string): boolean {
  return actor.grants.some((grant) => grant.role === role && grant.organisationId === organisationId);
}

/** True when the actor holds the role on a territory that covers this department. */
export function servesDepartment(actor: Actor, role: Role, department: string): boolean {
  return actor.grants.some(
    (grant) => grant.role === role && grant.territory !== undefined && covers(grant.territory, department),
  );
}

/** True when the actor holds the role on a territory that covers the whole region (or the nation). */
export function servesRegion(actor: Actor, role: Role, region: string): boolean {
  return actor.grants.some((grant) => grant.role === role && (grant.territory === 'FR' || grant.territory === `REG-${region}`));
}
