import { Body, Controller, Query } from '@nestjs/common';

import { ACCOUNTANT_ROLES, HOLDER_ROLES, OFFICER_ROLES } from '../../kernel/actor.js';
import { AUTHENTICATED, roles } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { Act, Read } from '../../platform/http/routes.js';
import { HistoryQuery, HistoryView } from '../../platform/workflow/history.views.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import {
  AwardRecoveriesView,
  ContestDto,
  ContestEndDto,
  ReceiveDto,
  RecoveriesQuery,
  RecoveryListView,
  RecoveryOrderDto,
  RecoveryPlanDto,
  RecoveryReasonsDto,
  RecoveryRemarkDto,
  RecoveryView,
  ReturnReceiptDto,
  WaiveDto,
} from './recoveries.dto.js';
import { RecoveriesService } from './recoveries.service.js';

const OFFICERS = roles(...OFFICER_ROLES);
const ACCOUNTANTS = roles(...ACCOUNTANT_ROLES);

@Controller('v1')
export class RecoveriesController {
  constructor(private readonly recoveries: RecoveriesService) {}

  @Read('recoveries', {
    access: AUTHENTICATED,
    summary: 'Recoveries that the reader may see, in the order of their opening',
    answer: RecoveryListView,
  })
  list(@Ctx() context: RequestContext, @Query() query: RecoveriesQuery): Promise<Answer<RecoveryListView>> {
    return this.recoveries.list(context, query);
  }

  @Read('recoveries/:id', { access: AUTHENTICATED, summary: 'One recovery, with all its figures', answer: RecoveryView })
  one(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<RecoveryView>> {
    return this.recoveries.one(context, id);
  }

  @Read('recoveries/:id/history', {
    access: AUTHENTICATED,
    summary: 'What was done of a recovery',
    description: 'Holders read events and dates; those who act, and auditors, who and on which facts.',
    answer: HistoryView,
  })
  history(@Ctx() context: RequestContext, @Id() id: string, @Query() query: HistoryQuery): Promise<Answer<HistoryView>> {
    return this.recoveries.history(context, id, query);
  }

  @Read('awards/:id/recoveries', {
    access: AUTHENTICATED,
    summary: 'Recoveries of an award, all its funders on one page',
    answer: AwardRecoveriesView,
  })
  ofAward(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<AwardRecoveriesView>> {
    return this.recoveries.ofAward(context, id);
  }

  @Act('recoveries/:id/hear', {
    access: roles('CAF_INSTRUCTOR', 'DDETS_INSTRUCTOR', 'PARTNER_OFFICER'),
    summary: 'Send the computation to the holder, with a time for remarks',
    description: 'By the examiner of the funder, who answers for the computation.',
    answer: RecoveryView,
    ifMatch: 'required',
  })
  hear(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<RecoveryView>> {
    return this.recoveries.act(context, id, 'hear', {});
  }

  @Act('recoveries/:id/remark', {
    access: roles(...HOLDER_ROLES),
    summary: 'Make remarks on the computation',
    ifMatch: 'required',
    answer: RecoveryView,
  })
  remark(@Ctx() context: RequestContext, @Id() id: string, @Body() body: RecoveryRemarkDto): Promise<Answer<RecoveryView>> {
    return this.recoveries.act(context, id, 'remark', body);
  }

  @Act('recoveries/:id/order', {
    access: OFFICERS,
    summary: 'Issue the recovery order',
    description: 'Once the holder answered, or had the time to.',
    answer: RecoveryView,
    ifMatch: 'required',
  })
  order(@Ctx() context: RequestContext, @Id() id: string, @Body() body: RecoveryOrderDto): Promise<Answer<RecoveryView>> {
    return this.recoveries.order(context, id, body);
  }

  @Act('recoveries/:id/cancel', {
    access: OFFICERS,
    summary: 'Cancel it before the order: nothing is due',
    answer: RecoveryView,
    ifMatch: 'required',
  })
  cancel(@Ctx() context: RequestContext, @Id() id: string, @Body() body: RecoveryReasonsDto): Promise<Answer<RecoveryView>> {
    return this.recoveries.act(context, id, 'cancel', body);
  }

  @Act('recoveries/:id/plan', {
    access: OFFICERS,
    summary: 'Agree on instalments for what is left',
    description: 'The last plan agreed counts.',
    answer: RecoveryView,
    ifMatch: 'required',
  })
  plan(@Ctx() context: RequestContext, @Id() id: string, @Body() body: RecoveryPlanDto): Promise<Answer<RecoveryView>> {
    return this.recoveries.act(context, id, 'agreePlan', body);
  }

  @Act('recoveries/:id/receive', { access: ACCOUNTANTS, summary: 'Record a receipt', answer: RecoveryView, ifMatch: 'required' })
  receive(@Ctx() context: RequestContext, @Id() id: string, @Body() body: ReceiveDto): Promise<Answer<RecoveryView>> {
    return this.recoveries.act(context, id, 'receive', body);
  }

  @Act('recoveries/:id/return-receipt', {
    access: ACCOUNTANTS,
    summary: 'Record that a receipt went back, to the bank or to the holder',
    answer: RecoveryView,
    ifMatch: 'required',
  })
  returnReceipt(@Ctx() context: RequestContext, @Id() id: string, @Body() body: ReturnReceiptDto): Promise<Answer<RecoveryView>> {
    return this.recoveries.act(context, id, 'returnReceipt', body);
  }

  @Act('recoveries/:id/waive', {
    access: OFFICERS,
    summary: 'Waive all or part of what is left',
    description: 'By another person than who issued the order.',
    answer: RecoveryView,
    ifMatch: 'required',
  })
  waive(@Ctx() context: RequestContext, @Id() id: string, @Body() body: WaiveDto): Promise<Answer<RecoveryView>> {
    return this.recoveries.act(context, id, 'waive', body);
  }

  @Act('recoveries/:id/contest', {
    access: OFFICERS,
    summary: 'Record an appeal against the order, which suspends it',
    answer: RecoveryView,
    ifMatch: 'required',
  })
  contest(@Ctx() context: RequestContext, @Id() id: string, @Body() body: ContestDto): Promise<Answer<RecoveryView>> {
    return this.recoveries.act(context, id, 'contest', body);
  }

  @Act('recoveries/:id/uphold-contest', {
    access: OFFICERS,
    summary: 'Record that the appeal is upheld: the order is annulled',
    answer: RecoveryView,
    ifMatch: 'required',
  })
  uphold(@Ctx() context: RequestContext, @Id() id: string, @Body() body: ContestEndDto): Promise<Answer<RecoveryView>> {
    return this.recoveries.act(context, id, 'upholdContest', body);
  }

  @Act('recoveries/:id/reject-contest', {
    access: OFFICERS,
    summary: 'Record that the appeal is rejected: the order stands',
    answer: RecoveryView,
    ifMatch: 'required',
  })
  reject(@Ctx() context: RequestContext, @Id() id: string, @Body() body: ContestEndDto): Promise<Answer<RecoveryView>> {
    return this.recoveries.act(context, id, 'rejectContest', body);
  }
}
