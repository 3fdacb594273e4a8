// The rules of a call, each with the sentence that tells what to do. Pure.

import type { Bilingual } from '../../kernel/errors.js';
import { deadlineInstant, formatLegal } from '../../kernel/legal-time.js';
import type { Guard } from '../../kernel/machine.js';
import { written } from '../../kernel/reasons.js';
import type { CallFacts } from './call-facts.js';
import { formFaults } from './call-form.rules.js';
import { arrivesLate, lastArrival } from './call-window.rules.js';
import { maximumOf } from './grid.rules.js';

/** Submitted applications of the call, counted per department and state (drafts are the holders' own business). */
export interface Progress {
  readonly department: string;
  readonly state: string;
  readonly count: number;
}

/** Whole cents, safe in a JSON number. */
export interface CallEnvelope {
  readonly funderCode: string;
  readonly year: number;
  readonly cents: number;
  readonly reservedCents: number;
  readonly committedCents: number;
  readonly frozenCents: number;
}

/** A call with all that its guards read and its specification freezes. */
export interface CallRecord extends CallFacts {
  readonly version: number;
  readonly text: string;
  readonly opensLocal: string;
  readonly deadlineLocal: string;
  readonly everPublished: boolean;
  readonly publishedAt: Date | null;
  readonly cancelReasons: string | null;
  /** By funder's position, then year. */
  readonly envelopes: readonly CallEnvelope[];
  readonly progress: readonly Progress[];
  /** Appeals that wait for their answer. */
  readonly openAppeals?: number;
  /** Run from which the jury departs with a reason only. */
  readonly selectionReferenceId?: string | null;
  /** The run that is asked to be the reference; undefined: no such run of this call. Loaded for that act alone. */
  readonly proposedReference?: { readonly status: string };
}

export interface PostponeInput {
  readonly deadlineLocal: string;
  readonly reasons: string;
}
export interface CancelInput {
  readonly reasons: string;
}

type CallGuard = Guard<CallRecord>;

export const gridPresent: CallGuard = {
  name: 'gridPresent',
  label: {
    fr: 'la grille a des sous-critères et un seuil qu’elle peut atteindre',
    en: 'the grid has sub-criteria and a threshold within reach',
  },
  check: ({ facts: { settings } }) => {
    const { grid } = settings;
    if (grid.criteria.length === 0 || grid.criteria.some(({ sub }) => sub.length === 0)) {
      return {
        fr: 'Complétez la grille : chaque critère doit avoir au moins un sous-critère.',
        en: 'Complete the grid: each criterion needs at least one sub-criterion.',
      };
    }
    if (grid.threshold !== null && grid.threshold > maximumOf(grid)) {
      return {
        fr: `Abaissez le seuil : la grille ne donne que ${maximumOf(grid)} points.`,
        en: `Lower the threshold: the grid gives ${maximumOf(grid)} points only.`,
      };
    }
    return undefined;
  },
};

export const documentsListed: CallGuard = {
  name: 'documentsListed',
  label: {
    fr: 'chaque type de porteur a au moins une pièce à fournir',
    en: 'each holder type has at least one document to provide',
  },
  check: ({ facts: { settings } }) => {
    const without = settings.holderTypes.filter(
      (type) => !settings.requiredDocuments.some(({ holderTypes }) => holderTypes.length === 0 || holderTypes.includes(type)),
    );
    if (settings.holderTypes.length > 0 && without.length === 0) return undefined;
    const list = without.length === 0 ? '—' : without.join(', ');
    return {
      fr: `Listez les pièces à fournir, et au moins un type de porteur (sans pièce : ${list}).`,
      en: `List the required documents, and at least one holder type (without documents: ${list}).`,
    };
  },
};

export const formSound: CallGuard = {
  name: 'formSound',
  label: { fr: 'les questions de l’appel font un formulaire', en: 'the questions of the call make a form' },
  check: ({ facts: { settings } }) => formFaults(settings),
};

export const deadlineAfterOpening: CallGuard = {
  name: 'deadlineAfterOpening',
  label: { fr: 'la clôture suit l’ouverture', en: 'the deadline follows the opening' },
  check: ({ facts }) =>
    facts.deadlineAt > facts.opensAt
      ? undefined
      : { fr: 'Placez la clôture après l’ouverture.', en: 'Set the deadline after the opening.' },
};

export const deadlineInTheFuture: CallGuard = {
  name: 'deadlineInTheFuture',
  label: { fr: 'la clôture n’est pas passée', en: 'the deadline has not passed' },
  check: ({ facts, now }) =>
    facts.deadlineAt > now
      ? undefined
      : {
          fr: `La clôture (${formatLegal(facts.deadlineAt, facts.timeZone, 'fr')}) est passée : choisissez une date à venir.`,
          en: `The deadline (${formatLegal(facts.deadlineAt, facts.timeZone, 'en')}) has passed: choose a later one.`,
        },
};

export const fundersPresent: CallGuard = {
  name: 'fundersPresent',
  label: { fr: 'l’appel a des financeurs', en: 'the call has funders' },
  check: ({ facts }) =>
    facts.funders.length > 0 ? undefined : { fr: 'Indiquez les financeurs de l’appel.', en: 'Name the funders of the call.' },
};

export const splitWeights: CallGuard = {
  name: 'splitWeights',
  label: {
    fr: 'chaque financeur a un poids dans le partage et un rang distinct',
    en: 'each funder has a weight in the split and a place of its own',
  },
  check: ({ facts: { funders } }) => {
    const sound = funders.every(
      ({ weight, position }, index) => Number.isSafeInteger(weight) && weight > 0 && position === index,
    );
    return sound
      ? undefined
      : {
          fr: 'Donnez à chaque financeur un poids entier positif et un rang distinct.',
          en: 'Give each funder a positive whole weight and a place of its own.',
        };
  },
};

export const envelopePerFunderAndYear: CallGuard = {
  name: 'envelopePerFunderAndYear',
  label: { fr: 'une enveloppe par financeur et par année', en: 'one envelope per funder and year' },
  check: ({ facts: { funders, budgetYears, envelopes } }) => {
    if (budgetYears.length === 0) return { fr: 'Indiquez les années budgétaires.', en: 'Name the budget years.' };
    return funders.flatMap(({ code }) =>
      budgetYears
        .filter((year) => !envelopes.some((envelope) => envelope.funderCode === code && envelope.year === year))
        .map((year) => ({
          rule: 'envelopePerFunderAndYear',
          message: {
            fr: `Indiquez l’enveloppe de ${code} pour ${year} (zéro s’il n’apporte rien).`,
            en: `Give the envelope of ${code} for ${year} (zero if it brings nothing).`,
          },
        })),
    );
  },
};

export const openingReached: CallGuard = {
  name: 'openingReached',
  label: { fr: 'l’heure d’ouverture est venue', en: 'the opening time has come' },
  check: ({ facts, now }) =>
    facts.opensAt <= now
      ? undefined
      : {
          fr: `L’appel ouvre le ${formatLegal(facts.opensAt, facts.timeZone, 'fr')}.`,
          en: `The call opens on ${formatLegal(facts.opensAt, facts.timeZone, 'en')}.`,
        },
};

export const deadlinePassed: CallGuard = {
  name: 'deadlinePassed',
  label: { fr: 'la clôture est passée', en: 'the deadline has passed' },
  check: ({ facts, now }) =>
    arrivesLate(facts, now)
      ? undefined
      : {
          fr: `Attendez la clôture : ${formatLegal(lastArrival(facts), facts.timeZone, 'fr')}.`,
          en: `Wait for the deadline: ${formatLegal(lastArrival(facts), facts.timeZone, 'en')}.`,
        },
};

export const notClosed: CallGuard = {
  name: 'notClosed',
  label: { fr: 'la clôture n’est pas encore passée', en: 'the deadline has not passed yet' },
  check: ({ facts, now }) =>
    now <= facts.deadlineAt
      ? undefined
      : {
          fr: `L’appel est clos depuis le ${formatLegal(facts.deadlineAt, facts.timeZone, 'fr')} : publiez un nouvel appel.`,
          en: `The call closed on ${formatLegal(facts.deadlineAt, facts.timeZone, 'en')}: publish a new call.`,
        },
};

export const laterThanBefore: Guard<CallRecord, PostponeInput> = {
  name: 'laterThanBefore',
  label: {
    fr: 'une clôture publiée ne peut que reculer, jamais avancer',
    en: 'a published deadline may move later, never earlier',
  },
  needsInput: true,
  check: ({ facts, input }) => {
    if (deadlineInstant(input.deadlineLocal, facts.timeZone) > facts.deadlineAt) return undefined;
    const message: Bilingual = {
      fr: `Choisissez une clôture postérieure au ${formatLegal(facts.deadlineAt, facts.timeZone, 'fr')}.`,
      en: `Choose a deadline later than ${formatLegal(facts.deadlineAt, facts.timeZone, 'en')}.`,
    };
    return [{ rule: 'laterThanBefore', message, pointer: '/deadlineLocal' }];
  },
};

export const reasonsGiven: Guard<CallRecord, CancelInput> = written('reasons', {
  name: 'reasonsGiven',
  label: { fr: 'motif donné', en: 'reasons given' },
  message: { fr: 'Donnez le motif.', en: 'Give the reasons.' },
});
