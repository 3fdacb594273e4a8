// What the history keeps of the way in which a session is held: identifiers, instants and counts.

import type { ConveneInput, SessionFacts } from './session-facts.rules.js';
import { fullDaysBetween } from './notice.rules.js';
import { participationOf, isWritten } from './written.rules.js';

interface Asked {
  readonly event: string;
  readonly input: unknown;
  readonly now: Date;
}

export function conductEvidence(facts: SessionFacts, { event, input, now }: Asked): object {
  const { mode, closesAt, hearings, documents } = facts.conduct;
  return {
    mode,
    ...(closesAt !== null && { closesAt }),
    ...(isWritten(facts) && { participation: participationOf(facts) }),
    ...(hearings.length > 0 && { hearings }),
    // The proof of the notice (CRPA R133-8): how long before, to whom, with what.
    ...(event === 'convene' && {
      notice: {
        days: fullDaysBetween(now, facts.scheduledAt, facts.timeZone),
        required: facts.settings.noticeDays,
        urgent: (input as ConveneInput).urgencyMotive !== undefined,
        means: 'EMAIL',
        documents,
      },
    }),
  };
}
