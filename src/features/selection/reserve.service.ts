import { Injectable } from '@nestjs/common';

import { servesRegion } from '../../kernel/actor.js';
import { Refusal } from '../../kernel/errors.js';
import {
  decodeCursor,
  DEFAULT_LIMIT,
  encodeCursor,
  pageOf,
  staleCursor,
  type PageQuery,
} from '../../platform/http/pagination.js';
import type { Db, Tx } from '../../platform/database/tx.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import { Executor } from '../../platform/workflow/executor.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { ApplicationBinding } from '../applications/application.binding.js';
import { lockEnvelopes } from '../calls/envelopes.store.js';
import { ReserveProposalBinding } from './reserve-proposal.binding.js';
import { findProposal } from './reserve-proposal.store.js';
import type {
  PassOverDto,
  ReorderReserveDto,
  ReserveListView,
  ReserveProposalListView,
  ReserveProposalsQuery,
  ReserveProposalView,
} from './reserve.dto.js';
import { ReserveReader, type ReserveKey } from './reserve.reader.js';
import { orderFaults } from './reserve.rules.js';
import { viewProposal, viewReserveItem } from './reserve.views.js';
import { viewEnvelopeLeft } from './selection.dto.js';

/** The whole list, as the answer of an act on the whole list. */
const WHOLE = 1000;

interface Ranks {
  readonly id: string;
  readonly version: number;
  readonly rank: number;
}

@Injectable()
export class ReserveService {
  constructor(
    private readonly acts: Acts,
    private readonly executor: Executor,
    private readonly reader: ReserveReader,
    private readonly applications: ApplicationBinding,
    private readonly proposalsBinding: ReserveProposalBinding,
  ) {}

  /** @throws Refusal not-found outside one's scope */
  list(context: RequestContext, callId: string, { after, limit = DEFAULT_LIMIT }: PageQuery): Promise<Answer<ReserveListView>> {
    return this.page(context, callId, keyOf(after), limit);
  }

  private async page(
    { actor }: RequestContext,
    callId: string,
    after: ReserveKey | undefined,
    limit: number,
    db?: Db,
  ): Promise<Answer<ReserveListView>> {
    const list = await this.reader.list(actor, callId, after, limit, db);
    if (list === undefined) throw new Refusal('not-found');
    const shown = list.items.slice(0, limit);
    const last = shown.at(-1);
    const next = list.items.length > limit && last !== undefined ? encodeCursor([String(last.rank), last.id]) : null;
    const body = {
      callId,
      title: list.title,
      state: list.state,
      envelopes: list.envelopes.map(viewEnvelopeLeft),
      items: shown.map((item) => viewReserveItem(item, list)),
      page: { limit, next },
    };
    return { body, next: next ?? undefined };
  }

  /**
   * One act on each dossier that moves, in one transaction: all or none.
   * @throws Refusal not-found, forbidden, rule-not-met (not the whole list, no reasons, not under selection), stale-version
   */
  reorder(context: RequestContext, callId: string, { order, reasons }: ReorderReserveDto): Promise<Answer<ReserveListView>> {
    const { actor, now, requestId } = context;
    return this.acts.perform(context, async (tx) => {
      const call = await this.reader.call(tx.db, actor, callId);
      if (call === undefined) throw new Refusal('not-found');
      // Seen with another role than the jury's.
      if (!servesRegion(actor, 'REGIONAL_JURY', call.region)) throw new Refusal('forbidden');
      const list = await this.held(tx, callId);
      const faults = orderFaults(
        order,
        list.map(({ id }) => id),
      );
      if (faults.length > 0) throw new Refusal('rule-not-met', undefined, faults);
      const read = new Map(order.map(({ applicationId, version }) => [applicationId, version]));
      if (list.some(({ id, version }) => read.get(id) !== version)) throw new Refusal('stale-version');
      // Two dossiers exchange their ranks: held once, at the end.
      await tx.db.$executeRaw`SET CONSTRAINTS application_reserve_rank DEFERRED`;
      for (const [index, { applicationId }] of order.entries()) {
        const rank = index + 1;
        if (list.some((row) => row.id === applicationId && row.rank === rank)) continue;
        await this.executor.fire(tx, this.applications, applicationId, 'rerank', {
          actor,
          input: { rank, reasons },
          now,
          requestId,
        });
      }
      await tx.db.$executeRaw`SET CONSTRAINTS application_reserve_rank IMMEDIATE`;
      return this.page(context, callId, undefined, WHOLE, tx.db);
    });
  }

  /** The reserve of the call, at rest: its envelopes and its dossiers are locked. */
  private async held(tx: Tx, callId: string): Promise<Ranks[]> {
    await tx.lock('call', callId, 'share');
    await lockEnvelopes(tx, callId);
    const list = (): Promise<Ranks[]> => tx.db.$queryRaw<Ranks[]>`
      SELECT id, version, reserve_rank AS rank FROM application
      WHERE call_id = ${callId}::uuid AND state = 'RESERVE' ORDER BY reserve_rank`;
    await tx.lock(
      'application',
      (await list()).map(({ id }) => id),
    );
    return list();
  }

  async proposals(
    context: RequestContext,
    callId: string,
    { state, after, limit = DEFAULT_LIMIT }: ReserveProposalsQuery,
  ): Promise<Answer<ReserveProposalListView>> {
    const before = decodeCursor(after, 1)?.[0];
    const rows = await this.reader.proposals(context.actor, callId, { state, before, limit });
    if (rows === undefined) throw new Refusal('not-found');
    const body = pageOf(
      rows,
      limit,
      ({ id }) => [id],
      (row) => viewProposal(row, context),
    );
    return { body, next: body.page.next ?? undefined };
  }

  passOver(context: RequestContext, id: string, body: PassOverDto): Promise<Answer<ReserveProposalView>> {
    return this.acts.fire(context, this.proposalsBinding, id, 'passOver', body, async (tx, { version }) => {
      const row = await findProposal(tx.db, id);
      if (row === undefined) throw new Refusal('not-found');
      return { body: viewProposal(row, context), version };
    });
  }
}

function keyOf(after: string | undefined): ReserveKey | undefined {
  const [rank, id] = decodeCursor(after, 2) ?? [];
  if (rank === undefined || id === undefined) return undefined;
  if (!/^\d{1,9}$/.test(rank)) throw staleCursor();
  return { rank: Number(rank), id };
}
