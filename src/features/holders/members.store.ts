import { Refusal } from '../../kernel/errors.js';
import type { Db, Tx } from '../../platform/database/tx.js';
import type { HolderRole, OwnRepresentation } from './holder.rules.js';

/** The organisation's row is held while its people change: the last representative cannot leave twice. */
export async function holdOrganisation(tx: Tx, organisationId: string): Promise<void> {
  const rows = await tx.db.$queryRaw<unknown[]>`SELECT id FROM organisation WHERE id = ${organisationId}::uuid FOR UPDATE`;
  if (rows.length === 0) throw new Refusal('not-found');
}

/** @throws Refusal not-found */
export async function assertExists(db: Db, organisationId: string): Promise<void> {
  const rows = await db.$queryRaw<unknown[]>`SELECT FROM organisation WHERE id = ${organisationId}::uuid`;
  if (rows.length === 0) throw new Refusal('not-found');
}

interface MemberRow {
  readonly id: string;
  readonly personId: string;
  readonly name: string;
  readonly email: string;
  readonly role: HolderRole;
  readonly startsAt: Date;
  readonly endsAt: Date | null;
  readonly delegatedBy: string | null;
  readonly deed: string | null;
}

export interface Member {
  readonly id: string;
  readonly personId: string;
  readonly name: string;
  readonly email: string;
  readonly role: HolderRole;
  readonly startsAt: string;
  readonly endsAt: string | null;
  readonly delegation: { from: string; deed: string } | null;
}

/** Roles in force or to come, by family name. */
export async function readMembers(db: Db, organisationId: string, now: Date): Promise<Member[]> {
  const rows = await db.$queryRaw<MemberRow[]>`
    SELECT g.id, g.person_id AS "personId", p.given_name || ' ' || p.family_name AS name, p.email, g.role, g.starts_at AS "startsAt",
           g.ends_at AS "endsAt", g.delegated_by AS "delegatedBy", g.deed
    FROM role_grant g JOIN person p ON p.id = g.person_id
    WHERE g.organisation_id = ${organisationId}::uuid AND (g.ends_at IS NULL OR g.ends_at > ${now}::timestamptz) AND p.disabled_at IS NULL
    ORDER BY p.family_name, g.id LIMIT 500`;
  return rows.map(({ startsAt, endsAt, delegatedBy, deed, ...row }) => ({
    ...row,
    startsAt: startsAt.toISOString(),
    endsAt: endsAt?.toISOString() ?? null,
    delegation: delegatedBy === null || deed === null ? null : { from: delegatedBy, deed },
  }));
}

/** The person's own right to represent, held by right before one held by delegation. */
export async function ownRepresentation(
  tx: Tx,
  organisationId: string,
  personId: string,
  now: Date,
): Promise<OwnRepresentation | undefined> {
  const [row] = await tx.db.$queryRaw<OwnRepresentation[]>`
    SELECT id, delegated_by IS NOT NULL AS delegated, ends_at AS "endsAt" FROM role_grant
    WHERE organisation_id = ${organisationId}::uuid AND person_id = ${personId}::uuid AND role = 'HOLDER_REPRESENTATIVE'
      AND starts_at <= ${now}::timestamptz AND (ends_at IS NULL OR ends_at > ${now}::timestamptz)
    ORDER BY delegated_by IS NOT NULL, id LIMIT 1`;
  return row;
}

/** People, that one aside, who represent the organisation by right now: a delegation falls with its source. */
export async function otherRepresentatives(tx: Tx, organisationId: string, personId: string, now: Date): Promise<number> {
  const [row] = await tx.db.$queryRaw<{ count: number }[]>`
    SELECT count(DISTINCT g.person_id)::int AS count FROM role_grant g JOIN person p ON p.id = g.person_id AND p.disabled_at IS NULL
    WHERE g.organisation_id = ${organisationId}::uuid AND g.person_id <> ${personId}::uuid AND g.role = 'HOLDER_REPRESENTATIVE'
      AND g.delegated_by IS NULL AND g.starts_at <= ${now}::timestamptz AND (g.ends_at IS NULL OR g.ends_at > ${now}::timestamptz)`;
  return row?.count ?? 0;
}

/** Dossiers submitted and not yet at their end. */
export async function runningDossiers(tx: Tx, organisationId: string): Promise<number> {
  const [row] = await tx.db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM application WHERE organisation_id = ${organisationId}::uuid AND submitted_version > 0
      AND state NOT IN ('INELIGIBLE', 'REFUSED', 'DISMISSED', 'WITHDRAWN', 'LATE')`;
  return row?.count ?? 0;
}
