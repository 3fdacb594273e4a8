// Who reads a call's money line by line: the jury and the officers of its region, its manager, the auditors. Pure.

import { OFFICER_ROLES, servesRegion, type Actor, type Role } from '../../kernel/actor.js';
import type { Policy } from '../../kernel/machine.js';
import { callScope, withinCallScope, type ScopedCall } from '../calls/call-scope.rules.js';

/** Roles that open the ledger of a call, on a territory that covers its region. */
export const FUNDS_ROLES = ['REGIONAL_JURY', 'CALL_MANAGER', ...OFFICER_ROLES, 'AUDITOR'] as const satisfies readonly Role[];

/** Only these grants: what a person sees as an examiner of a department opens no ledger. */
export function asFunder(actor: Actor): Actor {
  return { ...actor, grants: actor.grants.filter((grant) => (FUNDS_ROLES as readonly Role[]).includes(grant.role)) };
}

export function readsFunds(actor: Actor, call: ScopedCall): boolean {
  const funder = asFunder(actor);
  if (!withinCallScope(callScope(funder), call)) return false;
  return funder.grants.some(({ role }) => role === 'AUDITOR' || servesRegion(funder, role, call.region));
}

export const seesFunds: Policy<ScopedCall> = {
  name: 'seesFunds',
  label: { fr: 'qui voit les crédits de l’appel', en: 'who sees the credits of the call' },
  allows: readsFunds,
};
