import { Injectable } from '@nestjs/common';

import { holdsFor } from '../../kernel/actor.js';
import { Refusal } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { authorise } from '../../kernel/machine.js';
import type { Tx } from '../../platform/database/tx.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { answerFaults } from './application-answers.rules.js';
import { insertDraft, updateDraft, whyNoDraft } from './application-draft.store.js';
import { ApplicationBinding } from './application.binding.js';
import { applicationMachine, type ApplicationEvent } from './application.machine.js';
import { loadApplication } from './application.store.js';
import type { CreateApplicationDto, EditApplicationDto } from './applications.dto.js';
import { viewApplication, type ApplicationView } from './applications.views.js';
import { contentFaults, mergeContent } from './content.rules.js';

@Injectable()
export class ApplicationsService {
  constructor(
    private readonly acts: Acts,
    private readonly binding: ApplicationBinding,
  ) {}

  /** @throws Refusal not-found outside one's organisations, rule-not-met when the call takes no draft in this department */
  async create(context: RequestContext, body: CreateApplicationDto): Promise<Answer<ApplicationView>> {
    const { actor, now } = context;
    const { callId, organisationId, department, title } = body;
    const holds = (['HOLDER_EDITOR', 'HOLDER_REPRESENTATIVE'] as const).some((role) => holdsFor(actor, role, organisationId));
    if (!holds) throw new Refusal('not-found');
    return this.acts.perform(context, async (tx) => {
      const id = newId();
      const inserted = await insertDraft(tx, { id, callId, organisationId, department, title, createdBy: actor.personId, now });
      if (inserted === 0) throw new Refusal('rule-not-met', undefined, await whyNoDraft(tx, body, now));
      return { ...(await this.answer(tx, context, id)), status: 201, location: `/v1/applications/${id}` };
    });
  }

  /** Same order as an act: seen, theirs, version, state, then the content. */
  async edit(context: RequestContext, id: string, body: EditApplicationDto): Promise<Answer<ApplicationView>> {
    const { actor, ifMatch, now } = context;
    return this.acts.perform(context, async (tx) => {
      await tx.lock('application', id);
      const loaded = await loadApplication(tx.db, id);
      // Whether one sees it is the same question for an edit and for any act.
      if (loaded === undefined || authorise(applicationMachine, 'submit', loaded.facts, actor)?.code === 'not-found') {
        throw new Refusal('not-found');
      }
      const { facts, version } = loaded;
      const { organisationId, state } = facts;
      if (!holdsFor(actor, 'HOLDER_EDITOR', organisationId) && !holdsFor(actor, 'HOLDER_REPRESENTATIVE', organisationId)) {
        throw new Refusal('forbidden');
      }
      if (ifMatch !== version) throw new Refusal('stale-version');
      if (applicationMachine.editable?.includes(state) !== true) throw new Refusal('transition-not-allowed');
      const { title = facts.title, ...fields } = body;
      const content = mergeContent(facts.content, fields);
      // Of the answers, those given alone: an amendment of the call must not stop the edit of anything else.
      const faults = [...contentFaults(content), ...answerFaults(facts.call.settings.questions, fields.answers ?? {})];
      if (faults.length > 0) throw new Refusal('validation-failed', undefined, faults.slice(0, 50));
      if ((await updateDraft(tx, { id, version, title, content, now })) !== 1) throw new Refusal('stale-version');
      return this.answer(tx, context, id);
    });
  }

  act(context: RequestContext, id: string, event: ApplicationEvent, input?: unknown): Promise<Answer<ApplicationView>> {
    return this.acts.fire(context, this.binding, id, event, input ?? {}, (tx) => this.answer(tx, context, id));
  }

  private async answer(tx: Tx, context: RequestContext, id: string): Promise<Answer<ApplicationView>> {
    const loaded = await loadApplication(tx.db, id);
    if (loaded === undefined) throw new Refusal('not-found');
    return { body: viewApplication(loaded.facts, loaded.version, context), version: loaded.version };
  }
}
