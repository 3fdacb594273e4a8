// The life of a dossier, from the draft to the decision (docs/workflow/application.md). States and guards of the programme's own texts;
// acts of the committee, the jury and the funders are fired by the features above.

import type { InRegion, WithInterests } from '../../access/policies.js';
import { bySystem, inDepartmentWithoutInterest, ofHolder, ROLE_LABELS } from '../../access/policies.js';
import { seesApplication } from '../../access/application-scope.js';
import { servesRegion } from '../../kernel/actor.js';
import { defineMachine, type Edge, type Policy } from '../../kernel/machine.js';
import type { ApplicationFacts, ApplicationState } from './application-facts.js';
import * as processing from './processing.rules.js';
import * as selection from './selection.rules.js';
import { callIsOpen, CONTENT_RULES, deadlinePassed, requiredFieldsPresent } from './submission.rules.js';

export type { ApplicationFacts, ApplicationState } from './application-facts.js';

export type ApplicationEvent =
  | 'submit'
  | 'fileLate'
  | 'declareIncomplete'
  | 'remind'
  | 'answerCompletion'
  | 'acceptCompleteness'
  | 'dismiss'
  | 'findIneligible'
  | 'confirmIneligible'
  | 'startExamination'
  | 'recordExamination'
  | 'putOnAgenda'
  | 'recordFavourable'
  | 'recordReserved'
  | 'recordUnfavourable'
  | 'defer'
  | 'shortlist'
  | 'putOnReserve'
  | 'refuse'
  | 'award'
  | 'withdraw';

type ApplicationEdge = Edge<ApplicationState, ApplicationEvent, ApplicationFacts>;

const legalRepresentative = ofHolder<ApplicationFacts>('HOLDER_REPRESENTATIVE');
const caf = inDepartmentWithoutInterest<ApplicationFacts>('CAF_INSTRUCTOR');
const ddets = inDepartmentWithoutInterest<ApplicationFacts>('DDETS_INSTRUCTOR');
const agencies = [caf, ddets] as const;
const jury: Policy<InRegion & WithInterests> = {
  name: 'regionalJury',
  label: ROLE_LABELS.REGIONAL_JURY,
  allows: (actor, facts) =>
    servesRegion(actor, 'REGIONAL_JURY', facts.region) && !facts.interestedPersonIds.includes(actor.personId),
};

const COMMITTEE_STATES = ['COMMITTEE_FAVOURABLE', 'COMMITTEE_RESERVED', 'COMMITTEE_UNFAVOURABLE'] as const;

const REFUSED: Pick<ApplicationEdge, 'event' | 'to' | 'by' | 'emits' | 'label'> = {
  event: 'refuse',
  to: 'REFUSED',
  by: [jury],
  emits: ['application.refused'],
  label: { fr: 'Refuser', en: 'Refuse' },
};
const SHORTLISTED: Pick<ApplicationEdge, 'event' | 'to' | 'by' | 'emits' | 'label'> = {
  event: 'shortlist',
  to: 'SHORTLISTED',
  by: [jury],
  emits: ['application.shortlisted'],
  label: { fr: 'Retenir', en: 'Shortlist' },
};
const AMOUNTS = [selection.yearsOfCall, selection.notMoreThanRequested, selection.envelopeHolds] as const;
const PROPOSED = [selection.yearsOfCallIfGiven, selection.notMoreThanRequested] as const;
const REASONED = [processing.reasonsGiven, processing.appealTextGiven] as const;

const filing: readonly ApplicationEdge[] = [
  {
    event: 'submit',
    from: ['DRAFT'],
    to: 'SUBMITTED',
    by: [legalRepresentative],
    when: [callIsOpen, ...CONTENT_RULES],
    emits: ['application.submitted'],
    label: { fr: 'Déposer le dossier', en: 'Submit the application' },
  },
  {
    event: 'fileLate',
    from: ['DRAFT'],
    to: 'LATE',
    by: [legalRepresentative],
    when: [deadlinePassed, requiredFieldsPresent],
    emits: ['application.filedLate'],
    label: { fr: 'Enregistrer hors délai', en: 'File late' },
  },
  {
    event: 'declareIncomplete',
    from: ['SUBMITTED'],
    to: 'INCOMPLETE',
    by: agencies,
    when: [processing.itemsNamed, processing.dueInTheFuture],
    emits: ['application.incomplete'],
    label: { fr: 'Demander des pièces', en: 'Ask for missing items' },
  },
  {
    event: 'remind',
    from: ['INCOMPLETE'],
    to: 'INCOMPLETE',
    by: agencies,
    when: [processing.reminderDue],
    emits: ['application.reminded'],
    label: { fr: 'Relancer le porteur', en: 'Remind the holder' },
  },
  {
    event: 'answerCompletion',
    from: ['INCOMPLETE'],
    to: 'INCOMPLETE',
    by: [legalRepresentative],
    when: CONTENT_RULES,
    emits: ['application.completionAnswered'],
    label: { fr: 'Envoyer les compléments', en: 'Send what was missing' },
  },
  {
    event: 'acceptCompleteness',
    from: ['SUBMITTED', 'INCOMPLETE'],
    to: 'COMPLETE',
    by: agencies,
    when: [processing.holderHasAnswered],
    emits: ['application.complete'],
    label: { fr: 'Déclarer complet', en: 'Declare complete' },
  },
  {
    event: 'dismiss',
    from: ['INCOMPLETE'],
    to: 'DISMISSED',
    by: [caf],
    when: [processing.dueDatePassed, processing.reminderSent, ...REASONED],
    emits: ['application.dismissed'],
    label: { fr: 'Classer sans suite', en: 'Dismiss' },
  },
];

// An act without a change of state needs its own edge for each state.
const findings: readonly ApplicationEdge[] = (['COMPLETE', 'UNDER_EXAMINATION'] as const).map((state) => ({
  event: 'findIneligible',
  from: [state],
  to: state,
  by: agencies,
  when: [processing.ruleNamed, processing.reasonsGiven],
  emits: ['application.ineligibilityFound'],
  label: { fr: 'Constater l’inéligibilité', en: 'Find ineligible' },
}));

const examination: readonly ApplicationEdge[] = [
  ...findings,
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

const committee: readonly ApplicationEdge[] = [
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

const jurySelection: readonly ApplicationEdge[] = [
  {
    ...SHORTLISTED,
    from: ['COMMITTEE_FAVOURABLE', 'COMMITTEE_RESERVED', 'EXAMINED'],
    when: [selection.callInSelection, selection.committeeSeized, ...AMOUNTS],
  },
  {
    ...SHORTLISTED,
    from: ['COMMITTEE_UNFAVOURABLE'],
    when: [selection.callInSelection, ...AMOUNTS, selection.departureExplained],
  },
  {
    ...SHORTLISTED,
    from: ['RESERVE'],
    when: [selection.callDrawsOnReserve, selection.reserveInForce, ...AMOUNTS, selection.reserveOrder],
  },
  {
    event: 'putOnReserve',
    from: [...COMMITTEE_STATES, 'EXAMINED'],
    to: 'RESERVE',
    by: [jury],
    when: [
      selection.callInSelection,
      selection.committeeSeized,
      processing.reasonsGiven,
      selection.rankFree,
      selection.reserveEnds,
    ],
    emits: ['application.onReserve'],
    label: { fr: 'Placer sur liste de réserve', en: 'Put on the reserve list' },
  },
  {
    ...REFUSED,
    from: ['COMMITTEE_RESERVED', 'COMMITTEE_UNFAVOURABLE', 'EXAMINED'],
    when: [selection.callInSelection, selection.committeeSeized, ...REASONED],
  },
  {
    ...REFUSED,
    from: ['COMMITTEE_FAVOURABLE'],
    when: [selection.callInSelection, ...REASONED, selection.departureExplained],
  },
  { ...REFUSED, from: ['RESERVE'], when: [selection.callDrawsOnReserve, ...REASONED] },
  { ...REFUSED, from: ['SHORTLISTED'], when: [selection.legRefused, ...REASONED] },
  {
    event: 'award',
    from: ['SHORTLISTED'],
    to: 'AWARDED',
    by: [bySystem],
    emits: ['application.awarded'],
    label: { fr: 'Constater l’attribution', en: 'Award' },
  },
];

const withdrawal: ApplicationEdge = {
  event: 'withdraw',
  from: [
    'DRAFT',
    'SUBMITTED',
    'INCOMPLETE',
    'COMPLETE',
    'UNDER_EXAMINATION',
    'EXAMINED',
    'ON_AGENDA',
    ...COMMITTEE_STATES,
    'DEFERRED',
    'SHORTLISTED',
    'RESERVE',
  ],
  to: 'WITHDRAWN',
  by: [legalRepresentative],
  emits: ['application.withdrawn'],
  label: { fr: 'Retirer le dossier', en: 'Withdraw' },
};

const JURY = { fr: 'le jury régional', en: 'the regional jury' };
const BOTH_AGENCIES = { fr: 'la Caf et la DDETS', en: 'the Caf and the DDETS' };
const COMMITTEE = { fr: 'le comité départemental', en: 'the departmental committee' };

export const applicationMachine = defineMachine<ApplicationState, ApplicationEvent, ApplicationFacts>({
  name: 'application',
  label: { fr: 'Dossier', en: 'Application' },
  states: {
    DRAFT: { fr: 'Brouillon', en: 'Draft' },
    SUBMITTED: { fr: 'Déposé', en: 'Submitted' },
    INCOMPLETE: { fr: 'Incomplet', en: 'Incomplete' },
    COMPLETE: { fr: 'Complet', en: 'Complete' },
    INELIGIBLE: { fr: 'Inéligible', en: 'Ineligible' },
    UNDER_EXAMINATION: { fr: 'En instruction', en: 'Under examination' },
    EXAMINED: { fr: 'Instruit', en: 'Examined' },
    ON_AGENDA: { fr: 'À l’ordre du jour', en: 'On the agenda' },
    COMMITTEE_FAVOURABLE: { fr: 'Avis favorable du comité', en: 'Favourable opinion of the committee' },
    COMMITTEE_RESERVED: { fr: 'Avis du comité avec réserves', en: 'Opinion of the committee with reserves' },
    COMMITTEE_UNFAVOURABLE: { fr: 'Avis défavorable du comité', en: 'Unfavourable opinion of the committee' },
    DEFERRED: { fr: 'Ajourné', en: 'Deferred' },
    SHORTLISTED: { fr: 'Retenu par le jury', en: 'Shortlisted' },
    RESERVE: { fr: 'Sur liste de réserve', en: 'On the reserve list' },
    AWARDED: { fr: 'Attribué', en: 'Awarded' },
    REFUSED: { fr: 'Refusé', en: 'Refused' },
    DISMISSED: { fr: 'Classé sans suite', en: 'Dismissed' },
    WITHDRAWN: { fr: 'Retiré', en: 'Withdrawn' },
    LATE: { fr: 'Hors délai', en: 'Late' },
  },
  initial: 'DRAFT',
  terminal: ['INELIGIBLE', 'AWARDED', 'REFUSED', 'DISMISSED', 'WITHDRAWN', 'LATE'],
  editable: ['DRAFT', 'INCOMPLETE'],
  visibleTo: seesApplication,
  waitingOn: {
    DRAFT: { fr: 'le porteur', en: 'the holder' },
    SUBMITTED: BOTH_AGENCIES,
    INCOMPLETE: { fr: 'le porteur, puis la Caf ou la DDETS', en: 'the holder, then the Caf or the DDETS' },
    COMPLETE: BOTH_AGENCIES,
    UNDER_EXAMINATION: BOTH_AGENCIES,
    EXAMINED: { fr: 'le secrétariat du comité', en: 'the committee’s secretariat' },
    ON_AGENDA: COMMITTEE,
    DEFERRED: { fr: 'le secrétariat du comité', en: 'the committee’s secretariat' },
    COMMITTEE_FAVOURABLE: JURY,
    COMMITTEE_RESERVED: JURY,
    COMMITTEE_UNFAVOURABLE: JURY,
    RESERVE: JURY,
    SHORTLISTED: { fr: 'les deux financeurs', en: 'both funders' },
  },
  edges: [...filing, ...examination, ...committee, ...jurySelection, withdrawal],
});
