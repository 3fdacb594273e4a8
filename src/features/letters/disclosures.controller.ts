import { Body, Controller, Query } from '@nestjs/common';

import { OFFICER_ROLES } from '../../kernel/actor.js';
import { roles } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { PageQuery } from '../../platform/http/pagination.js';
import { Create, Read } from '../../platform/http/routes.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { DiscloseDto } from './disclosures.dto.js';
import { Disclosures } from './disclosures.service.js';
import { DisclosureListView, DisclosureView } from './disclosures.views.js';

const AGENTS = ['CAF_INSTRUCTOR', 'DDETS_INSTRUCTOR', ...OFFICER_ROLES] as const;

@Controller('v1/applications')
export class DisclosuresController {
  constructor(private readonly disclosures: Disclosures) {}

  @Create(':id/disclosures', {
    access: roles(...AGENTS),
    summary: 'Record what was communicated of the dossier, to whom and on which ground',
    description:
      'Only after the award. What compares several requests stays secret until the decisions that it prepares are taken (CRPA L311-2).',
    answer: DisclosureView,
  })
  record(@Ctx() context: RequestContext, @Id() id: string, @Body() body: DiscloseDto): Promise<Answer<DisclosureView>> {
    return this.disclosures.record(context, id, body);
  }

  @Read(':id/disclosures', {
    access: roles(...AGENTS, 'CALL_MANAGER', 'AUDITOR'),
    summary: 'What was communicated of the dossier, newest first',
    answer: DisclosureListView,
  })
  list(@Ctx() context: RequestContext, @Id() id: string, @Query() query: PageQuery): Promise<Answer<DisclosureListView>> {
    return this.disclosures.list(context, id, query);
  }
}
