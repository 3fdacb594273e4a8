// Who sees which call: one rule, on facts in memory for the detail and as SQL for the list.

import { servesDepartment, type Actor, type Role, OFFICER_ROLES } from '../../kernel/actor.js';
import type { Policy } from '../../kernel/machine.js';

/** Roles that prepare the calls of their region. */
const PREPARE: readonly Role[] = ['CALL_MANAGER', 'REGIONAL_JURY'];
/** Roles that may know the money that is left, where they serve a department of the call. */
export const KNOW_ENVELOPES: readonly Role[] = [
  'CAF_INSTRUCTOR',
  'DDETS_INSTRUCTOR',
  'COMMITTEE_SECRETARY',
  'REGIONAL_JURY',
  ...OFFICER_ROLES,
  'CALL_MANAGER',
];

export interface CallScope {
  /** Calls that were never published are seen everywhere. */
  readonly allDrafts: boolean;
  /** Regions whose never published calls are seen. Published calls are seen by all who are logged in. */
  readonly draftRegions: readonly string[];
}

export function callScope(actor: Actor): CallScope {
  const preparing = actor.grants.filter((grant) => PREPARE.includes(grant.role)).map((grant) => grant.territory ?? '');
  return {
    allDrafts: actor.grants.some((grant) => grant.role === 'AUDITOR') || preparing.includes('FR'),
    draftRegions: preparing.filter((territory) => territory.startsWith('REG-')).map((territory) => territory.slice(4)),
  };
}

export interface ScopedCall {
  readonly region: string;
  /** False for a draft, and for a draft cancelled before any publication. */
  readonly everPublished: boolean;
}

export function withinCallScope(scope: CallScope, call: ScopedCall): boolean {
  return call.everPublished || scope.allDrafts || scope.draftRegions.includes(call.region);
}

export const seesCall: Policy<ScopedCall> = {
  name: 'seesCall',
  label: { fr: 'qui voit l’appel', en: 'who sees the call' },
  allows: (actor, facts) => withinCallScope(callScope(actor), facts),
};

/** Envelopes and their use are for the agencies, the jury, the funders and the auditors; not for the holders, who compete for them. */
export function seesEnvelopes(actor: Actor, call: { readonly departments: readonly string[] }): boolean {
  return (
    actor.grants.some((grant) => grant.role === 'AUDITOR') ||
    KNOW_ENVELOPES.some((role) => call.departments.some((department) => servesDepartment(actor, role, department)))
  );
}
