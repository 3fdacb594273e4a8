// The time given to sign, and what is sent about it. No source gives one: the call does, or there is none.

import { addDays, deadlineInstant, formatDay, localDate } from '../../kernel/legal-time.js';
import type { Guard } from '../../kernel/machine.js';
import type { InstructionSettings } from '../calls/call-settings.js';

/** To the examiner before the deadline; to the call's managers after it. Each is sent once. */
export const REMINDER_KINDS = ['REMINDER', 'ESCALATION'] as const;
export type ReminderKind = (typeof REMINDER_KINDS)[number];

/** Unless the call says otherwise: as the reminder of a completion, and time for one more working day after a week-end. */
export const SIGNING_REMINDER_DAYS = 5;
export const ESCALATION_DAYS = 3;

export interface Timed {
  readonly timeZone: string;
  readonly settings: InstructionSettings;
  readonly examiningSince: Date | null;
  readonly sent: readonly ReminderKind[];
}

/** Days as YYYY-MM-DD in the call's time zone. */
export interface SigningDeadline {
  readonly dueOn: string;
  /** Last instant of that day. */
  readonly dueAt: Date;
  readonly reminderOn: string;
  readonly escalationOn: string;
}

/** Null: no examination is in progress, or the call sets no deadline. */
export function signingDeadline({ timeZone, settings, examiningSince }: Omit<Timed, 'sent'>): SigningDeadline | null {
  const { signDays, reminderDays = SIGNING_REMINDER_DAYS, escalationDays = ESCALATION_DAYS } = settings;
  if (examiningSince === null || signDays === undefined) return null;
  const startedOn = localDate(examiningSince, timeZone);
  const dueOn = addDays(startedOn, signDays);
  // A time shorter than the notice still leaves the examiner a day before being reminded.
  const reminderOn = signDays > reminderDays ? addDays(dueOn, -reminderDays) : addDays(startedOn, 1);
  return {
    dueOn,
    dueAt: deadlineInstant(`${dueOn}T23:59`, timeZone),
    reminderOn,
    escalationOn: addDays(dueOn, escalationDays),
  };
}

const due = (kind: ReminderKind, facts: Timed, now: Date): boolean => {
  const deadline = signingDeadline(facts);
  if (deadline === null) return false;
  return localDate(now, facts.timeZone) >= (kind === 'REMINDER' ? deadline.reminderOn : deadline.escalationOn);
};

const notSent = (kind: ReminderKind): Guard<Timed> => ({
  name: kind === 'REMINDER' ? 'notYetReminded' : 'notYetEscalated',
  label: { fr: 'envoyé une seule fois', en: 'sent once' },
  check: ({ facts }) =>
    facts.sent.includes(kind) ? { fr: 'L’envoi est déjà fait.', en: 'It has been sent already.' } : undefined,
});

const isDue = (kind: ReminderKind, fr: string, en: string): Guard<Timed> => ({
  name: kind === 'REMINDER' ? 'reminderDue' : 'escalationDue',
  label: { fr, en },
  check: ({ facts, now }) => {
    if (due(kind, facts, now)) return undefined;
    const deadline = signingDeadline(facts);
    if (deadline === null)
      return { fr: 'Aucune échéance ne court sur cette instruction.', en: 'No deadline runs on this examination.' };
    const day = kind === 'REMINDER' ? deadline.reminderOn : deadline.escalationOn;
    return { fr: `L’envoi est dû le ${formatDay(day, 'fr')}.`, en: `It is due on ${formatDay(day, 'en')}.` };
  },
});

export const REMINDER_RULES = {
  REMINDER: [isDue('REMINDER', 'l’échéance de signature approche', 'the deadline to sign is near'), notSent('REMINDER')],
  ESCALATION: [
    isDue('ESCALATION', 'l’échéance de signature est dépassée du délai prévu', 'the deadline to sign is past by the time set'),
    notSent('ESCALATION'),
  ],
} as const satisfies Readonly<Record<ReminderKind, readonly Guard<Timed>[]>>;
