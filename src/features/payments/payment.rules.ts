// Who acts on a payment, and the rules of each act. Pure.

import { ACCOUNTANT_OF, OFFICER_ROLES, servesDepartment, type OfficerRole, type Role } from '../../kernel/actor.js';
import { policyNameOf, ROLE_LABELS } from '../../access/policies.js';
import type { Bilingual } from '../../kernel/errors.js';
import { localDate } from '../../kernel/legal-time.js';
import type { Guard, Policy } from '../../kernel/machine.js';
import { formatEuros } from '../../kernel/money.js';
import { given, missing, reason, written, type Fields } from '../../kernel/reasons.js';
import { ceilingsOf } from './ceilings.rules.js';
import { amountOf, blockMessage, blocksOf, isBlock, unmetConditions } from './payment-conditions.rules.js';
import { HOLD_CAUSES, type Block, type Duty, type HeldCause, type PaymentFacts } from './payment-facts.rules.js';
import type { SeenPayment } from './payment-scope.rules.js';

/** Who certifies for a funder: the examiner of its side, or an officer of a third funder, which has no examiner of its own. */
export const CERTIFIER_OF: Readonly<Record<OfficerRole, Role>> = {
  STATE_OFFICER: 'DDETS_INSTRUCTOR',
  CNAF_OFFICER: 'CAF_INSTRUCTOR',
  PARTNER_OFFICER: 'PARTNER_OFFICER',
};

/** Of the payment's own funder, in the department, without a recorded interest in the dossier. */
const serving = (officerRole: OfficerRole, role: Role): Policy<SeenPayment> => ({
  name: policyNameOf(role),
  label: ROLE_LABELS[role],
  allows: (actor, { funder, department, interestedPersonIds }) =>
    funder.officerRole === officerRole &&
    servesDepartment(actor, role, department) &&
    !interestedPersonIds.includes(actor.personId),
});
export const certifiers = OFFICER_ROLES.map((role) => serving(role, CERTIFIER_OF[role]));
export const orderers = OFFICER_ROLES.map((role) => serving(role, role));
export const accountants = OFFICER_ROLES.map((role) => serving(role, ACCOUNTANT_OF[role]));

export interface HoldInput {
  readonly cause: HeldCause;
  readonly reason: string;
}
export interface LiquidateInput {
  /** The whole tranche when left out. */
  readonly cents?: bigint | number;
}
export interface PayInput {
  /** Calendar day, YYYY-MM-DD. */
  readonly valueDate: string;
  readonly reference: string;
}
export interface ReasonInput {
  readonly reason: string;
}

const DUTY_LABELS: Readonly<Record<Duty, Bilingual>> = {
  EXAMINER: { fr: 'en avez constaté le service fait', en: 'certified its performance' },
  ORDERER: { fr: 'l’avez liquidé ou ordonnancé', en: 'liquidated or ordered it' },
  ACCOUNTANT: { fr: 'l’avez traité en comptable', en: 'handled it as accountant' },
};

/** Whatever roles one person holds: examiner, orderer and accountant of a payment are three persons. */
export const separated = (duty: Duty): Guard<PaymentFacts> => ({
  name: 'dutiesSeparated',
  label: {
    fr: 'Instructeur, ordonnateur et comptable sont trois personnes',
    en: 'Examiner, orderer and accountant are three persons',
  },
  source: 'Décret 2012-1246, art. 9',
  check: ({ facts: { duties }, actor }) => {
    const other = duties.find(({ personId, duty: held }) => personId === actor.personId && held !== duty);
    return other === undefined
      ? undefined
      : {
          fr: `Vous ${DUTY_LABELS[other.duty].fr} : confiez cet acte à une autre personne.`,
          en: `You ${DUTY_LABELS[other.duty].en}: leave this act to another person.`,
        };
  },
});

export const legRunning: Guard<PaymentFacts> = {
  name: 'legRunning',
  label: { fr: 'La part n’est ni suspendue ni close', en: 'The share is neither suspended nor over' },
  check: ({ facts: { legState, funder } }) => {
    if (legState === 'NOTIFIED' || legState === 'ACTIVE') return undefined;
    return legState === 'SUSPENDED'
      ? {
          fr: `La part de « ${funder.name} » est suspendue : levez la suspension d’abord.`,
          en: `The share of "${funder.name}" is suspended: end the suspension first.`,
        }
      : {
          fr: `La part de « ${funder.name} » n’est plus en cours : rien n’en est payé.`,
          en: `The share of "${funder.name}" is not running any more: nothing of it is paid.`,
        };
  },
};

const open = (block: Block, name: string, label: Bilingual, source?: string): Guard<PaymentFacts> => ({
  name,
  label,
  ...(source !== undefined && { source }),
  check: ({ facts }) => (blocksOf(facts).includes(block) ? blockMessage(block, facts) : undefined),
});
export const creditsOpen = open('CREDITS_CLOSED', 'creditsOpen', {
  fr: 'Les crédits de l’année sont ouverts et engagés',
  en: 'The credits of the year are open and committed',
});
export const bankDetailsKnown = open(
  'BANK_DETAILS',
  'bankDetailsKnown',
  { fr: 'Les coordonnées bancaires du porteur sont confirmées', en: 'The bank details of the holder are confirmed' },
  'CRPA L114-5-1',
);

export const conditionsMet: Guard<PaymentFacts> = {
  name: 'conditionsMet',
  label: { fr: 'Les conditions de la tranche sont réunies', en: 'The conditions of the tranche are met' },
  check: ({ facts, now }) => {
    const unmet = unmetConditions(facts, now);
    return unmet.length === 0 ? undefined : unmet.map(({ message }) => ({ rule: 'conditionsMet', message }));
  },
};

export const withinTranche: Guard<PaymentFacts, LiquidateInput | undefined> = {
  name: 'withinTranche',
  label: { fr: 'La somme tient dans la tranche', en: 'The sum is within the tranche' },
  needsInput: true,
  check: ({ facts: { plannedCents }, input }) => {
    const sum = BigInt(input?.cents ?? plannedCents);
    return sum > 0n && sum <= plannedCents
      ? undefined
      : [
          reason('withinTranche', '/cents', {
            fr: `Liquidez au plus la tranche, ${formatEuros(plannedCents)}.`,
            en: `Liquidate the tranche at most, ${formatEuros(plannedCents)}.`,
          }),
        ];
  },
};

const CEILINGS: Readonly<Record<'stateInvestmentAdvance' | 'beforeBalance', (left: string) => Bilingual>> = {
  stateInvestmentAdvance: (left) => ({
    fr: `L’avance de l’État sur l’investissement est plafonnée : liquidez ${left} au plus.`,
    en: `The State’s advance on investment has a ceiling: liquidate ${left} at most.`,
  }),
  beforeBalance: (left) => ({
    fr: `Avances et acomptes sont plafonnés avant le solde : liquidez ${left} au plus.`,
    en: `Advances and instalments have a ceiling before the balance: liquidate ${left} at most.`,
  }),
};

export const withinCeilings: Guard<PaymentFacts, LiquidateInput | undefined> = {
  name: 'withinCeilings',
  label: { fr: 'La somme tient sous les plafonds', en: 'The sum is below the ceilings' },
  source: 'Décret 2018-514, art. 12 et 13',
  needsInput: true,
  check: ({ facts, input }) => {
    const sum = BigInt(input?.cents ?? facts.plannedCents);
    const passed = ceilingsOf(facts).filter(({ leftCents }) => sum > leftCents);
    return passed.length === 0
      ? undefined
      : passed.map(({ name, leftCents }) => reason('withinCeilings', '/cents', CEILINGS[name](formatEuros(leftCents))));
  },
};

/** "Compte du porteur": the name that the bank knows, accents, case and punctuation aside, or a reason that the second person confirmed. */
export const accountOfHolder: Guard<PaymentFacts> = {
  name: 'accountOfHolder',
  label: { fr: 'Le compte est au nom du porteur', en: 'The account bears the holder’s name' },
  check: ({ facts: { account, holder } }) => {
    // A reason was confirmed with it; without an account, another guard tells.
    if (account?.mismatchReason !== null) return undefined;
    return sameName(account.accountHolder, holder)
      ? undefined
      : {
          fr: `Le compte est au nom de « ${account.accountHolder} » et non de « ${holder} » : demandez d’autres coordonnées, ou la raison.`,
          en: `The account bears the name "${account.accountHolder}", not "${holder}": ask for other bank details, or the reason.`,
        };
  },
};

export function sameName(one: string, other: string): boolean {
  const plain = (text: string): string =>
    text
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .toUpperCase()
      .replace(/[^A-Z0-9]+/g, ' ')
      .trim();
  return plain(one) === plain(other);
}

export const otherAccount: Guard<PaymentFacts> = {
  name: 'otherAccount',
  label: { fr: 'De nouvelles coordonnées bancaires sont confirmées', en: 'New bank details are confirmed' },
  check: ({ facts: { account, rejectedAccountId } }) =>
    account !== null && account.id !== rejectedAccountId
      ? undefined
      : {
          fr: 'La banque a rejeté ce compte : faites confirmer de nouvelles coordonnées bancaires d’abord.',
          en: 'The bank rejected this account: have new bank details confirmed first.',
        },
};

const PAYMENT: Fields<keyof PayInput> = [
  ['reference', { fr: 'Indiquez la référence du virement.', en: 'Give the reference of the transfer.' }],
  ['valueDate', { fr: 'Indiquez la date de valeur.', en: 'Give the value date.' }],
];

export const paymentIdentified: Guard<PaymentFacts, Partial<PayInput> | undefined> = {
  name: 'paymentIdentified',
  label: { fr: 'Le paiement a une date de valeur et une référence', en: 'The payment has a value date and a reference' },
  needsInput: true,
  check: ({ facts: { orderedOn, timeZone }, input, now }) => {
    const faults = missing('paymentIdentified', PAYMENT, input);
    const { valueDate = '' } = input ?? {};
    if (given(valueDate) && (valueDate > localDate(now, timeZone) || valueDate < (orderedOn ?? '')))
      faults.push(
        reason('paymentIdentified', '/valueDate', {
          fr: `La date de valeur suit l’ordre de payer, du ${orderedOn ?? ''}, et n’est pas à venir : corrigez-la.`,
          en: `The value date follows the order, of ${orderedOn ?? ''}, and is not in the future: correct it.`,
        }),
      );
    return faults.length === 0 ? undefined : faults;
  },
};

export const reasonGiven: Guard<PaymentFacts, Partial<ReasonInput> | undefined> = written('reason', {
  name: 'reasonGiven',
  label: { fr: 'Le motif est écrit', en: 'The reason is written' },
  message: { fr: 'Écrivez le motif : le porteur le lira.', en: 'Write the reason: the holder will read it.' },
});

/** The system holds for what it sees by itself, a person for anything else. */
export const causeOfHold: Guard<PaymentFacts, Partial<HoldInput> | undefined> = {
  name: 'causeOfHold',
  label: { fr: 'La cause de la retenue est de celles que l’auteur peut donner', en: 'The cause is one that its author may give' },
  needsInput: true,
  check: ({ facts, input, actor }) => {
    const cause = input?.cause;
    const known =
      actor.system === true
        ? isBlock(cause ?? null) && blocksOf(facts).includes(cause as Block)
        : (HOLD_CAUSES as readonly (string | undefined)[]).includes(cause);
    return known
      ? undefined
      : [
          reason('causeOfHold', '/cause', {
            fr: `Donnez une cause : ${HOLD_CAUSES.join(', ')}.`,
            en: `Give a cause: ${HOLD_CAUSES.join(', ')}.`,
          }),
        ];
  },
};

/** What holds by itself is released by itself; what an officer holds, by an officer. */
export const causeOver: Guard<PaymentFacts> = {
  name: 'causeOver',
  label: { fr: 'La cause de la retenue a cessé', en: 'The cause of the hold is over' },
  check: ({ facts, actor }) => {
    const { heldCause } = facts;
    if (isBlock(heldCause)) return blocksOf(facts).includes(heldCause) ? blockMessage(heldCause, facts) : undefined;
    return actor.system === true
      ? {
          fr: 'Un ordonnateur a retenu ce paiement : il le libère.',
          en: 'An officer holds this payment: an officer releases it.',
        }
      : undefined;
  },
};

export const notAtTheBank: Guard<PaymentFacts> = {
  name: 'notAtTheBank',
  label: { fr: 'L’ordre n’est pas parti à la banque', en: 'The order has not left for the bank' },
  check: ({ facts: { batched } }) =>
    batched
      ? {
          fr: 'L’ordre est dans un lot remis à la banque : attendez son retour.',
          en: 'The order is in a batch given to the bank: wait for its return.',
        }
      : undefined,
};

export const committedEnough: Guard<PaymentFacts> = {
  name: 'committedEnough',
  label: { fr: 'L’engagement couvre la somme', en: 'The commitment covers the sum' },
  source: 'Décret 2012-1246, art. 30',
  check: ({ facts }) =>
    facts.committedCents >= amountOf(facts)
      ? undefined
      : {
          fr: `Il reste ${formatEuros(facts.committedCents)} engagés pour ${facts.year} : la somme n’y tient pas.`,
          en: `${formatEuros(facts.committedCents)} are left committed for ${facts.year}: the sum does not fit.`,
        },
};
