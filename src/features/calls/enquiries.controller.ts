import { Body, Controller, Query } from '@nestjs/common';

import { AUTHENTICATED, roles } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { Act, Create, Read } from '../../platform/http/routes.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { AnswerEnquiryDto, AskDto, EnquiryQuery } from './enquiries.dto.js';
import { EnquiriesReader } from './enquiries.reader.js';
import { EnquiriesService } from './enquiries.service.js';
import { EnquiryListView, EnquiryView } from './enquiries.views.js';

@Controller('v1/calls/:id/questions')
export class EnquiriesController {
  constructor(
    private readonly enquiries: EnquiriesService,
    private readonly reader: EnquiriesReader,
  ) {}

  @Create('', {
    access: AUTHENTICATED,
    summary: 'Ask a question about the call',
    description: 'Nobody is told who asked. The answer is published to all, with the question.',
    answer: EnquiryView,
  })
  ask(@Ctx() context: RequestContext, @Id() id: string, @Body() body: AskDto): Promise<Answer<EnquiryView>> {
    return this.enquiries.ask(context, id, body);
  }

  @Read('', {
    access: AUTHENTICATED,
    summary: 'Answered questions and one’s own; all for the call manager',
    answer: EnquiryListView,
  })
  list(@Ctx() context: RequestContext, @Id() id: string, @Query() query: EnquiryQuery): Promise<Answer<EnquiryListView>> {
    return this.reader.list(context, id, query);
  }

  @Act(':questionId/answer', {
    access: roles('CALL_MANAGER'),
    summary: 'Publish an answer to all; it supersedes the one before',
    ifMatch: 'required',
    answer: EnquiryView,
  })
  answer(
    @Ctx() context: RequestContext,
    @Id() id: string,
    @Id('questionId') questionId: string,
    @Body() body: AnswerEnquiryDto,
  ): Promise<Answer<EnquiryView>> {
    return this.enquiries.answer(context, id, questionId, body);
  }
}
