import { Injectable, type OnModuleInit } from '@nestjs/common';

import type { Db, Tx } from '../../platform/database/tx.js';
import type { Act, Binding, Loaded } from '../../platform/workflow/binding.js';
import { WorkflowRegistry } from '../../platform/workflow/registry.js';
import { lateExceptionMachine } from './late-exception.machine.js';
import type { LateExceptionEvent, LateExceptionFacts, LateExceptionState } from './late-exception.rules.js';
import { loadException, readExceptions, saveException } from './late-exception.store.js';
import { lockDossier } from '../applications/dossier-lock.store.js';

@Injectable()
export class LateExceptionBinding implements Binding<LateExceptionState, LateExceptionEvent, LateExceptionFacts>, OnModuleInit {
  readonly machine = lateExceptionMachine;

  constructor(private readonly registry: WorkflowRegistry) {}

  onModuleInit(): void {
    this.registry.bind(this);
  }

  /** Two officers who sign at once take their turn on the dossier: the second one finds the first one's signature. */
  async lock(tx: Tx, id: string): Promise<void> {
    const [row] = await readExceptions(tx.db, { id });
    if (row !== undefined) await lockDossier(tx, row.applicationId);
  }

  async load(db: Db, id: string): Promise<Loaded<LateExceptionState, LateExceptionFacts> | undefined> {
    const loaded = await loadException(db, id);
    return loaded && { state: loaded.row.state, version: loaded.row.version, facts: loaded.facts };
  }

  save(tx: Tx, act: Act<LateExceptionState, LateExceptionEvent, LateExceptionFacts>): Promise<number> {
    return saveException(tx, act);
  }

  evidence({ applicationId, callId, callState, state, funders, signatures }: LateExceptionFacts): unknown {
    return { applicationId, callId, callState, applicationState: state, funders: funders.map(({ code }) => code), signatures };
  }
}
