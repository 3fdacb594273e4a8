import { Injectable } from '@nestjs/common';

import { Refusal } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { authorise } from '../../kernel/machine.js';
import { isUniqueViolation } from '../../platform/database/faults.js';
import type { Db } from '../../platform/database/tx.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import { Executor } from '../../platform/workflow/executor.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { appealSilence } from './appeal-limit.rules.js';
import { AppealBinding } from './appeal.binding.js';
import { appealMachine } from './appeal.machine.js';
import { APPEALABLE, type AppealEvent } from './appeal.rules.js';
import { appealFacts, insertAppeal, loadAppeal } from './appeal.store.js';
import type { FileAppealDto } from './remedies.dto.js';
import { heldDossier } from './remedies.store.js';
import type { AppealView } from './remedies.views.js';
import { viewAppeal } from './view-remedies.js';

const NOTHING_TO_CHALLENGE = {
  fr: 'Aucune décision défavorable n’a été prise sur ce dossier : il n’y a rien à contester.',
  en: 'No negative decision was taken on this application: there is nothing to challenge.',
};

@Injectable()
export class AppealsService {
  constructor(
    private readonly acts: Acts,
    private readonly executor: Executor,
    private readonly binding: AppealBinding,
  ) {}

  /** @throws Refusal not-found, forbidden, conflict when this kind was already filed against the decision, rule-not-met */
  async file(context: RequestContext, applicationId: string, { kind, grounds }: FileAppealDto): Promise<Answer<AppealView>> {
    const { actor, now, requestId } = context;
    return this.acts.perform(context, async (tx) => {
      const application = await heldDossier(tx, applicationId);
      if (application === undefined) throw new Refusal('not-found');
      const silenceAt = appealSilence(now, application.call.timeZone);
      const filed = { kind, against: application.state, examination: application.examination, silenceAt, proposal: null };
      const denied = authorise(appealMachine, 'file', await appealFacts(tx.db, application, filed, now), actor);
      if (denied !== undefined) throw new Refusal(denied.code, denied.detail);
      // The table holds appeals against negative decisions alone: said here, in the words of the machine's own rule.
      if (!(APPEALABLE as readonly string[]).includes(application.state)) {
        throw new Refusal('rule-not-met', undefined, [{ rule: 'negativeDecisionTaken', message: NOTHING_TO_CHALLENGE }]);
      }
      const id = newId();
      try {
        await insertAppeal(tx, { id, application, kind, grounds, filedBy: actor.personId, silenceAt, now });
      } catch (error) {
        if (!isUniqueViolation(error)) throw error;
        throw new Refusal('conflict', {
          fr: 'Un recours de ce type a déjà été déposé contre cette décision : lisez-le, ou retirez-le avant d’en déposer un autre.',
          en: 'An appeal of this kind was already filed against this decision: read it, or withdraw it before filing another one.',
        });
      }
      await this.executor.fire(tx, this.binding, id, 'file', { actor, input: { kind }, now, requestId });
      return { ...(await this.view(tx.db, context, id)), status: 201, location: `/v1/appeals/${id}` };
    });
  }

  act(context: RequestContext, id: string, event: AppealEvent, input: object): Promise<Answer<AppealView>> {
    return this.acts.fire(context, this.binding, id, event, input, (tx) => this.view(tx.db, context, id));
  }

  private async view(db: Db, context: RequestContext, id: string): Promise<Answer<AppealView>> {
    const loaded = await loadAppeal(db, id, context.now);
    if (loaded === undefined) throw new Refusal('not-found');
    return { body: viewAppeal(loaded.row, loaded.facts, context), version: loaded.row.version };
  }
}
