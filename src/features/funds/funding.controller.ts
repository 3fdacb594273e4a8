import { Controller, Query } from '@nestjs/common';

import { roles } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { CSV, XLSX } from '../../platform/http/raw-body.js';
import { Read } from '../../platform/http/routes.js';
import type { Answer, Download, RequestContext } from '../../platform/workflow/request.js';
import {
  FundingAlertListView,
  FundingAlertsQuery,
  FundingAlertsSheetQuery,
  FundingQuery,
  FundingSheetQuery,
  FundingView,
} from './funding.dto.js';
import { FundingService } from './funding.service.js';
import { FUNDS_ROLES } from './funds-scope.rules.js';

const READERS = roles(...FUNDS_ROLES);
const ROWS =
  'By funder and year, department, holder, application or for the whole region, at any date. Sums over many applications are of all of them; by holder or application, those that are closed to the reader are left out.';

@Controller('v1/calls')
export class FundingController {
  constructor(private readonly funding: FundingService) {}

  @Read(':id/funding', {
    access: READERS,
    summary: 'What is reserved, committed, ordered, paid, left and recovered of a call, and why one funder is behind',
    description: ROWS,
    answer: FundingView,
  })
  of(@Ctx() context: RequestContext, @Id() id: string, @Query() query: FundingQuery): Promise<Answer<FundingView>> {
    return this.funding.of(context, id, query);
  }

  @Read(':id/funding.csv', { access: READERS, summary: 'The same as CSV', description: ROWS, media: CSV })
  csv(@Ctx() context: RequestContext, @Id() id: string, @Query() query: FundingSheetQuery): Promise<Answer<Download>> {
    return this.funding.sheet(context, id, query, 'csv');
  }

  @Read(':id/funding.xlsx', { access: READERS, summary: 'The same as a workbook', description: ROWS, media: XLSX })
  xlsx(@Ctx() context: RequestContext, @Id() id: string, @Query() query: FundingSheetQuery): Promise<Answer<Download>> {
    return this.funding.sheet(context, id, query, 'xlsx');
  }

  @Read(':id/funding-alerts', {
    access: READERS,
    summary:
      'Credits that expire, promises not kept in their year, reports that are late, documents that are missing, funders that are not level, at any date',
    answer: FundingAlertListView,
  })
  alerts(
    @Ctx() context: RequestContext,
    @Id() id: string,
    @Query() query: FundingAlertsQuery,
  ): Promise<Answer<FundingAlertListView>> {
    return this.funding.alerts(context, id, query);
  }

  @Read(':id/funding-alerts.csv', { access: READERS, summary: 'The same as CSV', media: CSV })
  alertsCsv(
    @Ctx() context: RequestContext,
    @Id() id: string,
    @Query() query: FundingAlertsSheetQuery,
  ): Promise<Answer<Download>> {
    return this.funding.alertsSheet(context, id, query, 'csv');
  }

  @Read(':id/funding-alerts.xlsx', { access: READERS, summary: 'The same as a workbook', media: XLSX })
  alertsXlsx(
    @Ctx() context: RequestContext,
    @Id() id: string,
    @Query() query: FundingAlertsSheetQuery,
  ): Promise<Answer<Download>> {
    return this.funding.alertsSheet(context, id, query, 'xlsx');
  }
}
