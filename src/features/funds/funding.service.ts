import { Injectable } from '@nestjs/common';

import { Refusal } from '../../kernel/errors.js';
import { localDate } from '../../kernel/legal-time.js';
import { Database } from '../../platform/database/database.service.js';
import { decodeCursor, DEFAULT_LIMIT, pageOf } from '../../platform/http/pagination.js';
import { say, viewMoney } from '../../platform/http/views.js';
import { downloadOf, pagesOf, type SheetFormat } from '../../platform/http/sheet-download.js';
import type { Answer, Download, Locale, RequestContext } from '../../platform/workflow/request.js';
import { missingDocumentsIn } from '../payments/documents-owed.store.js';
import { lateReportsIn } from '../reports/late-reports.reader.js';
import { creditAlerts, documentAlerts, lateReportAlerts, parityAlert, type FundingAlert } from './funding-alerts.rules.js';
import { fundingAlertsSheet } from './funding-alerts-sheet.rules.js';
import { fundingSheet } from './funding-sheet.rules.js';
import { FundingReader } from './funding.reader.js';
import { gapOf, whyBehind, type FundingRow } from './funding.rules.js';
import { momentOf, type Moment } from '../calls/moment.rules.js';
import type {
  FundingAlertListView,
  FundingAlertsQuery,
  FundingAlertsSheetQuery,
  FundingAlertView,
  FundingQuery,
  FundingRowView,
  FundingSheetQuery,
  FundingView,
} from './funding.dto.js';

/** Rows of an export that are held at once. */
const EXPORT_PAGE = 500;
const ALERT_DAYS = 90;

@Injectable()
export class FundingService {
  constructor(
    private readonly database: Database,
    private readonly reader: FundingReader,
  ) {}

  /** @throws Refusal not-found outside one's scope */
  async of({ actor, locale }: RequestContext, callId: string, query: FundingQuery): Promise<Answer<FundingView>> {
    const { by = 'funder,year', limit = DEFAULT_LIMIT } = query;
    const [after] = decodeCursor(query.after, 1) ?? [];
    const funding = await this.reader.of(actor, callId, { by, asOf: momentOf(query.asOf, '/asOf'), after, limit: limit + 1 });
    if (funding === undefined) throw new Refusal('not-found');
    const view = (row: FundingRow): FundingRowView => viewRow(row, locale);
    // Holders and dossiers are as many as there are; the others are few, and given whole.
    const pages = by === 'holder' || by === 'award';
    if (!pages) return { body: { callId, by, items: funding.rows.map(view), page: { limit, next: null } } };
    const body = pageOf(funding.rows, limit, ({ id }) => [id ?? ''], view);
    return { body: { callId, by, ...body }, next: body.page.next ?? undefined };
  }

  /** @throws Refusal not-found outside one's scope, before the first byte */
  async sheet(
    { actor, now }: RequestContext,
    callId: string,
    query: FundingSheetQuery,
    format: SheetFormat,
  ): Promise<Answer<Download>> {
    const { by = 'funder,year' } = query;
    const asOf = momentOf(query.asOf, '/asOf');
    // Others than holders and dossiers come whole.
    const size = by === 'holder' || by === 'award' ? EXPORT_PAGE : Infinity;
    const rows = await pagesOf(size, async (last?: FundingRow) => {
      const funding = await this.reader.of(actor, callId, { by, asOf, after: last?.id ?? undefined, limit: EXPORT_PAGE });
      if (funding === undefined) throw new Refusal('not-found');
      return funding.rows;
    });
    return { body: downloadOf(fundingSheet(by, rows), 'credits', format, now) };
  }

  /** @throws Refusal not-found outside one's scope */
  async alerts(context: RequestContext, callId: string, query: FundingAlertsQuery): Promise<Answer<FundingAlertListView>> {
    const { limit = DEFAULT_LIMIT } = query;
    const [after] = decodeCursor(query.after, 1) ?? [];
    const rows = await this.behind(context, callId, { asOf: momentOf(query.asOf, '/asOf'), after, limit: limit + 1 });
    const view = (alert: FundingAlert): FundingAlertView => viewAlert(alert, context.locale);
    const body = pageOf(
      rows,
      limit,
      ({ id }) => [id ?? ''],
      (row) => view(parityAlert(row)),
    );
    const next = body.page.next ?? undefined;
    if (after !== undefined) return { body, next };
    const first = await this.alertsOfCall(context, callId, query);
    return { body: { ...body, items: [...first.map(view), ...body.items] }, next };
  }

  /** @throws Refusal not-found outside one's scope, before the first byte */
  async alertsSheet(
    context: RequestContext,
    callId: string,
    query: FundingAlertsSheetQuery,
    format: SheetFormat,
  ): Promise<Answer<Download>> {
    const asOf = momentOf(query.asOf, '/asOf');
    const first = await this.alertsOfCall(context, callId, query);
    const rows = await pagesOf(EXPORT_PAGE, (last?: FundingRow) =>
      this.behind(context, callId, { asOf, after: last?.id ?? undefined, limit: EXPORT_PAGE }),
    );
    return { body: downloadOf(fundingAlertsSheet(first, rows), 'alertes', format, context.now) };
  }

  /** Dossiers in which a funder is behind. */
  private async behind(
    { actor }: RequestContext,
    callId: string,
    page: { readonly asOf: Moment | undefined; readonly after: string | undefined; readonly limit: number },
  ): Promise<readonly FundingRow[]> {
    const funding = await this.reader.of(actor, callId, { by: 'award', behind: true, ...page });
    if (funding === undefined) throw new Refusal('not-found');
    return funding.rows;
  }

  /** Of the envelopes, of the late reports and of the missing documents. */
  private async alertsOfCall(
    { actor, now }: RequestContext,
    callId: string,
    query: FundingAlertsSheetQuery,
  ): Promise<FundingAlert[]> {
    const asOf = momentOf(query.asOf, '/asOf');
    const credits = await this.reader.credits(actor, callId, asOf);
    if (credits === undefined) throw new Refusal('not-found');
    const day = asOf?.day ?? localDate(asOf?.instant ?? now, credits.timeZone);
    const late = await lateReportsIn(this.database.read, callId, actor.personId, { asOf, now });
    const missing = await missingDocumentsIn(this.database.read, callId, actor.personId, { asOf, now });
    const expiring = creditAlerts(credits.envelopes, day, query.days ?? ALERT_DAYS);
    return [...expiring, ...lateReportAlerts(late), ...documentAlerts(missing)];
  }
}

function viewRow(row: FundingRow, locale: Locale): FundingRowView {
  const { funderCode, funderName, year, id, label, dossiers, ofEnvelope, envelope, available, frozen, gaps } = row;
  const byYear = id === null;
  return {
    funderCode: byYear ? funderCode : null,
    funderName: byYear ? funderName : null,
    year: byYear ? year : null,
    id,
    label,
    dossiers,
    envelope: ofEnvelope ? viewMoney(envelope) : null,
    available: ofEnvelope ? viewMoney(available) : null,
    frozen: ofEnvelope ? viewMoney(frozen) : null,
    reserved: viewMoney(row.reserved),
    committed: viewMoney(row.committed),
    ordered: viewMoney(row.ordered),
    paid: viewMoney(row.paid),
    left: viewMoney(row.committed - row.paid),
    recovered: viewMoney(row.recovered),
    parityGap: viewMoney(gapOf(gaps)),
    gaps: gaps.map((gap) => ({
      code: gap.reason,
      sentence: say(whyBehind(gap.reason), locale),
      gap: viewMoney(gap.cents),
      dossiers: gap.dossiers,
    })),
  };
}

function viewAlert({ sentence, cents, reasons, ...alert }: FundingAlert, locale: Locale): FundingAlertView {
  return { ...alert, sentence: say(sentence, locale), amount: viewMoney(cents), reasons: [...reasons] };
}
