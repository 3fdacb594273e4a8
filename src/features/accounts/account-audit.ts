import type { Actor } from '../../kernel/actor.js';
import { canonicalJson } from '../../kernel/canonical.js';
import { appendAudit } from '../../platform/workflow/audit.js';
import type { Tx } from '../../platform/database/tx.js';

/** Who changes an account, when, at whose request. */
export interface Doer {
  readonly actor: Pick<Actor, 'personId'>;
  readonly capacity: 'administrator' | 'self' | 'system' | 'holderRepresentative' | 'holderEditor' | 'agency';
  readonly now: Date;
  readonly requestId: string;
}

export interface AccountChange {
  readonly aggregate: 'person' | 'grant' | 'invitation' | 'join-request' | 'organisation' | 'application-person';
  readonly id: string;
  readonly event: string;
  readonly from: string;
  readonly to: string;
  readonly version: number;
  /** Ids, roles and dates; no name, no address, no secret. */
  readonly facts: unknown;
}

/** Accounts are no workflow, yet who could act as what is part of every decision's trail. The caller holds the row. */
export function auditAccount(tx: Tx, doer: Doer, change: AccountChange): Promise<void> {
  return appendAudit(tx, {
    aggregate: change.aggregate,
    aggregateId: change.id,
    event: change.event,
    fromState: change.from,
    toState: change.to,
    version: change.version,
    actorId: doer.actor.personId,
    capacity: doer.capacity,
    at: doer.now,
    facts: canonicalJson(change.facts),
    input: canonicalJson({}),
    requestId: doer.requestId,
  });
}
