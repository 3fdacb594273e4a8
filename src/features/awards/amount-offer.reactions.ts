import { Injectable, type OnModuleInit } from '@nestjs/common';

import type { Tx } from '../../platform/database/tx.js';
import type { Message } from '../../platform/workflow/binding.js';
import { Executor } from '../../platform/workflow/executor.js';
import { WorkflowRegistry } from '../../platform/workflow/registry.js';
import { ApplicationBinding } from '../applications/application.binding.js';
import { loadApplication } from '../applications/application.store.js';
import type { ReducedAmountSettings } from '../calls/call-settings.js';
import { AmountOfferBinding } from './amount-offer.binding.js';
import { isReduced, reducedAmountOf } from './amount-offer.rules.js';
import { findOffer, insertOffer } from './amount-offer.store.js';
import { findAwardOfApplication } from './awards.store.js';

/** An offer opens with the selection or with the decisions, as the call says, and an award declined is given back. */
@Injectable()
export class AmountOfferReactions implements OnModuleInit {
  constructor(
    private readonly registry: WorkflowRegistry,
    private readonly executor: Executor,
    private readonly offers: AmountOfferBinding,
    private readonly applications: ApplicationBinding,
  ) {}

  onModuleInit(): void {
    this.registry.on('application.awarded', (tx, message) => this.open(tx, message, 'BEFORE_AGREEMENT'));
    this.registry.on('amountOffer.declined', (tx, message) => this.giveBack(tx, message));
  }

  /** Nothing when the whole request is granted, or when the call has its holders accept at another moment. */
  async open(tx: Tx, message: Message, moment: ReducedAmountSettings['acceptance']): Promise<void> {
    const award = await findAwardOfApplication(tx.db, message.id);
    const facts = (await loadApplication(tx.db, message.id))?.facts;
    if (award?.offer !== null || facts === undefined || !isReduced(facts)) return;
    if (reducedAmountOf(facts.call.settings).acceptance !== moment) return;
    const id = await insertOffer(tx, facts, award.id, message.now);
    await this.executor.follow(tx, message, this.offers, id, 'offer', undefined);
  }

  async cancel(tx: Tx, message: Message, offerId: string): Promise<void> {
    await this.executor.follow(tx, message, this.offers, offerId, 'cancel', undefined);
  }

  /** Before the decisions, the dossier is the jury's again; after them, the holder renounces what was decided. */
  private async giveBack(tx: Tx, message: Message): Promise<void> {
    const row = await findOffer(tx.db, message.id);
    const facts = row === undefined ? undefined : (await loadApplication(tx.db, row.applicationId))?.facts;
    if (facts?.state !== 'AWARDED') return;
    await this.executor.follow(tx, message, this.applications, facts.id, 'renounce', { reasons: row?.reasons });
  }
}
