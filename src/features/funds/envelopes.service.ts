import { Injectable } from '@nestjs/common';

import { Refusal } from '../../kernel/errors.js';
import { actions, assertSees, waitingOn } from '../../kernel/machine.js';
import { Database } from '../../platform/database/database.service.js';
import type { Db } from '../../platform/database/tx.js';
import { say, viewActions, viewMoney } from '../../platform/http/views.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { EnvelopeBinding } from './envelope.binding.js';
import { envelopeMachine } from './envelope.machine.js';
import type { CloseInput, EnvelopeEvent } from './envelope.rules.js';
import { envelopesOfCall, findEnvelope, type EnvelopeRecord } from './envelope.store.js';
import type { EnvelopeListView, EnvelopeView } from './envelopes.dto.js';
import { seesFunds } from './funds-scope.rules.js';

@Injectable()
export class EnvelopesService {
  constructor(
    private readonly acts: Acts,
    private readonly database: Database,
    private readonly binding: EnvelopeBinding,
  ) {}

  /** By funder's position, then year. @throws Refusal not-found outside one's scope */
  async ofCall(context: RequestContext, callId: string): Promise<Answer<EnvelopeListView>> {
    const records = await envelopesOfCall(this.database.read, callId);
    const [first] = records;
    // A call has funders and years, so envelopes, from its draft on.
    if (first === undefined) throw new Refusal('not-found');
    assertSees(seesFunds, context.actor, first.facts);
    return { body: { items: records.map((record) => view(record, context)) } };
  }

  /** @throws Refusal not-found outside one's scope */
  one(context: RequestContext, id: string): Promise<Answer<EnvelopeView>> {
    return this.answer(this.database.read, context, id);
  }

  act(context: RequestContext, id: string, event: EnvelopeEvent, input: CloseInput): Promise<Answer<EnvelopeView>> {
    return this.acts.fire(context, this.binding, id, event, input, (tx) => this.answer(tx.db, context, id));
  }

  private async answer(db: Db, context: RequestContext, id: string): Promise<Answer<EnvelopeView>> {
    const record = await findEnvelope(db, id);
    if (record === undefined) throw new Refusal('not-found');
    assertSees(seesFunds, context.actor, record.facts);
    return { body: view(record, context), version: record.version };
  }
}

function view({ state, version, facts }: EnvelopeRecord, { actor, now, locale }: RequestContext): EnvelopeView {
  const { id, callId, funder, year } = facts;
  const waiting = waitingOn(envelopeMachine, state);
  return {
    id,
    callId,
    funderCode: funder.code,
    funderName: funder.name,
    year,
    state,
    version,
    envelope: viewMoney(facts.amountCents),
    available: viewMoney(facts.availableCents),
    frozen: viewMoney(facts.frozenCents),
    reserved: viewMoney(facts.reservedCents),
    committed: viewMoney(facts.committedCents),
    ordered: viewMoney(facts.orderedCents),
    paid: viewMoney(facts.paidCents),
    recovered: viewMoney(facts.recoveredCents),
    actions: viewActions(actions(envelopeMachine, state, facts, actor, now), locale),
    waitingOn: waiting === undefined ? null : say(waiting, locale),
  };
}
