import { Injectable } from '@nestjs/common';

import { Refusal } from '../../kernel/errors.js';
import { Database } from '../../platform/database/database.service.js';
import type { Db } from '../../platform/database/tx.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { AmountOfferBinding } from './amount-offer.binding.js';
import type { AmountOfferListView, AmountOfferView } from './amount-offer.dto.js';
import { findOffer, offerFacts, offersOf } from './amount-offer.store.js';
import { visibleApplication } from '../applications/visible-application.reader.js';
import { viewOffer } from './amount-offer.views.js';

@Injectable()
export class AmountOffersService {
  constructor(
    private readonly acts: Acts,
    private readonly database: Database,
    private readonly binding: AmountOfferBinding,
  ) {}

  act(
    context: RequestContext,
    id: string,
    event: 'accept' | 'decline' | 'renew',
    input: object,
  ): Promise<Answer<AmountOfferView>> {
    return this.acts.fire(context, this.binding, id, event, input, (tx) => this.view(tx.db, context, id));
  }

  /** @throws Refusal not-found outside one's scope */
  one(context: RequestContext, id: string): Promise<Answer<AmountOfferView>> {
    return this.view(this.database.read, context, id);
  }

  /** @throws Refusal not-found outside one's scope */
  async ofApplication(context: RequestContext, applicationId: string): Promise<Answer<AmountOfferListView>> {
    const db = this.database.read;
    const { facts: application } = await visibleApplication(db, context.actor, applicationId);
    const rows = await offersOf(db, applicationId);
    return { body: { items: rows.map((row) => viewOffer(row, offerFacts(application, row), context)) } };
  }

  private async view(db: Db, context: RequestContext, id: string): Promise<Answer<AmountOfferView>> {
    const row = await findOffer(db, id);
    if (row === undefined) throw new Refusal('not-found');
    const { facts: application } = await visibleApplication(db, context.actor, row.applicationId);
    return { body: viewOffer(row, offerFacts(application, row), context), version: row.version };
  }
}
