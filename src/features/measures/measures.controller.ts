import { Body, Controller, Param } from '@nestjs/common';

import { OFFICER_ROLES } from '../../kernel/actor.js';
import { AUTHENTICATED, roles } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { Act, Create, Read } from '../../platform/http/routes.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import {
  DecideMeasureDto,
  HearDto,
  MeasureListView,
  MeasureReasonsDto,
  MeasureView,
  OpenMeasureDto,
  RemarkDto,
  RequestTerminationDto,
} from './measures.dto.js';
import { MeasuresService } from './measures.service.js';

const OFFICERS = roles(...OFFICER_ROLES);
const REPRESENTATIVE = roles('HOLDER_REPRESENTATIVE');

type Reply = Promise<Answer<MeasureView>>;

/** Terminations and withdrawals (CRPA L122-1, L242-2; loi 2000-321, article 10-1). */
@Controller('v1')
export class MeasuresController {
  constructor(private readonly measures: MeasuresService) {}

  @Create('awards/:id/legs/:funderCode/measures', {
    access: OFFICERS,
    summary: 'Open the hearing before a funder terminates its share or takes it back',
    description: 'The holder is told at once, with what is held against it and the last day for its remarks.',
    answer: MeasureView,
    problems: ['conflict'],
  })
  open(@Ctx() context: RequestContext, @Id() id: string, @Param('funderCode') code: string, @Body() body: OpenMeasureDto): Reply {
    return this.measures.open(context, id, code, body);
  }

  @Create('awards/:id/legs/:funderCode/termination-requests', {
    access: REPRESENTATIVE,
    summary: 'Ask a funder to terminate its share',
    answer: MeasureView,
    problems: ['conflict'],
  })
  request(
    @Ctx() context: RequestContext,
    @Id() id: string,
    @Param('funderCode') code: string,
    @Body() body: RequestTerminationDto,
  ): Reply {
    return this.measures.request(context, id, code, body);
  }

  @Read('awards/:id/measures', {
    access: AUTHENTICATED,
    summary: 'Terminations and withdrawals of an award, all its funders on one page',
    answer: MeasureListView,
  })
  ofAward(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<MeasureListView>> {
    return this.measures.ofAward(context, id);
  }

  @Read('measures/:id', {
    access: AUTHENTICATED,
    summary: 'One measure: grievances, remarks, decision, sum claimed',
    answer: MeasureView,
  })
  one(@Ctx() context: RequestContext, @Id() id: string): Reply {
    return this.measures.one(context, id);
  }

  @Act('measures/:id/remark', {
    access: roles('HOLDER_REPRESENTATIVE', 'HOLDER_EDITOR'),
    summary: 'Make written remarks, until the measure is decided',
    answer: MeasureView,
  })
  remark(@Ctx() context: RequestContext, @Id() id: string, @Body() body: RemarkDto): Reply {
    return this.measures.act(context, id, 'remark', body);
  }

  @Act('measures/:id/ask-oral', { access: REPRESENTATIVE, summary: 'Ask to be heard in person', answer: MeasureView })
  askOral(@Ctx() context: RequestContext, @Id() id: string): Reply {
    return this.measures.act(context, id, 'askOral', {});
  }

  @Act('measures/:id/hear', { access: OFFICERS, summary: 'Record that the holder was heard', answer: MeasureView })
  hear(@Ctx() context: RequestContext, @Id() id: string, @Body() body: HearDto): Reply {
    return this.measures.act(context, id, 'hearOrally', body);
  }

  @Act('measures/:id/decline-oral', {
    access: OFFICERS,
    summary: 'Set aside an abusive request to be heard, with the reasons',
    answer: MeasureView,
  })
  declineOral(@Ctx() context: RequestContext, @Id() id: string, @Body() body: MeasureReasonsDto): Reply {
    return this.measures.act(context, id, 'declineOral', body);
  }

  @Act('measures/:id/decide', {
    access: OFFICERS,
    summary: 'Decide the measure: the share is over, its credits are free, what is owed back is claimed',
    answer: MeasureView,
    ifMatch: 'required',
  })
  decide(@Ctx() context: RequestContext, @Id() id: string, @Body() body: DecideMeasureDto): Reply {
    return this.measures.act(context, id, 'decide', body);
  }

  @Act('measures/:id/drop', {
    access: OFFICERS,
    summary: 'Drop the measure, or refuse the termination asked for, with the reasons',
    answer: MeasureView,
    ifMatch: 'required',
  })
  drop(@Ctx() context: RequestContext, @Id() id: string, @Body() body: MeasureReasonsDto): Reply {
    return this.measures.act(context, id, 'drop', body);
  }

  @Act('measures/:id/withdraw-request', {
    access: REPRESENTATIVE,
    summary: 'Withdraw a request for termination',
    answer: MeasureView,
  })
  withdrawRequest(@Ctx() context: RequestContext, @Id() id: string): Reply {
    return this.measures.act(context, id, 'withdrawRequest', {});
  }
}
