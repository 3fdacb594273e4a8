// Who sees a holder, and who records what it owes: shared by contracts and aids.

import { holdsFor, servesDepartment, type Actor } from '../../kernel/actor.js';
import { Refusal } from '../../kernel/errors.js';
import type { Db } from '../../platform/database/tx.js';
import { organisationScope } from '../accounts/organisation-scope.rules.js';

export interface Holder {
  readonly holderType: string;
  readonly rna: string | null;
  readonly department: string;
}

/** Who sees the organisation sees what is recorded of it. @throws Refusal not-found */
export async function seenHolder(db: Db, actor: Actor, organisationId: string): Promise<Holder> {
  const [holder] = await db.$queryRaw<Holder[]>`
    SELECT holder_type AS "holderType", rna, department FROM organisation WHERE id = ${organisationId}::uuid`;
  const { all, ids, departments } = organisationScope(actor);
  if (holder === undefined || !(all || ids.includes(organisationId) || departments.includes(holder.department))) {
    throw new Refusal('not-found');
  }
  return holder;
}

/** An agency of the holder's department, or its legal representative. @throws Refusal forbidden */
export function recorderOf(actor: Actor, organisationId: string, { department }: Holder): 'agency' | 'holderRepresentative' {
  if ((['CAF_INSTRUCTOR', 'DDETS_INSTRUCTOR'] as const).some((role) => servesDepartment(actor, role, department)))
    return 'agency';
  if (holdsFor(actor, 'HOLDER_REPRESENTATIVE', organisationId)) return 'holderRepresentative';
  throw new Refusal('forbidden');
}
