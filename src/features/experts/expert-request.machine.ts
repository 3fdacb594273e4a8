import { bySystem } from '../../access/policies.js';
import { defineMachine } from '../../kernel/machine.js';
import type { ExpertRequestEvent, ExpertRequestFacts, ExpertRequestState } from './expert-request-facts.js';
import {
  askingAgency,
  beforeDeadline,
  deadlinePassed,
  documentsOfDossier,
  dossierInExamination,
  dueInFuture,
  expert,
  expertIsOutside,
  interestExplained,
  noInterestDeclared,
  opinionWritten,
  questionAsked,
  revocationExplained,
  seesExpertRequest,
} from './expert-request.rules.js';

/** Of a request, judged before and as it is made. */
export const REQUEST_RULES = [dossierInExamination, expertIsOutside, dueInFuture, questionAsked, documentsOfDossier];

const OPEN = ['REQUESTED', 'ACCEPTED'] as const;

/** An outside person is heard on one dossier, and votes on nothing (CRPA R133-6). */
export const expertRequestMachine = defineMachine<ExpertRequestState, ExpertRequestEvent, ExpertRequestFacts>({
  name: 'expert-request',
  label: { fr: 'Demande d’avis d’expert', en: 'Request for an expert opinion' },
  states: {
    DRAFT: { fr: 'En préparation', en: 'In preparation' },
    REQUESTED: { fr: 'Demandé', en: 'Requested' },
    ACCEPTED: { fr: 'Accepté, sans intérêt déclaré', en: 'Accepted, no interest declared' },
    GIVEN: { fr: 'Rendu', en: 'Given' },
    DECLINED: { fr: 'Refusé par l’expert', en: 'Declined by the expert' },
    EXPIRED: { fr: 'Hors délai', en: 'Expired' },
    REVOKED: { fr: 'Retiré', en: 'Revoked' },
  },
  initial: 'DRAFT',
  terminal: ['GIVEN', 'DECLINED', 'EXPIRED', 'REVOKED'],
  visibleTo: seesExpertRequest,
  waitingOn: {
    DRAFT: { fr: 'le service qui demande', en: 'the agency that asks' },
    REQUESTED: { fr: 'l’expert, pour sa déclaration d’intérêts', en: 'the expert, for the declaration of interests' },
    ACCEPTED: { fr: 'l’expert, pour son avis', en: 'the expert, for the opinion' },
  },
  edges: [
    {
      event: 'request',
      from: ['DRAFT'],
      to: 'REQUESTED',
      by: askingAgency,
      when: REQUEST_RULES,
      emits: ['expertRequest.requested'],
      label: { fr: 'Demander un avis d’expert', en: 'Ask for an expert opinion' },
    },
    {
      event: 'accept',
      from: ['REQUESTED'],
      to: 'ACCEPTED',
      by: [expert],
      when: [beforeDeadline, noInterestDeclared],
      label: { fr: 'Déclarer n’avoir aucun intérêt et accepter', en: 'Declare no interest and accept' },
    },
    {
      event: 'decline',
      from: [...OPEN],
      to: 'DECLINED',
      by: [expert],
      when: [interestExplained],
      emits: ['expertRequest.declined'],
      label: { fr: 'Refuser', en: 'Decline' },
    },
    {
      event: 'give',
      from: ['ACCEPTED'],
      to: 'GIVEN',
      by: [expert],
      when: [beforeDeadline, opinionWritten],
      emits: ['expertRequest.given'],
      label: { fr: 'Rendre l’avis', en: 'Give the opinion' },
    },
    {
      event: 'expire',
      from: [...OPEN],
      to: 'EXPIRED',
      by: [bySystem],
      when: [deadlinePassed],
      emits: ['expertRequest.expired'],
      label: { fr: 'Constater la fin du délai', en: 'Record the end of the time given' },
    },
    {
      event: 'revoke',
      from: [...OPEN],
      to: 'REVOKED',
      by: [...askingAgency, bySystem],
      when: [revocationExplained],
      label: { fr: 'Retirer la demande', en: 'Revoke the request' },
    },
  ],
});
