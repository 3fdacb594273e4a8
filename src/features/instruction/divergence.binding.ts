import { Injectable, type OnModuleInit } from '@nestjs/common';

import type { Db, Tx } from '../../platform/database/tx.js';
import type { Act, Binding, Loaded } from '../../platform/workflow/binding.js';
import { WorkflowRegistry } from '../../platform/workflow/registry.js';
import { lockDossier } from '../applications/dossier-lock.store.js';
import { divergenceMachine } from './divergence.machine.js';
import type { DivergenceEvent, DivergenceFacts, DivergenceState } from './divergence.rules.js';
import { loadDivergence, readDivergence, saveDivergence } from './divergence.store.js';

@Injectable()
export class DivergenceBinding implements Binding<DivergenceState, DivergenceEvent, DivergenceFacts>, OnModuleInit {
  readonly machine = divergenceMachine;

  constructor(private readonly registry: WorkflowRegistry) {}

  onModuleInit(): void {
    this.registry.bind(this);
  }

  /** The convocation holds the dossier too: what it copies is what was said before it. */
  async lock(tx: Tx, id: string): Promise<void> {
    const row = await readDivergence(tx.db, { id });
    if (row !== undefined) await lockDossier(tx, row.applicationId);
  }

  async load(db: Db, id: string): Promise<Loaded<DivergenceState, DivergenceFacts> | undefined> {
    const loaded = await loadDivergence(db, { id });
    return loaded && { state: loaded.row.state, version: loaded.row.version, facts: loaded.facts };
  }

  save(tx: Tx, act: Act<DivergenceState, DivergenceEvent, DivergenceFacts>): Promise<number> {
    return saveDivergence(tx, act);
  }

  evidence({ applicationId, applicationState, examination, signers, stated, lastRecord }: DivergenceFacts): unknown {
    return { applicationId, applicationState, examination, signers, stated, lastRecord };
  }
}
