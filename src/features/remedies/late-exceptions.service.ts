import { Injectable } from '@nestjs/common';

import { Refusal } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { assertSees, authorise } from '../../kernel/machine.js';
import { Database } from '../../platform/database/database.service.js';
import { isUniqueViolation } from '../../platform/database/faults.js';
import type { Db } from '../../platform/database/tx.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import { Executor } from '../../platform/workflow/executor.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { visibleApplication } from '../applications/visible-application.reader.js';
import { LateExceptionBinding } from './late-exception.binding.js';
import { lateExceptionMachine } from './late-exception.machine.js';
import { exceptionFacts, insertException, loadException, readExceptions } from './late-exception.store.js';
import { heldDossier } from './remedies.store.js';
import type { OpenExceptionDto } from './remedies.dto.js';
import type { LateExceptionListView, LateExceptionView } from './remedies.views.js';
import { seesRemedy } from './remedy-scope.rules.js';
import { viewException } from './view-remedies.js';

@Injectable()
export class LateExceptionsService {
  constructor(
    private readonly acts: Acts,
    private readonly executor: Executor,
    private readonly database: Database,
    private readonly binding: LateExceptionBinding,
  ) {}

  /** @throws Refusal not-found, forbidden, conflict when one is already open, rule-not-met */
  async open(context: RequestContext, applicationId: string, body: OpenExceptionDto): Promise<Answer<LateExceptionView>> {
    const { actor, now, requestId } = context;
    return this.acts.perform(context, async (tx) => {
      const application = await heldDossier(tx, applicationId);
      if (application === undefined) throw new Refusal('not-found');
      // Before anything is written: a stranger must not learn from a conflict that one is open.
      const denied = authorise(lateExceptionMachine, 'open', exceptionFacts(application, []), actor);
      if (denied !== undefined) throw new Refusal(denied.code, denied.detail);
      const id = newId();
      try {
        await insertException(tx, { id, application, reasons: body.reasons ?? '', openedBy: actor.personId, now });
      } catch (error) {
        if (!isUniqueViolation(error)) throw error;
        throw new Refusal('conflict', {
          fr: 'Une exception est déjà en cours sur ce dossier : signez-la ou refusez-la.',
          en: 'An exception is already open on this application: sign or reject it.',
        });
      }
      await this.executor.fire(tx, this.binding, id, 'open', { actor, input: body, now, requestId });
      return { ...(await this.view(tx.db, context, id)), status: 201, location: `/v1/late-exceptions/${id}` };
    });
  }

  act(context: RequestContext, id: string, event: 'sign' | 'reject', input: object): Promise<Answer<LateExceptionView>> {
    return this.acts.fire(context, this.binding, id, event, input, (tx) => this.view(tx.db, context, id));
  }

  one(context: RequestContext, id: string): Promise<Answer<LateExceptionView>> {
    return this.view(this.database.read, context, id);
  }

  async ofApplication(context: RequestContext, applicationId: string): Promise<Answer<LateExceptionListView>> {
    const db = this.database.read;
    const application = (await visibleApplication(db, context.actor, applicationId, seesRemedy)).facts;
    const rows = await readExceptions(db, { applicationId });
    return {
      body: { items: rows.map((row) => viewException(row, exceptionFacts(application, row.signatures), context)) },
    };
  }

  private async view(db: Db, context: RequestContext, id: string): Promise<Answer<LateExceptionView>> {
    const loaded = await loadException(db, id);
    if (loaded === undefined) throw new Refusal('not-found');
    assertSees(seesRemedy, context.actor, loaded.facts);
    return { body: viewException(loaded.row, loaded.facts, context), version: loaded.row.version };
  }
}
