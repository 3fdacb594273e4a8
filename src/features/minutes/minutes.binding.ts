import { Injectable, type OnModuleInit } from '@nestjs/common';

import { Refusal } from '../../kernel/errors.js';
import { violates } from '../../platform/database/faults.js';
import type { Db, Tx } from '../../platform/database/tx.js';
import type { Asked, Binding, Loaded } from '../../platform/workflow/binding.js';
import { WorkflowRegistry } from '../../platform/workflow/registry.js';
import { ReceiptSigner } from '../applications/receipt-signer.js';
import { minutesData } from './minutes-data.rules.js';
import { drawMinutes } from './minutes-document.js';
import { sealText } from './minutes-seal.rules.js';
import { readMinutesSource } from './minutes-source.store.js';
import { minutesMachine } from './minutes.machine.js';
import type { MinutesEvent, MinutesFacts, MinutesState, RectifyInput } from './minutes.rules.js';
import { findMinutes, insertDraft, insertSignature, rectificationOf, saveState, type MinutesAct } from './minutes.store.js';

@Injectable()
export class MinutesBinding implements Binding<MinutesState, MinutesEvent, MinutesFacts>, OnModuleInit {
  readonly machine = minutesMachine;

  constructor(
    private readonly registry: WorkflowRegistry,
    private readonly signer: ReceiptSigner,
  ) {}

  onModuleInit(): void {
    this.registry.bind(this);
  }

  /** The session's row stands for its minutes and its disagreements. */
  async lock(tx: Tx, id: string): Promise<void> {
    const row = await findMinutes(tx.db, id);
    if (row !== undefined) await tx.lock('session', row.facts.sessionId);
  }

  async load(db: Db, id: string): Promise<Loaded<MinutesState, MinutesFacts> | undefined> {
    const row = await findMinutes(db, id);
    return row && { state: row.facts.state, ...row };
  }

  async save(tx: Tx, act: MinutesAct): Promise<number> {
    try {
      if (act.event === 'draft') await this.writeDraft(tx, act);
      if (act.event === 'sign') await this.writeSeal(tx, act);
    } catch (error) {
      if (!violates(error, 'minutes_')) throw error;
      throw new Refusal('conflict', {
        fr: 'Un autre acte a changé le procès-verbal : relisez-le.',
        en: 'Another act changed the minutes: read them again.',
      });
    }
    return saveState(tx, act);
  }

  evidence(facts: MinutesFacts, { event }: Asked<MinutesEvent>): unknown {
    const { sessionId, kind, number, rectifiesId, draft, dataSha256, pdfSha256, presiderIds, disagreements, mentioned } = facts;
    const common = { sessionId, kind, number, rectifiesId, draft, disagreements };
    return event === 'sign' ? { ...common, dataSha256, pdfSha256, presiderIds, mentioned } : common;
  }

  private async writeDraft(tx: Tx, act: MinutesAct): Promise<void> {
    const { id, facts, now, input } = act;
    const source = await readMinutesSource(tx.db, facts.sessionId);
    if (source === undefined) throw new Refusal('not-found');
    const { kind, number, rectifiesId, draft } = facts;
    const rectification = rectifiesId === null ? null : await rectificationOf(tx.db, rectifiesId, input as RectifyInput);
    const data = minutesData(source, { minutesId: id, kind, number, draft: draft + 1, now, rectification });
    await insertDraft(tx, act, await drawMinutes(data));
  }

  private async writeSeal(tx: Tx, act: MinutesAct): Promise<void> {
    const text = sealText(act.facts, act.actor.personId, act.now);
    const { keyId, publicKey } = this.signer;
    await insertSignature(tx, act, { text, signature: this.signer.sign(text), keyId, publicKey });
  }
}
