import { Injectable, type OnModuleInit } from '@nestjs/common';

import type { Tx } from '../../platform/database/tx.js';
import type { Message } from '../../platform/workflow/binding.js';
import { WorkflowRegistry } from '../../platform/workflow/registry.js';
import { ReserveReactions } from '../selection/reserve.reactions.js';
import { callOfEnvelope } from './envelope.store.js';

/** Credits that come propose the next of the reserve; credits that go take back a proposal that counted on them. */
@Injectable()
export class EnvelopeReactions implements OnModuleInit {
  constructor(
    private readonly registry: WorkflowRegistry,
    private readonly reserve: ReserveReactions,
  ) {}

  onModuleInit(): void {
    for (const more of ['envelope.raised', 'envelope.unfrozen'])
      this.registry.on(more, (tx, message) => this.review(tx, message, 'freed'));
    for (const less of ['envelope.cut', 'envelope.frozen'])
      this.registry.on(less, (tx, message) => this.review(tx, message, 'takenBack'));
  }

  private async review(tx: Tx, message: Message, what: 'freed' | 'takenBack'): Promise<void> {
    const callId = await callOfEnvelope(tx.db, message.id);
    if (callId !== undefined) await this.reserve[what](tx, message, callId);
  }
}
