import { Injectable } from '@nestjs/common';

import { Prisma } from '../../generated/prisma/client.js';
import { Refusal } from '../../kernel/errors.js';
import { actions, assertSees } from '../../kernel/machine.js';
import { Database } from '../../platform/database/database.service.js';
import { isUniqueViolation } from '../../platform/database/faults.js';
import { say, viewActions } from '../../platform/http/views.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { BankDetailsBinding } from './bank-details.binding.js';
import type { BankDetailsListView, BankDetailsView } from './bank-details.dto.js';
import { bankDetailsMachine } from './bank-details.machine.js';
import { accountFaults, compact, maskIban, seesBankDetails, type ProposedAccount } from './bank-details.rules.js';
import { findHolder, insertBankDetails, readBankDetails, type BankDetailsRow } from './bank-details.store.js';

@Injectable()
export class BankDetailsService {
  constructor(
    private readonly acts: Acts,
    private readonly database: Database,
    private readonly binding: BankDetailsBinding,
  ) {}

  /** @throws Refusal not-found outside one's scope */
  async list(context: RequestContext, organisationId: string): Promise<Answer<BankDetailsListView>> {
    const db = this.database.read;
    const holder = await findHolder(db, organisationId);
    if (holder === undefined) throw new Refusal('not-found');
    assertSees(seesBankDetails, context.actor, holder);
    const rows = await readBankDetails(db, Prisma.sql`b.organisation_id = ${organisationId}::uuid`);
    return { body: { items: rows.map((row) => view(row, context)) } };
  }

  /** @throws Refusal rule-not-met with every fault; conflict while another proposal waits */
  async propose(context: RequestContext, organisationId: string, asked: ProposedAccount): Promise<Answer<BankDetailsView>> {
    try {
      return await this.acts.perform(context, async (tx) => {
        const { actor, now } = context;
        const holder = await findHolder(tx.db, organisationId);
        if (holder === undefined) throw new Refusal('not-found');
        assertSees(seesBankDetails, actor, holder);
        const faults = accountFaults(asked, holder.name);
        if (faults.length > 0) throw new Refusal('rule-not-met', undefined, faults);
        const account = { ...asked, iban: compact(asked.iban), bic: compact(asked.bic) };
        const id = await insertBankDetails(tx, organisationId, account, actor.personId, now);
        const [row] = await readBankDetails(tx.db, Prisma.sql`b.id = ${id}::uuid`);
        return { ...answer(row, context), status: 201, location: `/v1/organisations/${organisationId}/bank-details` };
      });
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      throw new Refusal('conflict', {
        fr: 'Une proposition attend déjà sa confirmation : faites-la confirmer ou refuser d’abord.',
        en: 'A proposal is waiting for its confirmation: have it confirmed or refused first.',
      });
    }
  }

  act(context: RequestContext, id: string, event: 'confirm' | 'refuse', input: object): Promise<Answer<BankDetailsView>> {
    return this.acts.fire(context, this.binding, id, event, input, async (tx) => {
      const [row] = await readBankDetails(tx.db, Prisma.sql`b.id = ${id}::uuid`);
      return answer(row, context);
    });
  }
}

function answer(row: BankDetailsRow | undefined, context: RequestContext): Answer<BankDetailsView> {
  if (row === undefined) throw new Refusal('not-found');
  return { body: view(row, context), version: row.version };
}

function view(row: BankDetailsRow, { actor, now, locale }: RequestContext): BankDetailsView {
  const { id, organisationId, number, state, version, inForce, bic, accountHolder, mismatchReason, refusalReasons } = row;
  return {
    id,
    organisationId,
    number,
    state,
    stateLabel: say(bankDetailsMachine.states[state], locale),
    version,
    inForce,
    iban: maskIban(row.iban),
    bic,
    accountHolder,
    mismatchReason,
    refusalReasons,
    proposedAt: row.proposedAt.toISOString(),
    closedAt: row.confirmedAt?.toISOString() ?? null,
    actions: viewActions(actions(bankDetailsMachine, state, row, actor, now), locale),
  };
}
