// Who sees a payment: its holder, the agencies, officers and managers of its department, auditors, and the accountants of its funder, who
// see nothing else of the dossier. Never who has an interest in it.

import { ACCOUNTANT_OF, OFFICER_ROLES, type Actor, type OfficerRole, type Role } from '../../kernel/actor.js';
import { departmentsIn } from '../../kernel/territory.js';
import type { Policy } from '../../kernel/machine.js';

const AGENCIES: readonly Role[] = ['CAF_INSTRUCTOR', 'DDETS_INSTRUCTOR', ...OFFICER_ROLES, 'CALL_MANAGER'];

export interface PaymentScope {
  readonly all: boolean;
  readonly organisationIds: readonly string[];
  /** Departments of which every funder's payments are seen. */
  readonly departments: readonly string[];
  /** Departments of which the payments of one funder's role are seen by its accountant. */
  readonly accounts: readonly { readonly officerRole: OfficerRole; readonly departments: readonly string[] }[];
  readonly personId: string;
}

/** What a payment is judged by. */
export interface SeenPayment {
  readonly organisationId: string;
  readonly department: string;
  readonly funder: { readonly officerRole: OfficerRole };
  readonly interestedPersonIds: readonly string[];
}

function territories(actor: Actor, roles: readonly Role[]): string[] {
  const codes = actor.grants.flatMap(({ role, territory }) =>
    territory !== undefined && roles.includes(role) ? departmentsIn(territory) : [],
  );
  return [...new Set(codes)];
}

/** Departments in which the actor is accountant of the funder whose officer this is. */
export function accountantDepartments(actor: Actor, officerRole: OfficerRole): string[] {
  return territories(actor, [ACCOUNTANT_OF[officerRole]]);
}

export function paymentScope(actor: Actor): PaymentScope {
  return {
    all: actor.grants.some(({ role }) => role === 'AUDITOR'),
    organisationIds: actor.grants.flatMap(({ organisationId }) => (organisationId === undefined ? [] : [organisationId])),
    departments: territories(actor, AGENCIES),
    accounts: OFFICER_ROLES.map((officerRole) => ({
      officerRole,
      departments: accountantDepartments(actor, officerRole),
    })).filter(({ departments }) => departments.length > 0),
    personId: actor.personId,
  };
}

export function withinPaymentScope(scope: PaymentScope, payment: SeenPayment): boolean {
  if (scope.all || scope.organisationIds.includes(payment.organisationId)) return true;
  if (payment.interestedPersonIds.includes(scope.personId)) return false;
  if (scope.departments.includes(payment.department)) return true;
  return scope.accounts.some(
    ({ officerRole, departments }) => officerRole === payment.funder.officerRole && departments.includes(payment.department),
  );
}

export const seesPayment: Policy<SeenPayment> = {
  name: 'seesPayment',
  label: { fr: 'qui voit le paiement', en: 'who sees the payment' },
  allows: (actor, facts) => withinPaymentScope(paymentScope(actor), facts),
};

/** Reads names, inputs and facts of the chain: agencies, officers, accountants and auditors; a holder reads what happened and when. */
export function readsChain(actor: Actor, organisationId: string): boolean {
  const { organisationIds } = paymentScope(actor);
  return !organisationIds.includes(organisationId);
}
