import { Body, Controller, Query } from '@nestjs/common';

import { roles } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { documented } from '../../platform/http/documented.js';
import type { Page } from '../../platform/http/pagination.js';
import { Act, Create, Read } from '../../platform/http/routes.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { CreateGrantDto, GrantListView, GrantsQuery, GrantView } from './grants.dto.js';
import { GrantsService } from './grants.service.js';
import { paged } from './paged.js';

const MANAGES = roles('ADMINISTRATOR');
const READS = roles('ADMINISTRATOR', 'AUDITOR');

@documented(({ ApiTags }) => ApiTags('accounts'))
@Controller('v1/grants')
export class GrantsController {
  constructor(private readonly grants: GrantsService) {}

  @Create('', { access: MANAGES, summary: 'Give a role to a person', answer: GrantView })
  create(@Ctx() context: RequestContext, @Body() body: CreateGrantDto): Promise<Answer<GrantView>> {
    return this.grants.create(context, body);
  }

  @Read('', { access: READS, summary: 'Roles given, oldest first', answer: GrantListView })
  async list(@Ctx() context: RequestContext, @Query() query: GrantsQuery): Promise<Answer<Page<GrantView>>> {
    return paged(await this.grants.list(context, query));
  }

  @Read(':id', { access: READS, summary: 'One role given', answer: GrantView })
  one(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<GrantView>> {
    return this.grants.one(context, id);
  }

  @Act(':id/end', { access: MANAGES, summary: 'End a role, at once', answer: GrantView })
  end(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<GrantView>> {
    return this.grants.end(context, id);
  }
}
