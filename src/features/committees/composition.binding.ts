import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';

import type { Clock } from '../../kernel/clock.js';
import { CLOCK } from '../../platform/clock.js';
import type { Db, Tx } from '../../platform/database/tx.js';
import type { Asked, Binding, Loaded } from '../../platform/workflow/binding.js';
import { WorkflowRegistry } from '../../platform/workflow/registry.js';
import { holderOf, membersInOffice, openSeats, type CommitteeFacts, type CommitteeState } from './composition-facts.rules.js';
import { committeeMachine, type CommitteeEvent } from './composition.machine.js';
import { loadCommittee, saveCommittee, type CommitteeAct } from './composition.store.js';
import { composition } from './quorum.rules.js';

type AskedOf = Asked<CommitteeEvent>;

/** Ids that an act names, in its path or in its body. */
interface Named {
  readonly personId?: string;
  readonly seatId?: string;
  readonly memberId?: string;
  readonly substituteId?: string;
}
const named = ({ input }: AskedOf): Named => input ?? {};

@Injectable()
export class CommitteeBinding implements Binding<CommitteeState, CommitteeEvent, CommitteeFacts>, OnModuleInit {
  readonly machine = committeeMachine;

  constructor(
    private readonly registry: WorkflowRegistry,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.registry.bind(this);
  }

  async lock(tx: Tx, id: string): Promise<void> {
    await tx.lock('committee', id);
  }

  /** Undefined, too, when the path names a seat, a member or a substitute that the committee does not have. */
  async load(db: Db, id: string, asked?: AskedOf): Promise<Loaded<CommitteeState, CommitteeFacts> | undefined> {
    const row = await loadCommittee(
      db,
      id,
      asked?.now ?? this.clock.now(),
      asked === undefined ? undefined : named(asked).personId,
    );
    return row !== undefined && (asked === undefined || hasPart(row.facts, asked)) ? row : undefined;
  }

  save(tx: Tx, act: CommitteeAct): Promise<number> {
    return saveCommittee(tx, act);
  }

  /** What the quorum is counted on, before the act. */
  evidence(facts: CommitteeFacts, { now }: AskedOf): unknown {
    const seats = facts.seats.map((seat) => ({ id: seat.id, memberId: holderOf(seat)?.id ?? null }));
    const inOffice = membersInOffice(facts).length;
    return { seats, inOffice, quorumBase: composition(facts.settings, inOffice, openSeats(facts, now)) };
  }
}

function hasPart({ seats }: CommitteeFacts, asked: AskedOf): boolean {
  const { seatId, memberId, substituteId } = named(asked);
  switch (asked.event) {
    case 'closeSeat':
    case 'registerSubstitute':
      return seats.some(({ id }) => id === seatId);
    case 'endMember':
      return seats.some(({ holders }) => holders.some(({ id }) => id === memberId));
    case 'endSubstitute':
      return seats.some(({ substitutes }) => substitutes.some(({ id }) => id === substituteId));
    default:
      return true;
  }
}
