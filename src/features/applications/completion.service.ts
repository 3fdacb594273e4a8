import { Injectable } from '@nestjs/common';

import { Refusal } from '../../kernel/errors.js';
import { Database } from '../../platform/database/database.service.js';
import type { Tx } from '../../platform/database/tx.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { ApplicationBinding } from './application.binding.js';
import type { ApplicationEvent } from './application-edges.machine.js';
import { loadApplication } from './application.store.js';
import { viewApplication, type ApplicationView } from './applications.views.js';
import type { AnswerInput, SettleInput } from './completion-answer.rules.js';
import type { LiftConditionDto } from './completion.dto.js';
import { ConditionBinding } from './condition.binding.js';

/** Acts of the completeness; all answer the dossier after them. */
@Injectable()
export class CompletionService {
  constructor(
    private readonly acts: Acts,
    private readonly database: Database,
    private readonly applications: ApplicationBinding,
    private readonly conditions: ConditionBinding,
  ) {}

  act(context: RequestContext, id: string, event: ApplicationEvent, input: object): Promise<Answer<ApplicationView>> {
    return this.acts.fire(context, this.applications, id, event, input, (tx) => answer(tx, context, id));
  }

  /** @throws Refusal not-found when the dossier has never been asked for such an item */
  async onItem(
    context: RequestContext,
    id: string,
    itemId: string,
    event: 'answerItem' | 'settleItem',
    body: Omit<AnswerInput, 'itemId'> | Omit<SettleInput, 'itemId'>,
  ): Promise<Answer<ApplicationView>> {
    // Items are never removed: looking before the transaction is safe.
    const found = await this.database.read.$queryRaw<unknown[]>`
      SELECT FROM completion_item i JOIN completion_round r ON r.id = i.round_id
      WHERE i.id = ${itemId}::uuid AND r.application_id = ${id}::uuid`;
    if (found.length === 0) throw new Refusal('not-found');
    return this.act(context, id, event, { ...body, itemId });
  }

  /** @throws Refusal not-found when the dossier has no such condition */
  async lift(context: RequestContext, id: string, conditionId: string, body: LiftConditionDto): Promise<Answer<ApplicationView>> {
    const found = await this.database.read.$queryRaw<unknown[]>`
      SELECT FROM application_condition WHERE id = ${conditionId}::uuid AND application_id = ${id}::uuid`;
    if (found.length === 0) throw new Refusal('not-found');
    return this.acts.fire(context, this.conditions, conditionId, 'lift', body, (tx) => answer(tx, context, id));
  }
}

async function answer(tx: Tx, context: RequestContext, id: string): Promise<Answer<ApplicationView>> {
  const loaded = await loadApplication(tx.db, id);
  if (loaded === undefined) throw new Refusal('not-found');
  return { body: viewApplication(loaded.facts, loaded.version, context), version: loaded.version };
}
