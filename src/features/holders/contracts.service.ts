import { Injectable } from '@nestjs/common';

import { holdsFor, servesDepartment, type Actor } from '../../kernel/actor.js';
import { Refusal } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { localDate } from '../../kernel/legal-time.js';
import { Database } from '../../platform/database/database.service.js';
import type { Db } from '../../platform/database/tx.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { auditAccount } from '../accounts/account-audit.js';
import { organisationScope } from '../accounts/organisation-scope.rules.js';
import { contractFaults, owesRepublicanContract, type ContractBasis } from './holder.rules.js';
import type { ContractListView, RecordContractDto } from './holders.dto.js';

interface Holder {
  readonly holderType: string;
  readonly rna: string | null;
  readonly department: string;
}

/** Republican commitment contracts: what an association must have for any award (law 2000-321, art. 10-1). */
@Injectable()
export class ContractsService {
  constructor(
    private readonly acts: Acts,
    private readonly database: Database,
  ) {}

  async list({ actor }: RequestContext, organisationId: string): Promise<Answer<ContractListView>> {
    const holder = await seen(this.database.read, actor, organisationId);
    return { body: await contracts(this.database.read, organisationId, holder) };
  }

  async record(context: RequestContext, organisationId: string, body: RecordContractDto): Promise<Answer<ContractListView>> {
    const { actor, now, requestId } = context;
    return this.acts.perform(context, async (tx) => {
      const holder = await seen(tx.db, actor, organisationId);
      const byAgency = (['CAF_INSTRUCTOR', 'DDETS_INSTRUCTOR'] as const).some((role) =>
        servesDepartment(actor, role, holder.department),
      );
      const byHolder = holdsFor(actor, 'HOLDER_REPRESENTATIVE', organisationId);
      if (!byAgency && !byHolder) throw new Refusal('forbidden');
      const { basis, reference, signedOn } = body;
      const faults = contractFaults(body, holder, localDate(now, 'Europe/Paris'), byAgency);
      if (faults.length > 0) throw new Refusal('rule-not-met', undefined, faults);
      const id = newId();
      await tx.db.$executeRaw`
        INSERT INTO republican_contract (id, organisation_id, basis, reference, signed_on, recorded_by, recorded_at)
        VALUES (${id}::uuid, ${organisationId}::uuid, ${basis}, ${reference}, ${signedOn}, ${actor.personId}::uuid, ${now}::timestamptz)`;
      await auditAccount(
        tx,
        { actor, now, requestId, capacity: byAgency ? 'agency' : 'holderRepresentative' },
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

/** Who sees the organisation sees its contracts. @throws Refusal not-found */
async function seen(db: Db, actor: Actor, organisationId: string): Promise<Holder> {
  const [holder] = await db.$queryRaw<Holder[]>`
    SELECT holder_type AS "holderType", rna, department FROM organisation WHERE id = ${organisationId}::uuid`;
  const { all, ids, departments } = organisationScope(actor);
  if (holder === undefined || !(all || ids.includes(organisationId) || departments.includes(holder.department))) {
    throw new Refusal('not-found');
  }
  return holder;
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
