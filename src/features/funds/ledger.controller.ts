import { Controller, Query } from '@nestjs/common';

import { AsOfQuery } from '../calls/moment.dto.js';
import { roles } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { CSV, XLSX } from '../../platform/http/raw-body.js';
import { Read } from '../../platform/http/routes.js';
import type { Answer, Download, RequestContext } from '../../platform/workflow/request.js';
import { FUNDS_ROLES } from './funds-scope.rules.js';
import { BalancesView, DossierBalancesView, LedgerPageView, LedgerQuery, LedgerRangeQuery } from './ledger.dto.js';
import { LedgerService } from './ledger.service.js';

const READERS = roles(...FUNDS_ROLES);
const EXPORT = 'Oldest first, one line an entry, streamed. No cell is a formula.';

@Controller('v1')
export class LedgerController {
  constructor(private readonly ledger: LedgerService) {}

  @Read('calls/:id/ledger', {
    access: READERS,
    summary: 'Movements of the credits of a call, newest first',
    description: 'Movements of a dossier that is closed to the reader are left out.',
    answer: LedgerPageView,
  })
  list(@Ctx() context: RequestContext, @Id() id: string, @Query() query: LedgerQuery): Promise<Answer<LedgerPageView>> {
    return this.ledger.list(context, id, query);
  }

  @Read('calls/:id/ledger.csv', { access: READERS, summary: 'The ledger of a call as CSV', description: EXPORT, media: CSV })
  csv(@Ctx() context: RequestContext, @Id() id: string, @Query() range: LedgerRangeQuery): Promise<Answer<Download>> {
    return this.ledger.sheet(context, id, range, 'csv');
  }

  @Read('calls/:id/ledger.xlsx', {
    access: READERS,
    summary: 'The ledger of a call as a workbook',
    description: EXPORT,
    media: XLSX,
  })
  xlsx(@Ctx() context: RequestContext, @Id() id: string, @Query() range: LedgerRangeQuery): Promise<Answer<Download>> {
    return this.ledger.sheet(context, id, range, 'xlsx');
  }

  @Read('calls/:id/balances', {
    access: READERS,
    summary: 'Accounts of each funder and year of a call, at any date',
    answer: BalancesView,
  })
  ofCall(@Ctx() context: RequestContext, @Id() id: string, @Query() { asOf }: AsOfQuery): Promise<Answer<BalancesView>> {
    return this.ledger.ofCall(context, id, asOf);
  }

  @Read('applications/:id/balances', {
    access: READERS,
    summary: 'Accounts of one application by funder and year, at any date',
    answer: DossierBalancesView,
  })
  ofApplication(
    @Ctx() context: RequestContext,
    @Id() id: string,
    @Query() { asOf }: AsOfQuery,
  ): Promise<Answer<DossierBalancesView>> {
    return this.ledger.ofApplication(context, id, asOf);
  }
}
