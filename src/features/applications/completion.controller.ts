import { Body, Controller, Param } from '@nestjs/common';

import { AUTHENTICATED, roles } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { Act, Read } from '../../platform/http/routes.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { ApplicationView } from './applications.views.js';
import { AnswerItemDto, ContinueDto, ForwardDto, LiftConditionDto, SettleItemDto } from './completion.dto.js';
import { CompletionHistoryView, DifferenceView } from './completion-history.views.js';
import { CompletionReader } from './completion.reader.js';
import { CompletionService } from './completion.service.js';

const HOLDER = roles('HOLDER_EDITOR', 'HOLDER_REPRESENTATIVE');
const AGENCIES = roles('CAF_INSTRUCTOR', 'DDETS_INSTRUCTOR');
const CAF = roles('CAF_INSTRUCTOR');

type Reply = Promise<Answer<ApplicationView>>;

/** Beside the routes of applications.controller.ts that ask, remind, send and accept as a whole. */
@Controller('v1/applications')
export class CompletionController {
  constructor(
    private readonly completion: CompletionService,
    private readonly reader: CompletionReader,
  ) {}

  @Read(':id/completion', {
    access: AUTHENTICATED,
    summary: 'All rounds of completion, suspensions, conditions, forwardings',
    answer: CompletionHistoryView,
  })
  history(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<CompletionHistoryView>> {
    return this.reader.history(context, id);
  }

  @Read(':id/versions/:number/diff/:other', {
    access: AUTHENTICATED,
    summary: 'What changed from one frozen version to another',
    answer: DifferenceView,
  })
  difference(
    @Ctx() context: RequestContext,
    @Id() id: string,
    @Param('number') number: string,
    @Param('other') other: string,
  ): Promise<Answer<DifferenceView>> {
    return this.reader.difference(context, id, number, other);
  }

  @Act(':id/completion/items/:itemId/answer', {
    access: HOLDER,
    summary: 'Answer for one item',
    description: 'The desks read it once the version is sent (`answer-completion`); until then a later answer replaces it.',
    answer: ApplicationView,
  })
  answerItem(@Ctx() context: RequestContext, @Id() id: string, @Id('itemId') itemId: string, @Body() body: AnswerItemDto): Reply {
    return this.completion.onItem(context, id, itemId, 'answerItem', body);
  }

  @Act(':id/completion/items/:itemId/settle', {
    access: AGENCIES,
    summary: 'Accept an item, or say what is still wrong',
    description:
      'The DDETS settles what it asked for, the Caf any item. A later decision replaces the earlier one, which is kept.',
    answer: ApplicationView,
  })
  settleItem(@Ctx() context: RequestContext, @Id() id: string, @Id('itemId') itemId: string, @Body() body: SettleItemDto): Reply {
    return this.completion.onItem(context, id, itemId, 'settleItem', body);
  }

  @Act(':id/continue-with-conditions', {
    access: CAF,
    summary: 'Go on without what is not essential: it becomes a condition of the award or of its payment',
    answer: ApplicationView,
  })
  continueWithConditions(@Ctx() context: RequestContext, @Id() id: string, @Body() body: ContinueDto): Reply {
    return this.completion.act(context, id, 'continueWithConditions', body);
  }

  @Act(':id/forward', {
    access: AGENCIES,
    summary: 'Forward to the competent department of the call',
    description:
      'Number and date of receipt stay (CRPA L114-3). The agencies of the first department no longer see the dossier from then on.',
    answer: ApplicationView,
  })
  forward(@Ctx() context: RequestContext, @Id() id: string, @Body() body: ForwardDto): Reply {
    return this.completion.act(context, id, 'forward', body);
  }

  @Act(':id/conditions/:conditionId/lift', {
    access: AGENCIES,
    summary: 'Lift a condition: what it waited for was received',
    answer: ApplicationView,
  })
  lift(
    @Ctx() context: RequestContext,
    @Id() id: string,
    @Id('conditionId') conditionId: string,
    @Body() body: LiftConditionDto,
  ): Reply {
    return this.completion.lift(context, id, conditionId, body);
  }
}
