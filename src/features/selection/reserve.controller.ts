import { Body, Controller, Query } from '@nestjs/common';

import { roles } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { PageQuery } from '../../platform/http/pagination.js';
import { Act, Read } from '../../platform/http/routes.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import {
  PassOverDto,
  ReorderReserveDto,
  ReserveListView,
  ReserveProposalListView,
  ReserveProposalsQuery,
  ReserveProposalView,
} from './reserve.dto.js';
import { ReserveService } from './reserve.service.js';
import { SELECTION_ROLES } from './jury-scope.rules.js';

const JURY = roles('REGIONAL_JURY');

@Controller('v1')
export class ReserveController {
  constructor(private readonly reserve: ReserveService) {}

  @Read('calls/:id/reserve-list', {
    access: roles(...SELECTION_ROLES),
    summary: 'Reserve list by rank: what is asked, what the credits left allow, until when',
    answer: ReserveListView,
  })
  list(@Ctx() context: RequestContext, @Id() id: string, @Query() query: PageQuery): Promise<Answer<ReserveListView>> {
    return this.reserve.list(context, id, query);
  }

  @Act('calls/:id/reserve-list/reorder', {
    access: JURY,
    summary: 'Give the whole reserve list a new order, with reasons',
    description: 'While the call is under selection. Each dossier carries the version that was read.',
    answer: ReserveListView,
    ifMatch: 'none',
  })
  reorder(@Ctx() context: RequestContext, @Id() id: string, @Body() body: ReorderReserveDto): Promise<Answer<ReserveListView>> {
    return this.reserve.reorder(context, id, body);
  }

  @Read('calls/:id/reserve-proposals', {
    access: roles(...SELECTION_ROLES),
    summary: 'Dossiers of the reserve that freed credits put before the jury',
    answer: ReserveProposalListView,
  })
  proposals(
    @Ctx() context: RequestContext,
    @Id() id: string,
    @Query() query: ReserveProposalsQuery,
  ): Promise<Answer<ReserveProposalListView>> {
    return this.reserve.proposals(context, id, query);
  }

  @Act('reserve-proposals/:id/pass-over', {
    access: JURY,
    summary: 'Pass over a rank, with reasons; the next one that fits is proposed',
    answer: ReserveProposalView,
    ifMatch: 'required',
  })
  passOver(@Ctx() context: RequestContext, @Id() id: string, @Body() body: PassOverDto): Promise<Answer<ReserveProposalView>> {
    return this.reserve.passOver(context, id, body);
  }
}
