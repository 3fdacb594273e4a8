import { Injectable, type OnModuleInit } from '@nestjs/common';

import type { Db, Tx } from '../../platform/database/tx.js';
import type { Act, Asked, Binding, Loaded } from '../../platform/workflow/binding.js';
import { WorkflowRegistry } from '../../platform/workflow/registry.js';
import { lockEnvelopes, readEnvelopes } from '../calls/envelopes.store.js';
import { reserveProposalMachine } from './reserve-proposal.machine.js';
import type { ReserveProposalEvent, ReserveProposalFacts, ReserveProposalState } from './reserve-proposal.rules.js';
import { factsOf, findProposal, saveProposal } from './reserve-proposal.store.js';

type Event = ReserveProposalEvent;

@Injectable()
export class ReserveProposalBinding implements Binding<ReserveProposalState, Event, ReserveProposalFacts>, OnModuleInit {
  readonly machine = reserveProposalMachine;

  constructor(private readonly registry: WorkflowRegistry) {}

  onModuleInit(): void {
    this.registry.bind(this);
  }

  /** The envelopes stand for the reserve list: no dossier enters it, leaves it or changes rank without them. */
  async lock(tx: Tx, id: string): Promise<void> {
    const row = await findProposal(tx.db, id);
    if (row === undefined) return;
    await tx.lock('call', row.callId, 'share');
    await lockEnvelopes(tx, row.callId);
  }

  async load(db: Db, id: string, asked?: Asked<Event>): Promise<Loaded<ReserveProposalState, ReserveProposalFacts> | undefined> {
    const row = await findProposal(db, id);
    if (row === undefined) return undefined;
    const envelopes = asked?.event === 'propose' ? await readEnvelopes(db, row.callId) : [];
    return { state: row.state, version: row.version, facts: { ...factsOf(row), envelopes } };
  }

  save(tx: Tx, act: Act<ReserveProposalState, Event, ReserveProposalFacts>): Promise<number> {
    return saveProposal(tx, act);
  }

  evidence({ applicationId, callId, rank, cause, causeId, state, shares, envelopes }: ReserveProposalFacts): unknown {
    return {
      applicationId,
      callId,
      rank,
      cause,
      causeId,
      applicationState: state,
      shares,
      envelopes: envelopes.map(({ funderCode, year, leftCents }) => ({ funderCode, year, leftCents })),
    };
  }
}
