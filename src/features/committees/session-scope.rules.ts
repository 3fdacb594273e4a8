// Who may know of committees and their sessions: one rule, on facts in memory for the machine and as SQL for the lists.

import { servesDepartment, type Actor, type Role, OFFICER_ROLES } from '../../kernel/actor.js';
import { departmentsIn } from '../../kernel/territory.js';
import { inDepartment } from '../../access/policies.js';
import type { Policy } from '../../kernel/machine.js';

const SEE_CONVENED: readonly Role[] = ['COMMITTEE_MEMBER', 'REGIONAL_JURY', ...OFFICER_ROLES];
/** Those who prepare a session see it before it is convened. */
const SEE_DRAFTS: readonly Role[] = ['COMMITTEE_SECRETARY', 'COMMITTEE_PRESIDENT', 'CALL_MANAGER'];
export const SESSION_READERS: readonly Role[] = [...SEE_CONVENED, ...SEE_DRAFTS, 'AUDITOR'];
/** Those who keep the composition of the committees. */
export const COMPOSERS: readonly Role[] = ['COMMITTEE_SECRETARY', 'CALL_MANAGER'];

export interface SessionScope {
  /** Auditors read everything. */
  readonly all: boolean;
  readonly departments: readonly string[];
  /** Departments whose drafts are seen too; among `departments`. */
  readonly draftDepartments: readonly string[];
}

export function sessionScope(actor: Actor): SessionScope {
  const territories = (roles: readonly Role[]): string[] => [
    ...new Set(
      actor.grants.flatMap((grant) =>
        grant.territory !== undefined && roles.includes(grant.role) ? departmentsIn(grant.territory) : [],
      ),
    ),
  ];
  return {
    all: actor.grants.some((grant) => grant.role === 'AUDITOR'),
    departments: territories([...SEE_CONVENED, ...SEE_DRAFTS]),
    draftDepartments: territories(SEE_DRAFTS),
  };
}

/** A committee covers one department, or several (Corsica): who serves one of them knows of it. */
export interface OfCommittee {
  readonly departments: readonly string[];
}

export function withinCommitteeScope({ all, departments }: SessionScope, committee: OfCommittee): boolean {
  return all || committee.departments.some((code) => departments.includes(code));
}

/** True when the actor holds the role on a territory that covers one of the committee's departments. */
export function servesCommittee(actor: Actor, role: Role, { departments }: OfCommittee): boolean {
  return departments.some((code) => servesDepartment(actor, role, code));
}

/** The role, on a territory that covers one of the committee's departments. */
export function inCommittee<F extends OfCommittee>(role: Role): Policy<F> {
  const { name, label } = inDepartment(role);
  return { name, label, allows: (actor, facts) => servesCommittee(actor, role, facts) };
}

export const seesCommittee: Policy<OfCommittee> = {
  name: 'seesCommittee',
  label: { fr: 'qui voit le comité', en: 'who sees the committee' },
  allows: (actor, facts) => withinCommitteeScope(sessionScope(actor), facts),
};

export interface ScopedSession extends OfCommittee {
  /** False in preparation, and for a session given up before its convocation: the agenda was never made known. */
  readonly convened: boolean;
}

export function withinSessionScope(scope: SessionScope, session: ScopedSession): boolean {
  return withinCommitteeScope(session.convened ? scope : { ...scope, departments: scope.draftDepartments }, session);
}

export const seesSession: Policy<ScopedSession> = {
  name: 'seesSession',
  label: { fr: 'qui voit la séance', en: 'who sees the session' },
  allows: (actor, facts) => withinSessionScope(sessionScope(actor), facts),
};
