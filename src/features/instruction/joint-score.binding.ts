import { Injectable, type OnModuleInit } from '@nestjs/common';

import type { Db, Tx } from '../../platform/database/tx.js';
import type { Act, Binding, Loaded } from '../../platform/workflow/binding.js';
import { WorkflowRegistry } from '../../platform/workflow/registry.js';
import { lockDossier } from '../applications/dossier-lock.store.js';
import { totalOf } from './grid.rules.js';
import { jointScoreMachine, type JointScoreEvent, type JointScoreFacts, type JointScoreState } from './joint-score.machine.js';
import { loadJointScore, readJointScores, saveJointScore } from './joint-score.store.js';

@Injectable()
export class JointScoreBinding implements Binding<JointScoreState, JointScoreEvent, JointScoreFacts>, OnModuleInit {
  readonly machine = jointScoreMachine;

  constructor(private readonly registry: WorkflowRegistry) {}

  onModuleInit(): void {
    this.registry.bind(this);
  }

  /** Of two agreements at once, the second one finds the first. */
  async lock(tx: Tx, id: string): Promise<void> {
    const [row] = await readJointScores(tx.db, { id });
    if (row !== undefined) await lockDossier(tx, row.applicationId);
  }

  async load(db: Db, id: string): Promise<Loaded<JointScoreState, JointScoreFacts> | undefined> {
    const loaded = await loadJointScore(db, id);
    return loaded && { state: loaded.row.state, version: loaded.row.version, facts: loaded.facts };
  }

  save(tx: Tx, act: Act<JointScoreState, JointScoreEvent, JointScoreFacts>): Promise<number> {
    return saveJointScore(tx, act);
  }

  evidence({
    applicationId,
    applicationState,
    examination,
    agencyKind,
    proposedBy,
    signers,
    grid,
    sheet,
  }: JointScoreFacts): unknown {
    return {
      ...{ applicationId, applicationState, examination, agencyKind, proposedBy, signers },
      gridVersion: grid.version,
      scoreTotal: totalOf(grid, sheet),
    };
  }
}
