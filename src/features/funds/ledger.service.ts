import { Injectable } from '@nestjs/common';

import { Refusal } from '../../kernel/errors.js';
import { Database } from '../../platform/database/database.service.js';
import { decodeCursor, DEFAULT_LIMIT, pageOf } from '../../platform/http/pagination.js';
import { viewMoney } from '../../platform/http/views.js';
import { downloadOf, pagesOf, type SheetFormat } from '../../platform/http/sheet-download.js';
import type { Answer, Download, RequestContext } from '../../platform/workflow/request.js';
import { visibleApplication } from '../applications/visible-application.reader.js';
import { dossierBalances, type DossierBalance } from './dossier-balances.reader.js';
import { FundingReader } from './funding.reader.js';
import { gapOf, type FundingRow } from './funding.rules.js';
import { asFunder, readsFunds } from './funds-scope.rules.js';
import { LedgerEntriesReader, type LedgerEntry } from './ledger-entries.reader.js';
import { ledgerSheet } from './ledger-sheet.rules.js';
import { momentOf } from '../calls/moment.rules.js';
import type {
  BalancesView,
  DossierBalancesView,
  DossierBalanceView,
  FunderYearBalanceView,
  LedgerEntryView,
  LedgerPageView,
  LedgerQuery,
  LedgerRangeQuery,
} from './ledger.dto.js';

/** Rows of an export that are held at once. */
const EXPORT_PAGE = 1000;

@Injectable()
export class LedgerService {
  constructor(
    private readonly database: Database,
    private readonly entries: LedgerEntriesReader,
    private readonly funding: FundingReader,
  ) {}

  /** Newest first. @throws Refusal not-found outside one's scope */
  async list({ actor }: RequestContext, callId: string, query: LedgerQuery): Promise<Answer<LedgerPageView>> {
    const { limit = DEFAULT_LIMIT, funder, year, kind, application: applicationId } = query;
    const [number, line] = decodeCursor(query.after, 3) ?? [];
    const after = number === undefined ? undefined : { number, line: Number(line) };
    const filters = { funder, year, kind, applicationId, ...rangeOf(query) };
    const rows = await this.entries.page(actor, callId, filters, { after, limit: limit + 1, order: 'newest' });
    if (rows === undefined) throw new Refusal('not-found');
    const body = pageOf(rows, limit, (row) => [row.number, String(row.line), row.transactionId], viewEntry);
    return { body, next: body.page.next ?? undefined };
  }

  /**
   * The ledger as a sheet, oldest first: read by the page while it is sent, so that a long one takes no more memory than a short one.
   * @throws Refusal not-found outside one's scope, before the first byte
   */
  async sheet(
    { actor, now }: RequestContext,
    callId: string,
    range: LedgerRangeQuery,
    format: SheetFormat,
  ): Promise<Answer<Download>> {
    const filters = rangeOf(range);
    const pages = await pagesOf(EXPORT_PAGE, async (after?: LedgerEntry) => {
      const rows = await this.entries.page(actor, callId, filters, { after, limit: EXPORT_PAGE, order: 'oldest' });
      if (rows === undefined) throw new Refusal('not-found');
      return rows;
    });
    return { body: downloadOf(ledgerSheet(pages), 'grand-livre', format, now) };
  }

  /** @throws Refusal not-found outside one's scope */
  async ofCall({ actor }: RequestContext, callId: string, asOf: string | undefined): Promise<Answer<BalancesView>> {
    const query = { by: 'funder,year', asOf: momentOf(asOf, '/asOf'), limit: 0 } as const;
    const funding = await this.funding.of(actor, callId, query);
    if (funding === undefined) throw new Refusal('not-found');
    const { rows } = funding;
    const years = [...new Set(rows.map(({ year }) => year))].sort((a, b) => a - b);
    const gapIn = (year: number): bigint => gapOf(rows.filter((row) => row.year === year).flatMap(({ gaps }) => gaps));
    const parity = years.map((year) => ({ year, gap: viewMoney(gapIn(year)) }));
    return { body: { callId, items: rows.map(viewBalance), parity } };
  }

  /** @throws Refusal not-found outside one's scope */
  async ofApplication({ actor }: RequestContext, id: string, asOf: string | undefined): Promise<Answer<DossierBalancesView>> {
    const moment = momentOf(asOf, '/asOf');
    const db = this.database.read;
    const { facts } = await visibleApplication(db, asFunder(actor), id);
    if (!readsFunds(actor, { region: facts.call.region, everPublished: true })) throw new Refusal('not-found');
    return { body: { applicationId: id, items: (await dossierBalances(db, id, moment)).map(viewDossier) } };
  }
}

function rangeOf({ from, to }: LedgerRangeQuery): Pick<Parameters<LedgerEntriesReader['page']>[2], 'from' | 'to'> {
  return { from: momentOf(from, '/from'), to: momentOf(to, '/to') };
}

function viewEntry({ applicationId, applicationNumber, actorId, actorName, cents, at, ...entry }: LedgerEntry): LedgerEntryView {
  const { transactionId, number, line, kind, funderCode, year, debit, credit, reason, requestId, sourceId, reversesId } = entry;
  return {
    transactionId,
    number,
    line,
    at: new Date(at).toISOString(),
    kind,
    funderCode,
    year,
    application: applicationId === null ? null : { id: applicationId, number: applicationNumber },
    debit,
    credit,
    amount: viewMoney(BigInt(cents)),
    actor: { id: actorId, name: actorName },
    reason,
    requestId,
    sourceId,
    reversesId,
  };
}

function viewBalance(row: FundingRow): FunderYearBalanceView {
  const { funderCode, funderName, year, envelope, available, frozen, reserved, committed, ordered, paid, recovered } = row;
  return {
    funderCode,
    funderName,
    year,
    envelope: viewMoney(envelope),
    available: viewMoney(available),
    frozen: viewMoney(frozen),
    reserved: viewMoney(reserved),
    // Each sum of a row holds the ones after it; here each account is told by itself.
    committed: viewMoney(committed - ordered),
    ordered: viewMoney(ordered - paid),
    paid: viewMoney(paid - recovered),
    recovered: viewMoney(recovered),
    left: viewMoney(committed - paid),
  };
}

function viewDossier({ funderCode, year, reserved, committed, ordered, paid, recovered }: DossierBalance): DossierBalanceView {
  return {
    funderCode,
    year,
    reserved: viewMoney(reserved),
    committed: viewMoney(committed),
    ordered: viewMoney(ordered),
    paid: viewMoney(paid),
    recovered: viewMoney(recovered),
    left: viewMoney(committed + ordered),
  };
}
