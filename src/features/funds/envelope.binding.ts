import { Injectable, type OnModuleInit } from '@nestjs/common';

import { Refusal, type Reason } from '../../kernel/errors.js';
import { violates } from '../../platform/database/faults.js';
import type { Db, Tx } from '../../platform/database/tx.js';
import type { Act, Binding, Loaded } from '../../platform/workflow/binding.js';
import { WorkflowRegistry } from '../../platform/workflow/registry.js';
import { lockEnvelopes } from '../calls/envelopes.store.js';
import type { Kind } from '../ledger/ledger.rules.js';
import { post } from '../ledger/ledger.store.js';
import { envelopeMachine } from './envelope.machine.js';
import type { EnvelopeEvent, EnvelopeFacts, EnvelopeMove, EnvelopeState, MoveInput } from './envelope.rules.js';
import { callOfEnvelope, findEnvelope, saveEnvelope } from './envelope.store.js';

const KIND_OF: Readonly<Record<EnvelopeMove, Extract<Kind, 'RAISE' | 'CUT' | 'FREEZE' | 'UNFREEZE'>>> = {
  raise: 'RAISE',
  cut: 'CUT',
  freeze: 'FREEZE',
  unfreeze: 'UNFREEZE',
};

const OWED_MEANWHILE: Reason = {
  rule: 'nothingOwed',
  message: {
    fr: 'Un paiement a bougé entre-temps et une somme est de nouveau due : relisez l’enveloppe avant de la clôturer.',
    en: 'A payment moved meanwhile and a sum is due again: read the envelope again before closing it.',
  },
};

@Injectable()
export class EnvelopeBinding implements Binding<EnvelopeState, EnvelopeEvent, EnvelopeFacts>, OnModuleInit {
  readonly machine = envelopeMachine;

  constructor(private readonly registry: WorkflowRegistry) {}

  onModuleInit(): void {
    this.registry.bind(this);
  }

  /** All the envelopes of the call: what follows on the reserve list reads each of them. */
  async lock(tx: Tx, id: string): Promise<void> {
    const callId = await callOfEnvelope(tx.db, id);
    if (callId === undefined) return;
    await tx.lock('call', callId, 'share');
    await lockEnvelopes(tx, callId);
  }

  async load(db: Db, id: string): Promise<Loaded<EnvelopeState, EnvelopeFacts> | undefined> {
    return findEnvelope(db, id);
  }

  /** The movement first: a closed envelope takes none. */
  async save(tx: Tx, act: Act<EnvelopeState, EnvelopeEvent, EnvelopeFacts>): Promise<number> {
    const { id, version, to, event, facts, input } = act;
    if (event !== 'close') {
      const { cents, reasons } = input as MoveInput;
      const lines = [{ funderCode: facts.funder.code, year: facts.year, cents: BigInt(cents) }];
      const cause = { ...act, sourceId: id, reason: reasons };
      await post(tx, { kind: KIND_OF[event], callId: facts.callId, lines, cause });
    }
    try {
      return await saveEnvelope(tx, id, version, to);
    } catch (error) {
      // A payment may move between the reading and the closing: the trigger, which waits for it, is the last word.
      if (violates(error, 'envelope_closed_owes_nothing')) throw new Refusal('rule-not-met', undefined, [OWED_MEANWHILE]);
      throw error;
    }
  }

  evidence(facts: EnvelopeFacts): unknown {
    const { callId, callState, funder, year, amountCents, availableCents, frozenCents, reservedCents } = facts;
    const { committedCents, orderedCents, paidCents, recoveredCents } = facts;
    const held = { frozenCents, reservedCents, committedCents, orderedCents, paidCents, recoveredCents };
    return { callId, callState, funder: funder.code, year, amountCents, availableCents, ...held };
  }
}
