import { Controller, Query } from '@nestjs/common';

import { ACCOUNTANT_ROLES, OFFICER_ROLES } from '../../kernel/actor.js';
import { roles } from '../../platform/http/access.js';
import { Ctx } from '../../platform/http/context.js';
import { CSV, XLSX } from '../../platform/http/raw-body.js';
import { Read } from '../../platform/http/routes.js';
import { downloadOf, pagesOf, type SheetFormat } from '../../platform/http/sheet-download.js';
import type { Answer, Download, RequestContext } from '../../platform/workflow/request.js';
import { momentOf } from '../calls/moment.rules.js';
import { RecoveryOrdersQuery } from './recovery-orders.dto.js';
import { RecoveryOrdersReader } from './recovery-orders.reader.js';
import { recoveryOrdersSheet } from './recovery-orders.rules.js';

/** Who follows the money of a funder: a recovery is seen by who sees the payments of its share. */
const READERS = roles(...OFFICER_ROLES, ...ACCOUNTANT_ROLES, 'CALL_MANAGER', 'AUDITOR');
const EXPORT =
  'Those of the payments that the reader sees, of one funder where it is named: what was ordered, received, waived and left at that date. Streamed. No cell is a formula.';
/** Rows of an export that are held at once. */
const PAGE = 1000;

@Controller('v1')
export class RecoveryOrdersController {
  constructor(private readonly orders: RecoveryOrdersReader) {}

  @Read('recovery-orders.csv', { access: READERS, summary: 'Recovery orders at a date, as CSV', description: EXPORT, media: CSV })
  csv(@Ctx() context: RequestContext, @Query() query: RecoveryOrdersQuery): Promise<Answer<Download>> {
    return this.sheet(context, query, 'csv');
  }

  @Read('recovery-orders.xlsx', {
    access: READERS,
    summary: 'Recovery orders at a date, as a workbook',
    description: EXPORT,
    media: XLSX,
  })
  xlsx(@Ctx() context: RequestContext, @Query() query: RecoveryOrdersQuery): Promise<Answer<Download>> {
    return this.sheet(context, query, 'xlsx');
  }

  /** @throws Refusal validation-failed on the date, before the first byte */
  private async sheet(
    { actor, now }: RequestContext,
    { callId, funder, asOf }: RecoveryOrdersQuery,
    format: SheetFormat,
  ): Promise<Answer<Download>> {
    const filters = { callId, funder, asOf: momentOf(asOf, '/asOf') ?? { instant: now } };
    const pages = await pagesOf(PAGE, (last?: { readonly number: bigint }) =>
      this.orders.page(actor, filters, { after: last?.number, limit: PAGE }),
    );
    return { body: downloadOf(recoveryOrdersSheet(pages), 'ordres-de-recouvrer', format, now) };
  }
}
