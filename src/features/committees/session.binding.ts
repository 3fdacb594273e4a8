import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';

import type { Clock } from '../../kernel/clock.js';
import { isUuid } from '../../kernel/ids.js';
import { CLOCK } from '../../platform/clock.js';
import type { Db, Tx } from '../../platform/database/tx.js';
import type { Asked, Binding, Loaded } from '../../platform/workflow/binding.js';
import { WorkflowRegistry } from '../../platform/workflow/registry.js';
import { BallotBox } from './ballot-box.store.js';
import { countedHands } from './counted-hands.rules.js';
import { conductEvidence } from './conduct-evidence.rules.js';
import type { SessionAct } from './session-act.js';
import { saveSession } from './session-acts.store.js';
import { itemOf, quorumNow, recusedFrom } from './session-facts.rules.js';
import type { ItemInput, SessionFacts, SessionState, VoteInput } from './session-facts.rules.js';
import { sessionMachine, type SessionEvent } from './session.machine.js';
import { loadSession, lockSession } from './session.store.js';
import { itemTally } from './vote.rules.js';

type AskedOf = Asked<SessionEvent>;

/** Acts on one item answer to that item's version: others' ballots and arrivals meanwhile change nothing to them. */
const ON_ITEM: readonly SessionEvent[] = [
  'vote',
  'voteSecretly',
  'openItem',
  'closeItem',
  'countHands',
  'settleTie',
  'voteAmounts',
  'askSeparateVote',
  'recordOpinion',
  'deferItem',
  'recuse',
  'recordDisagreement',
];
/** Acts that change every dossier of the agenda. */
const CHANGES_ALL: readonly SessionEvent[] = ['convene', 'cancel', 'invalidate'];
/** Acts that change the dossiers of their items. */
const CHANGES_SOME: readonly SessionEvent[] = ['closeItem', 'countHands', 'settleTie', 'adoptEnBloc', 'deferItem', 'recuse'];

function itemIdOf({ input }: AskedOf): string | undefined {
  const { itemId } = (input ?? {}) as Partial<ItemInput>;
  return isUuid(itemId) ? itemId : undefined;
}

/** The item of the act, or those of a block. */
function itemIdsOf(asked: AskedOf): string[] {
  const named = (asked.input as { items?: unknown } | null | undefined)?.items;
  const inputs = Array.isArray(named) ? named : [asked.input];
  return inputs.flatMap((input: unknown) => itemIdOf({ ...asked, input }) ?? []);
}

@Injectable()
export class SessionBinding implements Binding<SessionState, SessionEvent, SessionFacts>, OnModuleInit {
  readonly machine = sessionMachine;

  constructor(
    private readonly registry: WorkflowRegistry,
    private readonly box: BallotBox,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.registry.bind(this);
  }

  async lock(tx: Tx, id: string, asked: AskedOf): Promise<void> {
    if (CHANGES_ALL.includes(asked.event)) return lockSession(tx, id, 'all');
    const itemIds = itemIdsOf(asked);
    return lockSession(tx, id, CHANGES_SOME.includes(asked.event) && itemIds.length > 0 ? { itemIds } : 'none');
  }

  async load(db: Db, id: string, asked?: AskedOf): Promise<Loaded<SessionState, SessionFacts> | undefined> {
    const row = await loadSession(db, id, asked?.now ?? this.clock.now());
    if (row === undefined || asked === undefined || !ON_ITEM.includes(asked.event)) return row;
    const item = itemOf(row.facts, itemIdOf(asked) ?? '');
    // No such item: no version can match, and the guards say what is wrong when none is given.
    const loaded = { ...row, matchVersion: item?.version ?? 0 };
    if (asked.event !== 'closeItem' || item?.state !== 'OPEN' || item.ballotMode !== 'SECRET') return loaded;
    // The choices of a secret ballot are read by its closing alone.
    const ballots = [...row.facts.ballots, ...(await this.box.open(db, item.id))];
    return { ...loaded, facts: { ...row.facts, ballots } };
  }

  save(tx: Tx, act: SessionAct): Promise<number> {
    return saveSession(tx, act, this.box);
  }

  /** A secret choice is in the box alone: in the audit trail it would stay beside its voter for ever. */
  recorded({ event, input }: AskedOf): unknown {
    if (event !== 'voteSecretly') return input;
    const { itemId, forMemberId } = input as VoteInput;
    return { itemId, ...(forMemberId !== undefined && { forMemberId }) };
  }

  evidence(facts: SessionFacts, asked: AskedOf): unknown {
    const { scheduledAt, membersCount, quorumRequired, presentIds, proxies, members, secondOfId } = facts;
    const item = itemOf(facts, itemIdOf(asked) ?? '');
    const hands = countedHands(facts, asked.event, asked.input);
    return {
      scheduledAt,
      secondOfId,
      membersCount,
      quorumRequired,
      membersInOffice: members.map(({ id }) => id),
      substituted: members.flatMap(({ id, substitute }) =>
        substitute === undefined || substitute === null ? [] : [{ memberId: id, substituteId: substitute.id }],
      ),
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
      ...(hands !== undefined && { tally: hands.tally, entitled: hands.entitled, takeNoPart: hands.recused }),
    };
  }
}
