// What a payment still waits for, told with what to do, and what the system does of it by itself. Pure.

import type { Bilingual } from '../../kernel/errors.js';
import { localDate } from '../../kernel/legal-time.js';
import type { PaymentCondition } from '../calls/payment-settings.js';
import { BLOCKS, type Block, type HeldCause, type PaymentFacts, type PaymentState } from './payment-facts.rules.js';

/** A condition that is not met yet. */
export interface Unmet {
  readonly code: string;
  readonly message: Bilingual;
}

/** What is to be paid: as liquidated, or as planned before. */
export const amountOf = ({ liquidatedCents, plannedCents }: Pick<PaymentFacts, 'liquidatedCents' | 'plannedCents'>): bigint =>
  liquidatedCents ?? plannedCents;

function unmetCondition(condition: PaymentCondition, facts: PaymentFacts, now: Date): Unmet[] {
  const { year } = facts;
  switch (condition.kind) {
    case 'SIGNATURE':
      if (facts.notifiedOn !== null) return [];
      return [{ code: 'SIGNATURE', message: { fr: 'La part doit être notifiée.', en: 'The share must be notified.' } }];
    case 'START':
      if (facts.startedOn !== null) return [];
      return [
        {
          code: 'START',
          message: {
            fr: 'Annoncez le commencement du projet : le financeur le constate.',
            en: 'Announce the start of the project: the funder records it.',
          },
        },
      ];
    case 'REPORT': {
      const awaited = condition.report === 'PREVIOUS' ? year - 1 : year;
      if (facts.reportYears.includes(awaited)) return [];
      return [
        {
          code: 'REPORT',
          message: {
            fr: `Envoyez le compte rendu financier de ${awaited} : le paiement suit son acceptation.`,
            en: `Send the financial report of ${awaited}: the payment follows its acceptance.`,
          },
        },
      ];
    }
    case 'DOCUMENT': {
      const code = condition.document ?? '';
      if (facts.documents.includes(code)) return [];
      return [{ code: 'DOCUMENT', message: { fr: `Envoyez la pièce « ${code} ».`, en: `Send the document "${code}".` } }];
    }
    case 'DATE': {
      const day = `${year}-${condition.day ?? '01-01'}`;
      if (localDate(now, facts.timeZone) >= day) return [];
      return [{ code: 'DATE', message: { fr: `Pas avant le ${day}.`, en: `Not before ${day}.` } }];
    }
  }
}

/** What the schedule and the dossier ask, blocks aside. */
export function unmetConditions(facts: PaymentFacts, now: Date): Unmet[] {
  const scheduled = facts.terms.conditions.flatMap((condition) => unmetCondition(condition, facts, now));
  const owed = facts.openConditions.map((label) => ({
    code: 'DOSSIER',
    message: { fr: `Le dossier doit encore « ${label} ».`, en: `The application still owes "${label}".` },
  }));
  const awaited = facts.terms.waitForOtherFunder
    ? facts.others
        .filter(({ notified, held }) => !notified || held)
        .map(({ name }) => ({
          code: 'OTHER_FUNDER',
          message: {
            fr: `L’appel paie ensemble : « ${name} » n’en est pas encore là.`,
            en: `The call pays together: "${name}" is not there yet.`,
          },
        }))
    : [];
  return [...scheduled, ...owed, ...awaited];
}

const BLOCK_MESSAGES: Readonly<Record<Block, (facts: PaymentFacts) => Bilingual>> = {
  LEG_SUSPENDED: ({ funder }) => ({
    fr: `La part de « ${funder.name} » est suspendue : le paiement reprend avec elle.`,
    en: `The share of "${funder.name}" is suspended: the payment resumes with it.`,
  }),
  CREDITS_CLOSED: ({ funder, year, creditsClosed }) => ({
    fr: `Les crédits de ${year} de « ${funder.name} » ne sont pas ouverts${creditsClosed === null ? '' : ` : ${creditsClosed}`}. Rien n’est à faire de votre côté.`,
    en: `The credits of ${year} of "${funder.name}" are not open${creditsClosed === null ? '' : `: ${creditsClosed}`}. There is nothing for you to do.`,
  }),
  BANK_DETAILS: () => ({
    fr: 'Indiquez les coordonnées bancaires du porteur, qu’une seconde personne confirme.',
    en: 'Give the bank details of the holder, which a second person confirms.',
  }),
};

const STANDS: Readonly<Record<Block, (facts: PaymentFacts) => boolean>> = {
  LEG_SUSPENDED: ({ legState }) => legState === 'SUSPENDED',
  CREDITS_CLOSED: (facts) => facts.creditsClosed !== null || facts.committedCents < amountOf(facts),
  BANK_DETAILS: ({ account }) => account === null,
};

export const blocksOf = (facts: PaymentFacts): Block[] => BLOCKS.filter((block) => STANDS[block](facts));
export const blockMessage = (block: Block, facts: PaymentFacts): Bilingual => BLOCK_MESSAGES[block](facts);
export const isBlock = (cause: HeldCause | null): cause is Block => (BLOCKS as readonly (HeldCause | null)[]).includes(cause);

/** All that stands between the payment and its next step, for its page. */
export function awaitedOf(state: PaymentState, facts: PaymentFacts, now: Date): Unmet[] {
  const blocks = blocksOf(facts).map((block) => ({ code: block, message: blockMessage(block, facts) }));
  if (state === 'PLANNED' || state === 'HELD') return [...unmetConditions(facts, now), ...blocks];
  return state === 'DUE' || state === 'PERFORMANCE_CERTIFIED' || state === 'LIQUIDATED' ? blocks : [];
}

export type Review =
  | { readonly event: 'fallDue' | 'release' }
  | { readonly event: 'hold'; readonly input: { readonly cause: Block; readonly reason: string } };

/** What the system does of a payment as things are; nothing most of the time. */
export function reviewOf(state: PaymentState, facts: PaymentFacts, now: Date): Review | undefined {
  const [block] = blocksOf(facts);
  if (state === 'HELD') {
    const { heldCause } = facts;
    return isBlock(heldCause) && !STANDS[heldCause](facts) ? { event: 'release' } : undefined;
  }
  if (state === 'PLANNED' && unmetConditions(facts, now).length > 0) return undefined;
  if (state !== 'PLANNED' && state !== 'DUE' && state !== 'PERFORMANCE_CERTIFIED' && state !== 'LIQUIDATED') return undefined;
  if (block !== undefined) return { event: 'hold', input: { cause: block, reason: blockMessage(block, facts).fr } };
  return state === 'PLANNED' ? { event: 'fallDue' } : undefined;
}
