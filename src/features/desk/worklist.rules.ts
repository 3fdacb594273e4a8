// What may wait on a person: an event of a workflow, who fires it, and what it is called. The states in which it waits are the machine's own.

import { ROLES, type Role } from '../../kernel/actor.js';
import { policyNameOf } from '../../access/policies.js';
import type { Bilingual } from '../../kernel/errors.js';
import { applicationMachine, type ApplicationEvent } from '../applications/application.machine.js';
import { amendmentMachine } from '../amendments/amendment.machine.js';
import { legMachine } from '../awards/leg.machine.js';
import { sessionMachine } from '../committees/session.machine.js';
import { divergenceMachine } from '../instruction/divergence.machine.js';
import { expertRequestMachine } from '../experts/expert-request.machine.js';
import { instructionMachine } from '../instruction/instruction.machine.js';
import { reportMachine } from '../reports/report.machine.js';
import { jointScoreMachine } from '../instruction/joint-score.machine.js';
import { paymentMachine } from '../payments/payment.machine.js';
import { recoveryMachine } from '../recoveries/recovery.machine.js';

export const WORK_KINDS = [
  'DRAFT_TO_SUBMIT',
  'COMPLETION_TO_ANSWER',
  'COMPLETENESS_TO_CHECK',
  'COMPLETION_OVERDUE',
  'FINDING_TO_CONFIRM',
  'INSTRUCTION_TO_ASSIGN',
  'INSTRUCTION_OF_ABSENT',
  'INTEREST_TO_DECLARE',
  'OPINION_TO_SIGN',
  'COMMON_SCORE_TO_ANSWER',
  'DIVERGENCE_TO_SETTLE',
  'EXPERT_OPINION_TO_GIVE',
  'DOSSIER_FOR_AGENDA',
  'SESSION_TO_CONVENE',
  'SESSION_TO_OPEN',
  'SESSION_TO_CLOSE',
  'MINUTES_TO_SIGN',
  'ITEM_TO_VOTE',
  'DOSSIER_TO_SELECT',
  'LEG_TO_DECIDE',
  'AMENDMENT_TO_EXAMINE',
  'AMENDMENT_TO_DECIDE',
  'AMENDMENT_TO_SIGN',
  'PAYMENT_TO_CERTIFY',
  'PAYMENT_TO_LIQUIDATE',
  'PAYMENT_TO_ORDER',
  'PAYMENT_TO_REISSUE',
  'PAYMENT_TO_RELEASE',
  'PAYMENT_TO_BATCH',
  'PAYMENT_AT_BANK',
  'RECOVERY_TO_HEAR',
  'RECOVERY_TO_ANSWER',
  'RECOVERY_TO_ORDER',
  'RECOVERY_TO_PAY',
  'RECOVERY_OVERDUE',
  'RECOVERY_CONTEST_TO_SETTLE',
  'REPORT_TO_SUBMIT',
  'REPORT_TO_EXAMINE',
  'MESSAGE_TO_READ',
] as const;
export type WorkKind = (typeof WORK_KINDS)[number];

export const WORK_LABELS: Readonly<Record<WorkKind, Bilingual>> = {
  DRAFT_TO_SUBMIT: { fr: 'Déposer le dossier avant la date limite', en: 'Submit the application before the deadline' },
  COMPLETION_TO_ANSWER: { fr: 'Envoyer les compléments demandés', en: 'Send what was found missing' },
  COMPLETENESS_TO_CHECK: { fr: 'Vérifier la complétude', en: 'Check the completeness' },
  COMPLETION_OVERDUE: { fr: 'Délai de complément passé : relancer ou classer', en: 'Completion overdue: remind or dismiss' },
  FINDING_TO_CONFIRM: { fr: 'Confirmer ou non l’inéligibilité constatée', en: 'Confirm the finding of ineligibility, or not' },
  INSTRUCTION_TO_ASSIGN: { fr: 'Désigner l’instructeur', en: 'Assign an examiner' },
  INSTRUCTION_OF_ABSENT: {
    fr: 'Réattribuer l’instruction d’une personne absente',
    en: 'Reassign the examination of who is away',
  },
  INTEREST_TO_DECLARE: { fr: 'Déclarer l’absence ou l’existence d’un intérêt', en: 'Declare whether there is an interest' },
  OPINION_TO_SIGN: { fr: 'Instruire et signer l’avis', en: 'Examine and sign the opinion' },
  COMMON_SCORE_TO_ANSWER: { fr: 'Accepter ou refuser la note commune', en: 'Accept or reject the common score' },
  DIVERGENCE_TO_SETTLE: {
    fr: 'Divergence : exposer la position du service, ou confirmer la conciliation',
    en: 'Divergence: state the agency’s position, or confirm the conciliation',
  },
  EXPERT_OPINION_TO_GIVE: { fr: 'Rendre un avis d’expert', en: 'Give an expert opinion' },
  DOSSIER_FOR_AGENDA: { fr: 'Inscrire à l’ordre du jour du comité', en: 'Put on the committee’s agenda' },
  SESSION_TO_CONVENE: { fr: 'Convoquer la séance', en: 'Convene the session' },
  SESSION_TO_OPEN: { fr: 'Ouvrir la séance', en: 'Open the session' },
  SESSION_TO_CLOSE: { fr: 'Mener la séance à son terme', en: 'Bring the session to its end' },
  MINUTES_TO_SIGN: { fr: 'Établir et faire signer le procès-verbal', en: 'Draw up the minutes and have them signed' },
  ITEM_TO_VOTE: { fr: 'Voter', en: 'Vote' },
  DOSSIER_TO_SELECT: { fr: 'Retenir, placer en réserve ou refuser', en: 'Shortlist, put on reserve or refuse' },
  LEG_TO_DECIDE: { fr: 'Décider la part du financeur', en: 'Decide the funder’s share' },
  AMENDMENT_TO_EXAMINE: { fr: 'Donner un avis sur un avenant', en: 'Give an opinion on an amendment' },
  AMENDMENT_TO_DECIDE: { fr: 'Accepter, refuser ou renvoyer un avenant', en: 'Agree to, refuse or return an amendment' },
  AMENDMENT_TO_SIGN: { fr: 'Signer un avenant', en: 'Sign an amendment' },
  PAYMENT_TO_CERTIFY: { fr: 'Constater le service fait', en: 'Certify the performance' },
  PAYMENT_TO_LIQUIDATE: { fr: 'Liquider le paiement', en: 'Liquidate the payment' },
  PAYMENT_TO_ORDER: { fr: 'Ordonnancer le paiement', en: 'Order the payment' },
  PAYMENT_TO_REISSUE: {
    fr: 'Remettre en paiement, après un rejet de la banque',
    en: 'Issue again, after a rejection by the bank',
  },
  PAYMENT_TO_RELEASE: {
    fr: 'Libérer le paiement retenu, une fois la cause levée',
    en: 'Release the held payment, once its cause is over',
  },
  PAYMENT_TO_BATCH: { fr: 'Mettre l’ordre en lot pour la banque', en: 'Put the order in a batch for the bank' },
  PAYMENT_AT_BANK: { fr: 'Enregistrer le retour de la banque', en: 'Record the bank’s return' },
  RECOVERY_TO_HEAR: {
    fr: 'Envoyer le calcul du reversement au porteur',
    en: 'Send the computation of the recovery to the holder',
  },
  RECOVERY_TO_ANSWER: { fr: 'Répondre au calcul du reversement', en: 'Answer the computation of the recovery' },
  RECOVERY_TO_ORDER: { fr: 'Émettre l’ordre de recouvrer, ou l’annuler', en: 'Issue the recovery order, or cancel' },
  RECOVERY_TO_PAY: { fr: 'Régler l’échéance du reversement', en: 'Pay what is due of the recovery' },
  RECOVERY_OVERDUE: { fr: 'Échéance de reversement dépassée', en: 'Recovery overdue' },
  RECOVERY_CONTEST_TO_SETTLE: {
    fr: 'Enregistrer la décision sur la contestation du reversement',
    en: 'Record the decision on the appeal against the recovery',
  },
  REPORT_TO_SUBMIT: { fr: 'Déposer le compte rendu financier', en: 'Submit the financial report' },
  REPORT_TO_EXAMINE: { fr: 'Accepter ou renvoyer un compte rendu financier', en: 'Accept or return a financial report' },
  MESSAGE_TO_READ: { fr: 'Lire un message', en: 'Read a message' },
};

interface Table {
  readonly edges: readonly {
    readonly event: string;
    readonly from: readonly string[];
    readonly by: readonly { readonly name: string }[];
  }[];
}

/** States from which the machine lets the event be fired. @throws Error for an event that the machine no longer has */
export function statesOf({ edges }: Table, event: string): string[] {
  const states = edges.filter((edge) => edge.event === event).flatMap(({ from }) => from);
  if (states.length === 0) throw new Error(`no edge fires ${event}`);
  return [...new Set(states)];
}

/** Roles whose policy stands on an edge of the event. */
export function rolesOf({ edges }: Table, event: string): Role[] {
  const names = new Set(edges.filter((edge) => edge.event === event).flatMap(({ by }) => by.map(({ name }) => name)));
  return ROLES.filter((role) => names.has(policyNameOf(role)));
}

const ofApplication = (event: ApplicationEvent): string[] => statesOf(applicationMachine, event);

/** States, taken from the machines at import: an event renamed or moved there stops the start, or moves the worklists with it. */
export const WAITING = {
  submit: ofApplication('submit'),
  answerCompletion: ofApplication('answerCompletion'),
  acceptCompleteness: ofApplication('acceptCompleteness'),
  confirmIneligible: ofApplication('confirmIneligible'),
  putOnAgenda: ofApplication('putOnAgenda'),
  shortlist: ofApplication('shortlist'),
  assign: instructionMachine.initial,
  reassign: statesOf(instructionMachine, 'assign').filter((state) => state !== instructionMachine.initial),
  declareNoInterest: statesOf(instructionMachine, 'declareNoInterest'),
  sign: statesOf(instructionMachine, 'sign'),
  agreeScore: statesOf(jointScoreMachine, 'agree'),
  statePosition: statesOf(divergenceMachine, 'statePosition'),
  confirmConciliation: statesOf(divergenceMachine, 'confirm'),
  expertOpinion: statesOf(expertRequestMachine, 'decline'),
  convene: statesOf(sessionMachine, 'convene'),
  open: statesOf(sessionMachine, 'open'),
  close: statesOf(sessionMachine, 'close'),
  decideLeg: statesOf(legMachine, 'decide'),
  examineAmendment: statesOf(amendmentMachine, 'giveOpinion'),
  agreeAmendment: statesOf(amendmentMachine, 'agree'),
  signAmendment: statesOf(amendmentMachine, 'signFunder'),
  certifyPayment: statesOf(paymentMachine, 'certify'),
  liquidatePayment: statesOf(paymentMachine, 'liquidate'),
  orderPayment: statesOf(paymentMachine, 'order'),
  reissuePayment: statesOf(paymentMachine, 'reissue'),
  releasePayment: statesOf(paymentMachine, 'release'),
  pay: statesOf(paymentMachine, 'pay'),
  hearRecovery: statesOf(recoveryMachine, 'hear'),
  orderRecovery: statesOf(recoveryMachine, 'order'),
  receiveRecovery: statesOf(recoveryMachine, 'receive'),
  settleContest: statesOf(recoveryMachine, 'rejectContest'),
  submitReport: statesOf(reportMachine, 'submit'),
  acceptReport: statesOf(reportMachine, 'accept'),
} as const;

export const AGENCY_ROLES = rolesOf(applicationMachine, 'acceptCompleteness');
export const JURY_ROLES = rolesOf(applicationMachine, 'shortlist');
export const CONVENING_ROLES = rolesOf(sessionMachine, 'convene');
export const VOTING_ROLES = rolesOf(sessionMachine, 'vote');
export const OFFICERS = rolesOf(legMachine, 'decide');
