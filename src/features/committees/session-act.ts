import type { Act } from '../../platform/workflow/binding.js';
import type { SessionFacts, SessionState } from './session-facts.rules.js';
import type { SessionEvent } from './session.machine.js';

/** An act of a session, about to be written. */
export type SessionAct = Act<SessionState, SessionEvent, SessionFacts>;
