import { hasRole, servesDepartment, type Actor } from '../../kernel/actor.js';
import type {
  SessionContributionView,
  SessionConductView,
  SessionDocumentView,
  SessionHearingView,
  SessionSendingView,
} from './conduct.views.js';
import { nextCommand } from './next-command.rules.js';
import { memberOf, type SessionFacts, type SessionState } from './session-facts.rules.js';
import { isValidInWriting, isWritten, participationOf } from './written.rules.js';

/** As PostgreSQL builds it: instants as it writes them. */
export interface ConductDisplay {
  readonly modeDecision: string | null;
  readonly documents: readonly SessionDocumentView[];
  readonly sendings: readonly Readonly<SessionSendingView>[];
  readonly contributions: readonly Readonly<SessionContributionView>[];
  readonly hearings: readonly Readonly<SessionHearingView>[];
}

const instant = (text: string): string => new Date(text).toISOString();

function runs(actor: Actor, facts: SessionFacts): boolean {
  return (
    hasRole(actor, 'AUDITOR') ||
    servesDepartment(actor, 'COMMITTEE_SECRETARY', facts.department) ||
    servesDepartment(actor, 'COMMITTEE_PRESIDENT', facts.department)
  );
}

/** Debates are confidential towards third parties (ordonnance 2014-1329, art. 4 I): open to the members, to those who run the session and to auditors. */
export function readsDebates(actor: Actor, facts: SessionFacts): boolean {
  return runs(actor, facts) || memberOf(facts, actor.personId) !== undefined;
}

/** `hiddenIds`: items whose dossier is closed to the reader. */
export function viewConduct(
  state: SessionState,
  facts: SessionFacts,
  display: ConductDisplay,
  actor: Actor,
  hiddenIds: readonly string[],
): SessionConductView {
  const { mode, closesAt } = facts.conduct;
  const hidden = new Set(hiddenIds);
  const hiddenDossiers = new Set(facts.items.filter(({ id }) => hidden.has(id)).map(({ applicationId }) => applicationId));
  const next = nextCommand(state, facts);
  return {
    mode,
    closesAt: closesAt?.toISOString() ?? null,
    modeDecision: display.modeDecision,
    participation: isWritten(facts) ? { ...participationOf(facts), valid: isValidInWriting(facts) } : null,
    documents: display.documents.filter(({ applicationId }) => applicationId === null || !hiddenDossiers.has(applicationId)),
    sendings: runs(actor, facts) ? display.sendings.map((sending) => ({ ...sending, sentAt: instant(sending.sentAt) })) : [],
    contributions: readsDebates(actor, facts)
      ? display.contributions
          .filter(({ itemId }) => itemId === null || !hidden.has(itemId))
          .map((remark) => ({ ...remark, at: instant(remark.at) }))
      : [],
    hearings: display.hearings
      .filter(({ itemId }) => !hidden.has(itemId))
      .map((hearing) => ({
        ...hearing,
        enteredAt: instant(hearing.enteredAt),
        leftAt: hearing.leftAt === null ? null : instant(hearing.leftAt),
      })),
    next: next && { ...next, from: next.from?.toISOString() ?? null },
  };
}
