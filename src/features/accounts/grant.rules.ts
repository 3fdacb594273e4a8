// Who may hold which role. Separation of functions is judged on the person's other grants, under the lock of the person's row.

import { HOLDER_ROLES, type Role } from '../../kernel/actor.js';
import type { Bilingual, Reason } from '../../kernel/errors.js';
import type { AgencyKind } from './directory.rules.js';
import { territoryFaults } from './directory.rules.js';

export interface GrantScope {
  readonly organisationId?: string;
  readonly territory?: string;
  readonly agencyId?: string;
}

export interface GrantPeriod {
  readonly startsAt: Date;
  /** Null: until ended. */
  readonly endsAt: Date | null;
}

export interface HeldGrant extends GrantPeriod {
  readonly role: Role;
  readonly organisationId: string | null;
  readonly territory: string | null;
}

const rule = (name: string, message: Bilingual, pointer?: string): Reason => ({
  rule: name,
  message,
  ...(pointer !== undefined && { pointer }),
});
const isHolder = (role: Role): boolean => (HOLDER_ROLES as readonly Role[]).includes(role);

/** Roles that only some agencies can give; the others come from any. */
const AGENCIES_OF: Readonly<Partial<Record<Role, readonly AgencyKind[]>>> = {
  CAF_INSTRUCTOR: ['CAF'],
  DDETS_INSTRUCTOR: ['DDETS'],
  COMMITTEE_SECRETARY: ['CAF', 'DDETS', 'PREFECTURE'],
  REGIONAL_JURY: ['DREETS', 'PREFECTURE', 'CAF', 'CNAF'],
  STATE_OFFICER: ['DDETS', 'DREETS', 'PREFECTURE'],
  CNAF_OFFICER: ['CAF', 'CNAF'],
  CALL_MANAGER: ['DREETS', 'PREFECTURE', 'CNAF'],
  STATE_ACCOUNTANT: ['DDETS', 'DREETS', 'PREFECTURE'],
  CNAF_ACCOUNTANT: ['CAF', 'CNAF'],
};

/** A holder's role is for one organisation; any other one for a territory, or an agency and its territory. */
export function scopeFaults(role: Role, scope: GrantScope): Reason[] {
  const given = [scope.organisationId, scope.territory, scope.agencyId].filter((part) => part !== undefined).length;
  const fits = isHolder(role) ? scope.organisationId !== undefined : scope.organisationId === undefined;
  if (given !== 1 || !fits) {
    return [
      isHolder(role)
        ? rule(
            'holderOfOneOrganisation',
            {
              fr: 'Donnez organisationId, et lui seul : ce rôle s’exerce pour un porteur.',
              en: 'Give organisationId alone: this role is for a project holder.',
            },
            '/organisationId',
          )
        : rule(
            'roleOnOneTerritory',
            {
              fr: 'Donnez territory ou agencyId, un seul des deux : ce rôle s’exerce sur un territoire.',
              en: 'Give either territory or agencyId: this role is for a territory.',
            },
            '/territory',
          ),
    ];
  }
  return scope.territory === undefined ? [] : territoryFaults(scope.territory);
}

export function agencyRoleFaults(role: Role, kind: AgencyKind): Reason[] {
  const kinds = AGENCIES_OF[role];
  if (kinds === undefined || kinds.includes(kind)) return [];
  const list = kinds.join(', ');
  return [
    rule(
      'agencyGivesRole',
      { fr: `Choisissez une agence qui donne ce rôle : ${list}.`, en: `Choose an agency that gives this role: ${list}.` },
      '/agencyId',
    ),
  ];
}

export function periodFaults({ startsAt, endsAt }: GrantPeriod): Reason[] {
  if (endsAt === null || endsAt > startsAt) return [];
  return [
    rule('grantEndsAfterStart', { fr: 'Donnez une fin postérieure au début.', en: 'Give an end after the start.' }, '/endsAt'),
  ];
}

/** Administrators manage accounts and decide nothing; auditors read everything and change nothing. Neither cumulates at any moment. */
export function separationFaults(role: Role, period: GrantPeriod, others: readonly HeldGrant[]): Reason[] {
  const roles = [role, ...others.filter((other) => overlap(other, period)).map((other) => other.role)];
  const faults: Reason[] = [];
  if (roles.includes('ADMINISTRATOR') && roles.some((one) => one !== 'ADMINISTRATOR' && one !== 'AUDITOR')) {
    faults.push(
      rule(
        'administratorDecidesNothing',
        {
          fr: 'Choisissez une autre personne, ou mettez d’abord fin à son autre rôle : qui administre les comptes ne dépose, n’instruit ni ne décide.',
          en: 'Choose another person, or end their other role first: who manages accounts neither applies, examines nor decides.',
        },
        '/role',
      ),
    );
  }
  if (roles.includes('AUDITOR') && roles.some((one) => one !== 'AUDITOR')) {
    faults.push(
      rule(
        'auditorChangesNothing',
        {
          fr: 'Choisissez une autre personne, ou mettez d’abord fin à son autre rôle : qui contrôle lit tout et ne change rien.',
          en: 'Choose another person, or end their other role first: who audits reads everything and changes nothing.',
        },
        '/role',
      ),
    );
  }
  return faults;
}

/** The same role for the same organisation or territory, at some common moment. */
export function isHeldAlready(wanted: HeldGrant, others: readonly HeldGrant[]): boolean {
  return others.some(
    (other) =>
      other.role === wanted.role &&
      other.organisationId === wanted.organisationId &&
      other.territory === wanted.territory &&
      overlap(other, wanted),
  );
}

function overlap(a: GrantPeriod, b: GrantPeriod): boolean {
  return (a.endsAt === null || a.endsAt > b.startsAt) && (b.endsAt === null || b.endsAt > a.startsAt);
}
