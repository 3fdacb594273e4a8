import { Injectable, type OnModuleInit } from '@nestjs/common';

import type { Db, Tx } from '../../platform/database/tx.js';
import type { Asked, Binding, Loaded } from '../../platform/workflow/binding.js';
import { WorkflowRegistry } from '../../platform/workflow/registry.js';
import { lockAward } from '../agreements/agreement.binding.js';
import { lockEnvelopes } from '../calls/envelopes.store.js';
import { balanceMachine } from './balance.machine.js';
import type { BalanceEvent, BalanceFacts, BalanceState } from './balance.rules.js';
import { findBalance, saveBalance, type BalanceAct } from './balance.store.js';

@Injectable()
export class BalanceBinding implements Binding<BalanceState, BalanceEvent, BalanceFacts>, OnModuleInit {
  readonly machine = balanceMachine;

  constructor(private readonly registry: WorkflowRegistry) {}

  onModuleInit(): void {
    this.registry.bind(this);
  }

  /** All the shares of the award, and for the last agreement the envelopes that they give credits back to. */
  async lock(tx: Tx, id: string, { event }: Asked<BalanceEvent>): Promise<void> {
    const found = await findBalance(tx.db, id);
    if (found === undefined) return;
    const { callId } = found.facts;
    if (event === 'agree') {
      await tx.lock('call', callId, 'share');
      await lockEnvelopes(tx, callId);
    }
    await lockAward(tx, found.facts);
  }

  async load(db: Db, id: string): Promise<Loaded<BalanceState, BalanceFacts> | undefined> {
    const found = await findBalance(db, id);
    return found && { state: found.facts.state, version: found.version, facts: found.facts };
  }

  save(tx: Tx, act: BalanceAct): Promise<number> {
    return saveBalance(tx, act);
  }

  /** Ids, dates and sums. */
  evidence(facts: BalanceFacts): unknown {
    const {
      awardId,
      applicationId,
      callId,
      department,
      number,
      figures,
      sources,
      reportsMissing,
      legs,
      remarksUntil,
      remarks,
      agreements,
    } = facts;
    return {
      awardId,
      applicationId,
      callId,
      department,
      computation: number,
      figures,
      sources,
      reportsMissing,
      legs: legs.map(({ id, code, state }) => ({ id, funder: code, state })),
      remarksUntil,
      remarks: remarks.length,
      agreements: agreements.map(({ legId, by }) => ({ legId, by })),
    };
  }
}
