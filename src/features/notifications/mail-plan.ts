// Which message sends which letter to whom. The one place to read, and to change.

/** Who receives: resolved when the letter is due, from the grants then in force. */
export type Audience =
  /** Editors and representatives of the organisation behind the application. */
  | 'holder'
  /** Instructors of both agencies for the application's department, those with an interest in it aside. */
  | 'instructors'
  /** The person an instruction is assigned to. */
  | 'examiner'
  /** Members in office of the session's committee. */
  | 'members'
  /** Instructors of every department of the call. */
  | 'callInstructors'
  /** Organisations that have begun an application to the call and not submitted it. */
  | 'callDrafters';

export type LetterName =
  | 'receipt'
  | 'lateReceipt'
  | 'newApplication'
  | 'assigned'
  | 'incomplete'
  | 'reminder'
  | 'dismissed'
  | 'ineligible'
  | 'convocation'
  | 'awarded'
  | 'refused'
  | 'onReserve'
  | 'callOpened'
  | 'callClosed'
  | 'callPostponed'
  // Of the correspondence: told by its own jobs, not by a message of a workflow.
  | 'newMessage'
  | 'newComment';

export interface Sending {
  readonly letter: LetterName;
  readonly to: Audience;
}

export const MAIL_PLAN = {
  'application.submitted': [
    { letter: 'receipt', to: 'holder' },
    { letter: 'newApplication', to: 'instructors' },
  ],
  'application.filedLate': [{ letter: 'lateReceipt', to: 'holder' }],
  'application.incomplete': [{ letter: 'incomplete', to: 'holder' }],
  'application.reminded': [{ letter: 'reminder', to: 'holder' }],
  'application.dismissed': [{ letter: 'dismissed', to: 'holder' }],
  'application.ineligible': [{ letter: 'ineligible', to: 'holder' }],
  'application.awarded': [{ letter: 'awarded', to: 'holder' }],
  'application.refused': [{ letter: 'refused', to: 'holder' }],
  'application.onReserve': [{ letter: 'onReserve', to: 'holder' }],
  'instruction.assigned': [{ letter: 'assigned', to: 'examiner' }],
  'session.convened': [{ letter: 'convocation', to: 'members' }],
  'call.opened': [{ letter: 'callOpened', to: 'callInstructors' }],
  'call.closed': [{ letter: 'callClosed', to: 'callInstructors' }],
  'call.postponed': [
    { letter: 'callPostponed', to: 'callInstructors' },
    { letter: 'callPostponed', to: 'callDrafters' },
  ],
} as const satisfies Readonly<Record<string, readonly Sending[]>>;

export type MailedMessage = keyof typeof MAIL_PLAN;
export const MAILED_MESSAGES = Object.keys(MAIL_PLAN) as MailedMessage[];

export function sendingsOf(message: string): readonly Sending[] {
  return message in MAIL_PLAN ? MAIL_PLAN[message as MailedMessage] : [];
}
