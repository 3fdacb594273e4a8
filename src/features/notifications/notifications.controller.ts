import { Body, Controller, Query } from '@nestjs/common';

import { AUTHENTICATED } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { Act, Edit, Read } from '../../platform/http/routes.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { EditPreferencesDto, NoticesQuery } from './notices.dto.js';
import { NoticesReader } from './notices.reader.js';
import { Notices } from './notices.service.js';
import { NoticesView, PreferencesView, ReadNoticesView } from './notices.views.js';

@Controller('v1/notifications')
export class NotificationsController {
  constructor(
    private readonly reader: NoticesReader,
    private readonly notices: Notices,
  ) {}

  @Read('', { access: AUTHENTICATED, summary: 'What the caller was told, newest first', answer: NoticesView })
  list(@Ctx() context: RequestContext, @Query() query: NoticesQuery): Promise<Answer<NoticesView>> {
    return this.reader.list(context, query);
  }

  @Act('read', { access: AUTHENTICATED, summary: 'Mark all as read', answer: ReadNoticesView, ifMatch: 'none' })
  readAll(@Ctx() context: RequestContext): Promise<Answer<ReadNoticesView>> {
    return this.notices.readAll(context);
  }

  @Act(':id/read', { access: AUTHENTICATED, summary: 'Mark one as read', answer: ReadNoticesView, ifMatch: 'none' })
  read(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<ReadNoticesView>> {
    return this.notices.read(context, id);
  }

  @Read('preferences', { access: AUTHENTICATED, summary: 'How each kind reaches the caller', answer: PreferencesView })
  preferences(@Ctx() context: RequestContext): Promise<Answer<PreferencesView>> {
    return this.notices.preferences(context);
  }

  @Edit('preferences', { access: AUTHENTICATED, summary: 'Choose how each kind reaches the caller', answer: PreferencesView })
  edit(@Ctx() context: RequestContext, @Body() body: EditPreferencesDto): Promise<Answer<PreferencesView>> {
    return this.notices.edit(context, body);
  }
}
