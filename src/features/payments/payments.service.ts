import { Injectable } from '@nestjs/common';

import { servesRegion } from '../../kernel/actor.js';
import { Refusal } from '../../kernel/errors.js';
import { Database } from '../../platform/database/database.service.js';
import { decodeCursor, DEFAULT_LIMIT, pageOf } from '../../platform/http/pagination.js';
import { downloadOf, pagesOf, type SheetFormat } from '../../platform/http/sheet-download.js';
import { viewMoney } from '../../platform/http/views.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import { HistoryReader, type HistoryRange } from '../../platform/workflow/history.reader.js';
import type { HistoryView } from '../../platform/workflow/history.views.js';
import type { Answer, Download, RequestContext } from '../../platform/workflow/request.js';
import { AwardsReader } from '../awards/awards.reader.js';
import { mayBeFunderCode } from '../calls/call-facts.js';
import { momentOf } from '../calls/moment.rules.js';
import type { AccountView } from './bank-details.dto.js';
import { recordReading } from './bank-details.store.js';
import { forecastSheet, type ForecastRow } from './forecast-sheet.rules.js';
import { findFunder, insertMeasure, type CreditMeasure } from './payment-acts.store.js';
import type { PaymentEvent } from './payment-facts.rules.js';
import { PaymentBinding } from './payment.binding.js';
import { paymentMachine } from './payment.machine.js';
import { accountants, orderers } from './payment.rules.js';
import { paymentScope, readsChain, withinPaymentScope } from './payment-scope.rules.js';
import { findPayment } from './payment.store.js';
import { viewAwardPayments, viewPayment, viewSummary } from './payment.views.js';
import type {
  AwardPaymentsView,
  CreditMeasureView,
  ForecastView,
  PaymentListView,
  PaymentsQuery,
  PaymentView,
} from './payments.dto.js';
import { PaymentsReader } from './payments.reader.js';
import { findAccount } from './payment-account.store.js';

@Injectable()
export class PaymentsService {
  constructor(
    private readonly acts: Acts,
    private readonly database: Database,
    private readonly binding: PaymentBinding,
    private readonly reader: PaymentsReader,
    private readonly awards: AwardsReader,
    private readonly histories: HistoryReader,
  ) {}

  async list({ actor, locale }: RequestContext, query: PaymentsQuery): Promise<Answer<PaymentListView>> {
    const { limit = DEFAULT_LIMIT, after, ...filters } = query;
    const rows = await this.reader.list(actor, filters, decodeCursor(after, 2), limit);
    const body = pageOf(
      rows,
      limit,
      (row) => [row.expectedOn, row.id],
      (row) => viewSummary(row, locale),
    );
    return { body, next: body.page.next ?? undefined };
  }

  async one(context: RequestContext, id: string): Promise<Answer<PaymentView>> {
    const record = await this.reader.one(context.actor, id);
    if (record === undefined) throw new Refusal('not-found');
    return { body: viewPayment(record, context), version: record.version };
  }

  /** An accountant, who sees no award, sees the payments of the own funder; for anyone else, what the award is. */
  async ofAward(context: RequestContext, awardId: string): Promise<Answer<AwardPaymentsView>> {
    const records = await this.reader.ofAward(context.actor, awardId);
    if (records.length === 0) {
      const award = await this.awards.one(context.actor, awardId);
      const [leg] = award?.legs ?? [];
      const seen = award && leg && withinPaymentScope(paymentScope(context.actor), { ...award, funder: leg });
      if (seen !== true) throw new Refusal('not-found');
    }
    return { body: viewAwardPayments(awardId, records, context) };
  }

  async history(context: RequestContext, id: string, range: HistoryRange): Promise<Answer<HistoryView>> {
    const record = await this.reader.one(context.actor, id);
    if (record === undefined) throw new Refusal('not-found');
    const whole = readsChain(context.actor, record.facts.organisationId);
    return { body: await this.histories.shown(paymentMachine.name, id, range, whole) };
  }

  act(context: RequestContext, id: string, event: Exclude<PaymentEvent, 'fallDue'>, input: object): Promise<Answer<PaymentView>> {
    return this.acts.fire(context, this.binding, id, event, input, async (tx) => {
      const record = await findPayment(tx.db, id);
      if (record === undefined) throw new Refusal('not-found');
      // A release may have made it due in the same transaction: its version is the last one.
      return { body: viewPayment(record, context), version: record.version };
    });
  }

  /** The account whole, for who orders and pays; the reading is recorded. @throws Refusal not-found outside one's scope, forbidden */
  async account({ actor, now }: RequestContext, id: string): Promise<Answer<AccountView>> {
    const record = await this.reader.one(actor, id);
    if (record === undefined) throw new Refusal('not-found');
    const { facts, trail } = record;
    if (![...orderers, ...accountants].some((policy) => policy.allows(actor, facts))) throw new Refusal('forbidden');
    const accountId = trail.bankDetailsId ?? facts.account?.id;
    if (accountId === undefined) throw new Refusal('not-found');
    return this.database.transaction(async (tx) => {
      await recordReading(tx, [accountId], actor.personId, now);
      return { body: await findAccount(tx.db, accountId) };
    });
  }

  /** A funder's officer for the whole region of the call stops or opens the payment of a year's credits; payments follow within minutes. */
  measure(context: RequestContext, callId: string, code: string, measure: CreditMeasure): Promise<Answer<CreditMeasureView>> {
    const { actor, now } = context;
    return this.acts.perform(context, async (tx) => {
      const funder = mayBeFunderCode(code) ? await findFunder(tx.db, callId, code) : undefined;
      if (funder === undefined || !servesRegion(actor, funder.officerRole, funder.region)) throw new Refusal('not-found');
      if (!funder.years.includes(measure.year)) {
        const message = { fr: 'Indiquez une année budgétaire de l’appel.', en: 'Give a budget year of the call.' };
        throw new Refusal('rule-not-met', undefined, [{ rule: 'yearOfCall', pointer: '/year', message }]);
      }
      const id = await insertMeasure(tx, callId, code, measure, actor.personId, now);
      return {
        body: { ...measure, id, decidedAt: now.toISOString() },
        status: 201,
        location: `/v1/calls/${callId}/payment-forecast`,
      };
    });
  }

  async forecast(context: RequestContext, callId: string, asOf?: string): Promise<Answer<ForecastView>> {
    const rows = await this.forecastRows(context, callId, asOf);
    const codes = [...new Map(rows.map(({ code, name }) => [code, name]))];
    return {
      body: {
        callId,
        funders: codes.map(([code, name]) => {
          const own = rows.filter((row) => row.code === code);
          return {
            code,
            name,
            total: viewMoney(own.reduce((sum, { cents }) => sum + cents, 0n)),
            months: own.map(({ month, cents, payments }) => ({ month, amount: viewMoney(cents), payments })),
          };
        }),
      },
    };
  }

  /** By funder and month: few enough to come whole. */
  async forecastSheet(
    context: RequestContext,
    callId: string,
    asOf: string | undefined,
    format: SheetFormat,
  ): Promise<Answer<Download>> {
    const rows = await pagesOf(Infinity, () => this.forecastRows(context, callId, asOf));
    return { body: downloadOf(forecastSheet(rows), 'prevision-de-paiements', format, context.now) };
  }

  /** @throws Refusal not-found of a call that is not published */
  private async forecastRows({ actor, now }: RequestContext, callId: string, asOf: string | undefined): Promise<ForecastRow[]> {
    const rows = await this.reader.forecast(actor, callId, momentOf(asOf, '/asOf'), now);
    if (rows.length === 0 && !(await this.reader.isPublished(callId))) throw new Refusal('not-found');
    return rows;
  }
}
