import { Injectable } from '@nestjs/common';

import { holdsFor } from '../../kernel/actor.js';
import { Refusal, type JsonObject } from '../../kernel/errors.js';
import { isUuid } from '../../kernel/ids.js';
import { assertSees } from '../../kernel/machine.js';
import { Database } from '../../platform/database/database.service.js';
import type { Db } from '../../platform/database/tx.js';
import { wholeCheck } from '../../platform/http/merge-patch.js';
import { decodeCursor, DEFAULT_LIMIT, pageOf } from '../../platform/http/pagination.js';
import { viewMoney } from '../../platform/http/views.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import { HistoryReader, type HistoryRange } from '../../platform/workflow/history.reader.js';
import type { HistoryView } from '../../platform/workflow/history.views.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { onlyReads } from '../applications/application-people.store.js';
import { changedFields, mergePatch } from '../applications/draft-merge.rules.js';
import { AwardsReader } from '../awards/awards.reader.js';
import { paymentScope, readsChain } from '../payments/payment-scope.rules.js';
import { acceptedFiguresOf } from './accepted-figures.reader.js';
import { reportFaults } from './report-content.rules.js';
import type { ReportContent } from './report-content.js';
import type { AwardReportsView, ReportListView, ReportView, SubmittedReportView } from './report-views.dto.js';
import { kindOf } from './report-version.rules.js';
import { lockReport, ReportBinding } from './report.binding.js';
import { reportMachine } from './report.machine.js';
import { seesReport } from './report.rules.js';
import { findReport, saveDraft } from './report.store.js';
import { viewReport, viewSummary } from './report.views.js';
import { EditReportDto, type ReportsQuery } from './reports.dto.js';
import { ReportsReader } from './reports.reader.js';

const checkFields = wholeCheck(EditReportDto);

@Injectable()
export class ReportsService {
  constructor(
    private readonly acts: Acts,
    private readonly database: Database,
    private readonly binding: ReportBinding,
    private readonly reader: ReportsReader,
    private readonly awards: AwardsReader,
    private readonly histories: HistoryReader,
  ) {}

  async list(context: RequestContext, query: ReportsQuery): Promise<Answer<ReportListView>> {
    const { limit = DEFAULT_LIMIT, after, ...filters } = query;
    const rows = await this.reader.list(context.actor, filters, context.now, decodeCursor(after, 2), limit);
    const body = pageOf(
      rows,
      limit,
      (row) => [row.awaitedOn, row.id],
      (row) => viewSummary(row, context),
    );
    return { body, next: body.page.next ?? undefined };
  }

  /** None before the first share is notified. @throws Refusal not-found outside one's scope */
  async ofAward(context: RequestContext, awardId: string): Promise<Answer<AwardReportsView>> {
    const { actor } = context;
    const rows = await this.reader.ofAward(actor, awardId);
    if (rows.length === 0) {
      const award = await this.awards.one(actor, awardId);
      const { all, organisationIds, departments } = paymentScope(actor);
      const seen = all || organisationIds.includes(award?.organisationId ?? '') || departments.includes(award?.department ?? '');
      if (award === undefined || !seen) throw new Refusal('not-found');
    }
    const accepted = rows.length === 0 ? [] : await acceptedFiguresOf(this.database.read, awardId);
    return {
      body: {
        awardId,
        items: rows.map((row) => viewSummary(row, context)),
        accepted: accepted.map(({ year, final, acceptedOn, eligibleCents, otherPublicCents }) => ({
          year,
          kind: kindOf({ final }),
          acceptedOn,
          eligible: viewMoney(eligibleCents),
          otherPublic: viewMoney(otherPublicCents),
        })),
      },
    };
  }

  one(context: RequestContext, id: string): Promise<Answer<ReportView>> {
    return this.view(this.database.read, context, id);
  }

  /** @throws Refusal not-found */
  async version({ actor }: RequestContext, id: string, text: string): Promise<Answer<SubmittedReportView>> {
    const number = /^[1-9]\d{0,3}$/.test(text) ? Number(text) : undefined;
    const found = number === undefined ? undefined : await this.reader.version(actor, id, number);
    if (number === undefined || found === undefined) throw new Refusal('not-found');
    const { hash, submittedAt, content } = found;
    return { body: { reportId: id, number, hash, submittedAt: submittedAt.toISOString(), content } };
  }

  /** A holder reads what happened and when; those who act, and auditors, who and on which facts. */
  async history(context: RequestContext, id: string, range: HistoryRange): Promise<Answer<HistoryView>> {
    const record = await this.reader.one(this.database.read, context.actor, id);
    if (record === undefined) throw new Refusal('not-found');
    const whole = readsChain(context.actor, record.facts.organisationId);
    return { body: await this.histories.shown(reportMachine.name, id, range, whole) };
  }

  /**
   * Seen, theirs, version, state, then the content; a patch that changes nothing saves nothing.
   * @throws Refusal not-found, forbidden, stale-version, transition-not-allowed, validation-failed
   */
  edit(context: RequestContext, id: string, patch: JsonObject): Promise<Answer<ReportView>> {
    const { actor, ifMatch, now } = context;
    return this.acts.perform(context, async (tx) => {
      await lockReport(tx, id);
      const record = await findReport(tx.db, id);
      if (record === undefined) throw new Refusal('not-found');
      const { facts, version } = record;
      assertSees(seesReport, actor, facts);
      const { organisationId, applicationId, state, legs } = facts;
      const writes = (['HOLDER_EDITOR', 'HOLDER_REPRESENTATIVE'] as const).some((role) => holdsFor(actor, role, organisationId));
      if (!writes || (await onlyReads(tx.db, applicationId, actor.personId))) throw new Refusal('forbidden');
      if (ifMatch !== version) throw new Refusal('stale-version');
      if (reportMachine.editable?.includes(state) !== true)
        throw new Refusal('transition-not-allowed', reportMachine.refusals?.[state]);
      const stored = facts.content as unknown as JsonObject;
      const merged = mergePatch(stored, patch);
      if (changedFields(stored, merged).length > 0) {
        await checkFields(merged);
        const content = merged as unknown as ReportContent;
        const faults = reportFaults(
          content,
          legs.map(({ code }) => code),
        );
        if (faults.length > 0) throw new Refusal('validation-failed', undefined, faults.slice(0, 50));
        if ((await saveDraft(tx, id, version, content, now)) !== 1) throw new Refusal('stale-version');
      }
      return this.view(tx.db, context, id);
    });
  }

  act(context: RequestContext, id: string, event: 'submit' | 'return' | 'accept', input: object): Promise<Answer<ReportView>> {
    return this.acts.fire(context, this.binding, id, event, input, (tx) => this.view(tx.db, context, id));
  }

  private async view(db: Db, context: RequestContext, id: string): Promise<Answer<ReportView>> {
    const record = isUuid(id) ? await this.reader.one(db, context.actor, id) : undefined;
    if (record === undefined) throw new Refusal('not-found');
    return { body: viewReport(record, context), version: record.version };
  }
}
