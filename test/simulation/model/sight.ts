// Who is who, and who sees what.

import { OFFICER_ROLES, type Role } from '../../../src/kernel/actor.js';
import type { TestActor } from '../../support/app.js';
import type { Dossier, Funder } from './model.js';

export interface Person extends TestActor {
  readonly name: string;
  readonly roles: readonly Role[];
  /** In another region: sees nothing of the call's dossiers. */
  readonly elsewhere?: true;
  /** Of a holder: its organisation's place in the model. */
  readonly organisation?: number;
}

export const OFFICERS: readonly Role[] = OFFICER_ROLES;
export const EXAMINERS: readonly Role[] = ['CAF_INSTRUCTOR', 'DDETS_INSTRUCTOR'];

const has = (person: Person, roles: readonly Role[]): boolean => person.roles.some((role) => roles.includes(role));
/** Holds one of these roles in the region of the call. */
export const serves = (person: Person, ...roles: readonly Role[]): boolean => person.elsewhere !== true && has(person, roles);
const tied = (person: Person, dossier: Dossier): boolean => dossier.interested.includes(person.name);
const holds = (person: Person, dossier: Dossier): boolean => person.organisation === dossier.organisation;
/** Serves in one of these roles, without a recorded interest in the dossier. */
export const actsIn = (person: Person, dossier: Dossier, ...roles: readonly Role[]): boolean =>
  serves(person, ...roles) && !tied(person, dossier);
export const represents = (person: Person, dossier: Dossier): boolean =>
  holds(person, dossier) && has(person, ['HOLDER_REPRESENTATIVE']);

const AGENCIES: readonly Role[] = [...EXAMINERS, ...OFFICERS, 'CALL_MANAGER'];

export function seesDossier(person: Person, dossier: Dossier): boolean {
  if (has(person, ['AUDITOR']) || holds(person, dossier)) return true;
  return actsIn(person, dossier, ...AGENCIES, 'REGIONAL_JURY');
}
/** As the dossier, but for its holder once awarded. */
export function seesAward(person: Person, dossier: Dossier): boolean {
  if (has(person, ['AUDITOR'])) return true;
  if (holds(person, dossier)) return dossier.state === 'AWARDED';
  return seesDossier(person, dossier);
}
export function seesPayment(person: Person, dossier: Dossier, { accountant }: Funder): boolean {
  if (has(person, ['AUDITOR']) || holds(person, dossier)) return true;
  return actsIn(person, dossier, ...AGENCIES, accountant);
}
/** As a payment, accountants left out. */
export const seesReport = (person: Person, dossier: Dossier): boolean =>
  has(person, ['AUDITOR']) || holds(person, dossier) || actsIn(person, dossier, ...AGENCIES);
export const seesFunds = (person: Person): boolean =>
  has(person, ['AUDITOR']) || serves(person, ...OFFICERS, 'CALL_MANAGER', 'REGIONAL_JURY');
export const seesAccounts = (person: Person, organisation: number): boolean =>
  has(person, ['AUDITOR']) || person.organisation === organisation || serves(person, ...EXAMINERS, ...OFFICERS);
