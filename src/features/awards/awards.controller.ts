import { Body, Controller, Param, Query } from '@nestjs/common';

import { OFFICER_ROLES } from '../../kernel/actor.js';
import { AUTHENTICATED, roles } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { Act, Read } from '../../platform/http/routes.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import {
  AwardHistoryView,
  AwardListView,
  AwardsQuery,
  AwardView,
  DecideLegDto,
  EngageLegDto,
  LegReasonsDto,
  NotifyLegDto,
  RefuseLegDto,
  StartLegDto,
} from './awards.dto.js';
import { AwardsService } from './awards.service.js';

const OFFICERS = roles(...OFFICER_ROLES);

@Controller('v1/awards')
export class AwardsController {
  constructor(private readonly awards: AwardsService) {}

  @Read('', { access: AUTHENTICATED, summary: 'Awards that the reader may see', answer: AwardListView })
  list(@Ctx() context: RequestContext, @Query() query: AwardsQuery): Promise<Answer<AwardListView>> {
    return this.awards.list(context, query);
  }

  @Read(':id', { access: AUTHENTICATED, summary: 'One award: legs, years, halves to the cent', answer: AwardView })
  one(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<AwardView>> {
    return this.awards.one(context, id);
  }

  @Read(':id/history', {
    access: AUTHENTICATED,
    summary: 'What was decided, leg by leg',
    description:
      'Holders and committee members read events and dates; agencies, jury, officers and auditors who and on which facts.',
    answer: AwardHistoryView,
  })
  history(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<AwardHistoryView>> {
    return this.awards.history(context, id);
  }

  @Act(':id/legs/:funderCode/decide', {
    access: OFFICERS,
    summary: 'Decide one funder’s share',
    answer: AwardView,
    ifMatch: 'required',
  })
  decide(
    @Ctx() context: RequestContext,
    @Id() id: string,
    @Param('funderCode') funderCode: string,
    @Body() body: DecideLegDto,
  ): Promise<Answer<AwardView>> {
    return this.awards.decide(context, id, funderCode, body);
  }

  @Act(':id/legs/:funderCode/refuse', {
    access: OFFICERS,
    summary: 'Refuse one funder’s share, with reasons',
    answer: AwardView,
    ifMatch: 'required',
  })
  refuse(
    @Ctx() context: RequestContext,
    @Id() id: string,
    @Param('funderCode') funderCode: string,
    @Body() body: RefuseLegDto,
  ): Promise<Answer<AwardView>> {
    return this.awards.refuse(context, id, funderCode, body);
  }

  @Act(':id/legs/:funderCode/engage', {
    access: OFFICERS,
    summary: 'Commit one funder’s share in its books',
    answer: AwardView,
    ifMatch: 'required',
  })
  engage(
    @Ctx() context: RequestContext,
    @Id() id: string,
    @Param('funderCode') funderCode: string,
    @Body() body: EngageLegDto,
  ): Promise<Answer<AwardView>> {
    return this.awards.live(context, id, funderCode, 'engage', body);
  }

  @Act(':id/legs/:funderCode/notify', {
    access: OFFICERS,
    summary: 'Record the notification to the holder',
    answer: AwardView,
    ifMatch: 'required',
  })
  notify(
    @Ctx() context: RequestContext,
    @Id() id: string,
    @Param('funderCode') funderCode: string,
    @Body() body: NotifyLegDto,
  ): Promise<Answer<AwardView>> {
    return this.awards.live(context, id, funderCode, 'notify', body);
  }

  @Act(':id/legs/:funderCode/start', {
    access: OFFICERS,
    summary: 'Record that the project has begun',
    answer: AwardView,
    ifMatch: 'required',
  })
  start(
    @Ctx() context: RequestContext,
    @Id() id: string,
    @Param('funderCode') funderCode: string,
    @Body() body: StartLegDto,
  ): Promise<Answer<AwardView>> {
    return this.awards.live(context, id, funderCode, 'start', body);
  }

  @Act(':id/legs/:funderCode/suspend', {
    access: OFFICERS,
    summary: 'Suspend one funder’s share',
    answer: AwardView,
    ifMatch: 'required',
  })
  suspend(
    @Ctx() context: RequestContext,
    @Id() id: string,
    @Param('funderCode') funderCode: string,
    @Body() body: LegReasonsDto,
  ): Promise<Answer<AwardView>> {
    return this.awards.live(context, id, funderCode, 'suspend', body);
  }

  @Act(':id/legs/:funderCode/resume', {
    access: OFFICERS,
    summary: 'End the suspension',
    answer: AwardView,
    ifMatch: 'required',
  })
  resume(
    @Ctx() context: RequestContext,
    @Id() id: string,
    @Param('funderCode') funderCode: string,
    @Body() body: LegReasonsDto,
  ): Promise<Answer<AwardView>> {
    return this.awards.live(context, id, funderCode, 'resume', body);
  }

  @Act(':id/legs/:funderCode/lapse', {
    access: OFFICERS,
    summary: 'Record that the share lapsed: the project did not begin in time',
    answer: AwardView,
    ifMatch: 'required',
  })
  lapse(
    @Ctx() context: RequestContext,
    @Id() id: string,
    @Param('funderCode') funderCode: string,
    @Body() body: LegReasonsDto,
  ): Promise<Answer<AwardView>> {
    return this.awards.live(context, id, funderCode, 'lapse', body);
  }

  @Act(':id/legs/:funderCode/close', {
    access: OFFICERS,
    summary: 'Close one funder’s completed share',
    description: 'Once nothing of it is to be given back any more.',
    answer: AwardView,
    ifMatch: 'required',
  })
  close(@Ctx() context: RequestContext, @Id() id: string, @Param('funderCode') funderCode: string): Promise<Answer<AwardView>> {
    return this.awards.live(context, id, funderCode, 'close', {});
  }
}
