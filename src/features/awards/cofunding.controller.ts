import { Controller } from '@nestjs/common';

import { OFFICER_ROLES } from '../../kernel/actor.js';
import { roles } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { Read } from '../../platform/http/routes.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { CofundingView } from './awards.dto.js';
import { CofundingService } from './cofunding.service.js';

const READERS = roles(
  'CAF_INSTRUCTOR',
  'DDETS_INSTRUCTOR',
  'COMMITTEE_SECRETARY',
  'REGIONAL_JURY',
  ...OFFICER_ROLES,
  'CALL_MANAGER',
  'AUDITOR',
);

@Controller('v1/calls')
export class CofundingController {
  constructor(private readonly cofunding: CofundingService) {}

  @Read(':id/cofunding', {
    access: READERS,
    summary: 'Envelopes, commitments and equality of the funders, to the cent',
    answer: CofundingView,
  })
  of(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<CofundingView>> {
    return this.cofunding.of(context, id);
  }
}
