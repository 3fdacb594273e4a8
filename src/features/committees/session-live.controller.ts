import { Controller, Query } from '@nestjs/common';

import { roles } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { Follow, ResumeFrom, type Resume } from '../../platform/http/event-stream.js';
import type { Answer, Download, RequestContext } from '../../platform/workflow/request.js';
import { SessionEventsQuery } from './session.dto.js';
import { SessionLive } from './session-live.service.js';
import { SESSION_READERS } from './session-scope.rules.js';

@Controller('v1/sessions')
export class SessionLiveController {
  constructor(private readonly live: SessionLive) {}

  @Follow(':id/events', {
    access: roles(...SESSION_READERS),
    summary: 'Follow a session live (server-sent events)',
    description:
      'First an event `state` with the state and version, or, after `Last-Event-ID`, what happened since. Then an event `act` at the commit of each act, whose data is `{ act, state, version, itemId, at }`: which act, on which item, and the version to read. What it holds is read by the other routes. The stream ends with the access token that opened it: connect again with a new one and the last id.',
  })
  follow(
    @Ctx() context: RequestContext,
    @Id() id: string,
    @ResumeFrom() resume: Resume,
    @Query() { once }: SessionEventsQuery,
  ): Promise<Answer<Download>> {
    return this.live.follow(context, id, resume, once === 'true');
  }
}
