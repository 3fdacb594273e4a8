// What the guards of a balance judge, and the guards. Pure.

import { OFFICER_ROLES, servesDepartment, type OfficerRole } from '../../kernel/actor.js';
import { policyNameOf, ROLE_LABELS } from '../../access/policies.js';
import { localDate } from '../../kernel/legal-time.js';
import type { Guard, Policy } from '../../kernel/machine.js';
import { label, reason, written } from '../../kernel/reasons.js';
import type { LegState } from '../awards/leg.rules.js';
import { paymentScope } from '../payments/payment-scope.rules.js';
import { balanceOf, sameFigures, type BalanceFigures, type BalanceSources } from './balance-figures.rules.js';

export const BALANCE_STATES = ['AWAITED', 'COMPUTED', 'PROPOSED', 'FIXED'] as const;
export type BalanceState = (typeof BALANCE_STATES)[number];
export type BalanceEvent = 'compute' | 'propose' | 'remark' | 'agree' | 'fix';

/** A share that the balance settles. */
export interface SettledLeg {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly officerRole: OfficerRole;
  readonly state: LegState;
}

export interface BalanceAgreement {
  readonly legId: string;
  readonly decisionNumber: string;
  /** Calendar day, YYYY-MM-DD, as all days below. */
  readonly decisionDate: string;
  readonly authority: string;
  readonly by: string;
}

export interface BalanceFacts {
  readonly id: string;
  readonly awardId: string;
  readonly applicationId: string;
  readonly callId: string;
  readonly timeZone: string;
  readonly organisationId: string;
  readonly department: string;
  readonly interestedPersonIds: readonly string[];
  readonly state: BalanceState;
  /** Of the last computation; 0 before. */
  readonly number: number;
  /** As last computed. */
  readonly figures: BalanceFigures | null;
  /** As things are now. */
  readonly sources: BalanceSources;
  /** Years whose report is owed and not accepted. */
  readonly reportsMissing: readonly number[];
  readonly reportsAccepted: number;
  readonly legs: readonly SettledLeg[];
  /** Days that the call gives for remarks. */
  readonly remarkDays: number;
  readonly remarksUntil: string | null;
  /** On the last computation. */
  readonly remarks: readonly { readonly text: string; readonly at: string }[];
  readonly agreements: readonly BalanceAgreement[];
  readonly fixedOn: string | null;
}

export interface AgreeInput {
  readonly funderCode: string;
  readonly decisionNumber: string;
  readonly decisionDate: string;
  readonly authority: string;
  readonly delegationReference?: string;
  readonly delegationFrom?: string;
  readonly delegationTo?: string;
}

type Rule<I = never> = Guard<BalanceFacts, I>;

export const legNamed = ({ legs }: Pick<BalanceFacts, 'legs'>, code: string | undefined): SettledLeg | undefined =>
  legs.find((leg) => leg.code === code);

/** The agencies, officers and managers of its department, auditors, its holder once it is proposed (CRPA L311-2); never who has an interest. */
export const seesBalance: Policy<BalanceFacts> = {
  name: 'seesBalance',
  label: label('qui voit le solde', 'who sees the balance'),
  allows: (actor, { organisationId, department, interestedPersonIds, state }) => {
    const { all, organisationIds, departments, personId } = paymentScope(actor);
    if (all) return true;
    if (organisationIds.includes(organisationId)) return state === 'PROPOSED' || state === 'FIXED';
    return departments.includes(department) && !interestedPersonIds.includes(personId);
  },
};

/** Officers of a funder whose share is settled, in the department, without a recorded interest in the dossier. */
export const officersOfShares: readonly Policy<BalanceFacts>[] = OFFICER_ROLES.map((role) => ({
  name: policyNameOf(role),
  label: ROLE_LABELS[role],
  allows: (actor, { legs, department, interestedPersonIds }) =>
    legs.some(({ officerRole }) => officerRole === role) &&
    servesDepartment(actor, role, department) &&
    !interestedPersonIds.includes(actor.personId),
}));

export const reportsAccepted: Rule = {
  name: 'reportsAccepted',
  label: label('Le dernier compte rendu est accepté', 'The last report is accepted'),
  source: 'Loi 2000-321, art. 10',
  check: ({ facts }) =>
    facts.reportsAccepted > 0 && facts.reportsMissing.length === 0
      ? undefined
      : label(
          `Le solde suit les comptes rendus : il manque ${facts.reportsMissing.join(', ') || 'le premier'}.`,
          `The balance follows the reports: ${facts.reportsMissing.join(', ') || 'the first one'} is missing.`,
        ),
};

export const planCosted: Rule = {
  name: 'planCosted',
  label: label('Le plan a un coût, et une part est en cours', 'The plan has a cost, and a share is under way'),
  check: ({ facts: { sources } }) =>
    sources.plannedCents > 0n && sources.legs.length > 0
      ? undefined
      : label(
          'Il n’y a pas de taux : le plan en vigueur n’a pas de dépense, ou aucune part n’est en cours.',
          'There is no rate: the plan in force has no expense, or no share is under way.',
        ),
};

/** What is at the accountant's is paid or cancelled first: the balance is what was really paid. */
export const nothingOrdered: Rule = {
  name: 'nothingOrdered',
  label: label('Aucun ordre de payer n’est en cours', 'No order to pay is under way'),
  check: ({ facts: { sources } }) =>
    sources.legs.every(({ orderedCents }) => orderedCents === 0n)
      ? undefined
      : label(
          'Un paiement ordonnancé n’est pas encore payé : attendez le comptable, ou faites annuler l’ordre.',
          'An ordered payment is not paid yet: wait for the accountant, or have the order cancelled.',
        ),
};

export const computedAsNow: Rule = {
  name: 'computedAsNow',
  label: label('Le calcul est celui des chiffres d’aujourd’hui', 'The computation is that of today’s figures'),
  check: ({ facts: { figures, sources } }) =>
    figures !== null && sources.plannedCents > 0n && sameFigures(figures, balanceOf(sources))
      ? undefined
      : label(
          'Un chiffre a changé depuis le calcul : recalculez le solde d’abord.',
          'A figure has changed since the computation: compute the balance again first.',
        ),
};

export const remarksOver: Rule = {
  name: 'remarksOver',
  label: label('Le porteur a pu présenter ses observations', 'The holder could make its remarks'),
  source: 'CRPA L122-1',
  check: ({ facts: { remarks, remarksUntil, timeZone }, now }) =>
    remarks.length > 0 || (remarksUntil !== null && localDate(now, timeZone) > remarksUntil)
      ? undefined
      : label(
          `Le porteur a jusqu’au ${remarksUntil ?? ''} pour répondre : attendez sa réponse, ou la fin de ce délai.`,
          `The holder has until ${remarksUntil ?? ''} to answer: wait for its answer, or the end of that time.`,
        ),
};

export const sharesUnderWay: Rule = {
  name: 'sharesUnderWay',
  label: label('Chaque part est en cours', 'Each share is under way'),
  check: ({ facts: { legs } }) => {
    const waiting = legs.filter(({ state }) => state !== 'ACTIVE').map(({ name }) => `« ${name} »`);
    return waiting.length === 0
      ? undefined
      : label(
          `Constatez le commencement, ou levez la suspension, de la part de ${waiting.join(', ')}.`,
          `Record the start, or end the suspension, of the share of ${waiting.join(', ')}.`,
        );
  },
};

export const ownShare: Rule<Partial<AgreeInput> | undefined> = {
  name: 'ownShare',
  label: label('L’ordonnateur arrête la part de son financeur', 'The officer agrees for the own funder'),
  needsInput: true,
  check: ({ facts, input, actor }) => {
    const leg = legNamed(facts, input?.funderCode);
    return leg !== undefined && servesDepartment(actor, leg.officerRole, facts.department)
      ? undefined
      : [reason('ownShare', '/funderCode', label('Choisissez la part de votre financeur.', 'Choose the share of your funder.'))];
  },
};

/** One person a funder, once. */
export const agreedOnce: Rule<Partial<AgreeInput> | undefined> = {
  name: 'agreedOnce',
  label: label('Chaque financeur l’arrête, par une autre personne', 'Each funder agrees, by another person'),
  needsInput: true,
  check: ({ facts, input, actor }) => {
    const leg = legNamed(facts, input?.funderCode);
    if (facts.agreements.some(({ by }) => by === actor.personId))
      return label(
        'Vous avez arrêté ce solde pour un autre financeur : confiez cet acte à une autre personne.',
        'You agreed on this balance for another funder: leave this act to another person.',
      );
    return facts.agreements.some(({ legId }) => legId === leg?.id)
      ? label('Ce financeur a déjà arrêté ce solde.', 'This funder has agreed on this balance already.')
      : undefined;
  },
};

export const allAgreed: Rule = {
  name: 'allAgreed',
  label: label('Tous les financeurs l’ont arrêté', 'All the funders have agreed'),
  check: ({ facts }) =>
    isAgreed(facts)
      ? undefined
      : label('Un financeur n’a pas encore arrêté ce solde.', 'A funder has not agreed on this balance yet.'),
};
export const isAgreed = ({ legs, agreements }: Pick<BalanceFacts, 'legs' | 'agreements'>): boolean =>
  legs.length > 0 && legs.every(({ id }) => agreements.some(({ legId }) => legId === id));

export const remarkWritten = written('text', {
  name: 'remarkWritten',
  label: label('L’observation est écrite', 'The remark is written'),
  message: label('Écrivez votre observation.', 'Write your remark.'),
});
