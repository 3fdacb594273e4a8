import { Controller, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { OFFICER_ROLES } from '../../kernel/actor.js';
import { roles } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { CSV, sendAsFile } from '../../platform/http/raw-body.js';
import { Read } from '../../platform/http/routes.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { OpenDataService } from './open-data.service.js';
import { OpenDataView } from './open-data.views.js';
import type { ThreeSixtyPackage } from './three-sixty.rules.js';

const PUBLISHERS = roles(...OFFICER_ROLES, 'CALL_MANAGER', 'AUDITOR');
const PROBLEMS = ['rule-not-met'] as const;

@Controller('v1/calls')
export class OpenDataController {
  constructor(private readonly data: OpenDataService) {}

  @Read(':id/open-data', {
    access: PUBLISHERS,
    summary: 'Essential data of the grants: what is published, what is not, and what to know',
    answer: OpenDataView,
    problems: PROBLEMS,
  })
  report(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<OpenDataView>> {
    return this.data.report(context, id);
  }

  @Read(':id/open-data/:funderCode/subventions.csv', {
    access: PUBLISHERS,
    summary: 'Essential data of one funder’s grants',
    description: 'Format SCDL subventions 2.1.1: UTF-8, comma, decimal point.',
    media: CSV,
    problems: PROBLEMS,
  })
  async scdl(
    @Ctx() context: RequestContext,
    @Id() id: string,
    @Param('funderCode') funderCode: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const { bytes, version } = await this.data.scdl(context, id, funderCode);
    sendAsFile(reply, CSV, 'subventions.csv', version);
    return bytes;
  }

  @Read(':id/open-data/360-giving.json', {
    access: PUBLISHERS,
    summary: 'The same grants in the 360Giving data standard',
    media: 'application/json',
    problems: PROBLEMS,
  })
  threeSixty(@Ctx() context: RequestContext, @Id() id: string): Promise<ThreeSixtyPackage> {
    return this.data.threeSixty(context, id);
  }
}
