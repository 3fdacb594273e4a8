import { Injectable, type OnModuleInit } from '@nestjs/common';

import type { Db, Tx } from '../../platform/database/tx.js';
import type { Binding, Loaded } from '../../platform/workflow/binding.js';
import { WorkflowRegistry } from '../../platform/workflow/registry.js';
import {
  dueOf,
  leftOf,
  receivedOf,
  waivedOf,
  type RecoveryEvent,
  type RecoveryFacts,
  type RecoveryState,
} from './recovery-facts.rules.js';
import { recoveryMachine } from './recovery.machine.js';
import { addressOfRecovery, findRecovery, saveRecovery } from './recovery.store.js';
import type { RecoveryAct } from './recovery-acts.store.js';

@Injectable()
export class RecoveryBinding implements Binding<RecoveryState, RecoveryEvent, RecoveryFacts>, OnModuleInit {
  readonly machine = recoveryMachine;

  constructor(private readonly registry: WorkflowRegistry) {}

  onModuleInit(): void {
    this.registry.bind(this);
  }

  /** The share is the mutex of what hangs on it: two acts on its recoveries, or its closing, wait for each other. */
  async lock(tx: Tx, id: string): Promise<void> {
    const address = await addressOfRecovery(tx.db, id);
    if (address === undefined) return;
    await tx.lock('call', address.callId, 'share');
    await tx.lock('award', address.legId);
  }

  async load(db: Db, id: string): Promise<Loaded<RecoveryState, RecoveryFacts> | undefined> {
    return findRecovery(db, id);
  }

  save(tx: Tx, act: RecoveryAct): Promise<number> {
    return saveRecovery(tx, act);
  }

  /** Ids, dates and sums; no text of the holder. */
  evidence(facts: RecoveryFacts): unknown {
    const {
      number,
      awardId,
      legId,
      applicationId,
      callId,
      funder,
      department,
      origin,
      sourceId,
      cents,
      lines,
      remarks,
      remarksUntil,
    } = facts;
    return {
      number,
      awardId,
      legId,
      applicationId,
      callId,
      funder: funder.code,
      officerRole: funder.officerRole,
      department,
      origin,
      sourceId,
      cents,
      dueCents: dueOf(facts),
      receivedCents: receivedOf(facts),
      waivedCents: waivedOf(facts),
      leftCents: leftOf(facts),
      lines,
      remarksUntil,
      remarks: remarks.length,
      duties: facts.duties,
    };
  }
}
