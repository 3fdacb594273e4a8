import { Prisma } from '../../generated/prisma/client.js';
import type { Actor } from '../../kernel/actor.js';
import { departmentsIn, regionOf, type Territory } from '../../kernel/territory.js';
import type { Db, Tx } from '../../platform/database/tx.js';
import type { Act } from '../../platform/workflow/binding.js';
import { AGENCY_KINDS, EXAMINING_ROLE } from './instruction-facts.rules.js';
import { servicesOf, type AbsenceEvent, type AbsenceFacts, type AbsenceState, type Service } from './absence.rules.js';

export interface AbsenceRow extends AbsenceFacts {
  readonly state: AbsenceState;
  readonly version: number;
  readonly personName: string;
  readonly deputyName: string | null;
  readonly declaredAt: Date;
  readonly endedAt: Date | null;
}

const EXAMINING = AGENCY_KINDS.map((kind): string => EXAMINING_ROLE[kind]);

const servicesSql = (person: Prisma.Sql, now: Date): Prisma.Sql => Prisma.sql`(
  SELECT coalesce(jsonb_agg(jsonb_build_object('role', g.role, 'territory', g.territory) ORDER BY g.id), '[]') FROM role_grant g
  WHERE g.person_id = ${person} AND g.role = ANY(${EXAMINING}::text[]) AND g.starts_at <= ${now}::timestamptz
    AND (g.ends_at IS NULL OR g.ends_at > ${now}::timestamptz))`;

/** Rows matching `where` (alias `x`), last declared first. */
export function selectAbsences(db: Db, where: Prisma.Sql, now: Date, limit: number): Promise<AbsenceRow[]> {
  return db.$queryRaw<AbsenceRow[]>`
    SELECT x.id, x.state, x.version, x.person_id AS "personId", p.given_name || ' ' || p.family_name AS "personName",
           x.deputy_id AS "deputyId", d.given_name || ' ' || d.family_name AS "deputyName", x.starts_at AS "startsAt", x.ends_at AS "endsAt",
           x.declared_at AS "declaredAt", x.ended_at AS "endedAt",
           ${servicesSql(Prisma.sql`x.person_id`, now)} AS services, ${servicesSql(Prisma.sql`x.deputy_id`, now)} AS "deputyServices"
    FROM examiner_absence x JOIN person p ON p.id = x.person_id LEFT JOIN person d ON d.id = x.deputy_id
    WHERE ${where} ORDER BY x.id DESC LIMIT ${limit}::int`;
}

export async function findAbsence(db: Db, id: string, now: Date): Promise<AbsenceRow | undefined> {
  return (await selectAbsences(db, Prisma.sql`x.id = ${id}::uuid`, now, 1))[0];
}

/** `seesAbsence` as SQL, on `x`. */
export function colleaguesSql(actor: Actor, now: Date): Prisma.Sql {
  if (actor.grants.some(({ role }) => role === 'AUDITOR')) return Prisma.sql`true`;
  const pairs = servicesOf(actor).flatMap(({ role, territory }) => {
    const departments = departmentsIn(territory as Territory);
    const territories = ['FR', ...departments.flatMap((code) => [`DEP-${code}`, `REG-${regionOf(code)}`])];
    return [...new Set(territories)].map((one) => ({ role, territory: one }));
  });
  return Prisma.sql`(x.person_id = ${actor.personId}::uuid OR EXISTS (
    SELECT FROM role_grant g JOIN jsonb_to_recordset(${JSON.stringify(pairs)}::jsonb) AS s(role text, territory text)
      ON s.role = g.role AND s.territory = g.territory
    WHERE g.person_id = x.person_id AND g.starts_at <= ${now}::timestamptz AND (g.ends_at IS NULL OR g.ends_at > ${now}::timestamptz)))`;
}

/** Where a person examines today; undefined: no such person. */
export async function findServices(db: Db, personId: string, now: Date): Promise<readonly Service[] | undefined> {
  const [row] = await db.$queryRaw<{ services: Service[] }[]>`
    SELECT ${servicesSql(Prisma.sql`p.id`, now)} AS services FROM person p WHERE p.id = ${personId}::uuid AND p.disabled_at IS NULL`;
  return row?.services;
}

export async function lockAbsence(tx: Tx, id: string): Promise<void> {
  await tx.db.$queryRaw<unknown[]>`SELECT FROM examiner_absence WHERE id = ${id}::uuid FOR UPDATE`;
}

export interface NewAbsence {
  readonly id: string;
  readonly personId: string;
  readonly deputyId: string | null;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly by: string;
  readonly now: Date;
}

export async function insertAbsence(tx: Tx, { id, personId, deputyId, startsAt, endsAt, by, now }: NewAbsence): Promise<void> {
  await tx.db.$executeRaw`
    INSERT INTO examiner_absence (id, person_id, deputy_id, state, starts_at, ends_at, declared_by, declared_at)
    VALUES (${id}::uuid, ${personId}::uuid, ${deputyId}::uuid, 'DRAFT', ${startsAt}::timestamptz, ${endsAt}::timestamptz, ${by}::uuid, ${now}::timestamptz)`;
}

export function saveAbsence(tx: Tx, act: Act<AbsenceState, AbsenceEvent, AbsenceFacts>): Promise<number> {
  const { id, to, now, actor, version } = act;
  const ended = to === 'ENDED';
  return tx.db.$executeRaw`
    UPDATE examiner_absence SET state = ${to}, version = version + 1, ended_at = ${ended ? now : null}::timestamptz,
           ended_by = ${ended ? actor.personId : null}::uuid
    WHERE id = ${id}::uuid AND version = ${version}::int`;
}

/** Periods in which this person is away, those over already left out: for the facts of an act, and for the screens. */
export const absencesSql = (person: Prisma.Sql): Prisma.Sql => Prisma.sql`(
  SELECT coalesce(jsonb_agg(jsonb_build_object('startsAt', b.starts_at, 'endsAt', b.ends_at) ORDER BY b.id), '[]')
  FROM examiner_absence b WHERE b.person_id = ${person} AND b.state = 'DECLARED')`;
