import { Body, Controller } from '@nestjs/common';

import { ROLES } from '../../kernel/actor.js';
import { roles } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { Act, Create, Read } from '../../platform/http/routes.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { ConciliationDto, ProposeScoreDto, RefusalReasonsDto, StatePositionDto } from './joint-examination.dto.js';
import { JointExaminationService } from './joint-examination.service.js';
import { DivergenceView, JointScoreListView, JointScoreView } from './joint-examination.views.js';

/** As for the instructions; the scope decides what each finds. */
const readers = roles(...ROLES.filter((role) => role !== 'ADMINISTRATOR'));
const examiners = roles('CAF_INSTRUCTOR', 'DDETS_INSTRUCTOR');

@Controller('v1')
export class JointExaminationController {
  constructor(private readonly joint: JointExaminationService) {}

  @Read('applications/:id/joint-scores', {
    access: readers,
    summary: 'Common scores proposed on an application',
    answer: JointScoreListView,
  })
  scores(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<JointScoreListView>> {
    return this.joint.scoresOf(context, id);
  }

  @Create('applications/:id/joint-scores', {
    access: examiners,
    summary: 'Propose a common score',
    description: 'Once both agencies have signed, and before the committee is seized; their independent scores stay as they are.',
    answer: JointScoreView,
  })
  propose(@Ctx() context: RequestContext, @Id() id: string, @Body() body: ProposeScoreDto): Promise<Answer<JointScoreView>> {
    return this.joint.propose(context, id, body);
  }

  @Read('joint-scores/:id', { access: readers, summary: 'One common score', answer: JointScoreView })
  score(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<JointScoreView>> {
    return this.joint.score(context, id);
  }

  @Act('joint-scores/:id/agree', {
    access: examiners,
    summary: 'Accept the common score for the other agency',
    answer: JointScoreView,
    ifMatch: 'required',
  })
  agree(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<JointScoreView>> {
    return this.joint.answerScore(context, id, 'agree', {});
  }

  @Act('joint-scores/:id/reject', {
    access: examiners,
    summary: 'Reject the common score for the other agency',
    answer: JointScoreView,
    ifMatch: 'required',
  })
  reject(@Ctx() context: RequestContext, @Id() id: string, @Body() body: RefusalReasonsDto): Promise<Answer<JointScoreView>> {
    return this.joint.answerScore(context, id, 'reject', body);
  }

  @Act('joint-scores/:id/withdraw', {
    access: examiners,
    summary: 'Withdraw a common score not answered yet',
    answer: JointScoreView,
    ifMatch: 'required',
  })
  withdraw(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<JointScoreView>> {
    return this.joint.answerScore(context, id, 'withdraw', {});
  }

  @Read('applications/:id/divergence', {
    access: readers,
    summary: 'Divergence of the two opinions',
    description: 'Not found when they do not diverge.',
    answer: DivergenceView,
  })
  divergenceOf(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<DivergenceView>> {
    return this.joint.divergenceOf(context, id);
  }

  @Read('divergences/:id', { access: readers, summary: 'One divergence', answer: DivergenceView })
  divergence(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<DivergenceView>> {
    return this.joint.divergence(context, id);
  }

  @Act('divergences/:id/state-position', { access: examiners, summary: 'State the agency’s position', answer: DivergenceView })
  statePosition(
    @Ctx() context: RequestContext,
    @Id() id: string,
    @Body() body: StatePositionDto,
  ): Promise<Answer<DivergenceView>> {
    return this.joint.actOnDivergence(context, id, 'statePosition', body);
  }

  @Act('divergences/:id/record-conciliation', {
    access: examiners,
    summary: 'Record a conciliation, for the other agency to confirm',
    answer: DivergenceView,
    ifMatch: 'required',
  })
  recordConciliation(
    @Ctx() context: RequestContext,
    @Id() id: string,
    @Body() body: ConciliationDto,
  ): Promise<Answer<DivergenceView>> {
    return this.joint.actOnDivergence(context, id, 'recordConciliation', body);
  }

  @Act('divergences/:id/confirm', {
    access: examiners,
    summary: 'Confirm the record of the conciliation',
    answer: DivergenceView,
    ifMatch: 'required',
  })
  confirm(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<DivergenceView>> {
    return this.joint.actOnDivergence(context, id, 'confirm', {});
  }

  @Act('divergences/:id/contest', {
    access: examiners,
    summary: 'Contest the record of the conciliation',
    answer: DivergenceView,
    ifMatch: 'required',
  })
  contest(@Ctx() context: RequestContext, @Id() id: string, @Body() body: RefusalReasonsDto): Promise<Answer<DivergenceView>> {
    return this.joint.actOnDivergence(context, id, 'contest', body);
  }
}
