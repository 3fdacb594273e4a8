import { Body, Controller, Query } from '@nestjs/common';

import { roles } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { Act, Create, Edit, Read } from '../../platform/http/routes.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { HistoryQuery, HistoryView } from '../../platform/workflow/history.views.js';
import { SessionDraftsService } from './session-drafts.service.js';
import { SessionHistoryReader } from './session-history.reader.js';
import { SESSION_READERS } from './session-scope.rules.js';
import * as dto from './session.dto.js';
import { SessionReader } from './session.reader.js';
import { SessionsService } from './session.service.js';
import { SessionBallotReceiptView, SessionPageView, SessionView } from './session.views.js';

type ViewAnswer = Promise<Answer<SessionView>>;

const readers = roles(...SESSION_READERS);
const desk = roles('COMMITTEE_SECRETARY', 'COMMITTEE_PRESIDENT');
const secretary = roles('COMMITTEE_SECRETARY');
const everyone = roles('COMMITTEE_SECRETARY', 'COMMITTEE_PRESIDENT', 'COMMITTEE_MEMBER');
const voters = roles('COMMITTEE_PRESIDENT', 'COMMITTEE_MEMBER');
const answer = SessionView;

@Controller('v1/sessions')
export class SessionsController {
  constructor(
    private readonly sessions: SessionsService,
    private readonly drafts: SessionDraftsService,
    private readonly reader: SessionReader,
    private readonly histories: SessionHistoryReader,
  ) {}

  @Create('', { access: desk, summary: 'Prepare a session, or the second one of an adjourned session', answer })
  create(@Ctx() context: RequestContext, @Body() body: dto.CreateSessionDto): ViewAnswer {
    return this.drafts.create(context, body);
  }

  @Edit(':id', { access: desk, summary: 'Change time, place, mode, agenda or documents of a session in preparation', answer })
  edit(@Ctx() context: RequestContext, @Id() id: string, @Body() body: dto.EditSessionDto): ViewAnswer {
    return this.drafts.edit(context, id, body);
  }

  @Read('', { access: readers, summary: 'Sessions, latest first', answer: SessionPageView })
  list(@Ctx() context: RequestContext, @Query() query: dto.SessionQuery): Promise<Answer<SessionPageView>> {
    return this.reader.list(context, query);
  }

  @Read(':id', { access: readers, summary: 'A session: agenda, attendance, quorum, votes', answer })
  one(@Ctx() context: RequestContext, @Id() id: string): ViewAnswer {
    return this.reader.one(context, id);
  }

  @Read(':id/history', { access: readers, summary: 'Acts of the session', answer: HistoryView })
  history(@Ctx() context: RequestContext, @Id() id: string, @Query() query: HistoryQuery): Promise<Answer<HistoryView>> {
    return this.histories.of(context, id, query);
  }

  @Act(':id/convene', { access: desk, summary: 'Convene the members', answer })
  convene(@Ctx() context: RequestContext, @Id() id: string, @Body() body: dto.SessionConveneDto): ViewAnswer {
    return this.sessions.act(context, id, 'convene', body);
  }

  @Act(':id/record-arrival', { access: secretary, summary: 'Record the arrival of a member, or of their substitute', answer })
  recordArrival(@Ctx() context: RequestContext, @Id() id: string, @Body() body: dto.SessionArrivalDto): ViewAnswer {
    return this.sessions.act(context, id, 'recordArrival', body);
  }

  @Act(':id/record-departure', { access: secretary, summary: 'Record a member’s departure', answer })
  recordDeparture(@Ctx() context: RequestContext, @Id() id: string, @Body() body: dto.SessionMemberDto): ViewAnswer {
    return this.sessions.act(context, id, 'recordDeparture', body);
  }

  @Act(':id/give-proxy', { access: everyone, summary: 'Give a mandate to another member', answer })
  giveProxy(@Ctx() context: RequestContext, @Id() id: string, @Body() body: dto.SessionProxyDto): ViewAnswer {
    return this.sessions.act(context, id, 'giveProxy', body);
  }

  @Act(':id/recuse', { access: everyone, summary: 'Recuse a member from an item', answer })
  recuse(@Ctx() context: RequestContext, @Id() id: string, @Body() body: dto.SessionRecuseDto): ViewAnswer {
    return this.sessions.act(context, id, 'recuse', body);
  }

  @Act(':id/adjourn', { access: desk, summary: 'Adjourn for want of quorum', answer })
  adjourn(@Ctx() context: RequestContext, @Id() id: string): ViewAnswer {
    return this.sessions.act(context, id, 'adjourn');
  }

  @Act(':id/open', { access: desk, summary: 'Open the session', answer })
  open(@Ctx() context: RequestContext, @Id() id: string): ViewAnswer {
    return this.sessions.act(context, id, 'open');
  }

  @Act(':id/open-item', { access: everyone, summary: 'Put an item to the vote', answer })
  openItem(@Ctx() context: RequestContext, @Id() id: string, @Body() body: dto.SessionOpenItemDto): ViewAnswer {
    return this.sessions.act(context, id, 'openItem', body);
  }

  @Act(':id/vote', {
    access: voters,
    summary: 'Cast a ballot, or change it: the last one before the closing counts',
    description: 'If-Match is the version of the item, not of the session.',
    answer: SessionBallotReceiptView,
    ifMatch: 'required',
  })
  vote(
    @Ctx() context: RequestContext,
    @Id() id: string,
    @Body() body: dto.SessionVoteDto,
  ): Promise<Answer<SessionBallotReceiptView>> {
    return this.sessions.vote(context, id, body);
  }

  @Act(':id/close-item', { access: everyone, summary: 'Close the vote: the result is counted from the ballots', answer })
  closeItem(@Ctx() context: RequestContext, @Id() id: string, @Body() body: dto.SessionItemDto): ViewAnswer {
    return this.sessions.act(context, id, 'closeItem', body);
  }

  @Act(':id/defer-item', { access: everyone, summary: 'Defer an item', answer })
  deferItem(@Ctx() context: RequestContext, @Id() id: string, @Body() body: dto.SessionDeferItemDto): ViewAnswer {
    return this.sessions.act(context, id, 'deferItem', body);
  }

  @Act(':id/close', { access: desk, summary: 'Close the session', answer })
  close(@Ctx() context: RequestContext, @Id() id: string): ViewAnswer {
    return this.sessions.act(context, id, 'close');
  }

  @Act(':id/cancel', { access: desk, summary: 'Cancel the session', answer })
  cancel(@Ctx() context: RequestContext, @Id() id: string, @Body() body: dto.SessionCancelDto): ViewAnswer {
    return this.sessions.act(context, id, 'cancel', body);
  }
}
