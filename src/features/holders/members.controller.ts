import { Body, Controller, Query } from '@nestjs/common';

import { AUTHENTICATED, roles } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { documented } from '../../platform/http/documented.js';
import { PageQuery, type Page } from '../../platform/http/pagination.js';
import { Act, Create, Read } from '../../platform/http/routes.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { paged } from '../accounts/paged.js';
import { AidListView, DeclareAidDto } from './aids.dto.js';
import { AidsService } from './aids.service.js';
import { ContractsService } from './contracts.service.js';
import {
  ContractListView,
  DelegateDto,
  InvitationListView,
  InvitationView,
  InviteDto,
  LeftView,
  MemberListView,
  OrganisationCheckView,
  RecordContractDto,
  TransferDto,
} from './holders.dto.js';
import { InvitationsService } from './invitations.service.js';
import { MembersService } from './members.service.js';
import { SiretsService } from './sirets.service.js';

const PEOPLE = roles('HOLDER_EDITOR', 'HOLDER_REPRESENTATIVE', 'ADMINISTRATOR', 'AUDITOR');
const MANAGES = roles('HOLDER_REPRESENTATIVE', 'ADMINISTRATOR');
const REPRESENTATIVE = roles('HOLDER_REPRESENTATIVE');
const HOLDER = roles('HOLDER_EDITOR', 'HOLDER_REPRESENTATIVE');
const RECORDS = roles('HOLDER_REPRESENTATIVE', 'CAF_INSTRUCTOR', 'DDETS_INSTRUCTOR');
const VERIFIES = roles('HOLDER_REPRESENTATIVE', 'CAF_INSTRUCTOR', 'DDETS_INSTRUCTOR', 'ADMINISTRATOR');
const NO_VERSION = { ifMatch: 'none' } as const;

type People = Promise<Answer<MemberListView>>;

@documented(({ ApiTags }) => ApiTags('holders'))
@Controller('v1/organisations')
export class MembersController {
  constructor(
    private readonly members: MembersService,
    private readonly invitations: InvitationsService,
    private readonly contracts: ContractsService,
    private readonly aids: AidsService,
    private readonly sirets: SiretsService,
  ) {}

  @Read(':id/members', { access: PEOPLE, summary: 'People who act for a project holder', answer: MemberListView })
  list(@Ctx() context: RequestContext, @Id() id: string): People {
    return this.members.list(context, id);
  }

  @Act(':id/members/:grantId/end', { ...NO_VERSION, access: MANAGES, summary: 'End a person’s role', answer: MemberListView })
  end(@Ctx() context: RequestContext, @Id() id: string, @Id('grantId') grantId: string): People {
    return this.members.end(context, id, grantId);
  }

  @Create(':id/delegations', {
    access: REPRESENTATIVE,
    summary: 'Delegate the signature, between two dates',
    answer: MemberListView,
  })
  delegate(@Ctx() context: RequestContext, @Id() id: string, @Body() body: DelegateDto): People {
    return this.members.delegate(context, id, body);
  }

  @Act(':id/transfer', { ...NO_VERSION, access: REPRESENTATIVE, summary: 'Hand over the representation', answer: MemberListView })
  transfer(@Ctx() context: RequestContext, @Id() id: string, @Body() body: TransferDto): People {
    return this.members.transfer(context, id, body);
  }

  @Act(':id/leave', { ...NO_VERSION, access: HOLDER, summary: 'Leave a project holder', answer: LeftView })
  leave(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<LeftView>> {
    return this.members.leave(context, id);
  }

  @Create(':id/invitations', { access: MANAGES, summary: 'Invite somebody to act for a project holder', answer: InvitationView })
  invite(@Ctx() context: RequestContext, @Id() id: string, @Body() body: InviteDto): Promise<Answer<InvitationView>> {
    return this.invitations.invite(context, id, body);
  }

  @Read(':id/invitations', { access: PEOPLE, summary: 'Invitations, newest first', answer: InvitationListView })
  async invited(
    @Ctx() context: RequestContext,
    @Id() id: string,
    @Query() query: PageQuery,
  ): Promise<Answer<Page<InvitationView>>> {
    return paged(await this.invitations.list(context, id, query));
  }

  @Act(':id/invitations/:invitationId/cancel', {
    ...NO_VERSION,
    access: MANAGES,
    summary: 'Cancel an invitation',
    answer: InvitationView,
  })
  uninvite(
    @Ctx() context: RequestContext,
    @Id() id: string,
    @Id('invitationId') invitationId: string,
  ): Promise<Answer<InvitationView>> {
    return this.invitations.cancel(context, id, invitationId);
  }

  @Read(':id/republican-contracts', { access: AUTHENTICATED, summary: 'Republican contracts recorded', answer: ContractListView })
  contractsOf(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<ContractListView>> {
    return this.contracts.list(context, id);
  }

  @Create(':id/republican-contracts', { access: RECORDS, summary: 'Record a republican contract', answer: ContractListView })
  record(@Ctx() context: RequestContext, @Id() id: string, @Body() body: RecordContractDto): Promise<Answer<ContractListView>> {
    return this.contracts.record(context, id, body);
  }

  @Read(':id/aids', { access: AUTHENTICATED, summary: 'Small aids declared', answer: AidListView })
  aidsOf(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<AidListView>> {
    return this.aids.list(context, id);
  }

  @Create(':id/aids', { access: RECORDS, summary: 'Declare a small aid received, of anyone', answer: AidListView })
  declare(@Ctx() context: RequestContext, @Id() id: string, @Body() body: DeclareAidDto): Promise<Answer<AidListView>> {
    return this.aids.declare(context, id, body);
  }

  @Act(':id/verify', {
    ...NO_VERSION,
    idempotency: false,
    access: VERIFIES,
    summary: 'Ask the national register about the SIRET again',
    answer: OrganisationCheckView,
  })
  verify(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<OrganisationCheckView>> {
    return this.sirets.verify(context, id);
  }
}
