import { Body, Controller, Query } from '@nestjs/common';

import { roles } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { PageQuery } from '../../platform/http/pagination.js';
import { Act, Create, Read } from '../../platform/http/routes.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { ReadMessagesDto, WriteCommentDto, WriteMessageDto } from './correspondence.dto.js';
import { CorrespondenceReader } from './correspondence.reader.js';
import { Correspondence } from './correspondence.service.js';
import { CommentsView, CommentView, MessagesView, MessageView, ReadMessagesView } from './correspondence.views.js';

const AGENCIES = ['CAF_INSTRUCTOR', 'DDETS_INSTRUCTOR'] as const;
const HOLDERS = ['HOLDER_EDITOR', 'HOLDER_REPRESENTATIVE'] as const;
const NOT_SEALED =
  'Comments are free text between the two agencies and are not sealed: an opinion written here is read by the other agency before both have signed.';

@Controller('v1/applications')
export class CorrespondenceController {
  constructor(
    private readonly reader: CorrespondenceReader,
    private readonly correspondence: Correspondence,
  ) {}

  @Read(':id/comments', {
    access: roles(...AGENCIES, 'AUDITOR'),
    summary: 'Comments between the agencies, newest first',
    description: NOT_SEALED,
    answer: CommentsView,
  })
  comments(@Ctx() context: RequestContext, @Id() id: string, @Query() query: PageQuery): Promise<Answer<CommentsView>> {
    return this.reader.comments(context, id, query);
  }

  @Create(':id/comments', {
    access: roles(...AGENCIES),
    summary: 'Comment, or correct a comment',
    description: NOT_SEALED,
    answer: CommentView,
  })
  comment(@Ctx() context: RequestContext, @Id() id: string, @Body() body: WriteCommentDto): Promise<Answer<CommentView>> {
    return this.correspondence.comment(context, id, body);
  }

  @Read(':id/messages', {
    access: roles(...HOLDERS, ...AGENCIES, 'AUDITOR'),
    summary: 'Messages between the holder and the agencies, newest first',
    answer: MessagesView,
  })
  messages(@Ctx() context: RequestContext, @Id() id: string, @Query() query: PageQuery): Promise<Answer<MessagesView>> {
    return this.reader.messages(context, id, query);
  }

  @Create(':id/messages', { access: roles(...HOLDERS, ...AGENCIES), summary: 'Write to the other side', answer: MessageView })
  write(@Ctx() context: RequestContext, @Id() id: string, @Body() body: WriteMessageDto): Promise<Answer<MessageView>> {
    return this.correspondence.write(context, id, body);
  }

  @Act(':id/messages/read', {
    access: roles(...HOLDERS, ...AGENCIES),
    summary: 'Mark messages as read by one’s side',
    answer: ReadMessagesView,
    ifMatch: 'none',
  })
  read(@Ctx() context: RequestContext, @Id() id: string, @Body() body: ReadMessagesDto): Promise<Answer<ReadMessagesView>> {
    return this.correspondence.read(context, id, body);
  }
}
