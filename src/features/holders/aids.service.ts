import { Injectable } from '@nestjs/common';

import { Refusal } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { localDate } from '../../kernel/legal-time.js';
import { cents as money } from '../../kernel/money.js';
import { Database } from '../../platform/database/database.service.js';
import type { Db } from '../../platform/database/tx.js';
import { viewMoney } from '../../platform/http/views.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { auditAccount } from '../accounts/account-audit.js';
import { aidFaults, type AidRegime } from './aid.rules.js';
import { recorderOf, seenHolder } from './holder-access.js';
import type { AidListView, DeclareAidDto } from './aids.dto.js';

interface Row {
  readonly id: string;
  readonly regime: AidRegime;
  readonly cents: bigint;
  readonly grantedOn: string;
  readonly body: string;
  readonly replacesId: string | null;
  readonly recordedAt: Date;
}

/** Aids that a holder declares (règlement (UE) 2023/2831, article 7): insert only; a wrong one is replaced by another. */
@Injectable()
export class AidsService {
  constructor(
    private readonly acts: Acts,
    private readonly database: Database,
  ) {}

  async list({ actor }: RequestContext, organisationId: string): Promise<Answer<AidListView>> {
    await seenHolder(this.database.read, actor, organisationId);
    return { body: await declared(this.database.read, organisationId) };
  }

  async declare(context: RequestContext, organisationId: string, body: DeclareAidDto): Promise<Answer<AidListView>> {
    const { actor, now, requestId } = context;
    return this.acts.perform(context, async (tx) => {
      const holder = await seenHolder(tx.db, actor, organisationId);
      const capacity = recorderOf(actor, organisationId, holder);
      const { regime, cents, grantedOn, body: giver, replacesId = null } = body;
      const faults = aidFaults(body, localDate(now, 'Europe/Paris'));
      if (faults.length > 0) throw new Refusal('rule-not-met', undefined, faults);
      const id = newId();
      const saved = await tx.db.$executeRaw`
        INSERT INTO aid_declaration (id, organisation_id, regime, cents, granted_on, body, replaces_id, recorded_by, recorded_at)
        SELECT ${id}::uuid, ${organisationId}::uuid, ${regime}, ${cents}::bigint, ${grantedOn}, ${giver}, ${replacesId}::uuid,
               ${actor.personId}::uuid, ${now}::timestamptz
        WHERE ${replacesId}::uuid IS NULL
           OR EXISTS (SELECT FROM aid_declaration d WHERE d.id = ${replacesId}::uuid AND d.organisation_id = ${organisationId}::uuid)
        ON CONFLICT (replaces_id) DO NOTHING`;
      if (saved === 0) throw new Refusal('rule-not-met', undefined, [REPLACED]);
      await auditAccount(
        tx,
        { actor, now, requestId, capacity },
        {
          aggregate: 'organisation',
          id,
          event: 'declareAid',
          from: '—',
          to: regime,
          version: 1,
          facts: { organisationId, cents, grantedOn, replacesId },
        },
      );
      return { body: await declared(tx.db, organisationId), status: 201 };
    });
  }
}

const REPLACED = {
  rule: 'aidReplacedOnce',
  pointer: '/replacesId',
  message: {
    fr: 'Cette déclaration est déjà remplacée, ou n’est pas de ce porteur : relisez la liste et remplacez la dernière.',
    en: 'This declaration is replaced already, or is not this holder’s: read the list again and replace the last one.',
  },
};

async function declared(db: Db, organisationId: string): Promise<AidListView> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT d.id, d.regime, d.cents, d.granted_on AS "grantedOn", d.body, d.replaces_id AS "replacesId", d.recorded_at AS "recordedAt"
    FROM aid_declaration d WHERE d.organisation_id = ${organisationId}::uuid
      AND NOT EXISTS (SELECT FROM aid_declaration n WHERE n.replaces_id = d.id)
    ORDER BY d.granted_on DESC, d.id LIMIT 200`;
  const items = rows.map(({ cents, recordedAt, ...row }) => ({
    ...row,
    amount: viewMoney(money(cents)),
    recordedAt: recordedAt.toISOString(),
  }));
  return { items };
}
