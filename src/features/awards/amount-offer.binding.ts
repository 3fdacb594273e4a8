import { Injectable, type OnModuleInit } from '@nestjs/common';

import type { Db, Tx } from '../../platform/database/tx.js';
import type { Asked, Binding, Loaded } from '../../platform/workflow/binding.js';
import { WorkflowRegistry } from '../../platform/workflow/registry.js';
import { loadApplication } from '../applications/application.store.js';
import { lockEnvelopes } from '../calls/envelopes.store.js';
import { amountOfferMachine } from './amount-offer.machine.js';
import type { AmountOfferEvent, AmountOfferFacts, AmountOfferState } from './amount-offer.rules.js';
import { findOffer, offerFacts, saveOffer, type AmountOfferAct } from './amount-offer.store.js';

type Event = AmountOfferEvent;

@Injectable()
export class AmountOfferBinding implements Binding<AmountOfferState, Event, AmountOfferFacts>, OnModuleInit {
  readonly machine = amountOfferMachine;

  constructor(private readonly registry: WorkflowRegistry) {}

  onModuleInit(): void {
    this.registry.bind(this);
  }

  /** The dossier, and its call's envelopes when an award declined is given back. */
  async lock(tx: Tx, id: string, { event }: Asked<Event>): Promise<void> {
    const row = await findOffer(tx.db, id);
    if (row === undefined) return;
    await tx.lock('call', row.callId, 'share');
    if (event === 'decline') await lockEnvelopes(tx, row.callId);
    await tx.lock('application', row.applicationId);
  }

  async load(db: Db, id: string): Promise<Loaded<AmountOfferState, AmountOfferFacts> | undefined> {
    const row = await findOffer(db, id);
    const application = row === undefined ? undefined : await loadApplication(db, row.applicationId);
    if (row === undefined || application === undefined) return undefined;
    return { state: row.state, version: row.version, facts: offerFacts(application.facts, row) };
  }

  save(tx: Tx, act: AmountOfferAct): Promise<number> {
    return saveOffer(tx, act);
  }

  evidence({ id, call, awardId, state, dueAt, offered, amounts, legRefused, submittedVersion }: AmountOfferFacts): unknown {
    return {
      applicationId: id,
      callId: call.id,
      callSpec: call.specVersion,
      awardId,
      applicationState: state,
      dueAt,
      offered,
      requested: amounts
        .filter(({ stage }) => stage === 'REQUESTED')
        .map(({ year, funderCode, cents }) => ({ year, funderCode, cents })),
      legRefused,
      submittedVersion,
    };
  }
}
