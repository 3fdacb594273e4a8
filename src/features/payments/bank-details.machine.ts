import { defineMachine } from '../../kernel/machine.js';
import {
  agents,
  refusalReasoned,
  secondPerson,
  seesBankDetails,
  type BankDetailsEvent,
  type BankDetailsFacts,
  type BankDetailsState,
} from './bank-details.rules.js';

/** One version of a holder's bank details. The last confirmed one is in force: nothing is paid to any other. */
export const bankDetailsMachine = defineMachine<BankDetailsState, BankDetailsEvent, BankDetailsFacts>({
  name: 'bank-details',
  label: { fr: 'Coordonnées bancaires', en: 'Bank details' },
  states: {
    PROPOSED: { fr: 'Proposées', en: 'Proposed' },
    ACTIVE: { fr: 'Confirmées', en: 'Confirmed' },
    REFUSED: { fr: 'Refusées', en: 'Refused' },
  },
  initial: 'PROPOSED',
  terminal: ['ACTIVE', 'REFUSED'],
  visibleTo: seesBankDetails,
  waitingOn: {
    PROPOSED: { fr: 'un agent d’un financeur, autre que leur auteur', en: 'an agent of a funder, other than their author' },
  },
  edges: [
    {
      event: 'confirm',
      from: ['PROPOSED'],
      to: 'ACTIVE',
      by: agents,
      when: [secondPerson],
      emits: ['bankDetails.confirmed'],
      label: { fr: 'Confirmer', en: 'Confirm' },
    },
    {
      event: 'refuse',
      from: ['PROPOSED'],
      to: 'REFUSED',
      by: agents,
      when: [secondPerson, refusalReasoned],
      emits: ['bankDetails.refused'],
      label: { fr: 'Refuser', en: 'Refuse' },
    },
  ],
});
