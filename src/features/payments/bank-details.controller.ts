import { Body, Controller } from '@nestjs/common';

import { OFFICER_ROLES } from '../../kernel/actor.js';
import { roles } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { Act, Create, Read } from '../../platform/http/routes.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { BankDetailsListView, BankDetailsView, ProposeBankDetailsDto, RefuseBankDetailsDto } from './bank-details.dto.js';
import { AGENTS } from './bank-details.rules.js';
import { BankDetailsService } from './bank-details.service.js';

@Controller('v1')
export class BankDetailsController {
  constructor(private readonly details: BankDetailsService) {}

  @Read('organisations/:id/bank-details', {
    access: roles('HOLDER_EDITOR', 'HOLDER_REPRESENTATIVE', ...AGENTS, 'AUDITOR'),
    summary: 'Bank details of a holder, all versions, masked',
    answer: BankDetailsListView,
  })
  list(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<BankDetailsListView>> {
    return this.details.list(context, id);
  }

  @Create('organisations/:id/bank-details', {
    access: roles('HOLDER_REPRESENTATIVE', ...OFFICER_ROLES),
    summary: 'Propose bank details: in force once a second person has confirmed them',
    answer: BankDetailsView,
  })
  propose(
    @Ctx() context: RequestContext,
    @Id() id: string,
    @Body() body: ProposeBankDetailsDto,
  ): Promise<Answer<BankDetailsView>> {
    return this.details.propose(context, id, body);
  }

  @Act('bank-details/:id/confirm', {
    access: roles(...AGENTS),
    summary: 'Confirm bank details that someone else proposed',
    answer: BankDetailsView,
    ifMatch: 'required',
  })
  confirm(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<BankDetailsView>> {
    return this.details.act(context, id, 'confirm', {});
  }

  @Act('bank-details/:id/refuse', {
    access: roles(...AGENTS),
    summary: 'Refuse proposed bank details, with reasons',
    answer: BankDetailsView,
    ifMatch: 'required',
  })
  refuse(@Ctx() context: RequestContext, @Id() id: string, @Body() body: RefuseBankDetailsDto): Promise<Answer<BankDetailsView>> {
    return this.details.act(context, id, 'refuse', body);
  }
}
