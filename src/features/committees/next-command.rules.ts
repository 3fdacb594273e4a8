// What whoever runs the session does next: shown to all, so that nobody wonders what is waited for. The machine alone says whether it may be done.

import { isMoot, quorumNow, requiredNow, type SessionFacts, type SessionState } from './session-facts.rules.js';
import { isWritten, isValidInWriting, SETTLING_MS } from './written.rules.js';

export interface NextCommand {
  /** An event of the session's machine. */
  readonly event: string;
  readonly itemId: string | null;
  /** From when on; null: at once. */
  readonly from: Date | null;
}

export function nextCommand(state: SessionState, facts: SessionFacts): NextCommand | null {
  const command = (event: string, itemId: string | null = null, from: Date | null = null): NextCommand => ({
    event,
    itemId,
    from,
  });
  const { closesAt, hearings } = facts.conduct;
  switch (state) {
    case 'DRAFT':
      return command('convene');
    case 'CONVENED': {
      if (isWritten(facts)) return command('openWritten', null, facts.scheduledAt);
      // No quorum yet: it is looked at again when the time has come.
      const quorum = quorumNow(facts).total >= requiredNow(facts);
      return command(quorum ? 'open' : 'adjourn', null, facts.scheduledAt);
    }
    case 'SUSPENDED':
      return command('resume');
    case 'OPEN': {
      const items = facts.items.filter((item) => !isMoot(item));
      const atVote = items.find((item) => item.state === 'OPEN');
      if (atVote !== undefined && closesAt !== null) {
        const over = new Date(closesAt.getTime() + SETTLING_MS);
        return isValidInWriting(facts) ? command('closeItem', atVote.id, over) : command('invalidate', null, over);
      }
      if (atVote !== undefined) return command('closeItem', atVote.id);
      const [hearing] = hearings;
      if (hearing !== undefined) return command('endHearing', hearing.itemId);
      const pending = items.find((item) => item.state === 'PENDING');
      return pending === undefined ? command('close') : command('openItem', pending.id);
    }
    default:
      return null;
  }
}
