import { OFFICER_ROLES } from '../../kernel/actor.js';
import { bySystem } from '../../access/policies.js';
import { defineMachine } from '../../kernel/machine.js';
import {
  appealTextGiven,
  applicationShortlisted,
  applicationStopped,
  applicationWithdrawn,
  decisionIdentified,
  decisionNotInTheFuture,
  noOtherLegRefused,
  officerOf,
  oneLegPerPerson,
  reasonsGiven,
  reducedAmountAccepted,
  republicanContractHeld,
  seesAward,
  type LegEvent,
  type LegFacts,
  type LegState,
} from './leg.rules.js';

const officers = OFFICER_ROLES.map(officerOf);

/** One funder's decision on its share. Two legs of one award may diverge in time, never in amount. */
export const legMachine = defineMachine<LegState, LegEvent, LegFacts>({
  name: 'award-leg',
  label: { fr: 'Décision d’un financeur', en: 'Decision of one funder' },
  states: {
    PENDING: { fr: 'En attente de décision', en: 'Waiting for a decision' },
    DECIDED: { fr: 'Décidée', en: 'Decided' },
    REFUSED: { fr: 'Refusée', en: 'Refused' },
    CANCELLED: { fr: 'Annulée avec le dossier', en: 'Cancelled with the application' },
    RENOUNCED: { fr: 'Abandonnée par le porteur', en: 'Renounced by the holder' },
  },
  initial: 'PENDING',
  terminal: ['REFUSED', 'CANCELLED', 'RENOUNCED'],
  visibleTo: seesAward,
  waitingOn: {
    PENDING: { fr: 'l’ordonnateur de ce financeur', en: 'the officer of this funder' },
    DECIDED: { fr: 'les autres financeurs', en: 'the other funders' },
  },
  edges: [
    {
      event: 'decide',
      from: ['PENDING'],
      to: 'DECIDED',
      by: officers,
      when: [
        applicationShortlisted,
        noOtherLegRefused,
        republicanContractHeld,
        reducedAmountAccepted,
        oneLegPerPerson,
        decisionIdentified,
        decisionNotInTheFuture,
      ],
      emits: ['award.legDecided'],
      label: { fr: 'Décider la part de ce financeur', en: 'Decide this funder’s share' },
    },
    {
      event: 'refuse',
      from: ['PENDING'],
      to: 'REFUSED',
      by: officers,
      when: [applicationShortlisted, oneLegPerPerson, reasonsGiven, appealTextGiven],
      emits: ['award.legRefused'],
      label: { fr: 'Refuser la part de ce financeur', en: 'Refuse this funder’s share' },
    },
    {
      event: 'cancel',
      from: ['PENDING', 'DECIDED'],
      to: 'CANCELLED',
      by: [bySystem],
      when: [applicationStopped],
      emits: ['award.legCancelled'],
      label: { fr: 'Annuler avec le dossier', en: 'Cancel with the application' },
    },
    {
      event: 'renounce',
      from: ['DECIDED'],
      to: 'RENOUNCED',
      by: [bySystem],
      when: [applicationWithdrawn],
      emits: ['award.legRenounced'],
      label: { fr: 'Constater la renonciation', en: 'Record the renunciation' },
    },
  ],
});
