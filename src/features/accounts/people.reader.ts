import { Injectable } from '@nestjs/common';

import { ROLE_LABELS } from '../../access/policies.js';
import { Prisma } from '../../generated/prisma/client.js';
import type { Role } from '../../kernel/actor.js';
import { Refusal } from '../../kernel/errors.js';
import { Database } from '../../platform/database/database.service.js';
import type { Db } from '../../platform/database/tx.js';
import { DEFAULT_LIMIT, decodeCursor, pageOf, type Page } from '../../platform/http/pagination.js';
import type { Answer, Locale, RequestContext } from '../../platform/workflow/request.js';
import type { PasswordOwner } from './password.rules.js';

/** A person as administrators and auditors see them. */
export interface Person {
  readonly id: string;
  readonly email: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly locale: Locale;
  readonly hasPassword: boolean;
  readonly passwordMustChange: boolean;
  readonly disabledAt: string | null;
  readonly createdAt: string;
  readonly version: number;
}

interface Named {
  readonly id: string;
  readonly name: string;
}

interface MyGrant {
  readonly id: string;
  readonly role: Role;
  readonly organisation: Named | null;
  readonly agency: Named | null;
  readonly territory: string | null;
  readonly startsAt: string;
  readonly endsAt: string | null;
}

/** A person as they see themself. */
export interface Me extends Pick<Person, 'id' | 'email' | 'givenName' | 'familyName' | 'locale'> {
  readonly grants: readonly (MyGrant & { readonly label: string })[];
}

interface PersonRow extends Omit<Person, 'disabledAt' | 'createdAt'> {
  readonly disabledAt: Date | null;
  readonly createdAt: Date;
}

const COLUMNS = Prisma.sql`id, email, given_name AS "givenName", family_name AS "familyName", locale, password_hash IS NOT NULL AS "hasPassword",
  password_must_change AS "passwordMustChange", disabled_at AS "disabledAt", created_at AS "createdAt", version`;

const viewPerson = (row: PersonRow): Person => ({
  ...row,
  disabledAt: row.disabledAt?.toISOString() ?? null,
  createdAt: row.createdAt.toISOString(),
});

/** One person as the administrator sees them. @throws Refusal not-found */
export async function readPerson(db: Db, id: string): Promise<Person> {
  const [row] = await db.$queryRaw<PersonRow[]>`SELECT ${COLUMNS} FROM person WHERE id = ${id}::uuid`;
  if (row === undefined) throw new Refusal('not-found');
  return viewPerson(row);
}

/** What the password rules need to know of a person; undefined: unknown or disabled. */
export async function readOwner(db: Db, id: string, now: Date): Promise<PasswordOwner | undefined> {
  const [row] = await db.$queryRaw<PasswordOwner[]>`
    SELECT p.email, p.given_name AS "givenName", p.family_name AS "familyName", EXISTS (
      SELECT FROM role_grant g WHERE g.person_id = p.id AND g.role = 'ADMINISTRATOR' AND (g.ends_at IS NULL OR g.ends_at > ${now}::timestamptz)) AS administrator
    FROM person p WHERE p.id = ${id}::uuid AND p.disabled_at IS NULL`;
  return row;
}

interface MeRow extends Omit<Me, 'grants'> {
  readonly grants: readonly MyGrant[];
}

@Injectable()
export class PeopleReader {
  constructor(private readonly database: Database) {}

  async list({ limit = DEFAULT_LIMIT, after, email }: { limit?: number; after?: string; email?: string }): Promise<Page<Person>> {
    const [familyName, id] = decodeCursor(after, 2) ?? [];
    const rows = await this.database.read.$queryRaw<PersonRow[]>`
      SELECT ${COLUMNS} FROM person
      WHERE (${email ?? null}::text IS NULL OR email = ${email ?? null}::text)
        AND (${id ?? null}::uuid IS NULL OR (family_name, id) > (${familyName ?? ''}::text, ${id ?? null}::uuid))
      ORDER BY family_name, id LIMIT ${limit + 1}::int`;
    return pageOf(rows, limit, (row) => [row.familyName, row.id], viewPerson);
  }

  async one(id: string): Promise<Answer<Person>> {
    const person = await readPerson(this.database.read, id);
    return { body: person, version: person.version };
  }

  async me({ actor, now, locale }: RequestContext): Promise<Answer<Me>> {
    const [row] = await this.database.read.$queryRaw<MeRow[]>`
      SELECT p.id, p.email, p.given_name AS "givenName", p.family_name AS "familyName", p.locale, coalesce((
        SELECT json_agg(json_build_object(
          'id', g.id, 'role', g.role, 'territory', g.territory, 'startsAt', g.starts_at, 'endsAt', g.ends_at,
          'organisation', CASE WHEN o.id IS NOT NULL THEN json_build_object('id', o.id, 'name', o.name) END,
          'agency', CASE WHEN a.id IS NOT NULL THEN json_build_object('id', a.id, 'name', a.name) END) ORDER BY g.id)
        FROM role_grant g LEFT JOIN organisation o ON o.id = g.organisation_id LEFT JOIN agency a ON a.id = g.agency_id
        WHERE g.person_id = p.id AND g.starts_at <= ${now}::timestamptz AND (g.ends_at IS NULL OR g.ends_at > ${now}::timestamptz)), '[]') AS grants
      FROM person p WHERE p.id = ${actor.personId}::uuid`;
    if (row === undefined) throw new Refusal('unauthenticated');
    return { body: { ...row, grants: row.grants.map((grant) => viewMine(grant, locale)) } };
  }
}

function viewMine(grant: MyGrant, locale: Locale): Me['grants'][number] {
  return {
    ...grant,
    label: ROLE_LABELS[grant.role][locale],
    // PostgreSQL writes its own zone into JSON.
    startsAt: new Date(grant.startsAt).toISOString(),
    endsAt: grant.endsAt === null ? null : new Date(grant.endsAt).toISOString(),
  };
}
