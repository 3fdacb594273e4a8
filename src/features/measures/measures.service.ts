import { Injectable } from '@nestjs/common';

import { Refusal } from '../../kernel/errors.js';
import { isUuid } from '../../kernel/ids.js';
import { assertSees, authorise } from '../../kernel/machine.js';
import { Database } from '../../platform/database/database.service.js';
import { isUniqueViolation } from '../../platform/database/faults.js';
import type { Db } from '../../platform/database/tx.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import { Executor } from '../../platform/workflow/executor.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { lockAward } from '../agreements/agreement.binding.js';
import { AwardsReader } from '../awards/awards.reader.js';
import { factsOf, type LegRecord } from '../awards/awards.rules.js';
import { findAward } from '../awards/awards.store.js';
import { seesAward } from '../awards/leg.rules.js';
import { mayBeFunderCode } from '../calls/call-facts.js';
import { MeasureBinding } from './measure.binding.js';
import { measureMachine } from './measure.machine.js';
import type { MeasureEvent, MeasureFacts } from './measure.rules.js';
import { insertMeasure, loadMeasure, measureFacts, measuresOf } from './measure.store.js';
import { viewMeasure } from './measure.views.js';
import type { MeasureListView, MeasureView, OpenMeasureDto, RequestTerminationDto } from './measures.dto.js';

@Injectable()
export class MeasuresService {
  constructor(
    private readonly acts: Acts,
    private readonly executor: Executor,
    private readonly database: Database,
    private readonly awards: AwardsReader,
    private readonly binding: MeasureBinding,
  ) {}

  open(context: RequestContext, awardId: string, code: string, body: OpenMeasureDto): Promise<Answer<MeasureView>> {
    const { kind, ground, grievances, breachOn = null, remarksUntil } = body;
    return this.begin(context, awardId, code, 'open', { kind, ground, grievances, breachOn, remarksUntil });
  }

  request(
    context: RequestContext,
    awardId: string,
    code: string,
    { grievances }: RequestTerminationDto,
  ): Promise<Answer<MeasureView>> {
    return this.begin(context, awardId, code, 'request', {
      kind: 'TERMINATION',
      ground: 'HOLDER_REQUEST',
      grievances,
      breachOn: null,
    });
  }

  act(
    context: RequestContext,
    id: string,
    event: Exclude<MeasureEvent, 'open' | 'request'>,
    input: object,
  ): Promise<Answer<MeasureView>> {
    return this.acts.fire(context, this.binding, id, event, input, (tx) => this.view(tx.db, context, id));
  }

  one(context: RequestContext, id: string): Promise<Answer<MeasureView>> {
    return this.view(this.database.read, context, id);
  }

  /** Two queries, however many there are. */
  async ofAward(context: RequestContext, awardId: string): Promise<Answer<MeasureListView>> {
    const award = await this.awards.one(context.actor, awardId);
    if (award === undefined) throw new Refusal('not-found');
    const items = (await measuresOf(this.database.read, awardId)).flatMap((row) => {
      const facts = measureFacts(award, row);
      return facts === undefined ? [] : [viewMeasure(row, facts, context)];
    });
    return { body: { items } };
  }

  /** @throws Refusal not-found, forbidden, conflict when one is open on the share already, rule-not-met */
  private begin(
    context: RequestContext,
    awardId: string,
    code: string,
    event: 'open' | 'request',
    body: Pick<OpenMeasureDto, 'kind' | 'ground' | 'grievances' | 'remarksUntil'> & { readonly breachOn: string | null },
  ): Promise<Answer<MeasureView>> {
    const { actor, now, requestId } = context;
    return this.acts.perform(context, async (tx) => {
      const seen = await this.awards.one(actor, awardId, tx.db);
      const known = seen?.legs.some((leg) => leg.code === code) === true && mayBeFunderCode(code);
      if (seen === undefined || !known) throw new Refusal('not-found');
      await lockAward(tx, { ...seen, awardId });
      const award = await findAward(tx.db, awardId);
      const leg: LegRecord | undefined = award?.legs.find((one) => one.code === code);
      if (award === undefined || leg === undefined) throw new Refusal('not-found');
      // Before anything is written, and by the share alone, which is all that its policies read: a conflict tells nothing to who may not act.
      const denied = authorise(measureMachine, event, factsOf(award, leg) as MeasureFacts, actor);
      if (denied !== undefined) throw new Refusal(denied.code, denied.detail);
      const { kind, ground, grievances, breachOn, remarksUntil } = body;
      let id: string;
      try {
        id = await insertMeasure(tx, { award, leg, kind, ground, grievances, breachOn, by: actor.personId, now });
      } catch (error) {
        if (!isUniqueViolation(error)) throw error;
        throw new Refusal('conflict', {
          fr: 'Une mesure est déjà engagée sur cette part : prononcez-la ou abandonnez-la d’abord.',
          en: 'A measure is open on this share already: decide it or drop it first.',
        });
      }
      const input = remarksUntil === undefined ? {} : { remarksUntil };
      await this.executor.fire(tx, this.binding, id, event, { actor, input, now, requestId });
      return { ...(await this.view(tx.db, context, id)), status: 201, location: `/v1/measures/${id}` };
    });
  }

  private async view(db: Db, context: RequestContext, id: string): Promise<Answer<MeasureView>> {
    const loaded = isUuid(id) ? await loadMeasure(db, id) : undefined;
    if (loaded === undefined) throw new Refusal('not-found');
    assertSees(seesAward, context.actor, loaded.facts);
    return { body: viewMeasure(loaded.row, loaded.facts, context), version: loaded.row.version };
  }
}
