import { Injectable, type OnModuleInit } from '@nestjs/common';

import type { Db, Tx } from '../../platform/database/tx.js';
import type { Asked, Binding, Loaded } from '../../platform/workflow/binding.js';
import { WorkflowRegistry } from '../../platform/workflow/registry.js';
import { lockAward } from '../agreements/agreement.binding.js';
import { lockEnvelopes } from '../calls/envelopes.store.js';
import { measureMachine } from './measure.machine.js';
import type { MeasureEvent, MeasureFacts, MeasureState } from './measure.rules.js';
import { findMeasure, loadMeasure, saveMeasure, type MeasureAct } from './measure.store.js';

@Injectable()
export class MeasureBinding implements Binding<MeasureState, MeasureEvent, MeasureFacts>, OnModuleInit {
  readonly machine = measureMachine;

  constructor(private readonly registry: WorkflowRegistry) {}

  onModuleInit(): void {
    this.registry.bind(this);
  }

  /** The dossier and the legs of the award; a decision frees credits: the envelopes come first. */
  async lock(tx: Tx, id: string, { event }: Asked<MeasureEvent>): Promise<void> {
    const row = await findMeasure(tx.db, id);
    if (row === undefined) return;
    if (event === 'decide') {
      await tx.lock('call', row.callId, 'share');
      await lockEnvelopes(tx, row.callId);
    }
    await lockAward(tx, row);
  }

  async load(db: Db, id: string): Promise<Loaded<MeasureState, MeasureFacts> | undefined> {
    const loaded = await loadMeasure(db, id);
    return loaded && { state: loaded.row.state, version: loaded.row.version, facts: loaded.facts };
  }

  save(tx: Tx, act: MeasureAct): Promise<number> {
    return saveMeasure(tx, act);
  }

  evidence(facts: MeasureFacts): unknown {
    const { awardId, applicationId, callId, legId, legState, kind, ground, breachOn, remarksUntil, remarks, remarksDone, oral } =
      facts;
    const { funder, paid, project, purposeUntil, life } = facts;
    const { notifiedOn } = life;
    return {
      awardId,
      applicationId,
      callId,
      legId,
      legState,
      funder: funder.code,
      kind,
      ground,
      breachOn,
      remarksUntil,
      remarks,
      remarksDone,
      oral,
      notifiedOn,
      project,
      purposeUntil,
      paid,
    };
  }
}
