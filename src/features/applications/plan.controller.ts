import { Body, Controller } from '@nestjs/common';

import { AUTHENTICATED, roles } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { Act, Read } from '../../platform/http/routes.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { ApplicationsService } from './applications.service.js';
import { ApplicationView } from './applications.views.js';
import { GiveConsultationDto } from './consultation.dto.js';
import { PlanReader } from './plan.reader.js';
import { ConsultationView, EligibilityView, PlanView } from './plan.views.js';

@Controller('v1/applications')
export class PlanController {
  constructor(
    private readonly reader: PlanReader,
    private readonly applications: ApplicationsService,
  ) {}

  @Read(':id/plan', {
    access: AUTHENTICATED,
    summary: 'Plan of financing, computed',
    description:
      'Per year and in all: expenses by nature, income by family, request by funder, shares, and the verdict of each rule.',
    answer: PlanView,
  })
  plan(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<PlanView>> {
    return this.reader.plan(context, id);
  }

  @Read(':id/eligibility', {
    access: AUTHENTICATED,
    summary: 'Rules of the call, run now',
    description:
      'The very list that the submission is judged by, each rule with its verdict, source, reasons, amounts and pointers.',
    answer: EligibilityView,
  })
  eligibility(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<EligibilityView>> {
    return this.reader.eligibility(context, id);
  }

  @Read(':id/consultation', {
    access: AUTHENTICATED,
    summary: 'Opinions of the agencies of the other departments',
    description: 'Kept from the holder until the decision; a consulted agency reads its own.',
    answer: ConsultationView,
  })
  consultation(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<ConsultationView>> {
    return this.reader.consultation(context, id);
  }

  @Act(':id/give-consultation', {
    access: roles('CAF_INSTRUCTOR', 'DDETS_INSTRUCTOR'),
    summary: 'Opinion of an agency of a consulted department, once',
    answer: ApplicationView,
  })
  giveConsultation(
    @Ctx() context: RequestContext,
    @Id() id: string,
    @Body() body: GiveConsultationDto,
  ): Promise<Answer<ApplicationView>> {
    return this.applications.act(context, id, 'giveConsultation', body);
  }
}
