// A share on paper, between the decision and the commitment: in an agreement, whose acts it follows, or in an award order. Guards, pure.

import type { Reason } from '../../kernel/errors.js';
import { localDate } from '../../kernel/legal-time.js';
import type { Guard } from '../../kernel/machine.js';
import { missing, type Fields } from '../../kernel/reasons.js';
import { AGREEMENT_STEPS, type AgreementStep, type LegFacts, type LegState } from './leg.rules.js';

export const isAgreementStep = (event: string): event is AgreementStep => (AGREEMENT_STEPS as readonly string[]).includes(event);

/** In an agreement that is not signed by all yet. */
export const UNSIGNED_STATES = ['AGREEMENT_DRAFTED', 'SENT', 'SIGNED_BY_HOLDER'] as const satisfies readonly LegState[];

export interface CoverInput {
  readonly agreementId: string;
}

/** An award order ("arrêté attributif"), in the place of an agreement. */
export interface OrderInput {
  readonly orderNumber?: string;
  readonly orderDate?: string;
  readonly orderAuthority?: string;
}

/** A leg follows its agreement; nobody moves it by itself. */
export function agreementIs(...states: readonly string[]): Guard<LegFacts> {
  return {
    name: 'agreementFollowed',
    label: { fr: 'La convention en est là', en: 'The agreement is at this point' },
    check: ({ facts: { agreement } }) =>
      agreement !== null && states.includes(agreement.state)
        ? undefined
        : {
            fr: 'La part suit sa convention : agissez sur la convention.',
            en: 'The share follows its agreement: act on the agreement.',
          },
  };
}

export const notCoveredYet: Guard<LegFacts> = {
  name: 'notCoveredYet',
  label: { fr: 'Aucune convention en cours', en: 'No agreement in progress' },
  check: ({ facts: { agreement } }) =>
    agreement === null
      ? undefined
      : {
          fr: 'Une convention couvre déjà cette part : annulez-la avant d’en établir une autre.',
          en: 'An agreement covers this share already: void it before drafting another.',
        },
};

export const noAgreementOwed: Guard<LegFacts> = {
  name: 'noAgreementOwed',
  label: { fr: 'Aucune convention n’est due', en: 'No agreement is owed' },
  source: 'Loi 2000-321, art. 10',
  check: ({ facts: { owed } }): Reason[] | undefined =>
    owed.owed
      ? owed.reasons.map(({ fr, en }) => ({
          rule: 'noAgreementOwed',
          message: {
            fr: `Établissez et faites signer la convention avant d’engager. ${fr}`,
            en: `Draft the agreement and have it signed before committing. ${en}`,
          },
        }))
      : undefined,
};

const ORDER: Fields<keyof OrderInput> = [
  [
    'orderNumber',
    {
      fr: 'Sans convention, indiquez le numéro de l’arrêté attributif.',
      en: 'Without an agreement, give the number of the award order.',
    },
  ],
  [
    'orderDate',
    {
      fr: 'Sans convention, indiquez la date de l’arrêté attributif.',
      en: 'Without an agreement, give the date of the award order.',
    },
  ],
  [
    'orderAuthority',
    {
      fr: 'Sans convention, indiquez l’autorité qui a pris l’arrêté attributif.',
      en: 'Without an agreement, name the authority of the award order.',
    },
  ],
];

/** The order may be the decision itself: the same day will do. */
export const awardOrdered: Guard<LegFacts, OrderInput | undefined> = {
  name: 'awardOrdered',
  label: {
    fr: 'L’arrêté attributif a un numéro, une date et une autorité',
    en: 'The award order has a number, a date and an authority',
  },
  source: 'CRPA L212-1',
  needsInput: true,
  check: ({ facts, input = {}, now }) => {
    const faults = missing('awardOrdered', ORDER, input);
    if (faults.length > 0) return faults;
    const { orderDate = '' } = input;
    const [first, last] = [facts.decisionDate ?? '', localDate(now, facts.timeZone)];
    if (orderDate >= first && orderDate <= last) return undefined;
    return [
      {
        rule: 'awardOrdered',
        pointer: '/orderDate',
        message: {
          fr: `L’arrêté attributif du ${orderDate} ne peut précéder la décision, du ${first}, ni être à venir : corrigez la date.`,
          en: `The award order of ${orderDate} can neither precede the decision, of ${first}, nor be in the future: correct the date.`,
        },
      },
    ];
  },
};
