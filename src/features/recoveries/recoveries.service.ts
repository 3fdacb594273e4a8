import { Injectable } from '@nestjs/common';

import { Refusal } from '../../kernel/errors.js';
import { Database } from '../../platform/database/database.service.js';
import { decodeCursor, DEFAULT_LIMIT, pageOf } from '../../platform/http/pagination.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import { HistoryReader, type HistoryRange } from '../../platform/workflow/history.reader.js';
import type { HistoryView } from '../../platform/workflow/history.views.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { AwardsReader } from '../awards/awards.reader.js';
import { findLeg } from '../awards/awards.store.js';
import { paymentScope, readsChain, withinPaymentScope } from '../payments/payment-scope.rules.js';
import type { AwardRecoveriesView, RecoveriesQuery, RecoveryListView, RecoveryOrderDto, RecoveryView } from './recoveries.dto.js';
import { RecoveriesReader } from './recoveries.reader.js';
import { RecoveryBinding } from './recovery.binding.js';
import type { RecoveryEvent } from './recovery-facts.rules.js';
import { recoveryMachine } from './recovery.machine.js';
import { findRecovery } from './recovery.store.js';
import { viewAwardRecoveries, viewRecovery, viewRecoverySummary } from './recovery.views.js';

type AskedEvent = Exclude<RecoveryEvent, 'conclude' | 'restore' | 'writeOff' | 'remind'>;

@Injectable()
export class RecoveriesService {
  constructor(
    private readonly acts: Acts,
    private readonly database: Database,
    private readonly binding: RecoveryBinding,
    private readonly reader: RecoveriesReader,
    private readonly awards: AwardsReader,
    private readonly histories: HistoryReader,
  ) {}

  async list({ actor, locale }: RequestContext, query: RecoveriesQuery): Promise<Answer<RecoveryListView>> {
    const { limit = DEFAULT_LIMIT, after, ...filters } = query;
    const rows = await this.reader.list(actor, filters, decodeCursor(after, 1)?.[0], limit);
    const body = pageOf(
      rows,
      limit,
      ({ facts }) => [facts.id],
      (row) => viewRecoverySummary(row, locale),
    );
    return { body, next: body.page.next ?? undefined };
  }

  async one(context: RequestContext, id: string): Promise<Answer<RecoveryView>> {
    const record = await this.reader.one(context.actor, id);
    if (record === undefined) throw new Refusal('not-found');
    return { body: viewRecovery(record, context), version: record.version };
  }

  /** An accountant, who sees no award, sees the recoveries of the own funder; for anyone else, what the award is. */
  async ofAward(context: RequestContext, awardId: string): Promise<Answer<AwardRecoveriesView>> {
    const records = await this.reader.ofAward(context.actor, awardId);
    if (records.length === 0) {
      const award = await this.awards.one(context.actor, awardId);
      const [leg] = award?.legs ?? [];
      const seen = award && leg && withinPaymentScope(paymentScope(context.actor), { ...award, funder: leg });
      if (seen !== true) throw new Refusal('not-found');
    }
    return { body: viewAwardRecoveries(awardId, records, context) };
  }

  async history(context: RequestContext, id: string, range: HistoryRange): Promise<Answer<HistoryView>> {
    const record = await this.reader.one(context.actor, id);
    if (record === undefined) throw new Refusal('not-found');
    const whole = readsChain(context.actor, record.facts.organisationId);
    return { body: await this.histories.shown(recoveryMachine.name, id, range, whole) };
  }

  act(context: RequestContext, id: string, event: AskedEvent, input: object): Promise<Answer<RecoveryView>> {
    return this.acts.fire(context, this.binding, id, event, input, async (tx) => {
      const record = await findRecovery(tx.db, id);
      if (record === undefined) throw new Refusal('not-found');
      // The last receipt, or a waiver of all that is left, ends it in the same transaction: its version is the last one.
      return { body: viewRecovery(record, context), version: record.version };
    });
  }

  /** The appeal text of the funder, or of the call, when none is given: neither changes once the call is published. */
  async order(context: RequestContext, id: string, body: RecoveryOrderDto): Promise<Answer<RecoveryView>> {
    const found = await findRecovery(this.database.read, id);
    const leg = found && (await findLeg(this.database.read, found.facts.awardId, found.facts.funder.code));
    return this.act(context, id, 'order', Object.assign(body, { appeal: body.appeal ?? leg?.appeal ?? undefined }));
  }
}
