import { Body, Controller } from '@nestjs/common';

import { roles } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { Act } from '../../platform/http/routes.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import * as dto from './session.dto.js';
import { SessionsService } from './session.service.js';
import { SessionView } from './session.views.js';

type ViewAnswer = Promise<Answer<SessionView>>;

const desk = roles('COMMITTEE_SECRETARY', 'COMMITTEE_PRESIDENT');
const voters = roles('COMMITTEE_PRESIDENT', 'COMMITTEE_MEMBER');
const answer = SessionView;

/** How a session is run, beside its votes. */
@Controller('v1/sessions')
export class ConductController {
  constructor(private readonly sessions: SessionsService) {}

  @Act(':id/record-disagreement', {
    access: roles('COMMITTEE_PRESIDENT', 'COMMITTEE_MEMBER'),
    summary: 'Have one’s disagreement with an opinion mentioned in the minutes',
    description: 'If-Match is the version of the item. Until the minutes are signed (CRPA R133-13); kept as it was given.',
    answer,
  })
  recordDisagreement(@Ctx() context: RequestContext, @Id() id: string, @Body() body: dto.SessionDisagreementDto): ViewAnswer {
    return this.sessions.act(context, id, 'recordDisagreement', body);
  }

  @Act(':id/send-convocation', { access: desk, summary: 'Send the convocation again, or note how it was sent', answer })
  sendConvocation(@Ctx() context: RequestContext, @Id() id: string, @Body() body: dto.SessionSendConvocationDto): ViewAnswer {
    return this.sessions.act(context, id, 'sendConvocation', body);
  }

  @Act(':id/hear', { access: desk, summary: 'Record the arrival of a person to be heard on an item', answer })
  hear(@Ctx() context: RequestContext, @Id() id: string, @Body() body: dto.SessionHearDto): ViewAnswer {
    return this.sessions.act(context, id, 'hear', body);
  }

  @Act(':id/end-hearing', { access: desk, summary: 'Record the departure of a heard person', answer })
  endHearing(@Ctx() context: RequestContext, @Id() id: string, @Body() body: dto.SessionEndHearingDto): ViewAnswer {
    return this.sessions.act(context, id, 'endHearing', body);
  }

  @Act(':id/suspend', { access: desk, summary: 'Suspend the session', answer })
  suspend(@Ctx() context: RequestContext, @Id() id: string): ViewAnswer {
    return this.sessions.act(context, id, 'suspend');
  }

  @Act(':id/resume', { access: desk, summary: 'Resume the session', answer })
  resume(@Ctx() context: RequestContext, @Id() id: string): ViewAnswer {
    return this.sessions.act(context, id, 'resume');
  }

  @Act(':id/open-written', {
    access: desk,
    summary: 'Open a written deliberation at its time',
    description: 'The clock opens it too, and so does the first ballot or remark that arrives in time.',
    answer,
  })
  openWritten(@Ctx() context: RequestContext, @Id() id: string): ViewAnswer {
    return this.sessions.act(context, id, 'openWritten');
  }

  @Act(':id/contribute', {
    access: voters,
    summary: 'Write a remark in a written deliberation',
    description: 'At once open to every member who takes part in the item (ordonnance 2014-1329, art. 3).',
    answer,
  })
  contribute(@Ctx() context: RequestContext, @Id() id: string, @Body() body: dto.SessionContributeDto): ViewAnswer {
    return this.sessions.act(context, id, 'contribute', body);
  }

  @Act(':id/invalidate', { access: desk, summary: 'Find that too few members took part in writing', answer })
  invalidate(@Ctx() context: RequestContext, @Id() id: string): ViewAnswer {
    return this.sessions.act(context, id, 'invalidate');
  }
}
