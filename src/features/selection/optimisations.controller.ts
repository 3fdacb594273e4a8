import { Body, Controller, Query } from '@nestjs/common';

import { roles } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { Gone } from '../../platform/http/gone.js';
import { PageQuery } from '../../platform/http/pagination.js';
import { Act, Create, Read } from '../../platform/http/routes.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { CallsService } from '../calls/calls.service.js';
import { CallView } from '../calls/calls.views.js';
import { SELECTION_ROLES } from './jury-scope.rules.js';
import { AdoptReferenceDto, DropReferenceDto, OptimiseDto } from './optimisation.dto.js';
import { ExplanationView, RunListView, RunView } from './optimisation.views.js';
import { OptimisationsService } from './optimisations.service.js';

const READERS = roles(...SELECTION_ROLES);
const JURY = roles('REGIONAL_JURY');

@Controller('v1')
export class OptimisationsController {
  constructor(
    private readonly optimisations: OptimisationsService,
    private readonly calls: CallsService,
  ) {}

  @Read('calls/:id/optimisations', {
    access: READERS,
    summary: 'Best selections computed for a call, newest first',
    answer: RunListView,
  })
  list(@Ctx() context: RequestContext, @Id() id: string, @Query() query: PageQuery): Promise<Answer<RunListView>> {
    return this.optimisations.list(context, id, query);
  }

  @Create('calls/:id/optimisations', {
    access: JURY,
    summary: 'Compute the best selection within every envelope, with its proof',
    description:
      'Answers when it is computed, within the seconds asked for; closing the connection ends the computation. 503 while another one runs.',
    answer: RunView,
  })
  run(
    @Ctx() context: RequestContext,
    @Id() id: string,
    @Body() body: OptimiseDto,
    @Gone() gone: AbortSignal,
  ): Promise<Answer<RunView>> {
    return this.optimisations.run(context, id, body, gone);
  }

  @Read('optimisations/:id', {
    access: READERS,
    summary: 'A computed selection: its proof, and each dossier in or out',
    answer: RunView,
  })
  read(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<RunView>> {
    return this.optimisations.read(context, id);
  }

  @Read('optimisations/:id/dossiers/:applicationId', {
    access: READERS,
    summary: 'Why a dossier is in or out of a computed selection, and what would change it',
    description: 'Computed exactly, by solving again; 503 while another computation runs.',
    answer: ExplanationView,
    problems: ['rule-not-met'],
  })
  explain(
    @Ctx() context: RequestContext,
    @Id() id: string,
    @Id('applicationId') applicationId: string,
    @Gone() gone: AbortSignal,
  ): Promise<Answer<ExplanationView>> {
    return this.optimisations.explain(context, id, applicationId, gone);
  }

  @Act('calls/:id/adopt-reference', {
    access: JURY,
    summary: 'Adopt a proven run as the reference of the selection: one departs from it with a reason',
    answer: CallView,
    ifMatch: 'required',
  })
  adopt(@Ctx() context: RequestContext, @Id() id: string, @Body() body: AdoptReferenceDto): Promise<Answer<CallView>> {
    return this.calls.act(context, id, 'adoptReference', body);
  }

  @Act('calls/:id/drop-reference', {
    access: JURY,
    summary: 'Give up the reference of the selection',
    answer: CallView,
    ifMatch: 'required',
  })
  drop(@Ctx() context: RequestContext, @Id() id: string, @Body() body: DropReferenceDto): Promise<Answer<CallView>> {
    return this.calls.act(context, id, 'dropReference', body);
  }
}
