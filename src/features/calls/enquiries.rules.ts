// When a question may be asked about a call. Pure.

import type { Reason } from '../../kernel/errors.js';
import { formatLegal } from '../../kernel/legal-time.js';
import type { CallFacts } from './call-facts.js';

/** Of one person, waiting for an answer: more is no question. Counted without a lock, since one too many harms nobody. */
const MOST_PENDING = 20;

export function whyNotAsk(
  { state, deadlineAt, timeZone }: Pick<CallFacts, 'state' | 'deadlineAt' | 'timeZone'>,
  pending: number,
  now: Date,
): Reason[] {
  const reasons: Reason[] = [];
  if ((state !== 'PUBLISHED' && state !== 'OPEN') || now > deadlineAt) {
    const over = now > deadlineAt && state !== 'DRAFT' && state !== 'CANCELLED';
    const message = over
      ? {
          fr: `L’appel est clos depuis le ${formatLegal(deadlineAt, timeZone, 'fr')} : il ne reçoit plus de questions.`,
          en: `The call closed on ${formatLegal(deadlineAt, timeZone, 'en')}: it takes no more questions.`,
        }
      : {
          fr: 'L’appel ne reçoit pas de questions : il n’est pas publié, ou il est annulé.',
          en: 'The call takes no questions: it is not published, or cancelled.',
        };
    reasons.push({ rule: 'callTakesQuestions', message });
  }
  if (pending >= MOST_PENDING) {
    const message = {
      fr: `Vous avez ${pending} questions sans réponse sur cet appel : attendez les réponses.`,
      en: `You have ${pending} questions without an answer on this call: wait for the answers.`,
    };
    reasons.push({ rule: 'questionsPerPerson', message });
  }
  return reasons;
}
