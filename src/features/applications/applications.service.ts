import { Injectable } from '@nestjs/common';

import { holdsFor } from '../../kernel/actor.js';
import { Refusal, type JsonObject } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import type { Tx } from '../../platform/database/tx.js';
import { wholeCheck } from '../../platform/http/merge-patch.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { answerFaults, withAnswers } from './application-answers.rules.js';
import type { ApplicationContent } from './application-content.js';
import { draftAsOf, existingDraft, insertDraft, updateDraft, whyNoDraft } from './application-draft.store.js';
import { ApplicationBinding } from './application.binding.js';
import { applicationMachine, type ApplicationEvent } from './application.machine.js';
import type { Answers } from '../calls/call-form.js';
import { loadApplication } from './application.store.js';
import { EditApplicationDto, type CreateApplicationDto } from './applications.dto.js';
import { viewApplication, type ApplicationView } from './applications.views.js';
import { contentFaults } from './content.rules.js';
import { loadWritable, writtenIn } from './draft-access.store.js';
import { changedFields, conflictsOf, mergePatch } from './draft-merge.rules.js';

const ALREADY_DRAFTED = {
  fr: 'Vous avez déjà un brouillon pour cet appel : reprenez-le à l’adresse de « existing », ou renvoyez avec « anotherProject » à true s’il s’agit d’un autre projet.',
  en: 'You already have a draft for this call: take it up at the address in "existing", or send again with "anotherProject" true if it is another project.',
};
const SAME_FIELDS = {
  fr: 'Une autre personne a modifié les mêmes champs depuis votre lecture : comparez les deux valeurs de « conflicts », puis renvoyez avec « version » dans If-Match.',
  en: 'Somebody else changed the same fields since you read them: compare both values in "conflicts", then send again with "version" in If-Match.',
};
const checkFields = wholeCheck(EditApplicationDto);

@Injectable()
export class ApplicationsService {
  constructor(
    private readonly acts: Acts,
    private readonly binding: ApplicationBinding,
  ) {}

  /**
   * @throws Refusal not-found outside one's organisations, rule-not-met when the call takes no draft in this department, conflict with
   * the draft that there already is, unless `anotherProject`
   */
  async create(context: RequestContext, body: CreateApplicationDto): Promise<Answer<ApplicationView>> {
    const { actor, now } = context;
    const { callId, organisationId, department, title, anotherProject: another = false } = body;
    const holds = (['HOLDER_EDITOR', 'HOLDER_REPRESENTATIVE'] as const).some((role) => holdsFor(actor, role, organisationId));
    if (!holds) throw new Refusal('not-found');
    return this.acts.perform(context, async (tx) => {
      const id = newId();
      const draft = { id, callId, organisationId, department, title, createdBy: actor.personId, now, another };
      if ((await insertDraft(tx, draft)) === 0) {
        const reasons = await whyNoDraft(tx, body, now);
        if (reasons.length > 0) throw new Refusal('rule-not-met', undefined, reasons);
        const existing = await existingDraft(tx, draft);
        // None left: it was submitted between the two statements, and the same request may pass now.
        throw new Refusal('conflict', existing && ALREADY_DRAFTED, [], undefined, existing && { existing });
      }
      return { ...(await this.answer(tx, context, id)), status: 201, location: `/v1/applications/${id}` };
    });
  }

  /**
   * Same order as an act: seen, theirs, version, state, then the content. A patch of an older version is merged with what was saved since;
   * one that changes nothing saves nothing, so that sending it twice is harmless.
   * @throws Refusal not-found, forbidden, stale-version (with the conflicts), transition-not-allowed, validation-failed
   */
  async edit(context: RequestContext, id: string, patch: JsonObject): Promise<Answer<ApplicationView>> {
    const { actor, ifMatch = 0, now } = context;
    return this.acts.perform(context, async (tx) => {
      const { facts, version } = await loadWritable(tx, context, id);
      if (ifMatch > version) throw new Refusal('stale-version');
      if (applicationMachine.editable?.includes(facts.state) !== true) throw new Refusal('transition-not-allowed');
      const stored = writtenIn(facts);
      if (ifMatch < version) await refuseConflicts(tx, { id, patch, stored, ifMatch, version });
      const given = (patch.answers ?? {}) as Answers;
      const merged = withAnswers(mergePatch(stored, patch), facts.content.answers, given);
      const changed = changedFields(stored, merged);
      if (changed.length === 0) return this.answer(tx, context, id);
      await checkFields(Object.fromEntries(Object.keys(patch).map((field) => [field, merged[field] ?? null])));
      const { title = '', ...fields } = merged as { title?: string };
      const content: ApplicationContent = fields;
      // Of the answers, those given alone: an amendment of the call must not stop the edit of anything else.
      const faults = [...contentFaults(content), ...answerFaults(facts.call.settings.questions, given)];
      if (faults.length > 0) throw new Refusal('validation-failed', undefined, faults.slice(0, 50));
      const edit = { id, version, title, content, now, savedBy: actor.personId, changed };
      if ((await updateDraft(tx, edit)) !== 1) throw new Refusal('stale-version');
      return this.answer(tx, context, id);
    });
  }

  act(context: RequestContext, id: string, event: ApplicationEvent, input?: unknown): Promise<Answer<ApplicationView>> {
    return this.acts.fire(context, this.binding, id, event, input ?? {}, (tx) => this.answer(tx, context, id));
  }

  async answer(tx: Tx, context: RequestContext, id: string): Promise<Answer<ApplicationView>> {
    const loaded = await loadApplication(tx.db, id);
    if (loaded === undefined) throw new Refusal('not-found');
    return { body: viewApplication(loaded.facts, loaded.version, context), version: loaded.version };
  }
}

interface Stale {
  readonly id: string;
  readonly patch: JsonObject;
  readonly stored: JsonObject;
  readonly ifMatch: number;
  readonly version: number;
}

/** @throws Refusal stale-version when what was read is not kept, or a field of the patch was changed since */
async function refuseConflicts(tx: Tx, { id, patch, stored, ifMatch, version }: Stale): Promise<void> {
  const base = await draftAsOf(tx, id, ifMatch);
  if (base === undefined) throw new Refusal('stale-version');
  const conflicts = conflictsOf(patch, base, stored);
  if (conflicts.length > 0) throw new Refusal('stale-version', SAME_FIELDS, [], undefined, { conflicts, version });
}
