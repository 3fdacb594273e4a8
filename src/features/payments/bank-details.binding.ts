import { Injectable, type OnModuleInit } from '@nestjs/common';

import { Prisma } from '../../generated/prisma/client.js';
import type { Db, Tx } from '../../platform/database/tx.js';
import type { Binding, Loaded } from '../../platform/workflow/binding.js';
import { WorkflowRegistry } from '../../platform/workflow/registry.js';
import { bankDetailsMachine } from './bank-details.machine.js';
import type { BankDetailsEvent, BankDetailsFacts, BankDetailsState } from './bank-details.rules.js';
import { paymentsAwaitingAccount, readBankDetails, saveBankDetails, type BankDetailsAct } from './bank-details.store.js';
import { PaymentReview } from './payment-review.js';

@Injectable()
export class BankDetailsBinding implements Binding<BankDetailsState, BankDetailsEvent, BankDetailsFacts>, OnModuleInit {
  readonly machine = bankDetailsMachine;

  constructor(
    private readonly registry: WorkflowRegistry,
    private readonly reviewer: PaymentReview,
  ) {}

  onModuleInit(): void {
    this.registry.bind(this);
    // What waited for them is due in the same transaction.
    this.registry.on('bankDetails.confirmed', async (tx, message) => {
      const [row] = await readBankDetails(tx.db, Prisma.sql`b.id = ${message.id}::uuid`);
      if (row !== undefined) await this.reviewer.review(tx, message, await paymentsAwaitingAccount(tx, row.organisationId));
    });
  }

  /** Its content never changes: the row alone. */
  async lock(tx: Tx, id: string): Promise<void> {
    await tx.db.$queryRaw`SELECT FROM bank_details WHERE id = ${id}::uuid FOR UPDATE`;
  }

  async load(db: Db, id: string): Promise<Loaded<BankDetailsState, BankDetailsFacts> | undefined> {
    const [row] = await readBankDetails(db, Prisma.sql`b.id = ${id}::uuid`);
    return row && { state: row.state, version: row.version, facts: row };
  }

  save(tx: Tx, act: BankDetailsAct): Promise<number> {
    return saveBankDetails(tx, act);
  }

  evidence({ organisationId, department, number, mismatchReason, proposedBy }: BankDetailsFacts): unknown {
    return { organisationId, department, number, sameName: mismatchReason === null, proposedBy };
  }
}
