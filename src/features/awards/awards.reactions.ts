import { Injectable, type OnModuleInit } from '@nestjs/common';

import type { Tx } from '../../platform/database/tx.js';
import type { Message } from '../../platform/workflow/binding.js';
import { Executor } from '../../platform/workflow/executor.js';
import { WorkflowRegistry } from '../../platform/workflow/registry.js';
import { ApplicationBinding } from '../applications/application.binding.js';
import { release } from '../calls/envelopes.store.js';
import { ReserveReactions } from '../selection/reserve.reactions.js';
import { AmountOfferReactions } from './amount-offer.reactions.js';
import { recordOutcome } from './award-outcome.store.js';
import { allDecided, factsOf, outcomeOf, type AwardRecord } from './awards.rules.js';
import { createAward, findAwardOfApplication, findAwardOfLeg, readSelection } from './awards.store.js';
import { isCommitted } from './leg-life.rules.js';
import { LegBinding, linesOf } from './leg.binding.js';

/** What awards do when a selection is made or undone, and what a funder's decision brings about. */
@Injectable()
export class AwardsReactions implements OnModuleInit {
  constructor(
    private readonly registry: WorkflowRegistry,
    private readonly executor: Executor,
    private readonly legs: LegBinding,
    private readonly applications: ApplicationBinding,
    private readonly offers: AmountOfferReactions,
    private readonly reserve: ReserveReactions,
  ) {}

  onModuleInit(): void {
    this.registry.on('application.shortlisted', (tx, message) => this.create(tx, message));
    for (const stopped of ['application.refused', 'application.withdrawn', 'application.onReserve']) {
      this.registry.on(stopped, (tx, message) => this.stop(tx, message));
    }
    this.registry.on('application.renounced', (tx, message) => this.renounce(tx, message));
    this.registry.on('award.legDecided', (tx, message) => this.conclude(tx, message));
    for (const over of ['award.legLapsed', 'award.legCompleted', 'award.legTerminated', 'award.legWithdrawn'])
      this.registry.on(over, (tx, message) => this.free(tx, message));
  }

  private async create(tx: Tx, message: Message): Promise<void> {
    const { id, now } = message;
    await createAward(tx, { applicationId: id, now, ...(await readSelection(tx.db, id)) });
    await this.offers.open(tx, message, 'BEFORE_DECISION');
  }

  /** The application is stopped: every leg with it, and each gives back what it holds of the envelopes. */
  private async stop(tx: Tx, message: Message): Promise<void> {
    // The application is locked, and so is every act on a leg of it: what is read here cannot move.
    const award = await findAwardOfApplication(tx.db, message.id);
    // Back on the list before, the dossier now leaves it: its award gave everything back then.
    if (award?.outcome !== null) return;
    const outcome = outcomeOf(award, message);
    if (outcome !== undefined) await recordOutcome(tx, award.id, outcome.outcome, outcome.reasons, message);
    await this.cancelOffer(tx, message, award);
    for (const leg of award.legs) {
      // A refused leg is final, and kept its reservation until the jury ruled.
      if (leg.state === 'REFUSED')
        await release(tx, award.callId, linesOf(factsOf(award, leg)), { ...message, applicationId: award.applicationId });
      if (leg.state === 'PENDING' || leg.state === 'DECIDED') {
        await this.executor.follow(tx, message, this.legs, leg.id, 'cancel', undefined);
      }
    }
    await this.reserve.freed(tx, message, award.callId, award.applicationId);
  }

  /** The holder gives the award back: every leg was decided, and each one's credits are free again. */
  private async renounce(tx: Tx, message: Message): Promise<void> {
    const award = await findAwardOfApplication(tx.db, message.id);
    if (award === undefined) return;
    await this.cancelOffer(tx, message, award);
    for (const leg of award.legs)
      if (isCommitted(leg.state)) await this.executor.follow(tx, message, this.legs, leg.id, 'renounce', undefined);
    await this.reserve.freed(tx, message, award.callId);
  }

  /** A share that is over frees its credits: the next of the reserve list are proposed. */
  private async free(tx: Tx, message: Message): Promise<void> {
    const award = await findAwardOfLeg(tx.db, message.id);
    if (award !== undefined) await this.reserve.freed(tx, message, award.callId);
  }

  private async cancelOffer(tx: Tx, message: Message, { offer }: AwardRecord): Promise<void> {
    if (offer?.state === 'OFFERED') await this.offers.cancel(tx, message, offer.id);
  }

  /** The last leg decided awards the application, in the same transaction. */
  private async conclude(tx: Tx, message: Message): Promise<void> {
    const award = await findAwardOfLeg(tx.db, message.id);
    if (award === undefined || !allDecided(award)) return;
    await this.executor.follow(tx, message, this.applications, award.applicationId, 'award', undefined);
  }
}
