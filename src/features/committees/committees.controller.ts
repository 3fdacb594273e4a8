import { Body, Controller, Query } from '@nestjs/common';

import { roles } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { Act, Create, Read } from '../../platform/http/routes.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { CommitteeQuery, CreateCommitteeDto } from './committee.dto.js';
import { CommitteeReader } from './committee.reader.js';
import { CommitteePageView, CommitteeView } from './committee.views.js';
import { AddMemberDto, EndMemberDto } from './composition.dto.js';
import { CommitteesService } from './committees.service.js';
import { HistoryQuery, HistoryView } from '../../platform/workflow/history.views.js';
import { COMPOSERS, SESSION_READERS } from './session-scope.rules.js';

const readers = roles(...SESSION_READERS);
const composers = roles(...COMPOSERS);

@Controller('v1/committees')
export class CommitteesController {
  constructor(
    private readonly committees: CommitteesService,
    private readonly reader: CommitteeReader,
  ) {}

  @Create('', { access: composers, summary: 'Set up a committee, from a template or empty', answer: CommitteeView })
  create(@Ctx() context: RequestContext, @Body() body: CreateCommitteeDto): Promise<Answer<CommitteeView>> {
    return this.committees.create(context, body);
  }

  @Read('', { access: readers, summary: 'Committees of the reader’s territory', answer: CommitteePageView })
  list(@Ctx() context: RequestContext, @Query() query: CommitteeQuery): Promise<Answer<CommitteePageView>> {
    return this.reader.list(context, query);
  }

  @Read(':id', { access: readers, summary: 'A committee, its rules and its members', answer: CommitteeView })
  one(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<CommitteeView>> {
    return this.reader.one(context, id);
  }

  @Read(':id/history', { access: readers, summary: 'Changes of the committee', answer: HistoryView })
  history(@Ctx() context: RequestContext, @Id() id: string, @Query() query: HistoryQuery): Promise<Answer<HistoryView>> {
    return this.reader.history(context, id, query);
  }

  @Create(':id/members', { access: composers, summary: 'Seat a member', answer: CommitteeView })
  addMember(@Ctx() context: RequestContext, @Id() id: string, @Body() body: AddMemberDto): Promise<Answer<CommitteeView>> {
    return this.committees.addMember(context, id, body);
  }

  @Act(':id/members/:memberId/end', { access: composers, summary: 'End a member’s term', answer: CommitteeView })
  endMember(
    @Ctx() context: RequestContext,
    @Id() id: string,
    @Id('memberId') memberId: string,
    @Body() body: EndMemberDto,
  ): Promise<Answer<CommitteeView>> {
    return this.committees.endMember(context, id, Object.assign({}, body, { memberId }));
  }
}
