import { Injectable, type OnModuleInit } from '@nestjs/common';

import type { Tx } from '../../platform/database/tx.js';
import type { Message } from '../../platform/workflow/binding.js';
import { Executor } from '../../platform/workflow/executor.js';
import { WorkflowRegistry } from '../../platform/workflow/registry.js';
import { addressOfLeg } from '../awards/awards.store.js';
import type { AgreementStep } from '../awards/leg.rules.js';
import { LegBinding } from '../awards/leg.binding.js';
import { AgreementBinding } from './agreement.binding.js';
import { agreementsOf, findAgreement } from './agreement.store.js';

/** Acts of an agreement, and what each does to the legs that it covers. */
const STEPS: Readonly<Record<string, AgreementStep>> = {
  'agreement.drafted': 'coverByAgreement',
  'agreement.sent': 'sendAgreement',
  'agreement.signedByHolder': 'signByHolder',
  'agreement.signed': 'signAgreement',
  'agreement.voided': 'voidAgreement',
};

/** The legs follow their agreement, and an agreement ends with the award that it was of. */
@Injectable()
export class AgreementsReactions implements OnModuleInit {
  constructor(
    private readonly registry: WorkflowRegistry,
    private readonly executor: Executor,
    private readonly agreements: AgreementBinding,
    private readonly legs: LegBinding,
  ) {}

  onModuleInit(): void {
    for (const [name, step] of Object.entries(STEPS)) this.registry.on(name, (tx, message) => this.move(tx, message, step));
    this.registry.on('agreement.signedByFunder', (tx, message) => this.conclude(tx, message));
    this.registry.on('award.legRenounced', (tx, message) => this.cancel(tx, message));
  }

  /** One agreement moves all its legs, in the same transaction. */
  private async move(tx: Tx, message: Message, step: AgreementStep): Promise<void> {
    const row = await findAgreement(tx.db, message.id);
    for (const { leg } of row?.parties ?? [])
      if (leg !== null) await this.executor.follow(tx, message, this.legs, leg.id, step, { agreementId: message.id });
  }

  private async conclude(tx: Tx, message: Message): Promise<void> {
    const row = await findAgreement(tx.db, message.id);
    if (row?.parties.every(({ signature }) => signature !== null) !== true) return;
    await this.executor.follow(tx, message, this.agreements, message.id, 'complete', undefined);
  }

  /** Nobody signs for an award given back; what was signed by all stays signed. */
  private async cancel(tx: Tx, message: Message): Promise<void> {
    const address = await addressOfLeg(tx.db, message.id);
    if (address === undefined) return;
    for (const { id, state } of await agreementsOf(tx.db, address.awardId))
      if (state === 'DRAFT' || state === 'SENT' || state === 'SIGNED_BY_HOLDER')
        await this.executor.follow(tx, message, this.agreements, id, 'cancel', undefined);
  }
}
