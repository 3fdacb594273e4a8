// What the guards of an offer judge, and the guards. A lower amount than asked is accepted in writing, with a plan that balances with it.

import type { Reason } from '../../kernel/errors.js';
import { addDays, formatLegal, localDate } from '../../kernel/legal-time.js';
import type { Guard } from '../../kernel/machine.js';
import { label, written } from '../../kernel/reasons.js';
import type { ApplicationContent, AwardPlan, PlanContent, YearAmount } from '../applications/application-content.js';
import type { ApplicationFacts } from '../applications/application-facts.js';
import { planRulesFor } from '../applications/award-plan.rules.js';
import { sharesByYear } from '../applications/budget.rules.js';
import { endOfDay } from '../applications/completion-items.rules.js';
import { contentFaults } from '../applications/content.rules.js';
import { judge } from '../applications/eligibility.rules.js';
import type { WithReasons } from '../applications/processing.rules.js';
import type { CallSettings, ReducedAmountSettings } from '../calls/call-settings.js';

export const AMOUNT_OFFER_STATES = ['DRAFT', 'OFFERED', 'ACCEPTED', 'DECLINED', 'LAPSED', 'CANCELLED'] as const;
export type AmountOfferState = (typeof AMOUNT_OFFER_STATES)[number];
export type AmountOfferEvent = 'offer' | 'accept' | 'decline' | 'lapse' | 'cancel' | 'renew';

/** The dossier's own facts: an offer is seen by who sees its dossier. */
export interface AmountOfferFacts extends ApplicationFacts {
  readonly offerId: string;
  readonly awardId: string;
  /** Last instant to answer. */
  readonly dueAt: Date;
  /** Sum of each year, all funders together. */
  readonly offered: readonly YearAmount[];
}

export interface AcceptInput extends Pick<PlanContent, 'budget' | 'startsOn' | 'endsOn' | 'calendar'> {
  readonly deliberation?: string;
}
export interface RenewInput extends WithReasons {
  /** Last day to answer; the call's days from today when left out. */
  readonly dueOn?: string;
}

type Rule<I = never> = Guard<AmountOfferFacts, I>;

/** Of a call that says nothing: the programme's own order of things, and time for a council to meet. No source gives the days. */
const REDUCED_AMOUNT: ReducedAmountSettings = { acceptance: 'BEFORE_AGREEMENT', days: 30 };

export function reducedAmountOf({ reducedAmount }: Pick<CallSettings, 'reducedAmount'>): ReducedAmountSettings {
  return reducedAmount ?? REDUCED_AMOUNT;
}

/** Last instant to answer an offer made now. */
export function dueFrom(now: Date, { settings, timeZone }: ApplicationFacts['call'], dueOn?: string): Date {
  return endOfDay(dueOn ?? addDays(localDate(now, timeZone), reducedAmountOf(settings).days), timeZone);
}

/** Some year is decided below what was asked. */
export function isReduced({ amounts }: Pick<ApplicationFacts, 'amounts'>): boolean {
  const decided = sharesByYear(amounts.filter(({ stage }) => stage === 'DECIDED'));
  const asked = sharesByYear(amounts.filter(({ stage }) => stage === 'REQUESTED'));
  return [...asked].some(([year, sum]) => (decided.get(year) ?? 0n) < sum);
}

export const amountReduced: Rule = {
  name: 'amountReduced',
  label: label('montant retenu inférieur à la demande', 'amount selected lower than asked'),
  check: ({ facts }) =>
    isReduced(facts)
      ? undefined
      : label(
          'Le montant demandé est retenu : il n’y a rien à offrir.',
          'What was asked is selected: there is nothing to offer.',
        ),
};

/** Selected or awarded, and neither funder has refused: otherwise there is no amount to accept. */
export const dossierSelected: Rule = {
  name: 'dossierSelected',
  label: label('dossier retenu ou attribué', 'application selected or awarded'),
  check: ({ facts: { state, legRefused } }) =>
    (state === 'SHORTLISTED' || state === 'AWARDED') && !legRefused
      ? undefined
      : label('Le dossier n’est plus retenu pour ce montant.', 'The application is no longer selected for this amount.'),
};

export const offerInForce: Rule = {
  name: 'offerInForce',
  label: label('délai de réponse non expiré', 'time to answer not over'),
  check: ({ facts: { dueAt, call }, now }) =>
    now <= dueAt
      ? undefined
      : label(
          `L’offre a expiré le ${formatLegal(dueAt, call.timeZone, 'fr')} : demandez au jury de la renouveler.`,
          `The offer expired on ${formatLegal(dueAt, call.timeZone, 'en')}: ask the jury to renew it.`,
        ),
};

export const offerExpired: Rule = {
  name: 'offerExpired',
  label: label('délai de réponse expiré', 'time to answer over'),
  check: ({ facts: { dueAt, call }, now }) =>
    now > dueAt
      ? undefined
      : label(
          `L’offre vaut jusqu’au ${formatLegal(dueAt, call.timeZone, 'fr')}.`,
          `The offer holds until ${formatLegal(dueAt, call.timeZone, 'en')}.`,
        ),
};

export const refusalExplained: Guard<unknown, WithReasons> = written('reasons', {
  name: 'refusalExplained',
  label: label('motifs écrits', 'reasons given'),
  message: label('Écrivez les motifs.', 'Give the reasons.'),
});

export const renewedForLater: Rule<RenewInput> = {
  name: 'renewedForLater',
  label: label('nouveau délai à venir', 'new time limit in the future'),
  needsInput: true,
  check: ({ facts: { call }, input: { dueOn }, now }) =>
    dueOn === undefined || dueOn >= localDate(now, call.timeZone)
      ? undefined
      : [
          {
            rule: 'renewedForLater',
            pointer: '/dueOn',
            message: label('Indiquez un jour à venir.', 'Give a day in the future.'),
          },
        ],
};

/** The dossier as submitted, with the amount offered and what the holder changes for it. */
function contentWith({ content, offered }: AmountOfferFacts, input: AcceptInput): ApplicationContent {
  const { budget, startsOn = content.startsOn, endsOn = content.endsOn, calendar = content.calendar } = input;
  return { ...content, budget, startsOn, endsOn, calendar, requestedYears: offered };
}

/** What the acceptance freezes. */
export function planAccepted(facts: AmountOfferFacts, input: AcceptInput): AwardPlan {
  const { requestedYears, budget, startsOn, endsOn, calendar } = contentWith(facts, input);
  const { id: applicationId, awardId, offerId, submittedVersion } = facts;
  const { deliberation } = input;
  return {
    applicationId,
    awardId,
    offerId,
    submittedVersion,
    requestedYears,
    budget,
    startsOn,
    endsOn,
    ...(calendar !== undefined && { calendar }),
    ...(deliberation !== undefined && { deliberation }),
  };
}

/** The least of the call is a rule on what is asked: the jury may grant less. */
const NOT_OF_AN_OFFER = 'amountWithinLimits';

/** The call's own rules on a plan, all of them at once, on the holder's plan for the amount offered. */
export const planHoldsForOffer: Rule<AcceptInput> = {
  name: 'planHoldsForOffer',
  label: label('plan rééquilibré selon les règles de l’appel', 'plan rebalanced by the rules of the call'),
  source: 'CERFA 12156*06, budget du projet',
  needsInput: true,
  check: ({ facts, input, actor, now }) => {
    const content = contentWith(facts, input);
    const rules = planRulesFor(facts).filter(({ name }) => name !== NOT_OF_AN_OFFER);
    const unmet = judge(rules, { ...facts, content }, actor, now).flatMap(({ reasons }) => reasons);
    return [...contentFaults(content), ...unmet].map(atBudget);
  },
};

/** The amount is not the holder's to change: what is wrong with it is put right in the lines. */
function atBudget(reason: Reason): Reason {
  return reason.pointer?.startsWith('/requestedYears') === true ? { ...reason, pointer: '/budget/lines' } : reason;
}
