// Who reads the selection of a call, and who writes what prepares it. Pure.

import { applicationScope, withinApplicationScope, type ScopedApplication } from '../../access/application-scope.js';
import { servesRegion, type Actor, type Role, OFFICER_ROLES } from '../../kernel/actor.js';
import type { Policy } from '../../kernel/machine.js';
import { callScope, seesEnvelopes, withinCallScope } from '../calls/call-scope.rules.js';

/** Who may compare the dossiers of a call before the decision (CRPA L311-2): the jury, the funders, the manager and the auditors. */
export const SELECTION_ROLES = ['REGIONAL_JURY', 'CALL_MANAGER', ...OFFICER_ROLES, 'AUDITOR'] as const satisfies readonly Role[];

/** Only the grants that open the selection: an examiner's own department elsewhere opens nothing here. */
export function asJuror(actor: Actor): Actor {
  return { ...actor, grants: actor.grants.filter((grant) => (SELECTION_ROLES as readonly Role[]).includes(grant.role)) };
}

export interface CallOfJury {
  readonly region: string;
  readonly departments: string[];
  readonly everPublished: boolean;
}

export function knowsSelection(juror: Actor, { region, departments, everPublished }: CallOfJury): boolean {
  return withinCallScope(callScope(juror), { region, everPublished }) && seesEnvelopes(juror, { departments });
}

/** Only the jury of the whole region writes simulations, and has the best selection computed. */
export const isJury = (actor: Actor, { region }: Pick<CallOfJury, 'region'>): boolean =>
  servesRegion(actor, 'REGIONAL_JURY', region);

export const seesSelection: Policy<ScopedApplication> = {
  name: 'seesSelection',
  label: { fr: 'qui voit la sélection', en: 'who sees the selection' },
  allows: (actor, facts) => withinApplicationScope(applicationScope(asJuror(actor)), facts),
};
