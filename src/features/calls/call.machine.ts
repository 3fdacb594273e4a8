import { bySystem, inRegion } from '../../access/policies.js';
import { defineMachine, type Edge } from '../../kernel/machine.js';
import type { CallState } from './call-facts.js';
import { AMENDMENT_RULES, envelopesOnlyUp, someEnvelopeRaised } from './call-amendment.rules.js';
import { referenceAdopted, referenceProven } from './call-reference.rules.js';
import { seesCall } from './call-scope.rules.js';
import { allDecided, atLeastOneSubmitted, committeesHeard, noAppealOpen, reserveEmpty } from './call-progress.rules.js';
import {
  deadlineAfterOpening,
  deadlineInTheFuture,
  deadlinePassed,
  documentsListed,
  envelopePerFunderAndYear,
  formSound,
  fundersPresent,
  gridPresent,
  laterThanBefore,
  notClosed,
  openingReached,
  reasonsGiven,
  splitWeights,
  type CallRecord,
} from './call.rules.js';

export type CallEvent =
  | 'publish'
  | 'open'
  | 'close'
  | 'postpone'
  | 'amend'
  | 'raiseEnvelopes'
  | 'startExamination'
  | 'startSelection'
  | 'adoptReference'
  | 'dropReference'
  | 'publishResults'
  | 'finish'
  | 'cancel';

const manager = inRegion<CallRecord>('CALL_MANAGER');
const jury = inRegion<CallRecord>('REGIONAL_JURY');
const POSTPONE = { fr: 'Reporter la clôture', en: 'Postpone the deadline' };
const AMEND = { fr: 'Amender l’appel', en: 'Amend the call' };

/** Credits that come after the deadline: nothing that holders read changes. An act without a change of state needs an edge for each. */
const raises: readonly Edge<CallState, CallEvent, CallRecord>[] = (
  ['CLOSED', 'UNDER_EXAMINATION', 'UNDER_SELECTION', 'RESULTS_PUBLISHED'] as const
).map((state) => ({
  event: 'raiseEnvelopes',
  from: [state],
  to: state,
  by: [manager],
  when: [envelopesOnlyUp, someEnvelopeRaised, reasonsGiven],
  emits: ['call.envelopesRaised'],
  label: { fr: 'Abonder les enveloppes', en: 'Raise the envelopes' },
}));

export const callMachine = defineMachine<CallState, CallEvent, CallRecord>({
  name: 'call',
  label: { fr: 'Appel à projets', en: 'Call for projects' },
  initial: 'DRAFT',
  terminal: ['FINISHED', 'CANCELLED'],
  editable: ['DRAFT'],
  visibleTo: seesCall,
  states: {
    DRAFT: { fr: 'En préparation', en: 'Draft' },
    PUBLISHED: { fr: 'Publié', en: 'Published' },
    OPEN: { fr: 'Ouvert au dépôt', en: 'Open for submissions' },
    CLOSED: { fr: 'Clos', en: 'Closed' },
    UNDER_EXAMINATION: { fr: 'En instruction', en: 'Under examination' },
    UNDER_SELECTION: { fr: 'En sélection', en: 'Under selection' },
    RESULTS_PUBLISHED: { fr: 'Résultats publiés', en: 'Results published' },
    FINISHED: { fr: 'Terminé', en: 'Finished' },
    CANCELLED: { fr: 'Annulé', en: 'Cancelled' },
  },
  waitingOn: {
    DRAFT: { fr: 'le gestionnaire de l’appel, qui le publie', en: 'the call manager, to publish it' },
    PUBLISHED: { fr: 'la date d’ouverture', en: 'the opening date' },
    OPEN: { fr: 'les porteurs, jusqu’à la clôture', en: 'the holders, until the deadline' },
    CLOSED: {
      fr: 'le gestionnaire de l’appel ou le jury, qui lance l’instruction',
      en: 'the call manager or the jury, to start the examination',
    },
    UNDER_EXAMINATION: {
      fr: 'les Caf, les DDETS et les comités des départements',
      en: 'the Caf, the DDETS and the committees of the departments',
    },
    UNDER_SELECTION: { fr: 'le jury régional et les deux financeurs', en: 'the regional jury and both funders' },
    RESULTS_PUBLISHED: {
      fr: 'le jury régional, jusqu’à l’épuisement de la liste de réserve',
      en: 'the regional jury, until the reserve list is empty',
    },
  },
  edges: [
    {
      event: 'publish',
      from: ['DRAFT'],
      to: 'PUBLISHED',
      by: [manager],
      when: [
        gridPresent,
        documentsListed,
        formSound,
        deadlineAfterOpening,
        deadlineInTheFuture,
        fundersPresent,
        splitWeights,
        envelopePerFunderAndYear,
      ],
      emits: ['call.published'],
      label: { fr: 'Publier l’appel', en: 'Publish the call' },
    },
    {
      event: 'open',
      from: ['PUBLISHED'],
      to: 'OPEN',
      by: [bySystem],
      when: [openingReached],
      emits: ['call.opened'],
      label: { fr: 'Ouvrir le dépôt', en: 'Open the submissions' },
    },
    {
      event: 'postpone',
      from: ['PUBLISHED'],
      to: 'PUBLISHED',
      by: [manager],
      when: [notClosed, laterThanBefore, reasonsGiven],
      emits: ['call.postponed'],
      label: POSTPONE,
    },
    {
      event: 'postpone',
      from: ['OPEN'],
      to: 'OPEN',
      by: [manager],
      when: [notClosed, laterThanBefore, reasonsGiven],
      emits: ['call.postponed'],
      label: POSTPONE,
    },
    {
      event: 'amend',
      from: ['PUBLISHED'],
      to: 'PUBLISHED',
      by: [manager],
      when: [notClosed, ...AMENDMENT_RULES, reasonsGiven],
      emits: ['call.amended'],
      label: AMEND,
    },
    {
      event: 'amend',
      from: ['OPEN'],
      to: 'OPEN',
      by: [manager],
      when: [notClosed, ...AMENDMENT_RULES, reasonsGiven],
      emits: ['call.amended'],
      label: AMEND,
    },
    {
      event: 'close',
      from: ['OPEN'],
      to: 'CLOSED',
      by: [bySystem],
      when: [deadlinePassed],
      emits: ['call.closed'],
      label: { fr: 'Clore le dépôt', en: 'Close the submissions' },
    },
    {
      event: 'startExamination',
      from: ['CLOSED'],
      to: 'UNDER_EXAMINATION',
      by: [manager, jury, bySystem],
      when: [deadlinePassed, atLeastOneSubmitted],
      emits: ['call.examinationStarted'],
      label: { fr: 'Lancer l’instruction', en: 'Start the examination' },
    },
    {
      event: 'startSelection',
      from: ['UNDER_EXAMINATION'],
      to: 'UNDER_SELECTION',
      by: [jury],
      when: [committeesHeard],
      emits: ['call.selectionStarted'],
      label: { fr: 'Lancer la sélection', en: 'Start the selection' },
    },
    {
      event: 'adoptReference',
      from: ['UNDER_SELECTION'],
      to: 'UNDER_SELECTION',
      by: [jury],
      when: [referenceProven],
      emits: ['call.referenceAdopted'],
      label: { fr: 'Adopter une sélection de référence', en: 'Adopt a reference selection' },
    },
    {
      event: 'dropReference',
      from: ['UNDER_SELECTION'],
      to: 'UNDER_SELECTION',
      by: [jury],
      when: [referenceAdopted, reasonsGiven],
      emits: ['call.referenceDropped'],
      label: { fr: 'Abandonner la sélection de référence', en: 'Give up the reference selection' },
    },
    {
      event: 'publishResults',
      from: ['UNDER_SELECTION'],
      to: 'RESULTS_PUBLISHED',
      by: [jury],
      when: [allDecided],
      emits: ['call.resultsPublished'],
      label: { fr: 'Publier les résultats', en: 'Publish the results' },
    },
    {
      event: 'finish',
      from: ['RESULTS_PUBLISHED'],
      to: 'FINISHED',
      by: [jury],
      // A reserve called up after the results must be awarded or refused before the call ends.
      when: [reserveEmpty, allDecided, noAppealOpen],
      emits: ['call.finished'],
      label: { fr: 'Terminer l’appel', en: 'Finish the call' },
    },
    ...raises,
    {
      event: 'cancel',
      from: ['DRAFT', 'PUBLISHED', 'OPEN', 'CLOSED', 'UNDER_EXAMINATION', 'UNDER_SELECTION'],
      to: 'CANCELLED',
      by: [manager],
      when: [reasonsGiven],
      emits: ['call.cancelled'],
      label: { fr: 'Annuler l’appel', en: 'Cancel the call' },
    },
  ],
});
