// Edges of a dossier from its completeness to the committee's opinion. The acts of the agencies and of the committee fire them.

import { bySystem } from '../../access/policies.js';
import { agencies, REASONED, type ApplicationEdge } from './application-edges.machine.js';
import type { ApplicationState } from './application-facts.js';
import { notFormalAlone } from './completion.rules.js';
import { consultedAgencies, oneOpinionPerAgency, ownConsultedAgency } from './consultation.rules.js';
import * as processing from './processing.rules.js';
import * as selection from './selection.rules.js';

const PROPOSED = [selection.yearsOfCallIfGiven, selection.notMoreThanRequested] as const;

// An act without a change of state needs its own edge for each state.
const findings: readonly ApplicationEdge[] = (['COMPLETE', 'UNDER_EXAMINATION'] as const).map((state) => ({
  event: 'findIneligible',
  from: [state],
  to: state,
  by: agencies,
  when: [processing.ruleNamed, notFormalAlone, processing.reasonsGiven],
  emits: ['application.ineligibilityFound'],
  label: { fr: 'Constater l’inéligibilité', en: 'Find ineligible' },
}));

const consultations: readonly ApplicationEdge[] = (['COMPLETE', 'UNDER_EXAMINATION'] as const).map((state) => ({
  event: 'giveConsultation',
  from: [state],
  to: state,
  by: consultedAgencies,
  when: [ownConsultedAgency, oneOpinionPerAgency, processing.reasonsGiven],
  emits: ['application.consultationGiven'],
  label: { fr: 'Rendre l’avis de consultation', en: 'Give the opinion of consultation' },
}));

export const examination: readonly ApplicationEdge[] = [
  ...findings,
  ...consultations,
  {
    event: 'confirmIneligible',
    from: ['COMPLETE', 'UNDER_EXAMINATION'],
    to: 'INELIGIBLE',
    by: agencies,
    when: [processing.otherAgencyFound, ...REASONED],
    emits: ['application.ineligible'],
    label: { fr: 'Confirmer l’inéligibilité', en: 'Confirm ineligibility' },
  },
  {
    event: 'startExamination',
    from: ['COMPLETE'],
    to: 'UNDER_EXAMINATION',
    by: [bySystem],
    emits: ['application.examinationStarted'],
    label: { fr: 'Ouvrir l’instruction', en: 'Start the examination' },
  },
  {
    event: 'recordExamination',
    from: ['UNDER_EXAMINATION'],
    to: 'EXAMINED',
    by: [bySystem],
    emits: ['application.examined'],
    label: { fr: 'Constater les deux avis', en: 'Record both opinions' },
  },
];

const recordOpinion = (
  event: 'recordFavourable' | 'recordReserved' | 'recordUnfavourable',
  to: ApplicationState,
  fr: string,
  en: string,
): ApplicationEdge => ({
  event,
  from: ['ON_AGENDA'],
  to,
  by: [bySystem],
  when: PROPOSED,
  emits: ['application.committeeOpinion'],
  label: { fr, en },
});

export const committee: readonly ApplicationEdge[] = [
  {
    event: 'putOnAgenda',
    from: ['EXAMINED', 'DEFERRED'],
    to: 'ON_AGENDA',
    by: [bySystem],
    emits: ['application.onAgenda'],
    label: { fr: 'Inscrire à l’ordre du jour', en: 'Put on the agenda' },
  },
  recordOpinion('recordFavourable', 'COMMITTEE_FAVOURABLE', 'Constater l’avis favorable', 'Record the favourable opinion'),
  recordOpinion('recordReserved', 'COMMITTEE_RESERVED', 'Constater l’avis réservé', 'Record the opinion with reserves'),
  recordOpinion(
    'recordUnfavourable',
    'COMMITTEE_UNFAVOURABLE',
    'Constater l’avis défavorable',
    'Record the unfavourable opinion',
  ),
  {
    event: 'defer',
    from: ['ON_AGENDA'],
    to: 'DEFERRED',
    by: [bySystem],
    when: [processing.reasonsGiven],
    emits: ['application.deferred'],
    label: { fr: 'Ajourner', en: 'Defer' },
  },
];
