import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';

import type { Clock } from '../../kernel/clock.js';
import { isUuid } from '../../kernel/ids.js';
import { CLOCK } from '../../platform/clock.js';
import type { Db, Tx } from '../../platform/database/tx.js';
import type { Asked, Binding, Loaded } from '../../platform/workflow/binding.js';
import { WorkflowRegistry } from '../../platform/workflow/registry.js';
import { conductEvidence } from './conduct-evidence.rules.js';
import type { SessionAct } from './session-act.js';
import { saveSession } from './session-acts.store.js';
import { itemOf, quorumNow, recusedFrom, type ItemInput, type SessionFacts, type SessionState } from './session-facts.rules.js';
import { sessionMachine, type SessionEvent } from './session.machine.js';
import { loadSession, lockSession } from './session.store.js';
import { itemTally } from './vote.rules.js';

type AskedOf = Asked<SessionEvent>;

/** Acts on one item answer to that item's version: others' ballots and arrivals meanwhile change nothing to them. */
const ON_ITEM: readonly SessionEvent[] = ['vote', 'openItem', 'closeItem', 'deferItem', 'recuse'];
/** Acts that change every dossier of the agenda. */
const CHANGES_ALL: readonly SessionEvent[] = ['convene', 'cancel', 'invalidate'];
/** Acts that change the dossier of their item. */
const CHANGES_ONE: readonly SessionEvent[] = ['closeItem', 'deferItem', 'recuse'];

function itemIdOf({ input }: AskedOf): string | undefined {
  const { itemId } = (input ?? {}) as Partial<ItemInput>;
  return isUuid(itemId) ? itemId : undefined;
}

@Injectable()
export class SessionBinding implements Binding<SessionState, SessionEvent, SessionFacts>, OnModuleInit {
  readonly machine = sessionMachine;

  constructor(
    private readonly registry: WorkflowRegistry,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.registry.bind(this);
  }

  async lock(tx: Tx, id: string, asked: AskedOf): Promise<void> {
    if (CHANGES_ALL.includes(asked.event)) return lockSession(tx, id, 'all');
    const itemId = itemIdOf(asked);
    return lockSession(tx, id, CHANGES_ONE.includes(asked.event) && itemId !== undefined ? { itemId } : 'none');
  }

  async load(db: Db, id: string, asked?: AskedOf): Promise<Loaded<SessionState, SessionFacts> | undefined> {
    const row = await loadSession(db, id, asked?.now ?? this.clock.now());
    if (row === undefined || asked === undefined || !ON_ITEM.includes(asked.event)) return row;
    // No such item: no version can match, and the guards say what is wrong when none is given.
    return { ...row, matchVersion: itemOf(row.facts, itemIdOf(asked) ?? '')?.version ?? 0 };
  }

  save(tx: Tx, act: SessionAct): Promise<number> {
    return saveSession(tx, act);
  }

  evidence(facts: SessionFacts, asked: AskedOf): unknown {
    const { scheduledAt, membersCount, quorumRequired, presentIds, proxies, members, secondOfId } = facts;
    const item = itemOf(facts, itemIdOf(asked) ?? '');
    return {
      scheduledAt,
      secondOfId,
      membersCount,
      quorumRequired,
      membersInOffice: members.map(({ id }) => id),
      presentIds,
      proxies,
      quorum: quorumNow(facts, item),
      ...conductEvidence(facts, asked),
      ...(asked.event === 'convene' && { agenda: facts.items.map(({ applicationId }) => applicationId) }),
      ...(item !== undefined && {
        item: { id: item.id, applicationId: item.applicationId, version: item.version, recused: recusedFrom(facts, item) },
      }),
      // The choices stay out until the vote is closed: the history is read by those who may not know them before.
      ...(item !== undefined && asked.event === 'closeItem' && { tally: itemTally(facts, item) }),
    };
  }
}
