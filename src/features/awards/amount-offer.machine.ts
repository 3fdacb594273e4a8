import { seesApplication } from '../../access/application-scope.js';
import { bySystem, ofHolder } from '../../access/policies.js';
import { defineMachine } from '../../kernel/machine.js';
import { jury } from '../applications/application-selection.machine.js';
import {
  amountReduced,
  dossierSelected,
  offerExpired,
  offerInForce,
  planHoldsForOffer,
  refusalExplained,
  renewedForLater,
  type AmountOfferEvent,
  type AmountOfferFacts,
  type AmountOfferState,
} from './amount-offer.rules.js';

const representative = ofHolder<AmountOfferFacts>('HOLDER_REPRESENTATIVE');

/** A lower amount than asked, put before the holder: accepted in writing with a new plan, declined, or left without an answer. */
export const amountOfferMachine = defineMachine<AmountOfferState, AmountOfferEvent, AmountOfferFacts>({
  name: 'amount-offer',
  label: { fr: 'Offre d’un montant réduit', en: 'Offer of a lower amount' },
  states: {
    DRAFT: { fr: 'En préparation', en: 'In preparation' },
    OFFERED: { fr: 'Offert au porteur', en: 'Put before the holder' },
    ACCEPTED: { fr: 'Accepté', en: 'Accepted' },
    DECLINED: { fr: 'Décliné', en: 'Declined' },
    LAPSED: { fr: 'Expiré sans réponse', en: 'Lapsed without an answer' },
    CANCELLED: { fr: 'Annulé avec le dossier', en: 'Cancelled with the application' },
  },
  initial: 'DRAFT',
  terminal: ['ACCEPTED', 'DECLINED', 'LAPSED', 'CANCELLED'],
  visibleTo: seesApplication,
  waitingOn: {
    DRAFT: { fr: 'le système', en: 'the system' },
    OFFERED: { fr: 'le représentant légal du porteur', en: 'the holder’s legal representative' },
  },
  edges: [
    {
      event: 'offer',
      from: ['DRAFT'],
      to: 'OFFERED',
      by: [bySystem],
      when: [amountReduced, dossierSelected],
      emits: ['amountOffer.offered'],
      label: { fr: 'Offrir le montant réduit', en: 'Offer the lower amount' },
    },
    {
      event: 'accept',
      from: ['OFFERED'],
      to: 'ACCEPTED',
      by: [representative],
      when: [offerInForce, dossierSelected, planHoldsForOffer],
      emits: ['amountOffer.accepted'],
      label: { fr: 'Accepter le montant réduit et le plan', en: 'Accept the lower amount and the plan' },
    },
    {
      event: 'decline',
      from: ['OFFERED'],
      to: 'DECLINED',
      by: [representative],
      when: [dossierSelected, refusalExplained],
      emits: ['amountOffer.declined'],
      label: { fr: 'Décliner le montant réduit', en: 'Decline the lower amount' },
    },
    {
      event: 'lapse',
      from: ['OFFERED'],
      to: 'LAPSED',
      by: [bySystem],
      when: [offerExpired],
      emits: ['amountOffer.lapsed'],
      label: { fr: 'Constater l’absence de réponse', en: 'Record that no answer came' },
    },
    {
      event: 'cancel',
      from: ['OFFERED'],
      to: 'CANCELLED',
      by: [bySystem],
      label: { fr: 'Annuler avec le dossier', en: 'Cancel with the application' },
    },
    {
      event: 'renew',
      from: ['LAPSED'],
      to: 'OFFERED',
      by: [jury],
      when: [dossierSelected, refusalExplained, renewedForLater],
      emits: ['amountOffer.offered'],
      afterEnd: true,
      label: { fr: 'Renouveler l’offre', en: 'Renew the offer' },
    },
  ],
});
