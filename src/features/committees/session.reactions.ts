import { Injectable, type OnModuleInit } from '@nestjs/common';

import type { Tx } from '../../platform/database/tx.js';
import type { Message } from '../../platform/workflow/binding.js';
import { JobRegistry } from '../../platform/jobs/job-registry.js';
import { Outbox } from '../../platform/jobs/outbox.js';
import { Executor } from '../../platform/workflow/executor.js';
import { WorkflowRegistry } from '../../platform/workflow/registry.js';
import { ApplicationBinding } from '../applications/application.binding.js';
import type { AdoptEnBlocInput } from './block.rules.js';
import type { ItemInput, ReasonsInput, SendConvocationInput, YearAmount } from './session-facts.rules.js';
import { CONVOCATION_SENT } from './session-jobs.js';
import type { ItemResult } from './tally.rules.js';
import { INVALID_DELIBERATION } from './written.rules.js';

const OPINION_EVENTS = {
  FAVOURABLE: 'recordFavourable',
  WITH_RESERVES: 'recordReserved',
  UNFAVOURABLE: 'recordUnfavourable',
} as const satisfies Record<ItemResult, string>;

/** What a session does to the dossiers on its agenda, in its own transaction; their rows are locked by the act itself. */
@Injectable()
export class SessionReactions implements OnModuleInit {
  constructor(
    private readonly registry: WorkflowRegistry,
    private readonly executor: Executor,
    private readonly applications: ApplicationBinding,
    private readonly jobs: JobRegistry,
    private readonly outbox: Outbox,
  ) {}

  onModuleInit(): void {
    this.jobs.declare(CONVOCATION_SENT);
    this.registry.on('session.convened', (tx, message) => this.putOnAgenda(tx, message));
    this.registry.on('session.itemDecided', (tx, message) => this.recordOpinion(tx, message));
    this.registry.on('session.itemDeferred', (tx, message) => this.deferItem(tx, message));
    this.registry.on('session.cancelled', (tx, message) => this.deferAll(tx, message, (message.input as ReasonsInput).reasons));
    this.registry.on('session.invalid', (tx, message) => this.deferAll(tx, message, INVALID_DELIBERATION));
    this.registry.on('session.convocationSent', (tx, message) => this.mailConvocation(tx, message));
  }

  /** A second session finds them on the agenda already. */
  private async putOnAgenda(tx: Tx, message: Message): Promise<void> {
    const rows = await tx.db.$queryRaw<{ id: string }[]>`
      SELECT a.id FROM agenda_item i JOIN application a ON a.id = i.application_id
      WHERE i.session_id = ${message.id}::uuid AND a.state IN ('EXAMINED', 'DEFERRED') ORDER BY a.id`;
    for (const { id } of rows) await this.executor.follow(tx, message, this.applications, id, 'putOnAgenda', {});
  }

  /** The amounts proposed were those of the opinion put to the vote: one that is not adopted proposes none. */
  private async recordOpinion(tx: Tx, message: Message): Promise<void> {
    const input = message.input as ItemInput | AdoptEnBlocInput;
    const itemIds = 'items' in input ? input.items.map(({ itemId }) => itemId) : [input.itemId];
    // A secret ballot closed on a tie has no result before the declared vote.
    const decided = await tx.db.$queryRaw<{ id: string; result: ItemResult; years: YearAmount[] }[]>`
      SELECT application_id AS id, result, coalesce(proposed_years, '[]') AS years FROM agenda_item
      WHERE id = ANY(${itemIds}::uuid[]) AND result IS NOT NULL ORDER BY application_id`;
    for (const { id, result, years } of decided) {
      const proposed = result === 'UNFAVOURABLE' ? [] : years;
      await this.executor.follow(tx, message, this.applications, id, OPINION_EVENTS[result], { years: proposed });
    }
  }

  private async deferItem(tx: Tx, message: Message): Promise<void> {
    const { itemId, reasons } = message.input as ItemInput & ReasonsInput;
    const rows = await tx.db.$queryRaw<{ id: string }[]>`
      SELECT application_id AS id FROM agenda_item WHERE id = ${itemId}::uuid`;
    for (const { id } of rows) await this.executor.follow(tx, message, this.applications, id, 'defer', { reasons });
  }

  /** A draft that was never convened put nothing on the agenda; a second session had taken up the first one's dossiers. */
  private async deferAll(tx: Tx, message: Message, reasons: string): Promise<void> {
    const rows = await tx.db.$queryRaw<{ id: string }[]>`
      SELECT a.id FROM committee_session s JOIN agenda_item i ON i.session_id = s.id JOIN application a ON a.id = i.application_id
      WHERE s.id = ${message.id}::uuid AND a.state = 'ON_AGENDA' AND (s.convened_at IS NOT NULL
        OR EXISTS (SELECT FROM agenda_item f WHERE f.session_id = s.second_of_id AND f.application_id = i.application_id))
      ORDER BY a.id`;
    for (const { id } of rows) await this.executor.follow(tx, message, this.applications, id, 'defer', { reasons });
  }

  /** E-mails leave by themselves, to those of this sending alone; what left otherwise is only noted. */
  private async mailConvocation(tx: Tx, { id, input, now }: Message): Promise<void> {
    if ((input as SendConvocationInput).means !== 'EMAIL') return;
    await this.outbox.enqueue(tx, CONVOCATION_SENT, { sessionId: id, sentAt: now.toISOString() }, now);
  }
}
