// What an actor may see of the applications (and of all that hangs on one): one rule, used by the executor on facts in memory and by
// the lists as SQL, so that what is listed is exactly what can be read.

import { type Actor, type Role, OFFICER_ROLES } from '../kernel/actor.js';
import { departmentsIn } from '../kernel/territory.js';
import type { Bilingual } from '../kernel/errors.js';
import type { Policy } from '../kernel/machine.js';
import type { InDepartment, OfOrganisation, WithInterests } from './policies.js';

/** Roles that see the dossiers of their territory once submitted. */
const FROM_SUBMISSION: readonly Role[] = [
  'CAF_INSTRUCTOR',
  'DDETS_INSTRUCTOR',
  'COMMITTEE_SECRETARY',
  'REGIONAL_JURY',
  ...OFFICER_ROLES,
  'CALL_MANAGER',
];
/** Roles that see them once the committee is seized of them. */
const FROM_AGENDA: readonly Role[] = ['COMMITTEE_MEMBER', 'COMMITTEE_PRESIDENT'];

/** States before the agenda: committee members see none of these. */
export const BEFORE_AGENDA = [
  'DRAFT',
  'SUBMITTED',
  'INCOMPLETE',
  'COMPLETE',
  'INELIGIBLE',
  'UNDER_EXAMINATION',
  'EXAMINED',
  'DISMISSED',
  'WITHDRAWN',
  'LATE',
] as const;

/** Roles that see the dossiers on which their department is consulted: those of the two agencies. */
const CONSULTED: readonly Role[] = ['CAF_INSTRUCTOR', 'DDETS_INSTRUCTOR'];

export interface ApplicationScope {
  /** Auditors read everything. */
  readonly all: boolean;
  /** Own organisations: every state, drafts included. */
  readonly organisationIds: readonly string[];
  /** Departments seen from the submission on, unless an interest is recorded. */
  readonly departments: readonly string[];
  /** Departments seen from the agenda on, unless an interest is recorded. */
  readonly agendaDepartments: readonly string[];
  /** Departments whose consultation opens a submitted dossier led by another one, unless an interest is recorded. */
  readonly consultedDepartments: readonly string[];
  readonly personId: string;
}

export function applicationScope(actor: Actor): ApplicationScope {
  const territories = (roles: readonly Role[]): string[] => [
    ...new Set(
      actor.grants.flatMap((grant) =>
        grant.territory !== undefined && roles.includes(grant.role) ? departmentsIn(grant.territory) : [],
      ),
    ),
  ];
  return {
    all: actor.grants.some((grant) => grant.role === 'AUDITOR'),
    organisationIds: actor.grants.flatMap((grant) => (grant.organisationId === undefined ? [] : [grant.organisationId])),
    departments: territories(FROM_SUBMISSION),
    agendaDepartments: territories(FROM_AGENDA),
    consultedDepartments: territories(CONSULTED),
    personId: actor.personId,
  };
}

export interface ScopedApplication extends InDepartment, OfOrganisation, WithInterests {
  readonly state: string;
  /** False for a draft and for a draft withdrawn before any submission: the holder's own business. */
  readonly everSubmitted: boolean;
  /** Departments consulted since the last submission; left out by what hangs on a dossier and is the lead department's alone. */
  readonly consultedDepartments?: readonly string[];
}

export function withinApplicationScope(scope: ApplicationScope, application: ScopedApplication): boolean {
  if (scope.all || scope.organisationIds.includes(application.organisationId)) return true;
  if (!application.everSubmitted || application.interestedPersonIds.includes(scope.personId)) return false;
  if (application.undeclaredPersonIds?.includes(scope.personId) === true) return false;
  if (scope.departments.includes(application.department)) return true;
  if (application.consultedDepartments?.some((code) => scope.consultedDepartments.includes(code)) === true) return true;
  return (
    scope.agendaDepartments.includes(application.department) && !(BEFORE_AGENDA as readonly string[]).includes(application.state)
  );
}

/** Loi 2013-907, article 2; CRPA R133-12. */
const DECLARE_FIRST: Bilingual = {
  fr: 'Ce dossier vous est confié : déclarez d’abord, sur votre instruction, si un intérêt vous lie à lui. Il s’ouvre ensuite.',
  en: 'This application is assigned to you: first declare, on your instruction, whether an interest ties you to it. It opens then.',
};

/** Told to who would see the dossier, had they declared: they know of it, since it is assigned to them. */
export function declareFirst(scope: ApplicationScope, application: ScopedApplication): Bilingual | undefined {
  const { undeclaredPersonIds = [] } = application;
  const awaited = undeclaredPersonIds.includes(scope.personId);
  return awaited && withinApplicationScope(scope, { ...application, undeclaredPersonIds: [] }) ? DECLARE_FIRST : undefined;
}

export const seesApplication: Policy<ScopedApplication> = {
  name: 'seesApplication',
  label: { fr: 'qui voit le dossier', en: 'who sees the application' },
  allows: (actor, facts) => withinApplicationScope(applicationScope(actor), facts),
  tells: (actor, facts) => declareFirst(applicationScope(actor), facts),
};
