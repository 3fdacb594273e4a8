// Which message sends which letter to whom. The one place to read, and to change.

import type { AcknowledgementKind } from '../applications/acknowledgement.rules.js';
import type { LetterKind } from '../letters/letter.rules.js';

/** Who receives: resolved when the letter is due, from the grants then in force. */
export type Audience =
  /** Editors and representatives of the organisation behind the application. */
  | 'holder'
  /** Instructors of both agencies for the application's department, those with an interest in it aside. */
  | 'instructors'
  /** Instructors of both agencies of the departments that the last submission consults. */
  | 'consulted'
  /** Of those, the departments that no earlier submission consulted. */
  | 'newlyConsulted'
  /** The person an instruction is assigned to. */
  | 'examiner'
  /** Managers of the call of an instruction, for its department, those with an interest in the dossier aside. */
  | 'callManagers'
  /** Members in office of the session's committee. */
  | 'members'
  /** Instructors of every department of the call. */
  | 'callInstructors'
  /** Organisations that have begun an application to the call and not submitted it. */
  | 'callDrafters'
  /** Editors and representatives of the organisation that filed the appeal. */
  | 'appellant'
  /** Those who may answer the appeal, those with an interest in the dossier or its decision aside. */
  | 'appealDeciders'
  /** Editors and representatives of the organisation behind the late application. */
  | 'lateHolder'
  /** Funding officers of the call, for the department of the late application. */
  | 'lateOfficers'
  /** Editors and representatives of the organisation to which a lower amount is offered. */
  | 'offerHolder'
  /** The regional jury, for a proposal of the reserve or an offer; those with an interest in the dossier aside. */
  | 'selectionJury'
  /** Whoever is to sign an agreement now: the holder's representatives, or the officers of the funders whose turn it is. */
  | 'agreementPens'
  /** Editors and representatives of the organisation that an agreement, or a funder's share of an award, is for. */
  | 'awardHolder'
  /** Officers of the funders that are parties to an agreement. */
  | 'agreementOfficers'
  /** The outside person asked for an opinion. */
  | 'expert'
  /** Who asked for it, and the examiner of that agency: those still serving, without interest in the dossier. */
  | 'expertRequester'
  /** The regional jury and the managers of the call, for the session of signed minutes: those who decide on its opinions. */
  | 'minutesAuthority'
  /** Members who were convened to the session of signed minutes, or sat in it. */
  | 'minutesMembers'
  /** Instructors of both agencies of the department of an amendment. */
  | 'amendmentInstructors'
  /** Officers of its funders. */
  | 'amendmentOfficers'
  /** Who asks for it: editors and representatives of the holder, or the officers of the funder that proposes it. */
  | 'amendmentAskers'
  /** Whoever is to sign it now. */
  | 'amendmentPens'
  /** Editors and representatives of the holder, and of who takes its place. */
  | 'amendmentHolders'
  /** Editors and representatives of the organisation that is paid, or gives back. */
  | 'paymentHolder'
  /** Editors and representatives of the organisation whose share a funder means to end. */
  | 'measureHolder'
  /** Officers of the funder that takes a measure. */
  | 'measureOfficers'
  /** Officers of the other funders of the award, and those of the State in its department (loi 2000-321, article 10-1). */
  | 'otherFunders'
  /** Editors and representatives of the organisation that owes a report. */
  | 'reportHolder'
  /** Instructors of both agencies for the department of the award, those with an interest in the dossier aside. */
  | 'reportExaminers'
  /** Who presides the committee of a session, and its secretaries. */
  | 'minutesDesk';

/** About what a dossier lacks, and what follows. */
export type CompletionLetterName = 'incomplete' | 'reminder' | 'continued' | 'forwarded';

/** About one agency's examination: their subject is the instruction. */
export type InstructionLetterName = 'assigned' | 'signReminder' | 'signOverdue';

export type LetterName =
  | CompletionLetterName
  | 'receipt'
  | 'lateReceipt'
  | 'completionReceipt'
  | 'newApplication'
  | InstructionLetterName
  | 'convocation'
  | 'minutesSigned'
  // Told by its own job, like the correspondence.
  | 'minutesUnsigned'
  | 'callOpened'
  | 'callClosed'
  | 'callPostponed'
  | 'callAmended'
  | 'consultation'
  | 'consultationGiven'
  | 'renounced'
  | 'admitted'
  | 'reopened'
  | 'silence'
  // Of the correspondence: told by its own jobs, not by a message of a workflow.
  | 'newMessage'
  | 'newComment'
  | RemedyLetterName
  | ArchivedLetterName
  | SelectionLetterName
  | AgreementLetterName
  | LegLetterName
  | PaymentLetterName
  | AmendmentLetterName
  | MeasureLetterName
  | ReportLetterName
  | RecoveryLetterName
  | BalanceLetterName
  | ExpertLetterName;

/** Letters on a financial report: it is their subject. */
export type ReportLetterName = 'reportReminder' | 'reportLate' | 'reportSubmitted' | 'reportReturned' | 'reportAccepted';

/** Letters on a payment: it is their subject. */
export type PaymentLetterName = 'paymentPaid' | 'paymentHeld' | 'paymentRejected';

/** Letters on an amendment of an award: it is their subject. */
export type AmendmentLetterName =
  | 'amendmentRequested'
  | 'amendmentToDecide'
  | 'amendmentReturned'
  | 'amendmentToSign'
  | 'amendmentReminder'
  | 'amendmentInForce'
  | 'amendmentRefused'
  | 'amendmentWithdrawn';

/** Letters on a termination or a withdrawal: it is their subject. */
export type MeasureLetterName =
  'measureOpened' | 'measureAnswered' | 'terminationRequested' | 'measureToldFunders' | 'measureDropped';
/** Letters on the balance of an award: it is their subject. */
export type BalanceLetterName = 'balanceProposed' | 'balanceFixed';

/** Letters on a sum to be given back: the recovery is their subject. */
export type RecoveryLetterName =
  'recoveryHeard' | 'recoveryPlanAgreed' | 'recoveryReminded' | 'recoveryWaived' | 'recoveryRecovered' | 'recoveryCancelled';

/** Letters on a request for an expert opinion: it is their subject. */
export type ExpertLetterName = 'expertRequested' | 'expertOpinionGiven';

/** Letters on a remedy itself: their subject is the appeal or the exception. */
export type RemedyLetterName = 'appealReceived' | 'appealToAnswer' | 'appealSilence' | 'exceptionToSign' | 'exceptionRejected';

/** Decisions: the mail carries the archived letter word for word, once it is in the archive. */
export type ArchivedLetterName =
  | 'awarded'
  | 'refused'
  | 'legRefused'
  | 'legNotified'
  | 'legSuspended'
  | 'legLapsed'
  | 'legTerminated'
  | 'legWithdrawn'
  | 'recoveryOrdered'
  | 'amendmentRefusal'
  | 'ineligible'
  | 'dismissed'
  | 'lateRefused'
  | 'onReserve'
  | 'appealUpheld'
  | 'appealRejected';

/** Letter of each kind in the archive. */
export const ARCHIVED_LETTERS: Readonly<Record<LetterKind, ArchivedLetterName>> = {
  AWARD: 'awarded',
  REFUSAL: 'refused',
  LEG_REFUSAL: 'legRefused',
  LEG_NOTIFICATION: 'legNotified',
  LEG_SUSPENSION: 'legSuspended',
  LEG_LAPSE: 'legLapsed',
  LEG_TERMINATION: 'legTerminated',
  LEG_WITHDRAWAL: 'legWithdrawn',
  RECOVERY_ORDER: 'recoveryOrdered',
  AMENDMENT_REFUSAL: 'amendmentRefusal',
  INELIGIBILITY: 'ineligible',
  DISMISSAL: 'dismissed',
  LATE: 'lateRefused',
  RESERVE: 'onReserve',
  RESERVE_LAPSE: 'refused',
  APPEAL_UPHELD: 'appealUpheld',
  APPEAL_REJECTED: 'appealRejected',
};

const ARCHIVED_NAMES: readonly string[] = Object.values(ARCHIVED_LETTERS);
export const isArchived = (letter: LetterName): letter is ArchivedLetterName => ARCHIVED_NAMES.includes(letter);

/** Letters on what follows the jury’s choice: their subject is the proposal or the offer. */
export type SelectionLetterName = 'reserveProposed' | 'amountOffered' | 'offerDeclined' | 'offerLapsed';

/** Letters on an agreement: it is their subject. */
export type AgreementLetterName = 'agreementToSign' | 'agreementReminder' | 'agreementSigned' | 'agreementVoided';

/** Letter to its holder on what becomes of a funder's share and harms nobody: the leg is its subject. What does is in the archive. */
export type LegLetterName = 'legResumed';

export interface Sending {
  readonly letter: LetterName;
  readonly to: Audience;
}

export const MAIL_PLAN = {
  'application.submitted': [
    { letter: 'receipt', to: 'holder' },
    { letter: 'newApplication', to: 'instructors' },
    { letter: 'consultation', to: 'consulted' },
  ],
  'application.consultationGiven': [{ letter: 'consultationGiven', to: 'instructors' }],
  'application.filedLate': [{ letter: 'lateReceipt', to: 'holder' }],
  'application.completionAnswered': [
    { letter: 'completionReceipt', to: 'holder' },
    { letter: 'consultation', to: 'newlyConsulted' },
  ],
  'application.incomplete': [{ letter: 'incomplete', to: 'holder' }],
  'application.reminded': [{ letter: 'reminder', to: 'holder' }],
  'application.continued': [{ letter: 'continued', to: 'holder' }],
  'application.forwarded': [
    { letter: 'forwarded', to: 'holder' },
    { letter: 'newApplication', to: 'instructors' },
  ],
  'application.renounced': [
    { letter: 'renounced', to: 'holder' },
    { letter: 'renounced', to: 'instructors' },
  ],
  'application.readmitted': [
    { letter: 'admitted', to: 'holder' },
    { letter: 'newApplication', to: 'instructors' },
  ],
  'application.reexamined': [{ letter: 'reopened', to: 'instructors' }],
  'application.silenceExpired': [
    { letter: 'silence', to: 'holder' },
    { letter: 'silence', to: 'instructors' },
  ],
  'lateException.opened': [{ letter: 'exceptionToSign', to: 'lateOfficers' }],
  'lateException.rejected': [{ letter: 'exceptionRejected', to: 'lateHolder' }],
  'appeal.filed': [
    { letter: 'appealReceived', to: 'appellant' },
    { letter: 'appealToAnswer', to: 'appealDeciders' },
  ],
  'appeal.implicitlyRejected': [{ letter: 'appealSilence', to: 'appellant' }],
  'reserveProposal.proposed': [{ letter: 'reserveProposed', to: 'selectionJury' }],
  'amountOffer.offered': [{ letter: 'amountOffered', to: 'offerHolder' }],
  'amountOffer.declined': [{ letter: 'offerDeclined', to: 'selectionJury' }],
  'amountOffer.lapsed': [
    { letter: 'offerLapsed', to: 'offerHolder' },
    { letter: 'offerLapsed', to: 'selectionJury' },
  ],
  'agreement.sent': [{ letter: 'agreementToSign', to: 'agreementPens' }],
  'agreement.signedByHolder': [{ letter: 'agreementToSign', to: 'agreementPens' }],
  'agreement.signedByFunder': [{ letter: 'agreementToSign', to: 'agreementPens' }],
  'agreement.reminded': [{ letter: 'agreementReminder', to: 'agreementPens' }],
  'agreement.signed': [
    { letter: 'agreementSigned', to: 'awardHolder' },
    { letter: 'agreementSigned', to: 'agreementOfficers' },
  ],
  'agreement.voided': [{ letter: 'agreementVoided', to: 'awardHolder' }],
  'award.legResumed': [{ letter: 'legResumed', to: 'awardHolder' }],
  'payment.paid': [{ letter: 'paymentPaid', to: 'paymentHolder' }],
  'payment.held': [{ letter: 'paymentHeld', to: 'paymentHolder' }],
  'payment.rejected': [{ letter: 'paymentRejected', to: 'paymentHolder' }],
  'amendment.requested': [{ letter: 'amendmentRequested', to: 'amendmentInstructors' }],
  'amendment.examined': [{ letter: 'amendmentToDecide', to: 'amendmentOfficers' }],
  'amendment.returned': [{ letter: 'amendmentReturned', to: 'amendmentAskers' }],
  'amendment.agreed': [{ letter: 'amendmentToSign', to: 'amendmentPens' }],
  'amendment.signed': [{ letter: 'amendmentToSign', to: 'amendmentPens' }],
  'amendment.reminded': [{ letter: 'amendmentReminder', to: 'amendmentPens' }],
  'amendment.inForce': [
    { letter: 'amendmentInForce', to: 'amendmentHolders' },
    { letter: 'amendmentInForce', to: 'amendmentOfficers' },
    { letter: 'amendmentInForce', to: 'amendmentInstructors' },
  ],
  'amendment.declared': [
    { letter: 'amendmentInForce', to: 'amendmentHolders' },
    { letter: 'amendmentInForce', to: 'amendmentOfficers' },
    { letter: 'amendmentInForce', to: 'amendmentInstructors' },
  ],
  // Its holder by the letter of the archive.
  'amendment.refused': [{ letter: 'amendmentRefused', to: 'amendmentOfficers' }],
  'amendment.withdrawn': [
    { letter: 'amendmentWithdrawn', to: 'amendmentHolders' },
    { letter: 'amendmentWithdrawn', to: 'amendmentOfficers' },
  ],
  'measure.opened': [{ letter: 'measureOpened', to: 'measureHolder' }],
  'measure.remarked': [{ letter: 'measureAnswered', to: 'measureOfficers' }],
  'measure.oralAsked': [{ letter: 'measureAnswered', to: 'measureOfficers' }],
  'measure.requested': [{ letter: 'terminationRequested', to: 'measureOfficers' }],
  // Its holder by the letter of the archive.
  'measure.decided': [{ letter: 'measureToldFunders', to: 'otherFunders' }],
  'measure.dropped': [{ letter: 'measureDropped', to: 'measureHolder' }],
  'report.reminded': [{ letter: 'reportReminder', to: 'reportHolder' }],
  'report.late': [{ letter: 'reportLate', to: 'reportHolder' }],
  'report.submitted': [{ letter: 'reportSubmitted', to: 'reportExaminers' }],
  'report.returned': [{ letter: 'reportReturned', to: 'reportHolder' }],
  'report.accepted': [{ letter: 'reportAccepted', to: 'reportHolder' }],
  'balance.proposed': [{ letter: 'balanceProposed', to: 'paymentHolder' }],
  'balance.fixed': [{ letter: 'balanceFixed', to: 'paymentHolder' }],
  'recovery.heard': [{ letter: 'recoveryHeard', to: 'paymentHolder' }],
  'recovery.planAgreed': [{ letter: 'recoveryPlanAgreed', to: 'paymentHolder' }],
  'recovery.reminded': [{ letter: 'recoveryReminded', to: 'paymentHolder' }],
  'recovery.waived': [{ letter: 'recoveryWaived', to: 'paymentHolder' }],
  'recovery.recovered': [{ letter: 'recoveryRecovered', to: 'paymentHolder' }],
  'recovery.cancelled': [{ letter: 'recoveryCancelled', to: 'paymentHolder' }],
  'instruction.assigned': [{ letter: 'assigned', to: 'examiner' }],
  'instruction.reminded': [{ letter: 'signReminder', to: 'examiner' }],
  'instruction.escalated': [{ letter: 'signOverdue', to: 'callManagers' }],
  'expertRequest.requested': [{ letter: 'expertRequested', to: 'expert' }],
  'expertRequest.given': [{ letter: 'expertOpinionGiven', to: 'expertRequester' }],
  'session.convened': [{ letter: 'convocation', to: 'members' }],
  'minutes.signed': [
    { letter: 'minutesSigned', to: 'minutesAuthority' },
    { letter: 'minutesSigned', to: 'minutesMembers' },
  ],
  'call.opened': [{ letter: 'callOpened', to: 'callInstructors' }],
  'call.closed': [{ letter: 'callClosed', to: 'callInstructors' }],
  'call.postponed': [
    { letter: 'callPostponed', to: 'callInstructors' },
    { letter: 'callPostponed', to: 'callDrafters' },
  ],
  'call.amended': [{ letter: 'callAmended', to: 'callDrafters' }],
} as const satisfies Readonly<Record<string, readonly Sending[]>>;

/** Letters kept as they first left: each is sent, and sent again, word for word. */
export const KEPT_LETTERS = {
  receipt: 'SUBMISSION',
  lateReceipt: 'LATE',
  completionReceipt: 'COMPLETION',
} as const satisfies Readonly<Partial<Record<LetterName, AcknowledgementKind>>>;
export type KeptLetter = keyof typeof KEPT_LETTERS;

export const isKept = (letter: LetterName): letter is KeptLetter => letter in KEPT_LETTERS;

export type MailedMessage = keyof typeof MAIL_PLAN;
export const MAILED_MESSAGES = Object.keys(MAIL_PLAN) as MailedMessage[];

export function sendingsOf(message: string): readonly Sending[] {
  return message in MAIL_PLAN ? MAIL_PLAN[message as MailedMessage] : [];
}
