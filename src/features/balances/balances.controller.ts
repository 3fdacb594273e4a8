import { Body, Controller, Query } from '@nestjs/common';

import { HOLDER_ROLES, OFFICER_ROLES } from '../../kernel/actor.js';
import { AUTHENTICATED, roles } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { Act, Create, Read } from '../../platform/http/routes.js';
import { HistoryQuery, HistoryView } from '../../platform/workflow/history.views.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { AgreeBalanceDto, BalanceListView, BalanceRemarkDto, BalancesQuery, BalanceView } from './balances.dto.js';
import { BalancesService } from './balances.service.js';

const EXAMINERS = roles('CAF_INSTRUCTOR', 'DDETS_INSTRUCTOR');

@Controller('v1')
export class BalancesController {
  constructor(private readonly balances: BalancesService) {}

  @Read('balances', { access: AUTHENTICATED, summary: 'Balances that the reader may see', answer: BalanceListView })
  list(@Ctx() context: RequestContext, @Query() query: BalancesQuery): Promise<Answer<BalanceListView>> {
    return this.balances.list(context, query);
  }

  @Read('awards/:id/balance', {
    access: AUTHENTICATED,
    summary: 'Balance of an award: every figure, and the computation in sentences',
    description: 'Its holder reads it once it is proposed.',
    answer: BalanceView,
  })
  one(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<BalanceView>> {
    return this.balances.one(context, id);
  }

  @Read('balances/:id/history', {
    access: AUTHENTICATED,
    summary: 'What was done of a balance',
    description: 'Holders read events and dates; those who act, and auditors, who and on which facts.',
    answer: HistoryView,
  })
  history(@Ctx() context: RequestContext, @Id() id: string, @Query() query: HistoryQuery): Promise<Answer<HistoryView>> {
    return this.balances.history(context, id, query);
  }

  @Create('awards/:id/balance', {
    access: EXAMINERS,
    summary: 'Compute the balance, again while it is not fixed',
    description: 'The acceptance of the last report computes it a first time by itself. Earlier computations are kept.',
    answer: BalanceView,
  })
  compute(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<BalanceView>> {
    return this.balances.compute(context, id);
  }

  @Act('balances/:id/propose', {
    access: EXAMINERS,
    summary: 'Propose it to the holder, with a time for remarks',
    answer: BalanceView,
    ifMatch: 'required',
  })
  propose(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<BalanceView>> {
    return this.balances.act(context, id, 'propose', {});
  }

  @Act('balances/:id/remark', {
    access: roles(...HOLDER_ROLES),
    summary: 'Make remarks on it',
    answer: BalanceView,
    ifMatch: 'required',
  })
  remark(@Ctx() context: RequestContext, @Id() id: string, @Body() body: BalanceRemarkDto): Promise<Answer<BalanceView>> {
    return this.balances.act(context, id, 'remark', body);
  }

  @Act('balances/:id/agree', {
    access: roles(...OFFICER_ROLES),
    summary: 'Agree on it for one’s funder',
    description:
      'One person a funder. The last agreement fixes it: recoveries are opened, or the payments set to what is left; a share of which nothing is left to pay is completed.',
    answer: BalanceView,
    ifMatch: 'required',
  })
  agree(@Ctx() context: RequestContext, @Id() id: string, @Body() body: AgreeBalanceDto): Promise<Answer<BalanceView>> {
    return this.balances.act(context, id, 'agree', body);
  }
}
