import { Body, Controller, Param, Query, Req } from '@nestjs/common';

import { AUTHENTICATED, PUBLIC, roles } from '../../platform/http/access.js';
import { Ctx, Id, type CofundRequest } from '../../platform/http/context.js';
import { documented } from '../../platform/http/documented.js';
import type { Page } from '../../platform/http/pagination.js';
import { Act, Create, Read } from '../../platform/http/routes.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { paged } from '../accounts/paged.js';
import {
  AcceptInvitationDto,
  InvitationView,
  JoinDto,
  JoinRequestListView,
  JoinRequestsQuery,
  JoinRequestView,
  RegisterDto,
  RejectJoinDto,
  SiretView,
} from './holders.dto.js';
import { InvitationsService } from './invitations.service.js';
import { JoinRequestsService } from './join-requests.service.js';
import { SiretsService } from './sirets.service.js';

const DECIDES = roles('HOLDER_REPRESENTATIVE', 'ADMINISTRATOR');

type Reply = Promise<Answer<JoinRequestView>>;

@documented(({ ApiTags }) => ApiTags('holders'))
@Controller('v1')
export class JoinController {
  constructor(
    private readonly invitations: InvitationsService,
    private readonly requests: JoinRequestsService,
    private readonly sirets: SiretsService,
  ) {}

  @Read('sirets/:siret', {
    access: AUTHENTICATED,
    summary: 'What the national register says of a SIRET',
    answer: SiretView,
    problems: ['rule-not-met'],
  })
  siret(@Param('siret') siret: string): Promise<Answer<SiretView>> {
    return this.sirets.lookUp(siret);
  }

  @Act('invitations/accept', { ifMatch: 'none', access: AUTHENTICATED, summary: 'Accept an invitation', answer: InvitationView })
  accept(@Ctx() context: RequestContext, @Body() { token }: AcceptInvitationDto): Promise<Answer<InvitationView>> {
    return this.invitations.accept(context, token);
  }

  @Act('auth/register', {
    ifMatch: 'none',
    idempotency: false,
    access: PUBLIC,
    summary: 'Open an account from an invitation, then log in',
    status: 204,
  })
  async register(@Req() request: CofundRequest, @Body() body: RegisterDto): Promise<void> {
    await this.invitations.register(body, request.arrivedAt, request.id);
  }

  @Create('join-requests', { access: AUTHENTICATED, summary: 'Ask to act for a project holder', answer: JoinRequestView })
  ask(@Ctx() context: RequestContext, @Body() body: JoinDto): Reply {
    return this.requests.ask(context, body);
  }

  @Read('join-requests', { access: AUTHENTICATED, summary: 'Requests, newest first', answer: JoinRequestListView })
  async list(@Ctx() context: RequestContext, @Query() query: JoinRequestsQuery): Promise<Answer<Page<JoinRequestView>>> {
    return paged(await this.requests.list(context, query));
  }

  @Read('join-requests/:id', { access: AUTHENTICATED, summary: 'One request', answer: JoinRequestView })
  one(@Ctx() context: RequestContext, @Id() id: string): Reply {
    return this.requests.one(context, id);
  }

  @Act('join-requests/:id/accept', {
    access: DECIDES,
    summary: 'Let the person in',
    answer: JoinRequestView,
  })
  letIn(@Ctx() context: RequestContext, @Id() id: string): Reply {
    return this.requests.accept(context, id);
  }

  @Act('join-requests/:id/reject', {
    access: DECIDES,
    summary: 'Reject a request',
    answer: JoinRequestView,
  })
  reject(@Ctx() context: RequestContext, @Id() id: string, @Body() { reasons }: RejectJoinDto): Reply {
    return this.requests.reject(context, id, reasons);
  }

  @Act('join-requests/:id/cancel', {
    access: AUTHENTICATED,
    summary: 'Cancel one’s request',
    answer: JoinRequestView,
  })
  cancel(@Ctx() context: RequestContext, @Id() id: string): Reply {
    return this.requests.cancel(context, id);
  }
}
