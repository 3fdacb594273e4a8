// Bank details of a holder: proposed by one person, confirmed by another who serves a funder. Guards, pure.

import { isValidIBAN } from 'ibantools';

import { holdsFor, OFFICER_ROLES, servesDepartment, type Role } from '../../kernel/actor.js';
import { inDepartment } from '../../access/policies.js';
import type { Reason } from '../../kernel/errors.js';
import type { Guard, Policy } from '../../kernel/machine.js';
import { written } from '../../kernel/reasons.js';
import { sameName } from './payment.rules.js';
import { isBankIdentifier, sepaText } from './sepa-text.rules.js';

export const BANK_DETAILS_STATES = ['PROPOSED', 'ACTIVE', 'REFUSED'] as const;
export type BankDetailsState = (typeof BANK_DETAILS_STATES)[number];
export type BankDetailsEvent = 'confirm' | 'refuse';

/** Agents of the funders: they confirm, and see the holders of their territory. */
export const AGENTS = ['CAF_INSTRUCTOR', 'DDETS_INSTRUCTOR', ...OFFICER_ROLES] as const satisfies readonly Role[];

export interface BankDetailsFacts {
  readonly organisationId: string;
  readonly organisation: string;
  readonly department: string;
  readonly number: number;
  readonly accountHolder: string;
  readonly mismatchReason: string | null;
  readonly proposedBy: string;
}

export interface ProposedAccount {
  readonly iban: string;
  readonly bic: string;
  readonly accountHolder: string;
  readonly mismatchReason?: string;
}

/** Electronic form: capitals, no spaces. */
export const compact = (text: string): string => text.replace(/\s+/g, '').toUpperCase();

/** "FR76 •••• 1234": enough to recognise an account, too little to use it. */
export const maskIban = (iban: string): string => `${iban.slice(0, 4)} •••• ${iban.slice(-4)}`;

/** Every fault of an account, each at its field. `organisation`: name that the account must bear; none for a funder's own. */
export function accountFaults({ iban, bic, accountHolder, mismatchReason }: ProposedAccount, organisation?: string): Reason[] {
  const faults: Reason[] = [];
  if (!isValidIBAN(compact(iban)))
    faults.push({
      rule: 'ibanValid',
      pointer: '/iban',
      message: { fr: 'Vérifiez l’IBAN : sa clé de contrôle est fausse.', en: 'Check the IBAN: its check digits are wrong.' },
    });
  if (!isBankIdentifier(compact(bic)))
    faults.push({
      rule: 'bicValid',
      pointer: '/bic',
      message: { fr: 'Vérifiez le BIC : 8 ou 11 signes.', en: 'Check the BIC: 8 or 11 characters.' },
    });
  else if (isValidIBAN(compact(iban)) && compact(bic).slice(4, 6) !== compact(iban).slice(0, 2))
    faults.push({
      rule: 'bicOfIban',
      pointer: '/bic',
      message: { fr: 'Le BIC et l’IBAN ne sont pas du même pays.', en: 'The BIC and the IBAN are not of the same country.' },
    });
  // The name leaves with the order, in the characters that banks take.
  if (!/[A-Za-z0-9]/.test(sepaText(accountHolder, 70)))
    faults.push({
      rule: 'nameWritable',
      pointer: '/accountHolder',
      message: {
        fr: 'Écrivez le nom du titulaire en lettres latines : les banques n’en prennent pas d’autres.',
        en: 'Write the name of the account holder in latin letters: banks take no others.',
      },
    });
  if (organisation !== undefined && mismatchReason === undefined && !sameName(accountHolder, organisation))
    faults.push({
      rule: 'accountOfHolder',
      pointer: '/accountHolder',
      message: {
        fr: `Le compte doit être au nom de « ${organisation} » : corrigez, ou dites pourquoi il ne l’est pas (mismatchReason).`,
        en: `The account must bear the name "${organisation}": correct it, or say why it does not (mismatchReason).`,
      },
    });
  return faults;
}

export const agents = AGENTS.map((role) => inDepartment<BankDetailsFacts>(role));

export const seesBankDetails: Policy<Pick<BankDetailsFacts, 'organisationId' | 'department'>> = {
  name: 'seesBankDetails',
  label: { fr: 'le porteur, et les agents de son territoire', en: 'the holder, and the agents of its territory' },
  allows: (actor, { organisationId, department }) =>
    actor.grants.some((grant) => grant.role === 'AUDITOR') ||
    holdsFor(actor, 'HOLDER_REPRESENTATIVE', organisationId) ||
    holdsFor(actor, 'HOLDER_EDITOR', organisationId) ||
    AGENTS.some((role) => servesDepartment(actor, role, department)),
};

export const secondPerson: Guard<BankDetailsFacts> = {
  name: 'secondPerson',
  label: { fr: 'Une seconde personne confirme', en: 'A second person confirms' },
  check: ({ facts: { proposedBy, organisationId }, actor }) => {
    const ofHolder = actor.grants.some((grant) => grant.organisationId === organisationId);
    return actor.personId === proposedBy || ofHolder
      ? {
          fr: 'Vous avez proposé ces coordonnées, ou agissez pour le porteur : un autre agent les vérifie et les confirme.',
          en: 'You proposed these bank details, or act for the holder: another agent checks and confirms them.',
        }
      : undefined;
  },
};

export const refusalReasoned: Guard<BankDetailsFacts, { readonly reasons?: string } | undefined> = written('reasons', {
  name: 'refusalReasoned',
  label: { fr: 'Le refus est motivé', en: 'The refusal has reasons' },
  message: { fr: 'Écrivez ce qui ne va pas.', en: 'Write what is wrong.' },
});
