import { Refusal } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import type { Role } from '../../kernel/actor.js';
import type { Tx } from '../../platform/database/tx.js';
import { auditAccount, type Doer } from './account-audit.js';
import type { HeldGrant } from './grant.rules.js';

export interface NewGrant extends HeldGrant {
  readonly personId: string;
  readonly agencyId: string | null;
  /** Of a delegation of signature: the representative's grant that it comes from, and the deed (decree, resolution) that gives it. */
  readonly delegation?: { readonly from: string; readonly deed: string };
}

/** Holds the person, so that two grants to one person are judged one after the other. False: unknown or disabled. */
export async function holdPerson(tx: Tx, personId: string): Promise<boolean> {
  const rows = await tx.db.$queryRaw`SELECT id FROM person WHERE id = ${personId}::uuid AND disabled_at IS NULL FOR UPDATE`;
  return (rows as unknown[]).length === 1;
}

/** The person's grants that are or will be in force after `from`. */
export function grantsFrom(tx: Tx, personId: string, from: Date): Promise<HeldGrant[]> {
  return tx.db.$queryRaw<HeldGrant[]>`
    SELECT role, organisation_id AS "organisationId", territory, starts_at AS "startsAt", ends_at AS "endsAt"
    FROM role_grant WHERE person_id = ${personId}::uuid AND (ends_at IS NULL OR ends_at > ${from}::timestamptz)`;
}

export async function insertGrant(tx: Tx, grant: NewGrant, doer: Doer): Promise<string> {
  const id = newId();
  const { personId, role, agencyId, organisationId, territory, startsAt, endsAt, delegation } = grant;
  const grantedBy = doer.capacity === 'system' ? null : doer.actor.personId;
  await tx.db.$executeRaw`
    INSERT INTO role_grant (id, person_id, role, agency_id, organisation_id, territory, starts_at, ends_at, granted_by, created_at,
                            delegated_by, deed)
    VALUES (${id}::uuid, ${personId}::uuid, ${role}, ${agencyId}::uuid, ${organisationId}::uuid, ${territory}, ${startsAt}::timestamptz,
            ${endsAt}::timestamptz, ${grantedBy}::uuid, ${doer.now}::timestamptz, ${delegation?.from ?? null}::uuid, ${delegation?.deed ?? null})`;
  await auditAccount(tx, doer, { aggregate: 'grant', id, event: 'give', from: '—', to: 'GIVEN', version: 1, facts: grant });
  return id;
}

interface EndedGrant {
  readonly id: string;
  readonly version: number;
  readonly personId: string;
  readonly role: Role;
}

/** Ends a grant now; one that has not begun never will. Nobody ends their own by this act. */
export async function endGrant(tx: Tx, id: string, ifMatch: number | undefined, doer: Doer): Promise<void> {
  const [held] = await tx.db.$queryRaw<{ personId: string; version: number; ended: boolean }[]>`
    SELECT version, person_id AS "personId", ends_at IS NOT NULL AND ends_at <= ${doer.now}::timestamptz OR ended_by IS NOT NULL AS ended
    FROM role_grant WHERE id = ${id}::uuid FOR UPDATE`;
  if (held === undefined) throw new Refusal('not-found');
  if (ifMatch !== undefined && ifMatch !== held.version) throw new Refusal('stale-version');
  if (held.ended) throw new Refusal('transition-not-allowed');
  if (held.personId === doer.actor.personId) throw notOneself();
  await closeGrants(tx, [id], doer);
}

/** Ends these grants with the delegations of signature that come from them: nobody signs for one who may no longer sign. */
export async function closeGrants(tx: Tx, ids: readonly string[], doer: Doer): Promise<void> {
  const { now } = doer;
  const ended = await tx.db.$queryRaw<EndedGrant[]>`
    UPDATE role_grant SET ends_at = greatest(starts_at, ${now}::timestamptz), ended_by = ${doer.actor.personId}::uuid, version = version + 1
    WHERE (id = ANY(${[...ids]}::uuid[]) OR delegated_by = ANY(${[...ids]}::uuid[])) AND ended_by IS NULL
      AND (ends_at IS NULL OR ends_at > ${now}::timestamptz)
    RETURNING id, version, person_id AS "personId", role`;
  for (const { id, personId, role, version } of ended) {
    const facts = { personId, role };
    await auditAccount(tx, doer, { aggregate: 'grant', id, event: 'end', from: 'GIVEN', to: 'ENDED', version, facts });
  }
}

export function notOneself(): Refusal {
  return new Refusal('rule-not-met', undefined, [
    {
      rule: 'anotherAdministrator',
      message: {
        fr: 'Demandez-le à un autre administrateur : nul ne change ses propres droits.',
        en: 'Ask another administrator: nobody changes their own rights.',
      },
    },
  ]);
}
