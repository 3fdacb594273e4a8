import { bySystem, inDepartmentWithoutInterest } from '../../access/policies.js';
import { OFFICER_ROLES } from '../../kernel/actor.js';
import { defineMachine } from '../../kernel/machine.js';
import { allSigned, inTurn, ownFunder, powerStated, reminderDue, signedOnce } from '../agreements/agreement.rules.js';
import {
  appealTextGiven,
  decisionDelegated,
  decisionIdentified,
  decisionNotInTheFuture,
  reasonsGiven,
} from '../awards/leg.rules.js';
import {
  agencyServed,
  allAgreed,
  awardOver,
  decidedOnce,
  examined,
  holderBound,
  legsRunning,
  nothingAgreed,
  objectJudged,
  objectNotDistorted,
  oneFunderPerPerson,
  onePersonASide,
  opinionOwed,
  opinionWritten,
  ownLeg,
  questionsAsked,
} from './amendment-acts.rules.js';
import { changeHolds, shiftWithinThreshold } from './amendment-change.rules.js';
import {
  askingHolder,
  askingOfficer,
  holderToSign,
  officerOfAward,
  seesAmendment,
  type AmendmentEvent,
  type AmendmentFacts,
  type AmendmentState,
} from './amendment.rules.js';

const officers = OFFICER_ROLES.map(officerOfAward);
const askingOfficers = OFFICER_ROLES.map(askingOfficer);
const askers = [askingHolder('HOLDER_REPRESENTATIVE'), ...askingOfficers];
const examiners = [
  inDepartmentWithoutInterest<AmendmentFacts>('CAF_INSTRUCTOR'),
  inDepartmentWithoutInterest<AmendmentFacts>('DDETS_INSTRUCTOR'),
];
const OPEN = ['DRAFT', 'REQUESTED', 'RETURNED', 'AGREED'] as const;

/** A change of an award: asked by the holder or a funder, examined by both agencies, agreed by each funder, signed, then in force. */
export const amendmentMachine = defineMachine<AmendmentState, AmendmentEvent, AmendmentFacts>({
  name: 'amendment',
  label: { fr: 'Avenant', en: 'Amendment' },
  states: {
    DRAFT: { fr: 'En préparation', en: 'In preparation' },
    REQUESTED: { fr: 'Demandé', en: 'Requested' },
    RETURNED: { fr: 'Renvoyé avec des questions', en: 'Returned with questions' },
    AGREED: { fr: 'Accepté, à signer', en: 'Agreed, to be signed' },
    IN_FORCE: { fr: 'En vigueur', en: 'In force' },
    REFUSED: { fr: 'Refusé', en: 'Refused' },
    WITHDRAWN: { fr: 'Abandonné', en: 'Withdrawn' },
  },
  initial: 'DRAFT',
  terminal: ['IN_FORCE', 'REFUSED', 'WITHDRAWN'],
  visibleTo: seesAmendment,
  waitingOn: {
    DRAFT: { fr: 'qui le prépare', en: 'whoever prepares it' },
    REQUESTED: {
      fr: 'l’avis des deux administrations, puis l’accord de chaque financeur',
      en: 'the opinions of both agencies, then the agreement of each funder',
    },
    RETURNED: { fr: 'qui le demande, pour répondre', en: 'whoever asks for it, to answer' },
    AGREED: { fr: 'les signatures', en: 'the signatures' },
  },
  refusals: {
    IN_FORCE: {
      fr: 'Cet avenant est en vigueur : un autre avenant peut seul le changer.',
      en: 'This amendment is in force: only another amendment changes it.',
    },
  },
  edges: [
    ...(['DRAFT', 'RETURNED'] as const).map((state) => ({
      event: 'edit' as const,
      from: [state],
      to: state,
      by: [askingHolder('HOLDER_EDITOR'), ...askers],
      label: { fr: 'Modifier la demande', en: 'Edit the request' },
    })),
    {
      event: 'submit',
      from: ['DRAFT', 'RETURNED'],
      to: 'REQUESTED',
      by: askers,
      when: [legsRunning, changeHolds],
      emits: ['amendment.requested'],
      label: { fr: 'Demander aux financeurs', en: 'Submit to the funders' },
    },
    {
      event: 'declare',
      from: ['DRAFT'],
      to: 'IN_FORCE',
      by: [askingHolder('HOLDER_REPRESENTATIVE')],
      when: [legsRunning, shiftWithinThreshold, changeHolds],
      emits: ['amendment.declared'],
      label: { fr: 'Déclarer un glissement sous le seuil', en: 'Declare a shift below the threshold' },
    },
    {
      event: 'giveOpinion',
      from: ['REQUESTED'],
      to: 'REQUESTED',
      by: examiners,
      when: [agencyServed, opinionOwed, objectJudged, opinionWritten],
      emits: ['amendment.examined'],
      label: { fr: 'Donner l’avis d’une administration', en: 'Give the opinion of an agency' },
    },
    {
      event: 'return',
      from: ['REQUESTED'],
      to: 'RETURNED',
      by: [...examiners, ...officers],
      when: [nothingAgreed, questionsAsked],
      emits: ['amendment.returned'],
      label: { fr: 'Renvoyer avec des questions', en: 'Return with questions' },
    },
    {
      event: 'agree',
      from: ['REQUESTED'],
      to: 'REQUESTED',
      by: officers,
      when: [
        legsRunning,
        examined,
        objectNotDistorted,
        ownLeg,
        decidedOnce,
        oneFunderPerPerson,
        decisionIdentified,
        decisionNotInTheFuture,
        decisionDelegated,
        changeHolds,
      ],
      emits: ['amendment.agreedByFunder'],
      label: { fr: 'Accepter pour un financeur', en: 'Agree for a funder' },
    },
    {
      event: 'settle',
      from: ['REQUESTED'],
      to: 'AGREED',
      by: [bySystem],
      when: [allAgreed],
      emits: ['amendment.agreed'],
      label: { fr: 'Constater l’accord de tous', en: 'Record that all have agreed' },
    },
    {
      event: 'refuse',
      from: ['REQUESTED'],
      to: 'REFUSED',
      by: officers,
      when: [reasonsGiven, appealTextGiven],
      emits: ['amendment.refused'],
      label: { fr: 'Refuser', en: 'Refuse' },
    },
    {
      event: 'signHolder',
      from: ['AGREED'],
      to: 'AGREED',
      by: [holderToSign],
      when: [holderBound, onePersonASide, powerStated],
      emits: ['amendment.signed'],
      label: { fr: 'Signer pour le porteur', en: 'Sign for the holder' },
    },
    {
      event: 'signFunder',
      from: ['AGREED'],
      to: 'AGREED',
      by: officers,
      when: [ownFunder, signedOnce, onePersonASide, inTurn, powerStated],
      emits: ['amendment.signed'],
      label: { fr: 'Signer pour un financeur', en: 'Sign for a funder' },
    },
    {
      event: 'remind',
      from: ['AGREED'],
      to: 'AGREED',
      by: [bySystem],
      when: [reminderDue],
      emits: ['amendment.reminded'],
      label: { fr: 'Rappeler qui doit signer', en: 'Remind whoever is to sign' },
    },
    {
      event: 'takeEffect',
      from: ['AGREED'],
      to: 'IN_FORCE',
      by: [bySystem],
      when: [allSigned, legsRunning, changeHolds],
      emits: ['amendment.inForce'],
      label: { fr: 'Mettre en vigueur', en: 'Put in force' },
    },
    {
      event: 'withdraw',
      from: OPEN,
      to: 'WITHDRAWN',
      by: askers,
      emits: ['amendment.withdrawn'],
      label: { fr: 'Abandonner', en: 'Withdraw' },
    },
    {
      event: 'cancel',
      from: OPEN,
      to: 'WITHDRAWN',
      by: [bySystem],
      when: [awardOver],
      emits: ['amendment.cancelled'],
      label: { fr: 'Abandonner avec l’attribution', en: 'Withdraw with the award' },
    },
  ],
});
