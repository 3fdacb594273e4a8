import { Injectable } from '@nestjs/common';

import { Refusal } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { authorise, findingsOf } from '../../kernel/machine.js';
import { isUniqueViolation } from '../../platform/database/faults.js';
import type { Tx } from '../../platform/database/tx.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import { Executor } from '../../platform/workflow/executor.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { auditAccount } from '../accounts/account-audit.js';
import { loadApplication } from '../applications/application.store.js';
import { agenciesOf } from '../applications/processing.rules.js';
import type { ExpertRequestEvent } from './expert-request-facts.js';
import { ExpertRequestBinding } from './expert-request.binding.js';
import { expertRequestMachine, REQUEST_RULES } from './expert-request.machine.js';
import { factsOf, filesOfDossier, findExpert, insertExpertRequest } from './expert-request.store.js';
import type { RequestExpertDto } from './experts.dto.js';
import { ExpertsReader } from './experts.reader.js';
import type { ExpertDeclinedView, ExpertRequestView } from './experts.views.js';

const ASKED_ALREADY = {
  fr: 'Un avis est déjà demandé à cette personne sur ce dossier : attendez sa réponse, ou retirez la demande.',
  en: 'This person is already asked for an opinion on this application: wait for the answer, or revoke the request.',
};

@Injectable()
export class ExpertsService {
  constructor(
    private readonly acts: Acts,
    private readonly executor: Executor,
    private readonly binding: ExpertRequestBinding,
    private readonly reader: ExpertsReader,
  ) {}

  /** @throws Refusal not-found, forbidden, rule-not-met, conflict when the same person is asked already */
  request(context: RequestContext, applicationId: string, body: RequestExpertDto): Promise<Answer<ExpertRequestView>> {
    const { actor, now, requestId } = context;
    return this.acts.perform(context, async (tx) => {
      await tx.lock('application', applicationId, 'share');
      const application = (await loadApplication(tx.db, applicationId))?.facts;
      if (application === undefined) throw new Refusal('not-found');
      const [agencyKind = 'CAF'] = agenciesOf(actor, application.department);
      const asked = { id: newId(), agencyKind, requestedBy: actor.personId, dueAt: new Date(body.dueAt) };
      const nobody = { expertId: '', disabled: false, serves: false, actsForHolder: false };
      // Before anything is written, and before an account is looked for.
      const denied = authorise(expertRequestMachine, 'request', factsOf(application, asked, nobody, []), actor);
      if (denied !== undefined) throw new Refusal(denied.code, denied.detail);
      const expert = await findExpert(tx.db, await accountOf(tx, context, body), application, now);
      const facts = factsOf(application, asked, expert, await filesOfDossier(tx.db, applicationId, body.documentIds));
      const { question, documentIds } = body;
      const input = { question, documentIds };
      // What the table could not hold is said in the words of the machine's own rules.
      const found = REQUEST_RULES.flatMap((rule) => findingsOf(rule, { facts, input, actor, now }));
      if (found.length > 0) throw new Refusal('rule-not-met', undefined, found);
      try {
        await insertExpertRequest(tx, facts, question, now);
      } catch (error) {
        throw isUniqueViolation(error) ? new Refusal('conflict', ASKED_ALREADY) : error;
      }
      await this.executor.fire(tx, this.binding, asked.id, 'request', { actor, input, now, requestId });
      return { ...(await this.reader.view(tx.db, context, asked.id)), status: 201, location: `/v1/expert-requests/${asked.id}` };
    });
  }

  act(context: RequestContext, id: string, event: ExpertRequestEvent, input: object): Promise<Answer<ExpertRequestView>> {
    return this.acts.fire(context, this.binding, id, event, input, (tx) => this.reader.view(tx.db, context, id));
  }

  /** With an interest declared the dossier is closed to the expert: the answer says that it is recorded, and nothing of the dossier. */
  decline(context: RequestContext, id: string, input: object): Promise<Answer<ExpertDeclinedView>> {
    return this.acts.fire(context, this.binding, id, 'decline', input, (_tx, { state }) =>
      Promise.resolve({ body: { id, state, declinedAt: context.now.toISOString() } }),
    );
  }
}

/** The person at this address; an account without password when there is none: the message to the expert opens it. */
async function accountOf(
  tx: Tx,
  { actor, now, requestId }: RequestContext,
  { email, givenName, familyName }: RequestExpertDto,
): Promise<string> {
  const id = newId();
  const created = await tx.db.$executeRaw`
    INSERT INTO person (id, email, given_name, family_name, locale, password_must_change, created_at)
    VALUES (${id}::uuid, ${email}, ${givenName}, ${familyName}, 'fr', false, ${now}::timestamptz) ON CONFLICT (email) DO NOTHING`;
  if (created === 1) {
    const doer = { actor, now, requestId, capacity: 'agency' } as const;
    const change = { from: '—', to: 'ACTIVE', version: 1, facts: { invitedAs: 'expert' } };
    await auditAccount(tx, doer, { aggregate: 'person', id, event: 'create', ...change });
    return id;
  }
  const [row] = await tx.db.$queryRaw<{ id: string }[]>`SELECT id FROM person WHERE email = ${email}`;
  return row?.id ?? id;
}
