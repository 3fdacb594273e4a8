import { Injectable, type OnModuleInit } from '@nestjs/common';

import type { Db, Tx } from '../../platform/database/tx.js';
import type { Asked, Binding, Loaded } from '../../platform/workflow/binding.js';
import { WorkflowRegistry } from '../../platform/workflow/registry.js';
import { lockEnvelopes } from '../calls/envelopes.store.js';
import { reportMachine } from './report.machine.js';
import { isLate, type ReportEvent, type ReportFacts, type ReportState } from './report.rules.js';
import { addressOfReport, findReport, saveReport, type ReportAct } from './report.store.js';

/** Acts that suspend or resume shares: an act on a share holds the envelopes of its call. */
const MOVE_SHARES: readonly ReportEvent[] = ['accept', 'recordLate'];

@Injectable()
export class ReportBinding implements Binding<ReportState, ReportEvent, ReportFacts>, OnModuleInit {
  readonly machine = reportMachine;

  constructor(private readonly registry: WorkflowRegistry) {}

  onModuleInit(): void {
    this.registry.bind(this);
  }

  async lock(tx: Tx, id: string, { event }: Asked<ReportEvent>): Promise<void> {
    await lockReport(tx, id, MOVE_SHARES.includes(event));
  }

  async load(db: Db, id: string): Promise<Loaded<ReportState, ReportFacts> | undefined> {
    const record = await findReport(db, id);
    return record && { state: record.facts.state, version: record.version, facts: record.facts };
  }

  save(tx: Tx, act: ReportAct): Promise<number> {
    return saveReport(tx, act);
  }

  /** Ids, dates and sums; none of the text. */
  evidence(facts: ReportFacts, { now }: Asked): unknown {
    const { awardId, applicationId, callId, department, year, final, dueOn, awaitedOn, submittedVersion, legs, reminded } = facts;
    return {
      awardId,
      applicationId,
      callId,
      department,
      year,
      final,
      dueOn,
      awaitedOn,
      submittedVersion,
      late: isLate(facts, now),
      reminded,
      legs: legs.map(({ code, state, cents, paidCents }) => ({ funder: code, state, cents, paidCents })),
    };
  }
}

/** The dossier and all the shares of the award: two acts on its reports, or on a share, wait for each other. */
export async function lockReport(tx: Tx, id: string, movesShares = false): Promise<void> {
  const address = await addressOfReport(tx.db, id);
  if (address === undefined) return;
  await tx.lock('call', address.callId, 'share');
  if (movesShares) await lockEnvelopes(tx, address.callId);
  await tx.lock('application', address.applicationId);
  await tx.lock('award', address.legIds);
}
