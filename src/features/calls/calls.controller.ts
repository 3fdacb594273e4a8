import { Body, Controller, Param, Query } from '@nestjs/common';

import { AUTHENTICATED, roles } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { Act, Create, Edit, Read } from '../../platform/http/routes.js';
import { HistoryQuery, HistoryView } from '../../platform/workflow/history.views.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { CallFormView } from './call-form.views.js';
import { KNOW_ENVELOPES } from './call-scope.rules.js';
import {
  AmendCallDto,
  RaiseEnvelopesDto,
  CallFormQuery,
  CallListQuery,
  CancelCallDto,
  CopyCallDto,
  CreateCallDto,
  EditCallDto,
  PostponeCallDto,
} from './calls.dto.js';
import { CallsReader } from './calls.reader.js';
import { CallsService } from './calls.service.js';
import { PublicCallsReader } from './public-calls.reader.js';
import { PublicCallView } from './public-calls.views.js';
import { CallListView, CallView, SpecificationListView, SpecificationView } from './calls.views.js';

const MANAGER = roles('CALL_MANAGER');
const STAFF = roles(...KNOW_ENVELOPES, 'AUDITOR');
const JURY = roles('REGIONAL_JURY');

@Controller('v1/calls')
export class CallsController {
  constructor(
    private readonly calls: CallsService,
    private readonly reader: CallsReader,
    private readonly publicCalls: PublicCallsReader,
  ) {}

  @Create('', { access: MANAGER, summary: 'Draft a call', answer: CallView })
  create(@Ctx() context: RequestContext, @Body() body: CreateCallDto): Promise<Answer<CallView>> {
    return this.calls.create(context, body);
  }

  @Edit(':id', { access: MANAGER, summary: 'Edit a draft', answer: CallView })
  edit(@Ctx() context: RequestContext, @Id() id: string, @Body() body: EditCallDto): Promise<Answer<CallView>> {
    return this.calls.edit(context, id, body);
  }

  @Read('', { access: AUTHENTICATED, summary: 'Calls, newest first', answer: CallListView })
  list(@Ctx() context: RequestContext, @Query() query: CallListQuery): Promise<Answer<CallListView>> {
    return this.reader.list(context, query);
  }

  @Read(':id', { access: AUTHENTICATED, summary: 'One call', answer: CallView })
  one(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<CallView>> {
    return this.reader.one(context, id);
  }

  @Read(':id/specifications', { access: AUTHENTICATED, summary: 'Published specifications', answer: SpecificationListView })
  specifications(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<SpecificationListView>> {
    return this.reader.specifications(context, id);
  }

  @Read(':id/specifications/:number', { access: AUTHENTICATED, summary: 'One specification', answer: SpecificationView })
  specification(
    @Ctx() context: RequestContext,
    @Id() id: string,
    @Param('number') number: string,
  ): Promise<Answer<SpecificationView>> {
    return this.reader.specification(context, id, number);
  }

  @Read(':id/form', { access: AUTHENTICATED, summary: 'The call’s own questions and their JSON Schema', answer: CallFormView })
  form(@Ctx() context: RequestContext, @Id() id: string, @Query() query: CallFormQuery): Promise<Answer<CallFormView>> {
    return this.reader.form(context, id, query.specification);
  }

  @Read(':id/preview', { access: MANAGER, summary: 'The call as everyone will see it', answer: PublicCallView })
  preview(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<PublicCallView>> {
    return this.publicCalls.preview(context, id);
  }

  @Read(':id/history', { access: STAFF, summary: 'Acts on the call', answer: HistoryView })
  history(@Ctx() context: RequestContext, @Id() id: string, @Query() query: HistoryQuery): Promise<Answer<HistoryView>> {
    return this.reader.history(context, id, query);
  }

  @Act(':id/publish', { access: MANAGER, summary: 'Publish: the specification is frozen', answer: CallView })
  publish(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<CallView>> {
    return this.calls.act(context, id, 'publish');
  }

  @Act(':id/postpone', { access: MANAGER, summary: 'Postpone the deadline', answer: CallView })
  postpone(@Ctx() context: RequestContext, @Id() id: string, @Body() body: PostponeCallDto): Promise<Answer<CallView>> {
    return this.calls.act(context, id, 'postpone', body);
  }

  @Act(':id/amend', {
    access: MANAGER,
    summary: 'Amend a published call: a new specification',
    description:
      'Drafts are told what to complete; dossiers already submitted are judged by the specification that they answered.',
    answer: CallView,
  })
  amend(@Ctx() context: RequestContext, @Id() id: string, @Body() body: AmendCallDto): Promise<Answer<CallView>> {
    return this.calls.act(context, id, 'amend', body);
  }

  @Act(':id/raise-envelopes', {
    access: MANAGER,
    summary: 'Raise envelopes once the call is closed; what they free is proposed to the reserve list',
    answer: CallView,
    ifMatch: 'required',
  })
  raiseEnvelopes(@Ctx() context: RequestContext, @Id() id: string, @Body() body: RaiseEnvelopesDto): Promise<Answer<CallView>> {
    return this.calls.act(context, id, 'raiseEnvelopes', body);
  }

  @Create(':id/copy', { access: MANAGER, summary: 'Copy into a new edition, in draft', answer: CallView })
  copy(@Ctx() context: RequestContext, @Id() id: string, @Body() body: CopyCallDto): Promise<Answer<CallView>> {
    return this.calls.copy(context, id, body);
  }

  @Act(':id/start-examination', {
    access: roles('CALL_MANAGER', 'REGIONAL_JURY'),
    summary: 'Start the examination',
    answer: CallView,
  })
  startExamination(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<CallView>> {
    return this.calls.act(context, id, 'startExamination');
  }

  @Act(':id/start-selection', { access: JURY, summary: 'Start the selection', answer: CallView })
  startSelection(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<CallView>> {
    return this.calls.act(context, id, 'startSelection');
  }

  @Act(':id/publish-results', { access: JURY, summary: 'Publish the results', answer: CallView })
  publishResults(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<CallView>> {
    return this.calls.act(context, id, 'publishResults');
  }

  @Act(':id/finish', { access: JURY, summary: 'Finish the call', answer: CallView })
  finish(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<CallView>> {
    return this.calls.act(context, id, 'finish');
  }

  @Act(':id/cancel', { access: MANAGER, summary: 'Cancel the call', answer: CallView })
  cancel(@Ctx() context: RequestContext, @Id() id: string, @Body() body: CancelCallDto): Promise<Answer<CallView>> {
    return this.calls.act(context, id, 'cancel', body);
  }
}
