import { Body, Controller, Param, Query } from '@nestjs/common';

import type { JsonObject } from '../../kernel/errors.js';
import { AUTHENTICATED, roles } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { MergePatchPipe } from '../../platform/http/merge-patch.js';
import { Act, Create, Edit, Read } from '../../platform/http/routes.js';
import { HistoryQuery, HistoryView } from '../../platform/workflow/history.views.js';
import type { Answer, RawJson, RequestContext } from '../../platform/workflow/request.js';
import { AmendmentsReader } from './amendments.reader.js';
import { AmendmentsView } from './amendments.views.js';
import {
  ApplicationListQuery,
  CreateApplicationDto,
  EditApplicationDto,
  FindIneligibleDto,
  ReasonsDto,
  WithdrawDto,
} from './applications.dto.js';
import { DeclareIncompleteDto } from './completion.dto.js';
import { ApplicationsReader } from './applications.reader.js';
import { ApplicationsService } from './applications.service.js';
import { ApplicationListView, ApplicationView, FrozenVersionView, VersionListView } from './applications.views.js';

const HOLDER = roles('HOLDER_EDITOR', 'HOLDER_REPRESENTATIVE');
const REPRESENTATIVE = roles('HOLDER_REPRESENTATIVE');
const AGENCIES = roles('CAF_INSTRUCTOR', 'DDETS_INSTRUCTOR');
const CAF = roles('CAF_INSTRUCTOR');

type Reply = Promise<Answer<ApplicationView>>;

@Controller('v1/applications')
export class ApplicationsController {
  constructor(
    private readonly applications: ApplicationsService,
    private readonly reader: ApplicationsReader,
    private readonly amendmentsReader: AmendmentsReader,
  ) {}

  @Create('', { access: HOLDER, summary: 'Draft an application', answer: ApplicationView })
  create(@Ctx() context: RequestContext, @Body() body: CreateApplicationDto): Reply {
    return this.applications.create(context, body);
  }

  @Edit(':id', {
    access: HOLDER,
    summary: 'Edit a draft or an incomplete application',
    description:
      'JSON Merge Patch (RFC 7396). If-Match may be any version read: what others saved since is kept, and only a field changed by both is refused, with both values. After the deadline a draft is still saved; it can be filed late.',
    answer: ApplicationView,
    patchOf: EditApplicationDto,
  })
  edit(@Ctx() context: RequestContext, @Id() id: string, @Body(new MergePatchPipe(EditApplicationDto)) patch: JsonObject): Reply {
    return this.applications.edit(context, id, patch);
  }

  @Read('', { access: AUTHENTICATED, summary: 'Applications in one’s scope, newest first', answer: ApplicationListView })
  list(@Ctx() context: RequestContext, @Query() query: ApplicationListQuery): Promise<Answer<RawJson>> {
    return this.reader.list(context, query);
  }

  @Read(':id', { access: AUTHENTICATED, summary: 'One application', answer: ApplicationView })
  one(@Ctx() context: RequestContext, @Id() id: string): Reply {
    return this.reader.one(context, id);
  }

  @Read(':id/versions', { access: AUTHENTICATED, summary: 'Frozen versions and their receipts', answer: VersionListView })
  versions(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<VersionListView>> {
    return this.reader.versions(context, id);
  }

  @Read(':id/versions/:number', { access: AUTHENTICATED, summary: 'One frozen version', answer: FrozenVersionView })
  version(@Ctx() context: RequestContext, @Id() id: string, @Param('number') number: string): Promise<Answer<FrozenVersionView>> {
    return this.reader.version(context, id, number);
  }

  @Read(':id/amendments', {
    access: AUTHENTICATED,
    summary: 'What changed in the call since the draft was begun, and what it has to complete',
    answer: AmendmentsView,
  })
  amendments(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<AmendmentsView>> {
    return this.amendmentsReader.of(context, id);
  }

  @Read(':id/history', {
    access: AUTHENTICATED,
    summary: 'What happened, in order',
    description:
      'Holders and committee members read events and dates; agencies, jury, officers and auditors who and on which facts.',
    answer: HistoryView,
  })
  history(@Ctx() context: RequestContext, @Id() id: string, @Query() query: HistoryQuery): Promise<Answer<HistoryView>> {
    return this.reader.historyOf(context, id, query);
  }

  @Act(':id/submit', { access: REPRESENTATIVE, summary: 'Submit: a version is frozen, a receipt given', answer: ApplicationView })
  submit(@Ctx() context: RequestContext, @Id() id: string): Reply {
    return this.applications.act(context, id, 'submit');
  }

  @Act(':id/file-late', { access: REPRESENTATIVE, summary: 'File after the deadline', answer: ApplicationView })
  fileLate(@Ctx() context: RequestContext, @Id() id: string): Reply {
    return this.applications.act(context, id, 'fileLate');
  }

  @Act(':id/declare-incomplete', { access: AGENCIES, summary: 'Ask for what is missing', answer: ApplicationView })
  declareIncomplete(@Ctx() context: RequestContext, @Id() id: string, @Body() body: DeclareIncompleteDto): Reply {
    return this.applications.act(context, id, 'declareIncomplete', body);
  }

  @Act(':id/remind', { access: AGENCIES, summary: 'Remind the holder', answer: ApplicationView })
  remind(@Ctx() context: RequestContext, @Id() id: string): Reply {
    return this.applications.act(context, id, 'remind');
  }

  @Act(':id/answer-completion', {
    access: REPRESENTATIVE,
    summary: 'Send what was missing: a new version is frozen',
    answer: ApplicationView,
  })
  answerCompletion(@Ctx() context: RequestContext, @Id() id: string): Reply {
    return this.applications.act(context, id, 'answerCompletion');
  }

  @Act(':id/accept-completeness', { access: AGENCIES, summary: 'Declare complete', answer: ApplicationView })
  acceptCompleteness(@Ctx() context: RequestContext, @Id() id: string): Reply {
    return this.applications.act(context, id, 'acceptCompleteness');
  }

  @Act(':id/dismiss', { access: CAF, summary: 'Dismiss an application left incomplete', answer: ApplicationView })
  dismiss(@Ctx() context: RequestContext, @Id() id: string, @Body() body: ReasonsDto): Reply {
    return this.applications.act(context, id, 'dismiss', body);
  }

  @Act(':id/find-ineligible', { access: AGENCIES, summary: 'First agency’s finding of ineligibility', answer: ApplicationView })
  findIneligible(@Ctx() context: RequestContext, @Id() id: string, @Body() body: FindIneligibleDto): Reply {
    return this.applications.act(context, id, 'findIneligible', body);
  }

  @Act(':id/confirm-ineligible', { access: AGENCIES, summary: 'Other agency’s confirmation', answer: ApplicationView })
  confirmIneligible(@Ctx() context: RequestContext, @Id() id: string, @Body() body: ReasonsDto): Reply {
    return this.applications.act(context, id, 'confirmIneligible', body);
  }

  @Act(':id/withdraw', { access: REPRESENTATIVE, summary: 'Withdraw', answer: ApplicationView })
  withdraw(@Ctx() context: RequestContext, @Id() id: string, @Body() body: WithdrawDto): Reply {
    return this.applications.act(context, id, 'withdraw', body);
  }

  @Act(':id/renounce', {
    access: REPRESENTATIVE,
    summary: 'Renounce an award: its credits are free again',
    answer: ApplicationView,
    ifMatch: 'required',
  })
  renounce(@Ctx() context: RequestContext, @Id() id: string, @Body() body: WithdrawDto): Reply {
    return this.applications.act(context, id, 'renounce', body);
  }
}
