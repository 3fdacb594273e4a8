import { bySystem, ofHolder } from '../../access/policies.js';
import { defineMachine, type Edge } from '../../kernel/machine.js';
import {
  answeredInTime,
  decidedTogether,
  decidingRoles,
  negativeDecisionTaken,
  notLate,
  notTheAuthor,
  otherAgencyAgrees,
  reasonsGiven,
  silencePassed,
  withinAppealLimit,
  type AppealEvent,
  type AppealFacts,
  type AppealState,
} from './appeal.rules.js';
import { decidingAs, seesRemedy } from './remedy-scope.rules.js';

const representative = ofHolder<AppealFacts>('HOLDER_REPRESENTATIVE');
const deciders = [
  decidingAs<AppealFacts>('REGIONAL_JURY', 'region', (facts) => decidingRoles(facts).includes('REGIONAL_JURY')),
  decidingAs<AppealFacts>('CAF_INSTRUCTOR', 'department', (facts) => decidingRoles(facts).includes('CAF_INSTRUCTOR')),
  decidingAs<AppealFacts>('DDETS_INSTRUCTOR', 'department', (facts) => decidingRoles(facts).includes('DDETS_INSTRUCTOR')),
  decidingAs<AppealFacts>('CALL_MANAGER', 'region', (facts) => decidingRoles(facts).includes('CALL_MANAGER')),
];
const agencies = (['CAF_INSTRUCTOR', 'DDETS_INSTRUCTOR'] as const).map((role) =>
  decidingAs<AppealFacts>(role, 'department', decidedTogether),
);
const WAITING = { fr: 'l’autorité compétente pour y répondre', en: 'the authority competent to answer' };

const propositions: readonly Edge<AppealState, AppealEvent, AppealFacts>[] = (['FILED', 'UNDER_REVIEW'] as const).map((from) => ({
  event: 'propose',
  from: [from],
  to: 'UNDER_REVIEW',
  by: agencies,
  when: [answeredInTime, reasonsGiven, notTheAuthor],
  label: { fr: 'Proposer une réponse à l’autre administration', en: 'Propose an answer to the other agency' },
}));

/** A request to think again, within the administration (CRPA L411-2). */
export const appealMachine = defineMachine<AppealState, AppealEvent, AppealFacts>({
  name: 'appeal',
  label: { fr: 'Recours administratif', en: 'Administrative appeal' },
  states: {
    DRAFT: { fr: 'En préparation', en: 'In preparation' },
    FILED: { fr: 'Déposé', en: 'Filed' },
    UNDER_REVIEW: { fr: 'En examen par les deux administrations', en: 'Under review by both agencies' },
    UPHELD: { fr: 'Accueilli', en: 'Upheld' },
    REJECTED: { fr: 'Rejeté', en: 'Rejected' },
    IMPLICITLY_REJECTED: { fr: 'Rejeté par le silence', en: 'Rejected by silence' },
    WITHDRAWN: { fr: 'Retiré par le porteur', en: 'Withdrawn by the holder' },
    MOOT: { fr: 'Devenu sans objet', en: 'Without object' },
  },
  initial: 'DRAFT',
  terminal: ['UPHELD', 'REJECTED', 'IMPLICITLY_REJECTED', 'WITHDRAWN', 'MOOT'],
  visibleTo: seesRemedy,
  waitingOn: { DRAFT: { fr: 'le porteur', en: 'the holder' }, FILED: WAITING, UNDER_REVIEW: WAITING },
  edges: [
    {
      event: 'file',
      from: ['DRAFT'],
      to: 'FILED',
      by: [representative],
      when: [negativeDecisionTaken, withinAppealLimit],
      emits: ['appeal.filed'],
      label: { fr: 'Déposer le recours', en: 'File the appeal' },
    },
    ...propositions,
    {
      event: 'uphold',
      from: ['FILED', 'UNDER_REVIEW'],
      to: 'UPHELD',
      by: deciders,
      when: [answeredInTime, reasonsGiven, notTheAuthor, notLate, otherAgencyAgrees('UPHELD')],
      emits: ['appeal.upheld'],
      label: { fr: 'Accueillir le recours', en: 'Uphold the appeal' },
    },
    {
      event: 'reject',
      from: ['FILED', 'UNDER_REVIEW'],
      to: 'REJECTED',
      by: deciders,
      when: [answeredInTime, reasonsGiven, notTheAuthor, otherAgencyAgrees('REJECTED')],
      emits: ['appeal.rejected'],
      label: { fr: 'Rejeter le recours', en: 'Reject the appeal' },
    },
    {
      event: 'rejectBySilence',
      from: ['FILED', 'UNDER_REVIEW'],
      to: 'IMPLICITLY_REJECTED',
      by: [bySystem],
      when: [silencePassed],
      emits: ['appeal.implicitlyRejected'],
      label: { fr: 'Constater le rejet implicite', en: 'Record the implicit rejection' },
    },
    {
      event: 'withdraw',
      from: ['FILED', 'UNDER_REVIEW'],
      to: 'WITHDRAWN',
      by: [representative],
      emits: ['appeal.withdrawn'],
      label: { fr: 'Retirer le recours', en: 'Withdraw the appeal' },
    },
    {
      event: 'moot',
      from: ['FILED', 'UNDER_REVIEW'],
      to: 'MOOT',
      by: [bySystem],
      emits: ['appeal.moot'],
      label: { fr: 'Constater que le recours est sans objet', en: 'Record that the appeal has no object' },
    },
  ],
});
