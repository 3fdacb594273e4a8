import { Injectable } from '@nestjs/common';

import { applicationScope } from '../../access/application-scope.js';
import { Prisma } from '../../generated/prisma/client.js';
import { Refusal } from '../../kernel/errors.js';
import { actions, assertSees, waitingOn } from '../../kernel/machine.js';
import { Database } from '../../platform/database/database.service.js';
import type { Db } from '../../platform/database/tx.js';
import { decodeCursor, DEFAULT_LIMIT, pageOf } from '../../platform/http/pagination.js';
import { viewActions } from '../../platform/http/views.js';
import type { Answer, Download, RequestContext } from '../../platform/workflow/request.js';
import { visibleApplication } from '../applications/visible-application.reader.js';
import { DocumentsReader } from '../documents/documents.reader.js';
import { loadDocument } from '../documents/document.store.js';
import { withinInstructionScope } from '../instruction/sealing.rules.js';
import { readExpertOpinions } from './expert-opinions.reader.js';
import { expertRequestMachine } from './expert-request.machine.js';
import { filesOpen, readsAsExpert, readsExpertRequest } from './expert-request.rules.js';
import { factsOf, loadExpertRequest, selectExpertRequests, type LoadedRequest } from './expert-request.store.js';
import type {
  ExpertOpinionListView,
  ExpertRequestListView,
  ExpertRequestView,
  OwnExpertRequestPageView,
} from './experts.views.js';

/** Requests made on one dossier: more is no examination. */
const MOST_REQUESTS = 100;

interface OwnRow {
  readonly id: string;
  readonly state: OwnExpertRequestPageView['items'][number]['state'];
  readonly requestedAt: Date;
  readonly dueAt: Date;
}

@Injectable()
export class ExpertsReader {
  constructor(
    private readonly database: Database,
    private readonly documents: DocumentsReader,
  ) {}

  one(context: RequestContext, id: string): Promise<Answer<ExpertRequestView>> {
    return this.view(this.database.read, context, id);
  }

  /** @throws Refusal not-found */
  async view(db: Db, context: RequestContext, id: string): Promise<Answer<ExpertRequestView>> {
    const loaded = await this.seen(db, context, id);
    return { body: viewRequest(loaded, context), version: loaded.row.version };
  }

  /** For both agencies. @throws Refusal not-found */
  async ofApplication(context: RequestContext, applicationId: string): Promise<Answer<ExpertRequestListView>> {
    const db = this.database.read;
    const { facts: application } = await visibleApplication(db, context.actor, applicationId);
    const rows = await selectExpertRequests(db, Prisma.sql`e.application_id = ${applicationId}::uuid`, MOST_REQUESTS);
    const expert = { disabled: false, serves: false, actsForHolder: false };
    const items = rows
      .map((row) => ({ row, application, facts: factsOf(application, row, { ...expert, expertId: row.expertId }, []) }))
      .filter(({ facts }) => readsExpertRequest.allows(context.actor, facts));
    return { body: { items: items.map((loaded) => viewRequest(loaded, context)) } };
  }

  /** Asked of the caller, the last one first; what is closed by an interest recorded since is not there. */
  async own(
    { actor }: RequestContext,
    { limit = DEFAULT_LIMIT, after }: { limit?: number; after?: string },
  ): Promise<Answer<OwnExpertRequestPageView>> {
    const [before] = decodeCursor(after, 1) ?? [];
    const beyond = before === undefined ? Prisma.sql`true` : Prisma.sql`e.id < ${before}::uuid`;
    const rows = await this.database.read.$queryRaw<OwnRow[]>`
      SELECT e.id, e.state, e.requested_at AS "requestedAt", e.due_at AS "dueAt" FROM expert_request e
      WHERE e.expert_id = ${actor.personId}::uuid AND ${beyond}
        AND NOT EXISTS (SELECT FROM interest n WHERE n.application_id = e.application_id AND n.person_id = e.expert_id)
      ORDER BY e.id DESC LIMIT ${limit + 1}::int`;
    const body = pageOf(
      rows,
      limit,
      (row) => [row.id],
      ({ id, state, requestedAt, dueAt }) => ({
        id,
        state,
        requestedAt: requestedAt.toISOString(),
        dueAt: dueAt.toISOString(),
      }),
    );
    return { body, ...(body.page.next !== null && { next: body.page.next }) };
  }

  /** The bytes of a file that the request lists; to the expert, between the declaration and the deadline. @throws Refusal not-found */
  async content(context: RequestContext, id: string, documentId: string): Promise<Answer<Download>> {
    const db = this.database.read;
    const { row, facts } = await this.seen(db, context, id);
    const open = !readsAsExpert(context.actor, facts) || filesOpen(row.state, facts, context.now);
    const listed = open && facts.documentIds.includes(documentId);
    const document = listed ? await loadDocument(db, documentId) : undefined;
    if (document === undefined) throw new Refusal('not-found');
    return this.documents.bytes(document.facts);
  }

  /** To who reads the agencies' positions: the committee from the agenda on, the holder once the decision is taken. @throws Refusal not-found */
  async opinions({ actor }: RequestContext, applicationId: string): Promise<Answer<ExpertOpinionListView>> {
    const db = this.database.read;
    const { facts } = await visibleApplication(db, actor, applicationId);
    if (!withinInstructionScope(applicationScope(actor), { ...facts, applicationState: facts.state }))
      throw new Refusal('not-found');
    return { body: { items: [...((await readExpertOpinions(db, [applicationId])).get(applicationId) ?? [])] } };
  }

  private async seen(db: Db, { actor, now }: RequestContext, id: string): Promise<LoadedRequest> {
    const loaded = await loadExpertRequest(db, id, now);
    if (loaded === undefined) throw new Refusal('not-found');
    assertSees(readsExpertRequest, actor, loaded.facts);
    return loaded;
  }
}

/** The expert reads the reference and the question while the request is open, then their own opinion; files from the declaration on. */
function viewRequest({ row, facts, application }: LoadedRequest, { actor, now, locale }: RequestContext): ExpertRequestView {
  const asExpert = readsAsExpert(actor, facts);
  const open = row.closedAt === null && now < row.dueAt;
  const told = !asExpert || open || row.state === 'GIVEN';
  const files = !asExpert || filesOpen(row.state, facts, now);
  const { number, title, organisationName: organisation } = application;
  return {
    id: row.id,
    version: row.version,
    state: row.state,
    agencyKind: row.agencyKind,
    application: told ? { id: asExpert ? null : row.applicationId, number, title, organisation } : null,
    expert: { id: row.expertId, name: row.expertName },
    question: told ? row.question : null,
    documents: files ? [...row.documents] : [],
    requestedAt: row.requestedAt.toISOString(),
    dueAt: row.dueAt.toISOString(),
    acceptedAt: row.acceptedAt?.toISOString() ?? null,
    opinion: row.opinion,
    closedAt: row.closedAt?.toISOString() ?? null,
    closingReason: row.closingReason,
    actions: viewActions(actions(expertRequestMachine, row.state, facts, actor, now), locale),
    waitingOn: waitingOn(expertRequestMachine, row.state)?.[locale] ?? null,
  };
}
