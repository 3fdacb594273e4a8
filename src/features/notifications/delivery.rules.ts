// How each kind of letter reaches a person: what the law requires always leaves at once, the rest as the person chose.

import type { Bilingual, Reason } from '../../kernel/errors.js';
import type { LetterName } from './mail-plan.js';

export const DELIVERIES = ['IMMEDIATE', 'DIGEST', 'NONE'] as const;
export type Delivery = (typeof DELIVERIES)[number];
export type Deliveries = Readonly<Partial<Record<LetterName, Delivery>>>;

export const LETTER_LABELS: Readonly<Record<LetterName, Bilingual>> = {
  receipt: { fr: 'Accusé de réception', en: 'Receipt' },
  lateReceipt: { fr: 'Dossier reçu hors délai', en: 'Application received late' },
  newApplication: { fr: 'Nouveau dossier à instruire', en: 'New application to examine' },
  assigned: { fr: 'Instruction confiée', en: 'Examination assigned' },
  signReminder: { fr: 'Rappel : avis à signer', en: 'Reminder: opinion to sign' },
  signOverdue: { fr: 'Avis en retard', en: 'Opinion overdue' },
  incomplete: { fr: 'Pièces manquantes', en: 'Missing documents' },
  reminder: { fr: 'Rappel : pièces manquantes', en: 'Reminder: missing documents' },
  dismissed: { fr: 'Dossier classé sans suite', en: 'Application dismissed' },
  ineligible: { fr: 'Dossier inéligible', en: 'Application ineligible' },
  convocation: { fr: 'Convocation', en: 'Convocation' },
  awarded: { fr: 'Dossier retenu', en: 'Application selected' },
  refused: { fr: 'Dossier non retenu', en: 'Application not selected' },
  legRefused: { fr: 'Refus d’un financeur', en: 'Refusal of one funder' },
  lateRefused: { fr: 'Dossier tardif refusé', en: 'Late application refused' },
  onReserve: { fr: 'Dossier en liste complémentaire', en: 'Application on the reserve list' },
  callOpened: { fr: 'Appel à projets ouvert', en: 'Call for projects open' },
  callClosed: { fr: 'Appel à projets clos', en: 'Call for projects closed' },
  callPostponed: { fr: 'Date limite reportée', en: 'Deadline postponed' },
  callAmended: { fr: 'Appel à projets modifié', en: 'Call for projects amended' },
  consultation: { fr: 'Avis demandé', en: 'Opinion asked' },
  consultationGiven: { fr: 'Avis d’un département consulté', en: 'Opinion of a consulted department' },
  continued: { fr: 'Dossier complet sous conditions', en: 'Application complete under conditions' },
  forwarded: { fr: 'Dossier transmis à un autre département', en: 'Application forwarded to another department' },
  completionReceipt: { fr: 'Accusé de réception des compléments', en: 'Receipt of what was missing' },
  renounced: { fr: 'Renonciation enregistrée', en: 'Renunciation recorded' },
  admitted: { fr: 'Dossier tardif admis', en: 'Late application admitted' },
  reopened: { fr: 'Dossier rouvert', en: 'Application re-opened' },
  silence: { fr: 'Silence de deux mois', en: 'Two months of silence' },
  appealReceived: { fr: 'Recours reçu', en: 'Appeal received' },
  appealToAnswer: { fr: 'Recours à traiter', en: 'Appeal to answer' },
  appealUpheld: { fr: 'Recours accueilli', en: 'Appeal upheld' },
  appealRejected: { fr: 'Recours rejeté', en: 'Appeal rejected' },
  appealSilence: { fr: 'Recours rejeté par silence', en: 'Appeal rejected by silence' },
  exceptionToSign: { fr: 'Exception à signer', en: 'Exception to sign' },
  exceptionRejected: { fr: 'Exception rejetée', en: 'Exception rejected' },
  reserveProposed: { fr: 'Liste de réserve : crédits libérés', en: 'Reserve list: credits freed' },
  amountOffered: { fr: 'Montant réduit à accepter', en: 'Lower amount to accept' },
  offerDeclined: { fr: 'Montant réduit décliné', en: 'Lower amount declined' },
  minutesUnsigned: { fr: 'Procès-verbal à signer', en: 'Minutes to be signed' },
  minutesSigned: { fr: 'Procès-verbal signé', en: 'Minutes signed' },
  offerLapsed: { fr: 'Montant réduit : délai expiré', en: 'Lower amount: time over' },
  agreementToSign: { fr: 'Convention à signer', en: 'Agreement to sign' },
  agreementReminder: { fr: 'Rappel : convention à signer', en: 'Reminder: agreement to sign' },
  agreementSigned: { fr: 'Convention signée', en: 'Agreement signed' },
  agreementVoided: { fr: 'Convention annulée', en: 'Agreement voided' },
  legNotified: { fr: 'Part d’un financeur notifiée', en: 'Share of a funder notified' },
  legSuspended: { fr: 'Part d’un financeur suspendue', en: 'Share of a funder suspended' },
  legResumed: { fr: 'Suspension levée', en: 'Suspension ended' },
  legLapsed: { fr: 'Part d’un financeur caduque', en: 'Share of a funder lapsed' },
  legTerminated: { fr: 'Part d’un financeur résiliée', en: 'Share of a funder terminated' },
  legWithdrawn: { fr: 'Part d’un financeur retirée', en: 'Share of a funder withdrawn' },
  paymentPaid: { fr: 'Versement effectué', en: 'Payment made' },
  paymentHeld: { fr: 'Versement retenu', en: 'Payment held' },
  paymentRejected: { fr: 'Versement rejeté par la banque', en: 'Payment rejected by the bank' },
  amendmentRequested: { fr: 'Avenant demandé', en: 'Amendment requested' },
  amendmentToDecide: { fr: 'Avenant : décision attendue', en: 'Amendment: decision awaited' },
  amendmentReturned: { fr: 'Avenant : questions', en: 'Amendment: questions' },
  amendmentToSign: { fr: 'Avenant à signer', en: 'Amendment to sign' },
  amendmentReminder: { fr: 'Rappel : avenant à signer', en: 'Reminder: amendment to sign' },
  amendmentInForce: { fr: 'Avenant en vigueur', en: 'Amendment in force' },
  amendmentRefusal: { fr: 'Refus d’un avenant', en: 'Refusal of an amendment' },
  amendmentRefused: { fr: 'Avenant refusé', en: 'Amendment refused' },
  amendmentWithdrawn: { fr: 'Avenant abandonné', en: 'Amendment withdrawn' },
  measureOpened: { fr: 'Observations demandées avant une mesure', en: 'Remarks asked for before a measure' },
  measureAnswered: { fr: 'Observations du porteur', en: 'Remarks of the holder' },
  terminationRequested: { fr: 'Résiliation demandée', en: 'Termination asked for' },
  measureToldFunders: { fr: 'Mesure d’un autre financeur', en: 'Measure of another funder' },
  measureDropped: { fr: 'Procédure close sans mesure', en: 'Closed without a measure' },
  reportReminder: { fr: 'Rappel : compte rendu financier', en: 'Reminder: financial report' },
  reportLate: { fr: 'Compte rendu financier en retard', en: 'Financial report late' },
  reportSubmitted: { fr: 'Compte rendu financier déposé', en: 'Financial report submitted' },
  reportReturned: { fr: 'Compte rendu financier à compléter', en: 'Financial report to be completed' },
  reportAccepted: { fr: 'Compte rendu financier accepté', en: 'Financial report accepted' },
  balanceProposed: { fr: 'Solde proposé', en: 'Balance proposed' },
  balanceFixed: { fr: 'Solde arrêté', en: 'Balance fixed' },
  recoveryHeard: { fr: 'Reversement envisagé', en: 'Recovery considered' },
  recoveryOrdered: { fr: 'Ordre de recouvrer', en: 'Recovery order' },
  recoveryPlanAgreed: { fr: 'Échéancier accordé', en: 'Instalments agreed' },
  recoveryReminded: { fr: 'Rappel : reversement', en: 'Reminder: recovery' },
  recoveryWaived: { fr: 'Remise accordée', en: 'Waiver granted' },
  recoveryRecovered: { fr: 'Reversement soldé', en: 'Recovery settled' },
  recoveryCancelled: { fr: 'Reversement annulé', en: 'Recovery cancelled' },
  newMessage: { fr: 'Nouveau message', en: 'New message' },
  newComment: { fr: 'Nouveau commentaire', en: 'New comment' },
  expertRequested: { fr: 'Avis d’expert demandé', en: 'Expert opinion requested' },
  expertOpinionGiven: { fr: 'Avis d’expert rendu', en: 'Expert opinion given' },
};
export const LETTERS = Object.keys(LETTER_LABELS) as LetterName[];

/**
 * The letters that a person may put off or turn off. Every other one is owed by law and always leaves at once: a letter that is added and not
 * named here is safe.
 */
const OPTIONAL: readonly LetterName[] = [
  'newApplication',
  'assigned',
  'signReminder',
  'signOverdue',
  'callOpened',
  'callClosed',
  'callPostponed',
  'consultationGiven',
  'reserveProposed',
  'offerDeclined',
  'paymentPaid',
  'reportSubmitted',
  'reportAccepted',
  'amendmentRequested',
  'amendmentToDecide',
  'amendmentWithdrawn',
  'recoveryRecovered',
  'newMessage',
  'newComment',
  'expertRequested',
  'expertOpinionGiven',
  'minutesUnsigned',
];

export const isRequiredByLaw = (letter: LetterName): boolean => !OPTIONAL.includes(letter);

export function deliveryOf(letter: LetterName, chosen: Deliveries | undefined): Delivery {
  return isRequiredByLaw(letter) ? 'IMMEDIATE' : (chosen?.[letter] ?? 'IMMEDIATE');
}

/** CRPA L112-3 (receipt), L114-5 (missing documents), L211-2 and L212-1 (decisions), R133-8 (convocation). */
export function lettersRequiredByLaw(chosen: readonly { readonly kind: LetterName; readonly delivery: Delivery }[]): Reason[] {
  return chosen.flatMap(({ kind, delivery }, index) =>
    delivery === 'IMMEDIATE' || !isRequiredByLaw(kind)
      ? []
      : [
          {
            rule: 'lettersRequiredByLaw',
            pointer: `/preferences/${index}/delivery`,
            message: {
              fr: `« ${LETTER_LABELS[kind].fr} » est une lettre que la loi impose (CRPA L112-3, L114-5, L211-2, R133-8) : laissez IMMEDIATE.`,
              en: `“${LETTER_LABELS[kind].en}” is a letter that the law requires (CRPA L112-3, L114-5, L211-2, R133-8): leave IMMEDIATE.`,
            },
          },
        ],
  );
}
