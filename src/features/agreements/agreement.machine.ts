import { bySystem, inDepartmentWithoutInterest, ofHolder } from '../../access/policies.js';
import { OFFICER_ROLES } from '../../kernel/actor.js';
import { defineMachine } from '../../kernel/machine.js';
import { planBalancedForAward } from '../applications/award-plan.rules.js';
import {
  allSigned,
  awardRenounced,
  contentsComplete,
  documentWritten,
  holderBound,
  inTurn,
  legsDecided,
  officerOfParty,
  onePartyPerPerson,
  ownFunder,
  powerStated,
  reductionAccepted,
  reminderDue,
  seesAgreement,
  signatureProven,
  signedOnce,
  voidExplained,
  type AgreementEvent,
  type AgreementFacts,
  type AgreementState,
} from './agreement.rules.js';

const officers = OFFICER_ROLES.map(officerOfParty);
const drafters = [
  ...officers,
  inDepartmentWithoutInterest<AgreementFacts>('CAF_INSTRUCTOR'),
  inDepartmentWithoutInterest<AgreementFacts>('DDETS_INSTRUCTOR'),
];

/** An award on paper: written once, signed by the holder and then by each funder, or voided before the last signature. */
export const agreementMachine = defineMachine<AgreementState, AgreementEvent, AgreementFacts>({
  name: 'agreement',
  label: { fr: 'Convention', en: 'Agreement' },
  states: {
    NEW: { fr: 'En préparation', en: 'In preparation' },
    DRAFT: { fr: 'Établie', en: 'Drafted' },
    SENT: { fr: 'Envoyée à la signature', en: 'Sent for signature' },
    SIGNED_BY_HOLDER: { fr: 'Signée du porteur', en: 'Signed by the holder' },
    SIGNED: { fr: 'Signée de tous', en: 'Signed by all' },
    VOIDED: { fr: 'Annulée', en: 'Voided' },
  },
  initial: 'NEW',
  terminal: ['SIGNED', 'VOIDED'],
  visibleTo: seesAgreement,
  waitingOn: {
    NEW: { fr: 'l’établissement de la convention', en: 'the drafting of the agreement' },
    DRAFT: { fr: 'l’envoi à la signature', en: 'the sending for signature' },
    SENT: { fr: 'le représentant du porteur, pour signer', en: 'the holder’s representative, to sign' },
    SIGNED_BY_HOLDER: { fr: 'les financeurs, pour signer', en: 'the funders, to sign' },
  },
  refusals: {
    SIGNED: {
      fr: 'La convention est signée de tous : elle ne change plus que par un avenant.',
      en: 'The agreement is signed by all: only an amendment changes it.',
    },
    VOIDED: {
      fr: 'La convention est annulée : établissez-en une autre.',
      en: 'The agreement is voided: draft another one.',
    },
  },
  edges: [
    {
      event: 'draft',
      label: { fr: 'Établir', en: 'Draft' },
      from: ['NEW'],
      to: 'DRAFT',
      by: drafters,
      when: [legsDecided, reductionAccepted, planBalancedForAward, contentsComplete],
      emits: ['agreement.drafted'],
    },
    {
      event: 'send',
      label: { fr: 'Envoyer à la signature', en: 'Send for signature' },
      from: ['DRAFT'],
      to: 'SENT',
      by: drafters,
      when: [documentWritten],
      emits: ['agreement.sent'],
    },
    {
      event: 'signHolder',
      label: { fr: 'Signer pour le porteur', en: 'Sign for the holder' },
      from: ['SENT'],
      to: 'SIGNED_BY_HOLDER',
      by: [ofHolder('HOLDER_REPRESENTATIVE')],
      when: [holderBound, onePartyPerPerson, powerStated, signatureProven],
      emits: ['agreement.signedByHolder'],
    },
    {
      event: 'signFunder',
      label: { fr: 'Signer pour un financeur', en: 'Sign for a funder' },
      from: ['SIGNED_BY_HOLDER'],
      to: 'SIGNED_BY_HOLDER',
      by: officers,
      when: [ownFunder, signedOnce, onePartyPerPerson, inTurn, powerStated, signatureProven],
      emits: ['agreement.signedByFunder'],
    },
    {
      event: 'complete',
      label: { fr: 'Constater la dernière signature', en: 'Record the last signature' },
      from: ['SIGNED_BY_HOLDER'],
      to: 'SIGNED',
      by: [bySystem],
      when: [allSigned],
      emits: ['agreement.signed'],
    },
    ...(['SENT', 'SIGNED_BY_HOLDER', 'SIGNED'] as const).map((state) => ({
      event: 'attachCopy' as const,
      label: { fr: 'Déposer une copie signée', en: 'Add a signed copy' },
      from: [state],
      to: state,
      by: [...drafters, ofHolder<AgreementFacts>('HOLDER_REPRESENTATIVE')],
      // The paper may come back after the last signature was recorded.
      ...(state === 'SIGNED' && { afterEnd: true as const }),
    })),
    ...(['SENT', 'SIGNED_BY_HOLDER'] as const).map((state) => ({
      event: 'remind' as const,
      label: { fr: 'Rappeler qui doit signer', en: 'Remind whoever is to sign' },
      from: [state],
      to: state,
      by: [bySystem],
      when: [reminderDue],
      emits: ['agreement.reminded'],
    })),
    {
      event: 'void',
      label: { fr: 'Annuler', en: 'Void' },
      from: ['DRAFT', 'SENT', 'SIGNED_BY_HOLDER'],
      to: 'VOIDED',
      by: officers,
      when: [voidExplained],
      emits: ['agreement.voided'],
    },
    {
      event: 'cancel',
      label: { fr: 'Annuler avec l’attribution', en: 'Void with the award' },
      from: ['DRAFT', 'SENT', 'SIGNED_BY_HOLDER'],
      to: 'VOIDED',
      by: [bySystem],
      when: [awardRenounced],
      emits: ['agreement.cancelled'],
    },
  ],
});
