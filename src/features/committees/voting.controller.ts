import { Body, Controller } from '@nestjs/common';

import { roles } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { Act } from '../../platform/http/routes.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { SessionItemDto, SessionVoteDto } from './session.dto.js';
import { SessionsService } from './session.service.js';
import { SessionSecretReceiptView, SessionView } from './session.views.js';
import * as dto from './voting.dto.js';

type ViewAnswer = Promise<Answer<SessionView>>;

const secretary = roles('COMMITTEE_SECRETARY');
const desk = roles('COMMITTEE_SECRETARY', 'COMMITTEE_PRESIDENT');
const voters = roles('COMMITTEE_PRESIDENT', 'COMMITTEE_MEMBER');
/** A vice-president who presides is a member to the route; the edge knows the place. */
const presiding = roles('COMMITTEE_SECRETARY', 'COMMITTEE_PRESIDENT', 'COMMITTEE_MEMBER');
const answer = SessionView;

const SECRET = `If-Match is the version of the item. The choice is kept apart from the request: nothing that is stored with the voter's name
(answer, key, history) has it. So the same Idempotency-Key with another choice is answered as the first one was: to change a ballot, use a new key.`;

@Controller('v1/sessions')
export class VotingController {
  constructor(private readonly sessions: SessionsService) {}

  @Act(':id/vote-secretly', {
    access: voters,
    summary: 'Cast a secret ballot, or change it: the last one before the closing counts',
    description: SECRET,
    answer: SessionSecretReceiptView,
    ifMatch: 'required',
    unfingerprinted: ['choice'],
  })
  voteSecretly(
    @Ctx() context: RequestContext,
    @Id() id: string,
    @Body() body: SessionVoteDto,
  ): Promise<Answer<SessionSecretReceiptView>> {
    return this.sessions.voteSecretly(context, id, body);
  }

  @Act(':id/count-hands', { access: secretary, summary: 'Record a show of hands, which closes the item', answer })
  countHands(@Ctx() context: RequestContext, @Id() id: string, @Body() body: dto.SessionCountHandsDto): ViewAnswer {
    return this.sessions.act(context, id, 'countHands', body);
  }

  @Act(':id/settle-tie', { access: voters, summary: 'Declare the casting vote of a secret ballot closed on a tie', answer })
  settleTie(@Ctx() context: RequestContext, @Id() id: string, @Body() body: dto.SessionSettleTieDto): ViewAnswer {
    return this.sessions.act(context, id, 'settleTie', body);
  }

  @Act(':id/vote-amounts', {
    access: secretary,
    summary: 'Record the vote on the amounts of an item, before its opinion',
    answer,
  })
  voteAmounts(@Ctx() context: RequestContext, @Id() id: string, @Body() body: dto.SessionVoteAmountsDto): ViewAnswer {
    return this.sessions.act(context, id, 'voteAmounts', body);
  }

  @Act(':id/ask-separate-vote', { access: voters, summary: 'Ask that an item be voted by itself', answer })
  askSeparateVote(@Ctx() context: RequestContext, @Id() id: string, @Body() body: SessionItemDto): ViewAnswer {
    return this.sessions.act(context, id, 'askSeparateVote', body);
  }

  @Act(':id/adopt-en-bloc', { access: secretary, summary: 'Record the adoption of several items by one vote', answer })
  adoptEnBloc(@Ctx() context: RequestContext, @Id() id: string, @Body() body: dto.SessionAdoptEnBlocDto): ViewAnswer {
    return this.sessions.act(context, id, 'adoptEnBloc', body);
  }

  @Act(':id/record-opinion', { access: presiding, summary: 'Give the reasons of the opinion on a decided item', answer })
  recordOpinion(@Ctx() context: RequestContext, @Id() id: string, @Body() body: dto.SessionRecordOpinionDto): ViewAnswer {
    return this.sessions.act(context, id, 'recordOpinion', body);
  }

  @Act(':id/adopt-ranking', {
    access: desk,
    summary: 'Adopt the ranking of the favoured dossiers, by a vote or without one',
    answer,
  })
  adoptRanking(@Ctx() context: RequestContext, @Id() id: string, @Body() body: dto.SessionAdoptRankingDto): ViewAnswer {
    return this.sessions.act(context, id, 'adoptRanking', body);
  }
}
