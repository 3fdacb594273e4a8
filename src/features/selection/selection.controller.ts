import { Body, Controller, Query } from '@nestjs/common';

import { roles } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { PageQuery } from '../../platform/http/pagination.js';
import { Act, Read } from '../../platform/http/routes.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';

import { ApplicationsService } from '../applications/applications.service.js';
import { ApplicationView } from '../applications/applications.views.js';
import { PutOnReserveDto, RefuseDto, SelectionView, ShortlistDto } from './selection.dto.js';
import { SELECTION_ROLES } from './jury-scope.rules.js';
import { SelectionService } from './selection.service.js';

const JURY = roles('REGIONAL_JURY');

@Controller('v1')
export class SelectionController {
  constructor(
    private readonly selection: SelectionService,
    private readonly applications: ApplicationsService,
  ) {}

  @Read('calls/:id/selection', {
    access: roles(...SELECTION_ROLES),
    summary: 'Dossiers before the jury, ranked, and what is left of the envelopes',
    answer: SelectionView,
  })
  page(@Ctx() context: RequestContext, @Id() id: string, @Query() query: PageQuery): Promise<Answer<SelectionView>> {
    return this.selection.page(context, id, query);
  }

  @Act('applications/:id/shortlist', {
    access: JURY,
    summary: 'Select an application, with the amount of each year',
    answer: ApplicationView,
    ifMatch: 'required',
  })
  shortlist(@Ctx() context: RequestContext, @Id() id: string, @Body() body: ShortlistDto): Promise<Answer<ApplicationView>> {
    return this.applications.act(context, id, 'shortlist', body);
  }

  @Act('applications/:id/put-on-reserve', {
    access: JURY,
    summary: 'Put an application on the ordered reserve list',
    answer: ApplicationView,
    ifMatch: 'required',
  })
  putOnReserve(
    @Ctx() context: RequestContext,
    @Id() id: string,
    @Body() body: PutOnReserveDto,
  ): Promise<Answer<ApplicationView>> {
    return this.applications.act(context, id, 'putOnReserve', body);
  }

  @Act('applications/:id/refuse', {
    access: JURY,
    summary: 'Refuse an application, with reasons and means of appeal',
    answer: ApplicationView,
    ifMatch: 'required',
  })
  refuse(@Ctx() context: RequestContext, @Id() id: string, @Body() body: RefuseDto): Promise<Answer<ApplicationView>> {
    return this.applications.act(context, id, 'refuse', body);
  }
}
