// Who may compare the dossiers of a call before the decision (CRPA L311-2), and which of them. Pure.

import { applicationScope, withinApplicationScope, type ScopedApplication } from '../../access/application-scope.js';
import type { Actor, Role } from '../../kernel/actor.js';
import type { Policy } from '../../kernel/machine.js';
import { callScope, seesEnvelopes, withinCallScope, type ScopedCall } from '../calls/call-scope.rules.js';

/** The jury, the funders, the manager and the auditors. */
export const SELECTION_ROLES = [
  'REGIONAL_JURY',
  'CALL_MANAGER',
  'STATE_OFFICER',
  'CNAF_OFFICER',
  'AUDITOR',
] as const satisfies readonly Role[];

/** Only the grants that open the selection: an examiner's own department elsewhere opens nothing here. */
export function juror(actor: Actor): Actor {
  return { ...actor, grants: actor.grants.filter(({ role }) => (SELECTION_ROLES as readonly Role[]).includes(role)) };
}

export function seesSelectionOf(actor: Actor, call: ScopedCall & { readonly departments: readonly string[] }): boolean {
  const own = juror(actor);
  return withinCallScope(callScope(own), call) && seesEnvelopes(own, call);
}

export const seesSelection: Policy<ScopedApplication> = {
  name: 'seesSelection',
  label: { fr: 'qui voit la sélection', en: 'who sees the selection' },
  allows: (actor, facts) => withinApplicationScope(applicationScope(juror(actor)), facts),
};
