import { Body, Controller, Query } from '@nestjs/common';

import { roles } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { Act, Create, Read } from '../../platform/http/routes.js';
import { HistoryQuery, HistoryView } from '../../platform/workflow/history.views.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { AppealsService } from './appeals.service.js';
import { FOLLOWERS } from './followers.js';
import { AppealQuery, FileAppealDto, GivenReasonsDto, ProposeDto } from './remedies.dto.js';
import { RemediesReader } from './remedies.reader.js';
import { AppealListView, AppealView } from './remedies.views.js';

const REPRESENTATIVE = roles('HOLDER_REPRESENTATIVE');
const AGENCIES = roles('CAF_INSTRUCTOR', 'DDETS_INSTRUCTOR');
const DECIDERS = roles('REGIONAL_JURY', 'CAF_INSTRUCTOR', 'DDETS_INSTRUCTOR', 'CALL_MANAGER');

type Reply = Promise<Answer<AppealView>>;

@Controller('v1')
export class AppealsController {
  constructor(
    private readonly appeals: AppealsService,
    private readonly reader: RemediesReader,
  ) {}

  @Create('applications/:id/appeals', {
    access: REPRESENTATIVE,
    summary: 'Appeal against a negative decision',
    answer: AppealView,
  })
  file(@Ctx() context: RequestContext, @Id() id: string, @Body() body: FileAppealDto): Reply {
    return this.appeals.file(context, id, body);
  }

  @Read('applications/:id/appeals', { access: FOLLOWERS, summary: 'Appeals on an application', answer: AppealListView })
  ofApplication(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<AppealListView>> {
    return this.reader.ofApplication(context, id);
  }

  @Read('appeals', { access: FOLLOWERS, summary: 'Appeals within reach, oldest first', answer: AppealListView })
  list(@Ctx() context: RequestContext, @Query() query: AppealQuery): Promise<Answer<AppealListView>> {
    return this.reader.appeals(context, query);
  }

  @Read('appeals/:id', { access: FOLLOWERS, summary: 'One appeal', answer: AppealView })
  one(@Ctx() context: RequestContext, @Id() id: string): Reply {
    return this.reader.appeal(context, id);
  }

  @Read('appeals/:id/history', { access: FOLLOWERS, summary: 'Acts on the appeal', answer: HistoryView })
  history(@Ctx() context: RequestContext, @Id() id: string, @Query() query: HistoryQuery): Promise<Answer<HistoryView>> {
    return this.reader.appealHistory(context, id, query);
  }

  @Act('appeals/:id/propose', {
    access: AGENCIES,
    summary: 'First agency’s position, where both decide together',
    answer: AppealView,
    ifMatch: 'required',
  })
  propose(@Ctx() context: RequestContext, @Id() id: string, @Body() body: ProposeDto): Reply {
    return this.appeals.act(context, id, 'propose', body);
  }

  @Act('appeals/:id/uphold', {
    access: DECIDERS,
    summary: 'Uphold: the application is examined again',
    answer: AppealView,
    ifMatch: 'required',
  })
  uphold(@Ctx() context: RequestContext, @Id() id: string, @Body() body: GivenReasonsDto): Reply {
    return this.appeals.act(context, id, 'uphold', body);
  }

  @Act('appeals/:id/reject', { access: DECIDERS, summary: 'Reject, with reasons', answer: AppealView, ifMatch: 'required' })
  reject(@Ctx() context: RequestContext, @Id() id: string, @Body() body: GivenReasonsDto): Reply {
    return this.appeals.act(context, id, 'reject', body);
  }

  @Act('appeals/:id/withdraw', { access: REPRESENTATIVE, summary: 'Withdraw the appeal', answer: AppealView })
  withdraw(@Ctx() context: RequestContext, @Id() id: string): Reply {
    return this.appeals.act(context, id, 'withdraw', {});
  }
}
