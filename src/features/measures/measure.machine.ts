import { ofHolder } from '../../access/policies.js';
import { OFFICER_ROLES } from '../../kernel/actor.js';
import { defineMachine } from '../../kernel/machine.js';
import {
  appealTextGiven,
  decisionDelegated,
  decisionIdentified,
  decisionNotInTheFuture,
  officerOf,
  reasonsGiven,
  seesAward,
} from '../awards/leg.rules.js';
import {
  claimWithinRule,
  dropExplained,
  effectDated,
  grievancesWritten,
  groundFits,
  heardAndTold,
  holderHeard,
  oralAsked,
  oralNotAsked,
  remarkWritten,
  shareUnderWay,
  timeForRemarks,
  withinFourMonths,
  type MeasureEvent,
  type MeasureFacts,
  type MeasureState,
} from './measure.rules.js';

const officers = OFFICER_ROLES.map(officerOf);
const representative = ofHolder<MeasureFacts>('HOLDER_REPRESENTATIVE');
const decision = [
  shareUnderWay,
  decisionIdentified,
  decisionNotInTheFuture,
  decisionDelegated,
  reasonsGiven,
  appealTextGiven,
  effectDated,
  withinFourMonths,
  claimWithinRule,
];

/** A funder ends its share against the holder's will, once it was heard, or at its request. Each funder decides on its own share. */
export const measureMachine = defineMachine<MeasureState, MeasureEvent, MeasureFacts>({
  name: 'measure',
  label: { fr: 'Résiliation ou retrait d’une part', en: 'Termination or withdrawal of a share' },
  states: {
    NEW: { fr: 'En préparation', en: 'In preparation' },
    REQUESTED: { fr: 'Demandée par le porteur', en: 'Asked for by the holder' },
    HEARING: { fr: 'Procédure contradictoire', en: 'The holder is heard' },
    DECIDED: { fr: 'Prononcée', en: 'Decided' },
    DROPPED: { fr: 'Abandonnée', en: 'Dropped' },
  },
  initial: 'NEW',
  terminal: ['DECIDED', 'DROPPED'],
  visibleTo: seesAward,
  waitingOn: {
    NEW: { fr: 'qui l’ouvre', en: 'who opens it' },
    REQUESTED: { fr: 'l’ordonnateur de ce financeur', en: 'the officer of this funder' },
    HEARING: { fr: 'les observations du porteur, puis l’ordonnateur', en: 'the holder’s remarks, then the officer' },
  },
  edges: [
    {
      event: 'open',
      from: ['NEW'],
      to: 'HEARING',
      by: officers,
      when: [shareUnderWay, groundFits, grievancesWritten, timeForRemarks],
      emits: ['measure.opened'],
      label: { fr: 'Engager la procédure contradictoire', en: 'Open the hearing' },
    },
    {
      event: 'request',
      from: ['NEW'],
      to: 'REQUESTED',
      by: [representative],
      when: [shareUnderWay, grievancesWritten],
      emits: ['measure.requested'],
      label: { fr: 'Demander la résiliation', en: 'Ask for the termination' },
    },
    {
      event: 'remark',
      from: ['HEARING'],
      to: 'HEARING',
      by: [representative, ofHolder('HOLDER_EDITOR')],
      when: [remarkWritten],
      emits: ['measure.remarked'],
      label: { fr: 'Présenter des observations', en: 'Make remarks' },
    },
    {
      event: 'askOral',
      from: ['HEARING'],
      to: 'HEARING',
      by: [representative],
      when: [oralNotAsked],
      emits: ['measure.oralAsked'],
      label: { fr: 'Demander à être entendu', en: 'Ask to be heard' },
    },
    {
      event: 'hearOrally',
      from: ['HEARING'],
      to: 'HEARING',
      by: officers,
      when: [oralAsked, heardAndTold],
      label: { fr: 'Enregistrer l’audition', en: 'Record the hearing' },
    },
    {
      event: 'declineOral',
      from: ['HEARING'],
      to: 'HEARING',
      by: officers,
      when: [oralAsked, dropExplained],
      label: { fr: 'Écarter une demande d’audition abusive', en: 'Set aside an abusive request for a hearing' },
    },
    {
      event: 'decide',
      from: ['HEARING'],
      to: 'DECIDED',
      by: officers,
      when: [holderHeard, ...decision],
      emits: ['measure.decided'],
      label: { fr: 'Prononcer la mesure', en: 'Decide the measure' },
    },
    {
      event: 'decide',
      from: ['REQUESTED'],
      to: 'DECIDED',
      by: officers,
      // A decision on a request needs no hearing (CRPA L121-1).
      when: decision,
      emits: ['measure.decided'],
      label: { fr: 'Accepter la résiliation demandée', en: 'Grant the termination asked for' },
    },
    {
      event: 'drop',
      from: ['HEARING', 'REQUESTED'],
      to: 'DROPPED',
      by: officers,
      when: [dropExplained],
      emits: ['measure.dropped'],
      label: { fr: 'Abandonner la procédure, ou refuser la demande', en: 'Drop it, or refuse the request' },
    },
    {
      event: 'withdrawRequest',
      from: ['REQUESTED'],
      to: 'DROPPED',
      by: [representative],
      label: { fr: 'Retirer la demande', en: 'Withdraw the request' },
    },
  ],
});
