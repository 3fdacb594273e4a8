import { Injectable } from '@nestjs/common';

import { servesRegion } from '../../kernel/actor.js';
import { Refusal } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import type { Tx } from '../../platform/database/tx.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { draftFaults, type CallDraft } from './call-draft.rules.js';
import { insertDraft, updateDraft } from './call-draft.store.js';
import { copyOf } from './call-copy.rules.js';
import { callScope, withinCallScope } from './call-scope.rules.js';
import { LATEST_RULES } from './call-settings.js';
import { CallBinding } from './call.binding.js';
import type { CallEvent } from './call.machine.js';
import { loadCall } from './call.store.js';
import type { CopyCallDto, CreateCallDto, EditCallDto } from './calls.dto.js';
import { viewCall, type CallView } from './calls.views.js';

@Injectable()
export class CallsService {
  constructor(
    private readonly acts: Acts,
    private readonly binding: CallBinding,
  ) {}

  /** @throws Refusal forbidden outside the manager's region, validation-failed with pointers */
  async create(context: RequestContext, body: CreateCallDto): Promise<Answer<CallView>> {
    const { actor, now } = context;
    if (!servesRegion(actor, 'CALL_MANAGER', body.region)) throw new Refusal('forbidden');
    const draft: CallDraft = Object.assign({}, body, { rulesVersion: body.rulesVersion ?? LATEST_RULES });
    sound(draft);
    return this.acts.perform(context, async (tx) => {
      const id = newId();
      await insertDraft(tx, id, draft, actor.personId, now);
      return { ...(await this.answer(tx, context, id)), status: 201, location: `/v1/calls/${id}` };
    });
  }

  /** @throws Refusal not-found, forbidden, stale-version, transition-not-allowed (no draft any more), validation-failed */
  async edit(context: RequestContext, id: string, body: EditCallDto): Promise<Answer<CallView>> {
    const { actor, ifMatch } = context;
    return this.acts.perform(context, async (tx) => {
      await tx.lock('call', id);
      const call = await loadCall(tx.db, id);
      if (call === undefined || !withinCallScope(callScope(actor), call)) throw new Refusal('not-found');
      if (!servesRegion(actor, 'CALL_MANAGER', call.region)) throw new Refusal('forbidden');
      if (call.version !== ifMatch) throw new Refusal('stale-version');
      if (call.state !== 'DRAFT') throw new Refusal('transition-not-allowed');
      const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as Partial<CallDraft>;
      const draft: CallDraft = { ...call, ...given };
      sound(draft);
      if ((await updateDraft(tx, id, draft, call.version)) !== 1) throw new Refusal('stale-version');
      return this.answer(tx, context, id);
    });
  }

  /** A new edition, in draft. @throws Refusal not-found, forbidden, validation-failed */
  async copy(context: RequestContext, id: string, body: CopyCallDto): Promise<Answer<CallView>> {
    const { actor, now } = context;
    return this.acts.perform(context, async (tx) => {
      const call = await loadCall(tx.db, id);
      if (call === undefined || !withinCallScope(callScope(actor), call)) throw new Refusal('not-found');
      if (!servesRegion(actor, 'CALL_MANAGER', call.region)) throw new Refusal('forbidden');
      const draft = copyOf(call, body, LATEST_RULES);
      sound(draft);
      const copyId = newId();
      await insertDraft(tx, copyId, draft, actor.personId, now);
      return { ...(await this.answer(tx, context, copyId)), status: 201, location: `/v1/calls/${copyId}` };
    });
  }

  act(context: RequestContext, id: string, event: CallEvent, input?: unknown): Promise<Answer<CallView>> {
    return this.acts.fire(context, this.binding, id, event, input, (tx) => this.answer(tx, context, id));
  }

  private async answer(tx: Tx, context: RequestContext, id: string): Promise<Answer<CallView>> {
    const call = await loadCall(tx.db, id);
    if (call === undefined) throw new Refusal('not-found');
    return { body: viewCall(call, context), version: call.version };
  }
}

function sound(draft: CallDraft): void {
  const faults = draftFaults(draft);
  if (faults.length > 0) throw new Refusal('validation-failed', undefined, faults.slice(0, 50));
}
