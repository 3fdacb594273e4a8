import { Injectable } from '@nestjs/common';

import { Acts } from '../../platform/workflow/acts.service.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { BallotReceiptReader } from './ballot-receipts.reader.js';
import { SessionBinding } from './session.binding.js';
import type { SessionVoteDto } from './session.dto.js';
import type { SessionEvent } from './session.machine.js';
import { SessionReader } from './session.reader.js';
import type { SessionBallotReceiptView, SessionSecretReceiptView, SessionView } from './session.views.js';
import { SessionsClock } from './sessions.clock.js';

/** The acts of a session: each one edge of the machine. */
@Injectable()
export class SessionsService {
  constructor(
    private readonly acts: Acts,
    private readonly binding: SessionBinding,
    private readonly reader: SessionReader,
    private readonly receipts: BallotReceiptReader,
    private readonly clock: SessionsClock,
  ) {}

  async act(context: RequestContext, id: string, event: SessionEvent, input: object = {}): Promise<Answer<SessionView>> {
    // Time opens a written deliberation, whether or not the scheduler has.
    if (event === 'contribute') await this.clock.openIfDue(id, context.now);
    return this.acts.fire(context, this.binding, id, event, input, (tx) => this.reader.view(tx.db, context, id));
  }

  async vote(context: RequestContext, id: string, input: SessionVoteDto): Promise<Answer<SessionBallotReceiptView>> {
    await this.clock.openIfDue(id, context.now);
    const { itemId, forMemberId } = input;
    return this.acts.fire(context, this.binding, id, 'vote', input, (tx) =>
      this.receipts.open(tx.db, itemId, context.actor.personId, forMemberId),
    );
  }

  voteSecretly(context: RequestContext, id: string, input: SessionVoteDto): Promise<Answer<SessionSecretReceiptView>> {
    const { itemId, forMemberId } = input;
    return this.acts.fire(context, this.binding, id, 'voteSecretly', input, (tx) =>
      this.receipts.secret(tx.db, itemId, context.actor.personId, forMemberId),
    );
  }
}
