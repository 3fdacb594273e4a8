import type { Act } from '../../platform/workflow/binding.js';
import type { RecoveryEvent, RecoveryFacts, RecoveryState } from './recovery-facts.rules.js';

/** An act on a recovery, as its rows are written from it. */
export type RecoveryAct = Act<RecoveryState, RecoveryEvent, RecoveryFacts>;
