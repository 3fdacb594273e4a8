// Where a dossier stands toward silence: running, suspended, expired, or without effect, and why.

import type { Bilingual } from '../../kernel/errors.js';
import { deadlineInstant } from '../../kernel/legal-time.js';
import type { CallSettings } from '../calls/call-settings.js';
import type { ApplicationFacts, ApplicationState } from './application-facts.js';
import { silenceDate, silenceMeansRefusal, type Suspension } from './silence.rules.js';

export const SILENCE_STATES = ['RUNNING', 'SUSPENDED', 'EXPIRED', 'NOT_APPLICABLE'] as const;
type SilenceState = (typeof SILENCE_STATES)[number];

/** Submitted, and no answer yet. */
export const UNANSWERED_STATES = [
  'SUBMITTED',
  'INCOMPLETE',
  'COMPLETE',
  'UNDER_EXAMINATION',
  'EXAMINED',
  'ON_AGENDA',
  'COMMITTEE_FAVOURABLE',
  'COMMITTEE_RESERVED',
  'COMMITTEE_UNFAVOURABLE',
  'DEFERRED',
  'SHORTLISTED',
  'RESERVE',
] as const satisfies readonly ApplicationState[];

export interface Silence {
  readonly state: SilenceState;
  /** Last instant before silence is a refusal; absent where it never is. */
  readonly expiresAt?: Date;
  readonly suspensions: readonly Suspension[];
  /** Why silence has no effect. */
  readonly why?: Bilingual;
}

export interface JudgedSilence extends Pick<
  ApplicationFacts,
  'state' | 'holderType' | 'submittedAt' | 'reopenedAt' | 'suspensions' | 'everSubmitted'
> {
  readonly call: { readonly timeZone: string; readonly settings: Pick<CallSettings, 'silence'> };
}

const none = (fr: string, en: string): Silence => ({ state: 'NOT_APPLICABLE', suspensions: [], why: { fr, en } });

/** The holder type with which the date is asked: the call may extend the effect of silence to public holders. */
function asPrivate({ holderType, call }: JudgedSilence): string | undefined {
  if (silenceMeansRefusal(holderType)) return holderType;
  return call.settings.silence?.appliesToPublicHolders === true ? 'ASSOCIATION' : undefined;
}

/** Counted again from the day a final answer was lifted: the administration has the request before it again. */
export function silenceOf(facts: JudgedSilence, now: Date): Silence {
  const { state, call, submittedAt, reopenedAt } = facts;
  if (!facts.everSubmitted || submittedAt === null) return none('Le dossier n’est pas déposé.', 'Not submitted.');
  if (!(UNANSWERED_STATES as readonly ApplicationState[]).includes(state)) {
    return none('Le dossier a reçu sa réponse ou a été retiré.', 'The application has its answer or was withdrawn.');
  }
  const holder = asPrivate(facts);
  if (holder === undefined) {
    return none(
      'Le porteur est une personne publique : le silence de l’administration ne vaut pas décision (CRPA L100-3).',
      'The holder is a public body: silence is no decision toward it (CRPA L100-3).',
    );
  }
  const from = reopenedAt ?? submittedAt;
  const suspensions = facts.suspensions.filter(({ to }) => to === null || to > from);
  const date = silenceDate(from, suspensions, holder, call.timeZone);
  if (date === undefined) return { state: 'SUSPENDED', suspensions };
  const expiresAt = deadlineInstant(`${date}T23:59`, call.timeZone);
  if (now > expiresAt) return { state: 'EXPIRED', expiresAt, suspensions };
  const suspended = suspensions.some(({ from: asked, to }) => now >= asked && (to === null || now < to));
  return { state: suspended ? 'SUSPENDED' : 'RUNNING', expiresAt, suspensions };
}
