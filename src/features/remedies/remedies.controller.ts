import { Body, Controller, Param, Query } from '@nestjs/common';

import { OFFICER_ROLES } from '../../kernel/actor.js';
import { AUTHENTICATED, roles } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { PageQuery } from '../../platform/http/pagination.js';
import { Act, Create, Read } from '../../platform/http/routes.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { ExaminationsReader } from './examinations.reader.js';
import { FOLLOWERS } from './followers.js';
import { LateExceptionsService } from './late-exceptions.service.js';
import { GivenReasonsDto, OpenExceptionDto, SignExceptionDto } from './remedies.dto.js';
import { RemediesReader } from './remedies.reader.js';
import {
  ExaminationListView,
  ExaminationView,
  LateExceptionListView,
  LateExceptionView,
  SilenceRefusalListView,
  TimeLimitsView,
} from './remedies.views.js';

const OFFICERS = roles(...OFFICER_ROLES);
const ASKERS = roles('CALL_MANAGER', ...OFFICER_ROLES);

type Reply = Promise<Answer<LateExceptionView>>;

@Controller('v1')
export class RemediesController {
  constructor(
    private readonly exceptions: LateExceptionsService,
    private readonly reader: RemediesReader,
    private readonly examinations: ExaminationsReader,
  ) {}

  @Create('applications/:id/late-exceptions', {
    access: ASKERS,
    summary: 'Ask that a late application be admitted',
    answer: LateExceptionView,
  })
  open(@Ctx() context: RequestContext, @Id() id: string, @Body() body: OpenExceptionDto): Reply {
    return this.exceptions.open(context, id, body);
  }

  @Read('applications/:id/late-exceptions', {
    access: FOLLOWERS,
    summary: 'Exceptions asked for a late application',
    answer: LateExceptionListView,
  })
  ofApplication(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<LateExceptionListView>> {
    return this.exceptions.ofApplication(context, id);
  }

  @Read('late-exceptions/:id', { access: FOLLOWERS, summary: 'One exception', answer: LateExceptionView })
  exception(@Ctx() context: RequestContext, @Id() id: string): Reply {
    return this.exceptions.one(context, id);
  }

  @Act('late-exceptions/:id/sign', {
    access: OFFICERS,
    summary: 'Sign for one’s funder; the last signature admits the application',
    answer: LateExceptionView,
  })
  sign(@Ctx() context: RequestContext, @Id() id: string, @Body() body: SignExceptionDto): Reply {
    return this.exceptions.act(context, id, 'sign', body);
  }

  @Act('late-exceptions/:id/reject', { access: OFFICERS, summary: 'Reject the exception', answer: LateExceptionView })
  reject(@Ctx() context: RequestContext, @Id() id: string, @Body() body: GivenReasonsDto): Reply {
    return this.exceptions.act(context, id, 'reject', body);
  }

  @Read('applications/:id/time-limits', {
    access: FOLLOWERS,
    summary: 'Silence, appeals and court: what runs, until when, and why',
    answer: TimeLimitsView,
  })
  timeLimits(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<TimeLimitsView>> {
    return this.reader.timeLimits(context, id);
  }

  @Read('silence-refusals', {
    access: FOLLOWERS,
    summary: 'Implicit refusals that still wait for an express decision',
    answer: SilenceRefusalListView,
  })
  silences(@Ctx() context: RequestContext, @Query() query: PageQuery): Promise<Answer<SilenceRefusalListView>> {
    return this.reader.silences(context, query);
  }

  @Read('applications/:id/examinations', {
    access: AUTHENTICATED,
    summary: 'Examinations that an appeal ended, as they were',
    answer: ExaminationListView,
  })
  ended(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<ExaminationListView>> {
    return this.examinations.list(context, id);
  }

  @Read('applications/:id/examinations/:number', { access: AUTHENTICATED, summary: 'One of them', answer: ExaminationView })
  examination(
    @Ctx() context: RequestContext,
    @Id() id: string,
    @Param('number') number: string,
  ): Promise<Answer<ExaminationView>> {
    return this.examinations.one(context, id, number);
  }
}
