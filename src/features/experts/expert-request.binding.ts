import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';

import type { Clock } from '../../kernel/clock.js';
import { CLOCK } from '../../platform/clock.js';
import type { Db, Tx } from '../../platform/database/tx.js';
import type { Act, Asked, Binding, Loaded } from '../../platform/workflow/binding.js';
import { WorkflowRegistry } from '../../platform/workflow/registry.js';
import type { ExpertRequestEvent, ExpertRequestFacts, ExpertRequestState } from './expert-request-facts.js';
import { expertRequestMachine } from './expert-request.machine.js';
import { loadExpertRequest, lockExpertRequest, saveExpertRequest } from './expert-request.store.js';

@Injectable()
export class ExpertRequestBinding implements Binding<ExpertRequestState, ExpertRequestEvent, ExpertRequestFacts>, OnModuleInit {
  readonly machine = expertRequestMachine;

  constructor(
    private readonly registry: WorkflowRegistry,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.registry.bind(this);
  }

  lock(tx: Tx, id: string, { event }: Asked<ExpertRequestEvent>): Promise<void> {
    return lockExpertRequest(tx, id, event);
  }

  async load(
    db: Db,
    id: string,
    asked?: Asked<ExpertRequestEvent>,
  ): Promise<Loaded<ExpertRequestState, ExpertRequestFacts> | undefined> {
    const loaded = await loadExpertRequest(db, id, asked?.now ?? this.clock.now());
    return loaded && { state: loaded.row.state, version: loaded.row.version, facts: loaded.facts };
  }

  save(tx: Tx, act: Act<ExpertRequestState, ExpertRequestEvent, ExpertRequestFacts>): Promise<number> {
    return saveExpertRequest(tx, act);
  }

  evidence(facts: ExpertRequestFacts): unknown {
    const { applicationId, examination, agencyKind, requestedBy, state, interestedPersonIds, documentIds, dueAt } = facts;
    const { expertId, serves, disabled, actsForHolder } = facts;
    return {
      applicationId,
      applicationState: state,
      examination,
      agencyKind,
      requestedBy,
      interestedPersonIds,
      documentIds,
      dueAt,
      expert: { expertId, serves, disabled, actsForHolder },
    };
  }
}
