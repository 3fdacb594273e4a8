import { Injectable } from '@nestjs/common';

import { Refusal } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { localDate } from '../../kernel/legal-time.js';
import { Database } from '../../platform/database/database.service.js';
import type { Db } from '../../platform/database/tx.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { auditAccount } from '../accounts/account-audit.js';
import { recorderOf, seenHolder, type Holder } from './holder-access.js';
import { contractFaults, owesRepublicanContract, type ContractBasis } from './holder.rules.js';
import type { ContractListView, RecordContractDto } from './holders.dto.js';

/** Republican commitment contracts: what an association must have for any award (law 2000-321, art. 10-1). */
@Injectable()
export class ContractsService {
  constructor(
    private readonly acts: Acts,
    private readonly database: Database,
  ) {}

  async list({ actor }: RequestContext, organisationId: string): Promise<Answer<ContractListView>> {
    const holder = await seenHolder(this.database.read, actor, organisationId);
    return { body: await contracts(this.database.read, organisationId, holder) };
  }

  async record(context: RequestContext, organisationId: string, body: RecordContractDto): Promise<Answer<ContractListView>> {
    const { actor, now, requestId } = context;
    return this.acts.perform(context, async (tx) => {
      const holder = await seenHolder(tx.db, actor, organisationId);
      const capacity = recorderOf(actor, organisationId, holder);
      const { basis, reference, signedOn } = body;
      const faults = contractFaults(body, holder, localDate(now, 'Europe/Paris'), capacity === 'agency');
      if (faults.length > 0) throw new Refusal('rule-not-met', undefined, faults);
      const id = newId();
      await tx.db.$executeRaw`
        INSERT INTO republican_contract (id, organisation_id, basis, reference, signed_on, recorded_by, recorded_at)
        VALUES (${id}::uuid, ${organisationId}::uuid, ${basis}, ${reference}, ${signedOn}, ${actor.personId}::uuid, ${now}::timestamptz)`;
      await auditAccount(
        tx,
        { actor, now, requestId, capacity },
        // A chain of its own: the organisation's row is not held here, and its version does not move.
        {
          aggregate: 'organisation',
          id,
          event: 'recordContract',
          from: '—',
          to: basis,
          version: 1,
          facts: { organisationId, signedOn },
        },
      );
      return { body: await contracts(tx.db, organisationId, holder), status: 201 };
    });
  }
}

interface Row {
  readonly id: string;
  readonly basis: ContractBasis;
  readonly reference: string;
  readonly signedOn: string;
  readonly recordedAt: Date;
}

async function contracts(db: Db, organisationId: string, { holderType, rna }: Holder): Promise<ContractListView> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT id, basis, reference, signed_on AS "signedOn", recorded_at AS "recordedAt"
    FROM republican_contract WHERE organisation_id = ${organisationId}::uuid ORDER BY recorded_at DESC, id LIMIT 100`;
  const items = rows.map(({ recordedAt, ...row }) => ({ ...row, recordedAt: recordedAt.toISOString() }));
  return { items, owed: owesRepublicanContract(holderType, rna) };
}
