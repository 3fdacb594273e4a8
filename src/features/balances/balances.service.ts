import { Injectable } from '@nestjs/common';

import { Refusal } from '../../kernel/errors.js';
import { decodeCursor, DEFAULT_LIMIT, pageOf } from '../../platform/http/pagination.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import { Executor } from '../../platform/workflow/executor.js';
import { HistoryReader, type HistoryRange } from '../../platform/workflow/history.reader.js';
import type { HistoryView } from '../../platform/workflow/history.views.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { readsChain } from '../payments/payment-scope.rules.js';
import type { BalanceListView, BalancesQuery, BalanceView } from './balances.dto.js';
import { BalancesReader } from './balances.reader.js';
import { BalanceBinding } from './balance.binding.js';
import { balanceMachine } from './balance.machine.js';
import type { BalanceEvent } from './balance.rules.js';
import { expectBalance, findBalance } from './balance.store.js';
import { viewBalance, viewBalanceSummary } from './balance.views.js';

@Injectable()
export class BalancesService {
  constructor(
    private readonly acts: Acts,
    private readonly executor: Executor,
    private readonly binding: BalanceBinding,
    private readonly reader: BalancesReader,
    private readonly histories: HistoryReader,
  ) {}

  async list({ actor, locale }: RequestContext, query: BalancesQuery): Promise<Answer<BalanceListView>> {
    const { limit = DEFAULT_LIMIT, after, ...filters } = query;
    const rows = await this.reader.list(actor, filters, decodeCursor(after, 1)?.[0], limit);
    const body = pageOf(
      rows,
      limit,
      ({ facts }) => [facts.id],
      (row) => viewBalanceSummary(row, locale),
    );
    return { body, next: body.page.next ?? undefined };
  }

  async one(context: RequestContext, awardId: string): Promise<Answer<BalanceView>> {
    const record = await this.reader.one(context.actor, { awardId });
    if (record === undefined) throw new Refusal('not-found');
    return { body: viewBalance(record, context), version: record.version };
  }

  async history(context: RequestContext, id: string, range: HistoryRange): Promise<Answer<HistoryView>> {
    const record = await this.reader.one(context.actor, { id });
    if (record === undefined) throw new Refusal('not-found');
    const whole = readsChain(context.actor, record.facts.organisationId);
    return { body: await this.histories.shown(balanceMachine.name, id, range, whole) };
  }

  /** The first computation, or another one; the one before is kept. */
  compute(context: RequestContext, awardId: string): Promise<Answer<BalanceView>> {
    return this.acts.perform(context, async (tx) => {
      const { actor, now, requestId } = context;
      const id = await expectBalance(tx, awardId, now);
      if (id === undefined) throw new Refusal('not-found');
      await this.executor.fire(tx, this.binding, id, 'compute', { actor, input: {}, now, requestId });
      const record = await findBalance(tx.db, id);
      if (record === undefined) throw new Refusal('not-found');
      return {
        body: viewBalance(record, context),
        version: record.version,
        status: 201,
        location: `/v1/awards/${awardId}/balance`,
      };
    });
  }

  act(
    context: RequestContext,
    id: string,
    event: Exclude<BalanceEvent, 'compute' | 'fix'>,
    input: object,
  ): Promise<Answer<BalanceView>> {
    return this.acts.fire(context, this.binding, id, event, input, async (tx) => {
      const record = await findBalance(tx.db, id);
      if (record === undefined) throw new Refusal('not-found');
      // The last agreement fixes it in the same transaction: its version is the last one.
      return { body: viewBalance(record, context), version: record.version };
    });
  }
}
