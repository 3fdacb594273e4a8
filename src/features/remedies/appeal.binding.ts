import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';

import type { Clock } from '../../kernel/clock.js';
import { CLOCK } from '../../platform/clock.js';
import type { Db, Tx } from '../../platform/database/tx.js';
import type { Asked, Binding, Loaded } from '../../platform/workflow/binding.js';
import { WorkflowRegistry } from '../../platform/workflow/registry.js';
import { appealMachine } from './appeal.machine.js';
import { limitOf, type AppealEvent, type AppealFacts, type AppealState } from './appeal.rules.js';
import { findAppeal, loadAppeal, saveAppeal, type AppealAct } from './appeal.store.js';
import { lockDossier } from '../applications/dossier-lock.store.js';

@Injectable()
export class AppealBinding implements Binding<AppealState, AppealEvent, AppealFacts>, OnModuleInit {
  readonly machine = appealMachine;

  constructor(
    private readonly registry: WorkflowRegistry,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.registry.bind(this);
  }

  /** The dossier may be re-opened by the answer, and two answers at once take their turn on it. */
  async lock(tx: Tx, id: string): Promise<void> {
    const row = await findAppeal(tx.db, id);
    if (row !== undefined) await lockDossier(tx, row.applicationId);
  }

  async load(db: Db, id: string, asked?: Asked<AppealEvent>): Promise<Loaded<AppealState, AppealFacts> | undefined> {
    const loaded = await loadAppeal(db, id, asked?.now ?? this.clock.now());
    return loaded && { state: loaded.row.state, version: loaded.row.version, facts: loaded.facts };
  }

  save(tx: Tx, act: AppealAct): Promise<number> {
    return saveAppeal(tx, act);
  }

  /** The grounds and the answer stay on the row, which nobody changes once it is closed. */
  evidence(facts: AppealFacts): unknown {
    const { applicationId, callId, state, kind, against, examination, authors, alternatives, notice, silenceAt, proposal } =
      facts;
    return {
      applicationId,
      callId,
      applicationState: state,
      kind,
      against,
      examination,
      authors,
      alternatives,
      notifiedAt: notice?.notifiedAt,
      statesAppeal: notice?.statesAppeal,
      until: limitOf(facts)?.until,
      silenceAt,
      proposal: proposal === null ? undefined : { agency: proposal.agency, by: proposal.by, outcome: proposal.outcome },
    };
  }
}
