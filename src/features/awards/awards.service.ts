import { Injectable } from '@nestjs/common';

import { Refusal } from '../../kernel/errors.js';
import { Database } from '../../platform/database/database.service.js';
import { decodeCursor, DEFAULT_LIMIT, pageOf } from '../../platform/http/pagination.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { readsFullHistory } from '../applications/disclosure.rules.js';
import { mayBeFunderCode } from '../calls/call-facts.js';
import type { AwardHistoryView, AwardListView, AwardsQuery, AwardView, DecideLegDto, RefuseLegDto } from './awards.dto.js';
import { AwardsReader } from './awards.reader.js';
import { findAward, findLeg } from './awards.store.js';
import { viewAward, viewAwardSummary } from './award-view.dto.js';
import { LegBinding } from './leg.binding.js';
import type { LegEvent } from './leg.rules.js';

export type LivingEvent = Exclude<LegEvent, 'decide' | 'refuse' | 'cancel' | 'renounce'>;

@Injectable()
export class AwardsService {
  constructor(
    private readonly acts: Acts,
    private readonly database: Database,
    private readonly reader: AwardsReader,
    private readonly legs: LegBinding,
  ) {}

  async list({ actor }: RequestContext, query: AwardsQuery): Promise<Answer<AwardListView>> {
    const { limit = DEFAULT_LIMIT, after, ...filters } = query;
    const rows = await this.reader.list(actor, filters, decodeCursor(after, 1)?.[0], limit);
    const body = pageOf(rows, limit, (award) => [award.id], viewAwardSummary);
    return { body, next: body.page.next ?? undefined };
  }

  async one(context: RequestContext, id: string): Promise<Answer<AwardView>> {
    const award = await this.reader.one(context.actor, id);
    if (award === undefined) throw new Refusal('not-found');
    return { body: viewAward(award, context) };
  }

  async history(context: RequestContext, id: string): Promise<Answer<AwardHistoryView>> {
    const award = await this.reader.one(context.actor, id);
    if (award === undefined) throw new Refusal('not-found');
    const entries = await this.reader.history(id);
    if (readsFullHistory(context.actor, award.organisationId)) return { body: { items: entries } };
    const items = entries.map(({ seq, event, fromState, toState, at, funder }) => ({
      seq,
      event,
      fromState,
      toState,
      at,
      funder,
    }));
    return { body: { items } };
  }

  decide(context: RequestContext, awardId: string, funderCode: string, body: DecideLegDto): Promise<Answer<AwardView>> {
    return this.fire(context, awardId, funderCode, 'decide', () => body);
  }

  refuse(context: RequestContext, awardId: string, funderCode: string, body: RefuseLegDto): Promise<Answer<AwardView>> {
    return this.fire(context, awardId, funderCode, 'refuse', (appeal) => ({
      reasons: body.reasons,
      appeal: body.appeal ?? appeal,
    }));
  }

  /** What follows the decision: commitment, notification, start, suspension and its end, lapse. */
  live(
    context: RequestContext,
    awardId: string,
    funderCode: string,
    event: LivingEvent,
    body: object,
  ): Promise<Answer<AwardView>> {
    return this.fire(context, awardId, funderCode, event, () => body);
  }

  /** The answer is the award as it is after the act; its ETag is the version of the leg acted upon. */
  private async fire(
    context: RequestContext,
    awardId: string,
    funderCode: string,
    event: 'decide' | 'refuse' | LivingEvent,
    inputWith: (appeal: string | null) => unknown,
  ): Promise<Answer<AwardView>> {
    // Neither a leg's place nor a published call's appeal text ever changes: both may be read before the locks.
    const leg = mayBeFunderCode(funderCode) ? await findLeg(this.database.read, awardId, funderCode) : undefined;
    if (leg === undefined) throw new Refusal('not-found');
    return this.acts.fire(context, this.legs, leg.id, event, inputWith(leg.appeal), async (tx, { version }) => {
      const award = await findAward(tx.db, awardId);
      if (award === undefined) throw new Refusal('not-found');
      return { body: viewAward(award, context), version };
    });
  }
}
