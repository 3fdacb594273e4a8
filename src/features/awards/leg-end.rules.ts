// How a share that was under way ends. What ends it is decided above — a balance, a measure taken after a hearing — and followed here, as the
// acts of an agreement are. Pure.

import type { Guard } from '../../kernel/machine.js';
import type { LegEnd, LegEvent, LegFacts, LegState } from './leg.rules.js';

/** Why cents are taken off a share. */
export const REDUCTION_CAUSES = ['AMENDMENT', 'BALANCE', 'TERMINATION', 'WITHDRAWAL', 'RENUNCIATION', 'LAPSE'] as const;
export type ReductionCause = (typeof REDUCTION_CAUSES)[number];

export interface EndInput {
  /** Calendar day from which the share is over, YYYY-MM-DD. */
  readonly endedOn: string;
  /** The balance or measure that ends it. */
  readonly sourceId: string;
}

const CAUSE_OF: Readonly<Record<LegEnd, ReductionCause>> = {
  complete: 'BALANCE',
  terminate: 'TERMINATION',
  withdraw: 'WITHDRAWAL',
};

/** Why an act frees all that is promised and not paid; undefined when it does not. */
export const causeOfEnd = (event: LegEvent): ReductionCause | undefined =>
  Object.hasOwn(CAUSE_OF, event) ? CAUSE_OF[event as LegEnd] : undefined;

/** Nothing of the share is to be paid any more; why what comes back to it afterwards is freed. */
const OVER: Readonly<Partial<Record<LegState, ReductionCause>>> = {
  COMPLETED: 'BALANCE',
  CLOSED: 'BALANCE',
  TERMINATED: 'TERMINATION',
  WITHDRAWN_BY_FUNDER: 'WITHDRAWAL',
  RENOUNCED: 'RENUNCIATION',
  LAPSED: 'LAPSE',
};
export const causeOnceOver = (state: LegState): ReductionCause | undefined => OVER[state];

/** By the holder, or by its not beginning: the credits of a year that is over are not freed. */
export const isGivenBack = (why: ReductionCause): boolean => why === 'RENUNCIATION' || why === 'LAPSE';

export const endFollowed: Guard<LegFacts, Partial<EndInput> | undefined> = {
  name: 'endFollowed',
  label: { fr: 'Le solde ou la mesure le décide', en: 'The balance or the measure decides it' },
  needsInput: true,
  check: ({ facts, input }) =>
    input?.sourceId !== undefined && input.endedOn !== undefined && input.endedOn >= (facts.life.notifiedOn ?? '')
      ? undefined
      : {
          fr: 'La part finit par son solde, ou par une mesure prise après avoir entendu le porteur : passez par eux.',
          en: 'The share ends by its balance, or by a measure taken once the holder was heard: go through them.',
        },
};

export const recoveriesOver: Guard<LegFacts> = {
  name: 'recoveriesOver',
  label: { fr: 'Aucun reversement n’est en cours', en: 'No recovery is under way' },
  check: ({ facts: { closing } }) =>
    closing.openRecoveries === 0
      ? undefined
      : {
          fr: `${closing.openRecoveries} reversement(s) de cette part ne sont pas terminés : attendez leur règlement, une remise ou leur annulation.`,
          en: `${closing.openRecoveries} recoveries of this share are not over: wait until they are paid, waived or cancelled.`,
        },
};

export const reportsSettled: Guard<LegFacts> = {
  name: 'reportsSettled',
  label: { fr: 'Le dernier compte rendu est accepté', en: 'The last report is accepted' },
  source: 'Loi 2000-321, art. 10',
  check: ({ facts: { closing } }) =>
    closing.reportsMissing.length === 0
      ? undefined
      : {
          fr: `Il manque le compte rendu accepté de ${closing.reportsMissing.join(', ')}.`,
          en: `The accepted report of ${closing.reportsMissing.join(', ')} is missing.`,
        },
};

export const publicationReady: Guard<LegFacts> = {
  name: 'publicationReady',
  label: { fr: 'Les données essentielles dues sont publiables', en: 'Essential data that are owed can be published' },
  source: 'Loi 2000-321, art. 10',
  check: ({ facts: { closing } }) =>
    closing.unpublishable
      ? {
          fr: 'Les données essentielles de cette part sont à publier et l’appel ne nomme pas son financeur : complétez settings.openData.funders.',
          en: 'The essential data of this share are to be published, and the call does not name its funder: complete settings.openData.funders.',
        }
      : undefined,
};
