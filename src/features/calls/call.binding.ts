import { Injectable, type OnModuleInit } from '@nestjs/common';

import type { Db, Tx } from '../../platform/database/tx.js';
import type { Act, Asked, Binding, Loaded } from '../../platform/workflow/binding.js';
import { WorkflowRegistry } from '../../platform/workflow/registry.js';
import type { CallState } from './call-facts.js';
import type { AdoptReferenceInput } from './call-reference.rules.js';
import { callMachine, type CallEvent } from './call.machine.js';
import type { CallRecord } from './call.rules.js';
import { loadCall, readRun, saveCall } from './call.store.js';

@Injectable()
export class CallBinding implements Binding<CallState, CallEvent, CallRecord>, OnModuleInit {
  readonly machine = callMachine;

  constructor(private readonly registry: WorkflowRegistry) {}

  onModuleInit(): void {
    this.registry.bind(this);
  }

  /** Every act on an application holds its call FOR SHARE: while this lock is held, what the guards count does not move. */
  async lock(tx: Tx, id: string): Promise<void> {
    await tx.lock('call', id);
  }

  async load(db: Db, id: string, asked?: Asked<CallEvent>): Promise<Loaded<CallState, CallRecord> | undefined> {
    const facts = await loadCall(db, id);
    if (facts === undefined) return undefined;
    const proposedReference =
      asked?.event === 'adoptReference' ? await readRun(db, id, (asked.input as AdoptReferenceInput).optimisationId) : undefined;
    return { state: facts.state, version: facts.version, facts: { ...facts, proposedReference } };
  }

  save(tx: Tx, act: Act<CallState, CallEvent, CallRecord>): Promise<number> {
    return saveCall(tx, act);
  }

  evidence(facts: CallRecord): unknown {
    const {
      region,
      departments,
      opensAt,
      deadlineAt,
      timeZone,
      rulesVersion,
      specVersion,
      budgetYears,
      funders,
      envelopes,
      progress,
    } = facts;
    const split = funders.map(({ code, position, weight }) => ({ code, position, weight }));
    return {
      region,
      departments,
      opensAt,
      deadlineAt,
      timeZone,
      rulesVersion,
      specVersion,
      budgetYears,
      split,
      envelopes,
      progress,
      selectionReferenceId: facts.selectionReferenceId ?? undefined,
    };
  }
}
