import { Body, Controller, Query } from '@nestjs/common';

import { AUTHENTICATED, roles } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { documented } from '../../platform/http/documented.js';
import type { Page } from '../../platform/http/pagination.js';
import { Create, Edit, Read } from '../../platform/http/routes.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { AgenciesQuery, AgencyListView, AgencyView, CreateAgencyDto, EditAgencyDto } from './agencies.dto.js';
import { AgenciesService } from './agencies.service.js';
import { paged } from './paged.js';

const MANAGES = roles('ADMINISTRATOR');

@documented(({ ApiTags }) => ApiTags('accounts'))
@Controller('v1/agencies')
export class AgenciesController {
  constructor(private readonly agencies: AgenciesService) {}

  @Create('', { access: MANAGES, summary: 'Register an agency', answer: AgencyView })
  create(@Ctx() context: RequestContext, @Body() body: CreateAgencyDto): Promise<Answer<AgencyView>> {
    return this.agencies.create(context, body);
  }

  @Read('', { access: AUTHENTICATED, summary: 'Agencies, by name', answer: AgencyListView })
  async list(@Query() query: AgenciesQuery): Promise<Answer<Page<AgencyView>>> {
    return paged(await this.agencies.list(query));
  }

  @Read(':id', { access: AUTHENTICATED, summary: 'One agency', answer: AgencyView })
  one(@Id() id: string): Promise<Answer<AgencyView>> {
    return this.agencies.one(id);
  }

  @Edit(':id', { access: MANAGES, summary: 'Correct an agency’s name or contact', answer: AgencyView })
  edit(@Ctx() context: RequestContext, @Id() id: string, @Body() body: EditAgencyDto): Promise<Answer<AgencyView>> {
    return this.agencies.edit(context, id, body);
  }
}
