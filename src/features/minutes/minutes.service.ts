import { Injectable } from '@nestjs/common';

import { Prisma } from '../../generated/prisma/client.js';
import type { Actor } from '../../kernel/actor.js';
import { Refusal } from '../../kernel/errors.js';
import { findingsOf } from '../../kernel/machine.js';
import type { Tx } from '../../platform/database/tx.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import { Executor } from '../../platform/workflow/executor.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { servesCommittee, type OfCommittee } from '../committees/session-scope.rules.js';
import { MinutesBinding } from './minutes.binding.js';
import { MinutesReader } from './minutes.reader.js';
import { readsMinutes, sessionEnded, type RectifyInput } from './minutes.rules.js';
import { findMinutes, insertMinutes, readMinutes } from './minutes.store.js';
import type { MinutesView } from './minutes.views.js';

@Injectable()
export class MinutesService {
  constructor(
    private readonly acts: Acts,
    private readonly executor: Executor,
    private readonly binding: MinutesBinding,
    private readonly reader: MinutesReader,
  ) {}

  /** The first draft of the session's minutes, or a new one in place of the last. */
  draft(context: RequestContext, sessionId: string): Promise<Answer<MinutesView>> {
    return this.acts.perform(context, async (tx) => {
      const { actor, now } = context;
      await tx.lock('session', sessionId);
      const session = await this.reader.visibleSession(tx.db, actor, sessionId);
      mayDraft(actor, session);
      const reasons = findingsOf(sessionEnded, { facts: { sessionState: session.state }, input: {}, actor, now });
      if (reasons.length > 0) throw new Refusal('rule-not-met', undefined, reasons);
      const [original] = await readMinutes(tx.db, Prisma.sql`u.session_id = ${sessionId}::uuid AND u.kind = 'ORIGINAL'`);
      const id =
        original?.facts.id ??
        (await insertMinutes(tx, { sessionId, kind: 'ORIGINAL', rectifiesId: null, by: actor.personId, now }));
      return this.fireDraft(tx, context, id, {});
    });
  }

  /** Rectifying minutes of signed ones, or a new draft of those not signed yet. */
  rectify(context: RequestContext, id: string, input: RectifyInput): Promise<Answer<MinutesView>> {
    return this.acts.perform(context, async (tx) => {
      const { actor, now, ifMatch } = context;
      const seen = await findMinutes(tx.db, id);
      if (seen === undefined || !readsMinutes(actor, seen.facts)) throw new Refusal('not-found');
      mayDraft(actor, seen.facts);
      const { sessionId } = seen.facts;
      await tx.lock('session', sessionId);
      const all = await readMinutes(tx.db, Prisma.sql`u.session_id = ${sessionId}::uuid`);
      const rectified = all.find(({ facts }) => facts.id === id);
      if (ifMatch !== undefined && ifMatch !== rectified?.version) throw new Refusal('stale-version');
      if (rectified?.facts.state !== 'SIGNED') {
        throw new Refusal('transition-not-allowed', {
          fr: 'Ce procès-verbal n’est pas signé : corrigez son projet.',
          en: 'These minutes are not signed: correct their draft.',
        });
      }
      const pending = all.find(({ facts }) => facts.state === 'DRAFTED');
      if (pending !== undefined && pending.facts.rectifiesId !== id) {
        throw new Refusal('conflict', {
          fr: 'Un autre procès-verbal rectificatif de cette séance attend sa signature.',
          en: 'Other rectifying minutes of this session wait for their signature.',
        });
      }
      const draftId =
        pending?.facts.id ??
        (await insertMinutes(tx, { sessionId, kind: 'RECTIFYING', rectifiesId: id, by: actor.personId, now }));
      return this.fireDraft(tx, context, draftId, input);
    });
  }

  sign(context: RequestContext, id: string): Promise<Answer<MinutesView>> {
    return this.acts.fire(context, this.binding, id, 'sign', {}, (tx) => this.reader.view(tx.db, context, id));
  }

  private async fireDraft(tx: Tx, context: RequestContext, id: string, input: object): Promise<Answer<MinutesView>> {
    const { actor, now, requestId } = context;
    await this.executor.fire(tx, this.binding, id, 'draft', { actor, input, now, requestId });
    const answer = await this.reader.view(tx.db, context, id);
    return { ...answer, status: 201, location: `/v1/minutes/${id}` };
  }
}

/** The edge's own rule, asked before anything is written. */
function mayDraft(actor: Actor, committee: OfCommittee): void {
  const may =
    servesCommittee(actor, 'COMMITTEE_SECRETARY', committee) || servesCommittee(actor, 'COMMITTEE_PRESIDENT', committee);
  if (!may) throw new Refusal('forbidden');
}
