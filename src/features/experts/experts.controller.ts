import { Body, Controller, Param, Query, Req } from '@nestjs/common';

import { AUTHENTICATED, PUBLIC, roles } from '../../platform/http/access.js';
import { Ctx, Id, type CofundRequest } from '../../platform/http/context.js';
import { PageQuery } from '../../platform/http/pagination.js';
import { Act, Create, Read } from '../../platform/http/routes.js';
import type { Answer, Download, RequestContext } from '../../platform/workflow/request.js';
import { ExpertAccounts } from './expert-accounts.service.js';
import {
  AcceptRequestDto,
  ActivateDto,
  DeclineRequestDto,
  GiveOpinionDto,
  RequestExpertDto,
  RevokeRequestDto,
} from './experts.dto.js';
import { ExpertsReader } from './experts.reader.js';
import { ExpertsService } from './experts.service.js';
import {
  ExpertDeclinedView,
  ExpertOpinionListView,
  ExpertRequestListView,
  ExpertRequestView,
  OwnExpertRequestPageView,
} from './experts.views.js';

const AGENCIES = roles('CAF_INSTRUCTOR', 'DDETS_INSTRUCTOR');
const READERS = roles('CAF_INSTRUCTOR', 'DDETS_INSTRUCTOR', 'AUDITOR');

type Reply = Promise<Answer<ExpertRequestView>>;

@Controller('v1')
export class ExpertsController {
  constructor(
    private readonly experts: ExpertsService,
    private readonly reader: ExpertsReader,
    private readonly accounts: ExpertAccounts,
  ) {}

  @Create('applications/:id/expert-requests', {
    access: AGENCIES,
    summary: 'Ask an outside person for an opinion on a dossier',
    description:
      'The person needs no role: the request alone opens the files that it lists, once they declare to have no interest, until the deadline. Someone without an account gets one, opened by the message.',
    answer: ExpertRequestView,
  })
  request(@Ctx() context: RequestContext, @Id() id: string, @Body() body: RequestExpertDto): Reply {
    return this.experts.request(context, id, body);
  }

  @Read('applications/:id/expert-requests', {
    access: READERS,
    summary: 'Opinions asked on a dossier, by either agency',
    answer: ExpertRequestListView,
  })
  ofApplication(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<ExpertRequestListView>> {
    return this.reader.ofApplication(context, id);
  }

  @Read('applications/:id/expert-opinions', {
    access: AUTHENTICATED,
    summary: 'Opinions given on a dossier',
    description:
      'Both agencies as soon as given; the committee from the agenda on; the holder once the decision is taken (CRPA L311-2).',
    answer: ExpertOpinionListView,
  })
  opinions(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<ExpertOpinionListView>> {
    return this.reader.opinions(context, id);
  }

  @Read('expert-requests', {
    access: AUTHENTICATED,
    summary: 'Opinions asked of oneself, the last one first',
    answer: OwnExpertRequestPageView,
  })
  own(@Ctx() context: RequestContext, @Query() query: PageQuery): Promise<Answer<OwnExpertRequestPageView>> {
    return this.reader.own(context, query);
  }

  @Read('expert-requests/:id', { access: AUTHENTICATED, summary: 'One request for an opinion', answer: ExpertRequestView })
  one(@Ctx() context: RequestContext, @Id() id: string): Reply {
    return this.reader.one(context, id);
  }

  @Read('expert-requests/:id/documents/:documentId/content', {
    access: AUTHENTICATED,
    summary: 'The bytes of a file that the request lists, as an attachment',
    media: '*/*',
    problems: ['rule-not-met'],
  })
  content(@Ctx() context: RequestContext, @Id() id: string, @Param('documentId') documentId: string): Promise<Answer<Download>> {
    return this.reader.content(context, id, documentId);
  }

  @Act('expert-requests/:id/accept', {
    access: AUTHENTICATED,
    summary: 'Declare no interest and accept: the files open',
    answer: ExpertRequestView,
  })
  accept(@Ctx() context: RequestContext, @Id() id: string, @Body() body: AcceptRequestDto): Reply {
    return this.experts.act(context, id, 'accept', body);
  }

  @Act('expert-requests/:id/decline', {
    access: AUTHENTICATED,
    summary: 'Decline, for an interest or another cause',
    answer: ExpertDeclinedView,
  })
  decline(
    @Ctx() context: RequestContext,
    @Id() id: string,
    @Body() body: DeclineRequestDto,
  ): Promise<Answer<ExpertDeclinedView>> {
    return this.experts.decline(context, id, body);
  }

  @Act('expert-requests/:id/give', {
    access: AUTHENTICATED,
    summary: 'Give the opinion: final',
    answer: ExpertRequestView,
    ifMatch: 'required',
  })
  give(@Ctx() context: RequestContext, @Id() id: string, @Body() body: GiveOpinionDto): Reply {
    return this.experts.act(context, id, 'give', body);
  }

  @Act('expert-requests/:id/revoke', {
    access: AGENCIES,
    summary: 'Revoke the request: the files close',
    answer: ExpertRequestView,
  })
  revoke(@Ctx() context: RequestContext, @Id() id: string, @Body() body: RevokeRequestDto): Reply {
    return this.experts.act(context, id, 'revoke', body);
  }

  @Act('auth/activate', {
    ifMatch: 'none',
    idempotency: false,
    access: PUBLIC,
    summary: 'Set the first password of an account opened by a request for an opinion, then log in',
    status: 204,
  })
  async activate(@Req() request: CofundRequest, @Body() body: ActivateDto): Promise<void> {
    await this.accounts.activate(body, request.arrivedAt, request.id);
  }
}
