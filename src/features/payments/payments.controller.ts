import { Body, Controller, Param, Query } from '@nestjs/common';

import { ACCOUNTANT_ROLES, OFFICER_ROLES } from '../../kernel/actor.js';
import { AUTHENTICATED, roles } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { CSV, XLSX } from '../../platform/http/raw-body.js';
import { Act, Create, Read } from '../../platform/http/routes.js';
import { HistoryQuery, HistoryView } from '../../platform/workflow/history.views.js';
import type { Answer, Download, RequestContext } from '../../platform/workflow/request.js';
import { AsOfQuery } from '../calls/moment.dto.js';
import { AccountView } from './bank-details.dto.js';
import {
  AwardPaymentsView,
  CreditMeasureDto,
  CreditMeasureView,
  ForecastView,
  HoldDto,
  LiquidateDto,
  PayDto,
  PaymentListView,
  PaymentReasonDto,
  PaymentsQuery,
  PaymentView,
} from './payments.dto.js';
import { PaymentsService } from './payments.service.js';

const OFFICERS = roles(...OFFICER_ROLES);
const ACCOUNTANTS = roles(...ACCOUNTANT_ROLES);
const READERS = roles(
  'HOLDER_EDITOR',
  'HOLDER_REPRESENTATIVE',
  'CAF_INSTRUCTOR',
  'DDETS_INSTRUCTOR',
  ...OFFICER_ROLES,
  'CALL_MANAGER',
  'AUDITOR',
  ...ACCOUNTANT_ROLES,
);
const FORECAST =
  'By the day on which each payment is expected: notification, first of its year, the day it waits for, or 30 June for what waits for a report. What is overdue counts in the month of that date.';

@Controller('v1')
export class PaymentsController {
  constructor(private readonly payments: PaymentsService) {}

  @Read('payments', {
    access: AUTHENTICATED,
    summary: 'Payments that the reader may see, in the order in which they are expected',
    answer: PaymentListView,
  })
  list(@Ctx() context: RequestContext, @Query() query: PaymentsQuery): Promise<Answer<PaymentListView>> {
    return this.payments.list(context, query);
  }

  @Read('payments/:id', {
    access: AUTHENTICATED,
    summary: 'One payment: what it waits for, who acts next',
    answer: PaymentView,
  })
  one(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<PaymentView>> {
    return this.payments.one(context, id);
  }

  @Read('payments/:id/history', {
    access: AUTHENTICATED,
    summary: 'What was done of a payment',
    description: 'Holders read events and dates; those who act, and auditors, who and on which facts.',
    answer: HistoryView,
  })
  history(@Ctx() context: RequestContext, @Id() id: string, @Query() query: HistoryQuery): Promise<Answer<HistoryView>> {
    return this.payments.history(context, id, query);
  }

  @Read('payments/:id/account', {
    access: roles(...OFFICER_ROLES, ...ACCOUNTANT_ROLES),
    summary: 'The account that it is paid to, whole; the reading is recorded',
    answer: AccountView,
    problems: ['forbidden'],
  })
  account(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<AccountView>> {
    return this.payments.account(context, id);
  }

  @Read('awards/:id/payments', {
    access: AUTHENTICATED,
    summary: 'Payments of an award, all its funders on one page',
    answer: AwardPaymentsView,
  })
  ofAward(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<AwardPaymentsView>> {
    return this.payments.ofAward(context, id);
  }

  @Create('calls/:id/funders/:code/payment-credits', {
    access: OFFICERS,
    summary: 'Stop, or open again, the payment of a year’s credits of one funder',
    description:
      'By an officer of that funder for the whole region. Its payments of the year not ordered yet are held within minutes, with the reasons; the other funders’ are not.',
    answer: CreditMeasureView,
  })
  measure(
    @Ctx() context: RequestContext,
    @Id() id: string,
    @Param('code') code: string,
    @Body() body: CreditMeasureDto,
  ): Promise<Answer<CreditMeasureView>> {
    return this.payments.measure(context, id, code, body);
  }

  @Read('calls/:id/payment-forecast', {
    access: READERS,
    summary: 'What is to be paid yet, by funder and month',
    description: FORECAST,
    answer: ForecastView,
  })
  forecast(@Ctx() context: RequestContext, @Id() id: string, @Query() { asOf }: AsOfQuery): Promise<Answer<ForecastView>> {
    return this.payments.forecast(context, id, asOf);
  }

  @Read('calls/:id/payment-forecast.csv', { access: READERS, summary: 'The same as CSV', description: FORECAST, media: CSV })
  forecastCsv(@Ctx() context: RequestContext, @Id() id: string, @Query() { asOf }: AsOfQuery): Promise<Answer<Download>> {
    return this.payments.forecastSheet(context, id, asOf, 'csv');
  }

  @Read('calls/:id/payment-forecast.xlsx', {
    access: READERS,
    summary: 'The same as a workbook',
    description: FORECAST,
    media: XLSX,
  })
  forecastXlsx(@Ctx() context: RequestContext, @Id() id: string, @Query() { asOf }: AsOfQuery): Promise<Answer<Download>> {
    return this.payments.forecastSheet(context, id, asOf, 'xlsx');
  }

  @Act('payments/:id/certify', {
    access: roles('CAF_INSTRUCTOR', 'DDETS_INSTRUCTOR', 'PARTNER_OFFICER'),
    summary: 'Certify the performance',
    description: 'DDETS examiner for the State, Caf examiner for the Cnaf, an officer of a third funder for itself.',
    answer: PaymentView,
    ifMatch: 'required',
  })
  certify(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<PaymentView>> {
    return this.payments.act(context, id, 'certify', {});
  }

  @Act('payments/:id/liquidate', {
    access: OFFICERS,
    summary: 'Fix the sum to be paid, the tranche at most and below the ceilings',
    answer: PaymentView,
    ifMatch: 'required',
  })
  liquidate(@Ctx() context: RequestContext, @Id() id: string, @Body() body: LiquidateDto): Promise<Answer<PaymentView>> {
    return this.payments.act(context, id, 'liquidate', body);
  }

  @Act('payments/:id/order', {
    access: OFFICERS,
    summary: 'Order the payment to the accountant',
    answer: PaymentView,
    ifMatch: 'required',
  })
  order(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<PaymentView>> {
    return this.payments.act(context, id, 'order', {});
  }

  @Act('payments/:id/pay', { access: ACCOUNTANTS, summary: 'Record that it is paid', answer: PaymentView, ifMatch: 'required' })
  pay(@Ctx() context: RequestContext, @Id() id: string, @Body() body: PayDto): Promise<Answer<PaymentView>> {
    return this.payments.act(context, id, 'pay', body);
  }

  @Act('payments/:id/reject', {
    access: ACCOUNTANTS,
    summary: 'Record that the bank rejected it, or gave it back',
    answer: PaymentView,
    ifMatch: 'required',
  })
  reject(@Ctx() context: RequestContext, @Id() id: string, @Body() body: PaymentReasonDto): Promise<Answer<PaymentView>> {
    return this.payments.act(context, id, 'reject', body);
  }

  @Act('payments/:id/reissue', {
    access: OFFICERS,
    summary: 'Issue a rejected payment again, to new bank details',
    answer: PaymentView,
    ifMatch: 'required',
  })
  reissue(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<PaymentView>> {
    return this.payments.act(context, id, 'reissue', {});
  }

  @Act('payments/:id/hold', {
    access: OFFICERS,
    summary: 'Hold a payment, with the reason',
    answer: PaymentView,
    ifMatch: 'required',
  })
  hold(@Ctx() context: RequestContext, @Id() id: string, @Body() body: HoldDto): Promise<Answer<PaymentView>> {
    return this.payments.act(context, id, 'hold', body);
  }

  @Act('payments/:id/release', { access: OFFICERS, summary: 'Release a held payment', answer: PaymentView, ifMatch: 'required' })
  release(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<PaymentView>> {
    return this.payments.act(context, id, 'release', {});
  }

  @Act('payments/:id/cancel', {
    access: OFFICERS,
    summary: 'Cancel a tranche, with the reason',
    description:
      'Its credits stay committed for the award until that is amended or over; those of a share that is over are free again.',
    answer: PaymentView,
    ifMatch: 'required',
  })
  cancel(@Ctx() context: RequestContext, @Id() id: string, @Body() body: PaymentReasonDto): Promise<Answer<PaymentView>> {
    return this.payments.act(context, id, 'cancel', body);
  }
}
