import { Injectable, type OnModuleInit } from '@nestjs/common';

import type { Tx } from '../../platform/database/tx.js';
import type { Message } from '../../platform/workflow/binding.js';
import { Executor } from '../../platform/workflow/executor.js';
import { WorkflowRegistry } from '../../platform/workflow/registry.js';
import { lockEnvelopes } from '../calls/envelopes.store.js';
import { ReserveProposalBinding } from './reserve-proposal.binding.js';
import { anyOpen, findProposal, insertProposal, openProposalOf, readCandidates } from './reserve-proposal.store.js';
import { reviewReserve, type ReviewOptions } from './reserve.rules.js';

/** Freed credits propose the next of the reserve, in the transaction that frees them. Nobody is selected here. */
@Injectable()
export class ReserveReactions implements OnModuleInit {
  constructor(
    private readonly registry: WorkflowRegistry,
    private readonly executor: Executor,
    private readonly proposals: ReserveProposalBinding,
  ) {}

  onModuleInit(): void {
    this.registry.on('application.shortlisted', (tx, message) => this.taken(tx, message));
    for (const left of ['application.withdrawn', 'application.refused']) {
      this.registry.on(left, (tx, message) => this.left(tx, message));
    }
    this.registry.on('reserveProposal.passedOver', (tx, message) => this.passedOver(tx, message));
    this.registry.on('call.envelopesRaised', (tx, message) => this.freed(tx, message, message.id));
  }

  /** Credits of the call were freed, by whoever holds its envelopes. `except`: the dossier whose own credits they are. */
  freed(tx: Tx, message: Message, callId: string, except?: string): Promise<void> {
    return this.review(tx, message, callId, { freed: true, except });
  }

  /** Credits of the call were cut or frozen, by whoever holds its envelopes: a proposal may no longer fit. */
  async takenBack(tx: Tx, message: Message, callId: string): Promise<void> {
    if (await anyOpen(tx, callId)) await this.review(tx, message, callId, { freed: false });
  }

  private async review(tx: Tx, message: Message, callId: string, options: Omit<ReviewOptions, 'now'>): Promise<void> {
    const envelopes = await lockEnvelopes(tx, callId);
    const candidates = await readCandidates(tx, callId);
    const { lapsed, proposed } = reviewReserve(candidates, envelopes, { now: message.now, ...options });
    for (const id of lapsed) await this.executor.follow(tx, message, this.proposals, id, 'lapse', undefined);
    for (const candidate of proposed) {
      const id = await insertProposal(tx, callId, candidate, message);
      await this.executor.follow(tx, message, this.proposals, id, 'propose', undefined);
    }
  }

  /** The credits taken may be those that another proposal counted on. */
  private async taken(tx: Tx, message: Message): Promise<void> {
    const own = await openProposalOf(tx, message.id);
    if (own !== undefined) await this.executor.follow(tx, message, this.proposals, own, 'take', undefined);
    const callId = await callOf(tx, message.id);
    // Most selections meet no proposal: the list is not read for them.
    if (await anyOpen(tx, callId)) await this.review(tx, message, callId, { freed: false });
  }

  /** What was set aside for a dossier that leaves the list goes to the next one. */
  private async left(tx: Tx, message: Message): Promise<void> {
    const own = await openProposalOf(tx, message.id);
    if (own === undefined) return;
    await this.executor.follow(tx, message, this.proposals, own, 'lapse', undefined);
    await this.review(tx, message, await callOf(tx, message.id), { freed: true });
  }

  private async passedOver(tx: Tx, message: Message): Promise<void> {
    const row = await findProposal(tx.db, message.id);
    if (row !== undefined) await this.review(tx, message, row.callId, { freed: true, afterRank: row.rank });
  }
}

async function callOf(tx: Tx, applicationId: string): Promise<string> {
  const { callId } = await tx.db.application.findUniqueOrThrow({ where: { id: applicationId }, select: { callId: true } });
  return callId;
}
