import { Body, Controller, Query } from '@nestjs/common';

import { AUTHENTICATED, roles } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { documented } from '../../platform/http/documented.js';
import type { Page } from '../../platform/http/pagination.js';
import { Create, Edit, Read } from '../../platform/http/routes.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import {
  CreateOrganisationDto,
  EditOrganisationDto,
  OrganisationListView,
  OrganisationsQuery,
  OrganisationView,
} from './organisations.dto.js';
import { OrganisationsService } from './organisations.service.js';
import { paged } from './paged.js';

const MANAGES = roles('ADMINISTRATOR');

@documented(({ ApiTags }) => ApiTags('accounts'))
@Controller('v1/organisations')
export class OrganisationsController {
  constructor(private readonly organisations: OrganisationsService) {}

  @Create('', { access: MANAGES, summary: 'Register a project holder', answer: OrganisationView })
  create(@Ctx() context: RequestContext, @Body() body: CreateOrganisationDto): Promise<Answer<OrganisationView>> {
    return this.organisations.create(context, body);
  }

  @Read('', { access: AUTHENTICATED, summary: 'Project holders within one’s scope, by name', answer: OrganisationListView })
  async list(@Ctx() context: RequestContext, @Query() query: OrganisationsQuery): Promise<Answer<Page<OrganisationView>>> {
    return paged(await this.organisations.list(context, query));
  }

  @Read(':id', { access: AUTHENTICATED, summary: 'One project holder', answer: OrganisationView })
  one(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<OrganisationView>> {
    return this.organisations.one(context, id);
  }

  @Edit(':id', { access: MANAGES, summary: 'Correct a project holder; its SIRET never changes', answer: OrganisationView })
  edit(@Ctx() context: RequestContext, @Id() id: string, @Body() body: EditOrganisationDto): Promise<Answer<OrganisationView>> {
    return this.organisations.edit(context, id, body);
  }
}
