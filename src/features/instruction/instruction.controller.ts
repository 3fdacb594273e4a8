import { Body, Controller, Query } from '@nestjs/common';

import { ROLES } from '../../kernel/actor.js';
import { roles } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { Act, Read } from '../../platform/http/routes.js';
import { HistoryQuery } from '../../platform/workflow/history.views.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { BulkAssign } from './bulk-assign.service.js';
import {
  AssignByWorkloadDto,
  AssignDto,
  BulkAssignByWorkloadDto,
  BulkAssignDto,
  DeclareInterestDto,
  InstructionQuery,
  SignDto,
  VisitDto,
} from './instruction.dto.js';
import {
  BulkAssignView,
  InstructionHistoryView,
  InstructionPageView,
  InstructionPairView,
  InstructionView,
  InterestDeclaredView,
  ProposedExaminersView,
  SiteVisitsView,
} from './instruction.views.js';
import { InstructionReader } from './instruction.reader.js';
import { InstructionService } from './instruction.service.js';
import { ScoreGridDto } from './scoring.dto.js';
import { WorkloadReader } from './workload.reader.js';

/** Everybody but who only manages accounts; the scope decides what each finds. */
const readers = roles(...ROLES.filter((role) => role !== 'ADMINISTRATOR'));
const examiners = roles('CAF_INSTRUCTOR', 'DDETS_INSTRUCTOR');

@Controller('v1')
export class InstructionController {
  constructor(
    private readonly reader: InstructionReader,
    private readonly instructions: InstructionService,
    private readonly bulk: BulkAssign,
    private readonly workloads: WorkloadReader,
  ) {}

  @Read('instructions', { access: readers, summary: 'Instructions within reach, oldest first', answer: InstructionPageView })
  list(@Ctx() context: RequestContext, @Query() query: InstructionQuery): Promise<Answer<InstructionPageView>> {
    return this.reader.list(context, query);
  }

  @Read('instructions/:id', { access: readers, summary: 'One instruction', answer: InstructionView })
  one(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<InstructionView>> {
    return this.reader.one(context, id);
  }

  @Read('instructions/:id/history', { access: readers, summary: 'Acts on the instruction', answer: InstructionHistoryView })
  history(
    @Ctx() context: RequestContext,
    @Id() id: string,
    @Query() query: HistoryQuery,
  ): Promise<Answer<InstructionHistoryView>> {
    return this.reader.history(context, id, query);
  }

  @Read('applications/:id/instructions', {
    access: readers,
    summary: 'Both instructions of an application',
    answer: InstructionPairView,
  })
  ofApplication(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<InstructionPairView>> {
    return this.reader.ofApplication(context, id);
  }

  @Act('instructions/bulk-assign', {
    access: examiners,
    summary: 'Assign the examiner of several instructions',
    description: 'Each row is assigned or refused on its own, and says so; a replay with the same key answers the same for each.',
    answer: BulkAssignView,
    ifMatch: 'none',
  })
  bulkAssign(@Ctx() context: RequestContext, @Body() body: BulkAssignDto): Promise<Answer<BulkAssignView>> {
    return this.bulk.assign(context, body);
  }

  @Act('instructions/:id/assign', { access: examiners, summary: 'Assign the examiner', answer: InstructionView })
  assign(@Ctx() context: RequestContext, @Id() id: string, @Body() body: AssignDto): Promise<Answer<InstructionView>> {
    return this.instructions.act(context, id, 'assign', body);
  }

  @Read('instructions/:id/proposed-examiners', {
    access: examiners,
    summary: 'Who may examine, the least loaded first; neither absent nor interested',
    answer: ProposedExaminersView,
  })
  proposals(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<ProposedExaminersView>> {
    return this.workloads.proposals(context, id);
  }

  @Act('instructions/bulk-assign-by-workload', {
    access: examiners,
    summary: 'Spread several instructions over the examiners of the agency',
    description: 'Each goes to who has the fewest in hand by then; otherwise as bulk-assign.',
    answer: BulkAssignView,
    ifMatch: 'none',
  })
  bulkByWorkload(@Ctx() context: RequestContext, @Body() body: BulkAssignByWorkloadDto): Promise<Answer<BulkAssignView>> {
    return this.bulk.assignByWorkload(context, body);
  }

  @Act('instructions/:id/assign-by-workload', {
    access: examiners,
    summary: 'Assign the examiner with the fewest instructions in hand',
    answer: InstructionView,
  })
  assignByWorkload(
    @Ctx() context: RequestContext,
    @Id() id: string,
    @Body() body: AssignByWorkloadDto,
  ): Promise<Answer<InstructionView>> {
    return this.instructions.act(context, id, 'assignByWorkload', body);
  }

  @Act('instructions/:id/declare-no-interest', {
    access: examiners,
    summary: 'Declare no interest and start',
    answer: InstructionView,
  })
  declareNoInterest(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<InstructionView>> {
    return this.instructions.act(context, id, 'declareNoInterest', undefined);
  }

  @Act('instructions/:id/declare-interest', {
    access: examiners,
    summary: 'Declare an interest and step back',
    answer: InterestDeclaredView,
  })
  declareInterest(
    @Ctx() context: RequestContext,
    @Id() id: string,
    @Body() body: DeclareInterestDto,
  ): Promise<Answer<InterestDeclaredView>> {
    return this.instructions.declareInterest(context, id, body);
  }

  @Act('instructions/:id/score', { access: examiners, summary: 'Score all or part of the grid', answer: InstructionView })
  score(@Ctx() context: RequestContext, @Id() id: string, @Body() body: ScoreGridDto): Promise<Answer<InstructionView>> {
    return this.instructions.act(context, id, 'score', body);
  }

  @Act('instructions/:id/record-visit', {
    access: examiners,
    summary: 'Record a site visit',
    description: 'By anyone of the agency, before its signature; sealed with the instruction.',
    answer: InstructionView,
  })
  recordVisit(@Ctx() context: RequestContext, @Id() id: string, @Body() body: VisitDto): Promise<Answer<InstructionView>> {
    return this.instructions.act(context, id, 'recordVisit', body);
  }

  @Read('instructions/:id/visits', { access: readers, summary: 'Site visits of the instruction', answer: SiteVisitsView })
  visits(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<SiteVisitsView>> {
    return this.reader.visits(context, id);
  }

  @Act('instructions/:id/sign', { access: examiners, summary: 'Sign the opinion', answer: InstructionView, ifMatch: 'required' })
  sign(@Ctx() context: RequestContext, @Id() id: string, @Body() body: SignDto): Promise<Answer<InstructionView>> {
    return this.instructions.act(context, id, 'sign', body);
  }
}
