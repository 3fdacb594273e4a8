// Reads of the remedies for the screens.

import { Injectable } from '@nestjs/common';

import { Prisma } from '../../generated/prisma/client.js';
import type { Actor } from '../../kernel/actor.js';
import { Refusal } from '../../kernel/errors.js';
import { localDate } from '../../kernel/legal-time.js';
import { Database } from '../../platform/database/database.service.js';
import { decodeCursor, DEFAULT_LIMIT, pageOf, type PageQuery } from '../../platform/http/pagination.js';
import { HistoryReader, type HistoryRange } from '../../platform/workflow/history.reader.js';
import type { HistoryView } from '../../platform/workflow/history.views.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import type { ApplicationFacts } from '../applications/application-facts.js';
import { scopeSql } from '../applications/application-scope.store.js';
import { readsFullHistory } from '../applications/disclosure.rules.js';
import { appealMachine } from './appeal.machine.js';
import type { AppealKind, AppealState } from './appeal.rules.js';
import { loadAppeal, selectAppeals } from './appeal.store.js';
import { readNotices } from './remedies.store.js';
import type { AppealListView, AppealView, SilenceRefusalListView, TimeLimitsView } from './remedies.views.js';
import { remedyScope, seesRemedy } from './remedy-scope.rules.js';
import { timeLimitsOf } from './time-limits.rules.js';
import { viewAppeal, viewAppealSummary, viewTimeLimits } from './view-remedies.js';
import { assertSees } from '../../kernel/machine.js';
import { visibleApplication } from '../applications/visible-application.reader.js';

export interface AppealFilters {
  readonly limit?: number;
  readonly after?: string;
  readonly state?: AppealState;
  readonly kind?: AppealKind;
  readonly callId?: string;
  readonly department?: string;
}

interface SilenceRow {
  readonly id: string;
  readonly applicationId: string;
  readonly applicationNumber: string | null;
  readonly title: string;
  readonly department: string;
  readonly state: string;
  readonly expiredAt: Date;
  readonly timeZone: string;
}

@Injectable()
export class RemediesReader {
  constructor(
    private readonly database: Database,
    private readonly histories: HistoryReader,
  ) {}

  /** One query a page. */
  async appeals({ actor }: RequestContext, query: AppealFilters): Promise<Answer<AppealListView>> {
    const { limit = DEFAULT_LIMIT, state, kind, callId, department } = query;
    const [after] = decodeCursor(query.after, 1) ?? [];
    const where = [scopeSql(remedyScope(actor))];
    if (state !== undefined) where.push(Prisma.sql`x.state = ${state}`);
    if (kind !== undefined) where.push(Prisma.sql`x.kind = ${kind}`);
    if (callId !== undefined) where.push(Prisma.sql`x.call_id = ${callId}::uuid`);
    if (department !== undefined) where.push(Prisma.sql`x.department = ${department}`);
    if (after !== undefined) where.push(Prisma.sql`x.id > ${after}::uuid`);
    const rows = await selectAppeals(this.database.read, Prisma.join(where, ' AND '), limit + 1);
    const body = pageOf(rows, limit, ({ id }) => [id], viewAppealSummary);
    return { body, next: body.page.next ?? undefined };
  }

  async ofApplication({ actor }: RequestContext, applicationId: string): Promise<Answer<AppealListView>> {
    await this.dossier(actor, applicationId);
    const rows = await selectAppeals(this.database.read, Prisma.sql`x.application_id = ${applicationId}::uuid`, 100);
    return { body: pageOf(rows, 100, ({ id }) => [id], viewAppealSummary) };
  }

  async appeal(context: RequestContext, id: string): Promise<Answer<AppealView>> {
    const loaded = await this.seen(context, id);
    return { body: viewAppeal(loaded.row, loaded.facts, context), version: loaded.row.version };
  }

  /** Holders read what happened and when; the others who, and on which facts. */
  async appealHistory(context: RequestContext, id: string, range: HistoryRange): Promise<Answer<HistoryView>> {
    const { facts } = await this.seen(context, id);
    const whole = readsFullHistory(context.actor, facts.organisationId);
    return { body: await this.histories.shown(appealMachine.name, id, range, whole) };
  }

  async timeLimits(context: RequestContext, applicationId: string): Promise<Answer<TimeLimitsView>> {
    const db = this.database.read;
    const application = await this.dossier(context.actor, applicationId);
    const { examination, state, call, silenceRecordedAt: recordedAt } = application;
    const against = Prisma.sql`x.application_id = ${applicationId}::uuid AND x.examination = ${examination}::int AND x.against = ${state}`;
    const appeals = await selectAppeals(db, against, 20);
    const notices = await readNotices(db, [applicationId, ...appeals.map(({ id }) => id)], examination);
    const noticeOf = (id: string, decision: string) =>
      notices.find((notice) => notice.subjectId === id && notice.decision === decision);
    const [holder] = await db.$queryRaw<{ department: string }[]>`
      SELECT department FROM organisation WHERE id = ${application.organisationId}::uuid`;
    const notice = noticeOf(applicationId, state);
    const standing = {
      application,
      holderDepartment: holder?.department ?? application.department,
      notice,
      appeals: appeals.map((row) => ({ ...row, notice: noticeOf(row.id, row.state) })),
    };
    const limits = timeLimitsOf(standing, context.now);
    const shown = { limits, timeZone: call.timeZone, recordedAt, notifiedAt: notice?.notifiedAt, appeals };
    return { body: viewTimeLimits(shown, context) };
  }

  /** Implicit refusals of the dossiers in reach that still wait for an express decision: the desk's list. One query a page. */
  async silences({ actor }: RequestContext, query: PageQuery): Promise<Answer<SilenceRefusalListView>> {
    const { limit = DEFAULT_LIMIT } = query;
    const [after] = decodeCursor(query.after, 1) ?? [];
    const where = [scopeSql(remedyScope(actor)), Prisma.sql`q.examination = a.examination`];
    if (after !== undefined) where.push(Prisma.sql`q.id > ${after}::uuid`);
    const rows = await this.database.read.$queryRaw<SilenceRow[]>`
      SELECT q.id, q.application_id AS "applicationId", a.number AS "applicationNumber", a.title, a.department, a.state,
             q.expired_at AS "expiredAt", c.time_zone AS "timeZone"
      FROM application_silence q JOIN application a ON a.id = q.application_id JOIN "call" c ON c.id = a.call_id
      WHERE a.state NOT IN ('AWARDED', 'REFUSED', 'INELIGIBLE', 'DISMISSED', 'WITHDRAWN') AND ${Prisma.join(where, ' AND ')}
      ORDER BY q.id LIMIT ${limit + 1}::int`;
    const body = pageOf(
      rows,
      limit,
      ({ id }) => [id],
      ({ expiredAt, timeZone, ...row }) => ({
        ...row,
        expiredAt: expiredAt.toISOString(),
        expiredOn: localDate(expiredAt, timeZone),
      }),
    );
    return { body, next: body.page.next ?? undefined };
  }

  private async dossier(actor: Actor, id: string): Promise<ApplicationFacts> {
    return (await visibleApplication(this.database.read, actor, id, seesRemedy)).facts;
  }

  private async seen({ actor, now }: RequestContext, id: string): Promise<NonNullable<Awaited<ReturnType<typeof loadAppeal>>>> {
    const loaded = await loadAppeal(this.database.read, id, now);
    if (loaded === undefined) throw new Refusal('not-found');
    assertSees(seesRemedy, actor, loaded.facts);
    return loaded;
  }
}
