import { Injectable } from '@nestjs/common';

import { Refusal } from '../../kernel/errors.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import type { ApplicationContent } from './application-content.js';
import { draftSavedAt, updateDraft } from './application-draft.store.js';
import { applicationMachine } from './application.machine.js';
import { ApplicationsService } from './applications.service.js';
import type { ApplicationView } from './applications.views.js';
import { loadWritable, writtenIn } from './draft-access.store.js';
import { changedFields } from './draft-merge.rules.js';

@Injectable()
export class DraftsService {
  constructor(
    private readonly acts: Acts,
    private readonly applications: ApplicationsService,
  ) {}

  /**
   * Goes back to an earlier save, as a new one: what it replaces stays in the history. Never merged: it replaces the whole draft.
   * @throws Refusal not-found, forbidden, stale-version, transition-not-allowed
   */
  async restore(context: RequestContext, id: string, number: number): Promise<Answer<ApplicationView>> {
    const { actor, ifMatch, now } = context;
    return this.acts.perform(context, async (tx) => {
      const { facts, version } = await loadWritable(tx, context, id);
      const saved = await draftSavedAt(tx, id, number);
      if (saved === undefined) throw new Refusal('not-found');
      if (ifMatch !== version) throw new Refusal('stale-version');
      if (applicationMachine.editable?.includes(facts.state) !== true) throw new Refusal('transition-not-allowed');
      const changed = changedFields(writtenIn(facts), saved);
      if (changed.length === 0) return this.applications.answer(tx, context, id);
      const { title = '', ...fields } = saved as { title?: string };
      const content: ApplicationContent = fields;
      const restoration = { id, version, title, content, now, savedBy: actor.personId, changed, restoredFrom: number };
      if ((await updateDraft(tx, restoration)) !== 1) throw new Refusal('stale-version');
      return this.applications.answer(tx, context, id);
    });
  }
}
