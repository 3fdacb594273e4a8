import { Body, Controller, Query, Req } from '@nestjs/common';

import { PUBLIC } from '../../platform/http/access.js';
import { Id, type CofundRequest } from '../../platform/http/context.js';
import { documented } from '../../platform/http/documented.js';
import { Act, Read } from '../../platform/http/routes.js';
import type { Answer } from '../../platform/workflow/request.js';
import { OpportunityPageQuery, OpportunitySearchDto } from './common-grants.dto.js';
import { CommonGrantsReader } from './common-grants.reader.js';
import { CgOpportunityDetail, CgOpportunityPage, CgOpportunityResults } from './common-grants.views.js';

/** CommonGrants 0.2.0 over the public calls, read only. Refusals are problems of this API, as everywhere. */
@documented(({ ApiTags }) => ApiTags('public'))
@Controller('common-grants/opportunities')
export class CommonGrantsController {
  constructor(private readonly opportunities: CommonGrantsReader) {}

  @Read('', { access: PUBLIC, summary: 'Opportunities, last modified first', answer: CgOpportunityPage })
  list(@Req() { arrivedAt }: CofundRequest, @Query() query: OpportunityPageQuery): Promise<Answer<CgOpportunityPage>> {
    return this.opportunities.list(arrivedAt, query);
  }

  @Read(':id', { access: PUBLIC, summary: 'One opportunity', answer: CgOpportunityDetail })
  one(@Req() { arrivedAt }: CofundRequest, @Id() id: string): Promise<Answer<CgOpportunityDetail>> {
    return this.opportunities.one(arrivedAt, id);
  }

  @Act('search', {
    access: PUBLIC,
    ifMatch: 'none',
    idempotency: false,
    summary: 'Search opportunities',
    description: 'Changes nothing: a search is a POST by the protocol, so it takes no Idempotency-Key.',
    answer: CgOpportunityResults,
  })
  search(@Req() { arrivedAt }: CofundRequest, @Body() body: OpportunitySearchDto): Promise<Answer<CgOpportunityResults>> {
    return this.opportunities.search(arrivedAt, body);
  }
}
