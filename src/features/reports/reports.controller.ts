import { Body, Controller, Param, Query } from '@nestjs/common';

import type { JsonObject } from '../../kernel/errors.js';
import { AUTHENTICATED, roles } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { MergePatchPipe } from '../../platform/http/merge-patch.js';
import { Act, Edit, Read } from '../../platform/http/routes.js';
import { HistoryQuery, HistoryView } from '../../platform/workflow/history.views.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { AwardReportsView, ReportListView, ReportView, SubmittedReportView } from './report-views.dto.js';
import { AcceptReportDto, EditReportDto, ReportsQuery, ReturnReportDto } from './reports.dto.js';
import { ReportsService } from './reports.service.js';

const EXAMINERS = roles('CAF_INSTRUCTOR', 'DDETS_INSTRUCTOR');

type Reply = Promise<Answer<ReportView>>;

/** Financial reports (loi 2000-321, article 10; arrêté of 11 October 2006). */
@Controller('v1')
export class ReportsController {
  constructor(private readonly reports: ReportsService) {}

  @Read('reports', {
    access: AUTHENTICATED,
    summary: 'Financial reports that the reader may see, by the day on which they are awaited',
    answer: ReportListView,
  })
  list(@Ctx() context: RequestContext, @Query() query: ReportsQuery): Promise<Answer<ReportListView>> {
    return this.reports.list(context, query);
  }

  @Read('awards/:id/reports', {
    access: AUTHENTICATED,
    summary: 'Financial reports of an award, one a year, and what the accepted ones say of its real cost',
    answer: AwardReportsView,
  })
  ofAward(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<AwardReportsView>> {
    return this.reports.ofAward(context, id);
  }

  @Read('reports/:id', {
    access: AUTHENTICATED,
    summary: 'One financial report: table of figures, gaps, versions, who acts next',
    description: 'The draft is its holder’s; anyone else reads what was submitted last.',
    answer: ReportView,
  })
  one(@Ctx() context: RequestContext, @Id() id: string): Reply {
    return this.reports.one(context, id);
  }

  @Read('reports/:id/history', {
    access: AUTHENTICATED,
    summary: 'What was done of a report',
    description: 'Holders read events and dates; those who act, and auditors, who and on which facts.',
    answer: HistoryView,
  })
  history(@Ctx() context: RequestContext, @Id() id: string, @Query() query: HistoryQuery): Promise<Answer<HistoryView>> {
    return this.reports.history(context, id, query);
  }

  @Read('reports/:id/versions/:number', {
    access: AUTHENTICATED,
    summary: 'A report as submitted, whole',
    answer: SubmittedReportView,
  })
  version(
    @Ctx() context: RequestContext,
    @Id() id: string,
    @Param('number') number: string,
  ): Promise<Answer<SubmittedReportView>> {
    return this.reports.version(context, id, number);
  }

  @Edit('reports/:id', {
    access: roles('HOLDER_EDITOR', 'HOLDER_REPRESENTATIVE'),
    summary: 'Write a report, before it is submitted or once it is returned',
    description: 'JSON Merge Patch (RFC 7396): what is left out stays, null removes, a list is replaced whole.',
    answer: ReportView,
    patchOf: EditReportDto,
  })
  edit(@Ctx() context: RequestContext, @Id() id: string, @Body(new MergePatchPipe(EditReportDto)) patch: JsonObject): Reply {
    return this.reports.edit(context, id, patch);
  }

  @Act('reports/:id/submit', {
    access: roles('HOLDER_REPRESENTATIVE'),
    summary: 'Submit a report, once its year is over',
    description: 'Kept whole, with its hash: it never changes. If it is returned, another version follows.',
    answer: ReportView,
    ifMatch: 'required',
  })
  submit(@Ctx() context: RequestContext, @Id() id: string): Reply {
    return this.reports.act(context, id, 'submit', {});
  }

  @Act('reports/:id/return', {
    access: EXAMINERS,
    summary: 'Return a report to be completed, with reasons',
    answer: ReportView,
    ifMatch: 'required',
  })
  return(@Ctx() context: RequestContext, @Id() id: string, @Body() body: ReturnReportDto): Reply {
    return this.reports.act(context, id, 'return', body);
  }

  @Act('reports/:id/accept', {
    access: EXAMINERS,
    summary: 'Accept a report for all the funders, setting aside what is not eligible',
    description: 'What waited for it falls due at once, and a share suspended because it was late runs again.',
    answer: ReportView,
    ifMatch: 'required',
  })
  accept(@Ctx() context: RequestContext, @Id() id: string, @Body() body: AcceptReportDto): Reply {
    return this.reports.act(context, id, 'accept', body);
  }
}
