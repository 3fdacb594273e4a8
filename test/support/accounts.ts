import { hash } from '@node-rs/argon2';

import { newId } from '../../src/kernel/ids.js';
import type { Role } from '../../src/kernel/actor.js';
import type { Reply, TestActor, TestApp } from './app.js';

export const PASSWORD = 'quatre-girafes-mauves-au-potager';

export interface TestPerson {
  readonly id: string;
  readonly email: string;
}

export interface TestTokens {
  readonly accessToken: string;
  readonly expiresIn: number;
  readonly refreshToken: string;
  readonly refreshExpiresAt: string;
}

let known: Promise<string> | undefined;

/** A person who can log in with `PASSWORD`, written directly. */
export async function makePerson(
  app: TestApp,
  overrides: {
    email?: string;
    passwordHash?: string | null;
    passwordMustChange?: boolean;
    disabledAt?: Date;
    familyName?: string;
  } = {},
): Promise<TestPerson> {
  const id = newId();
  const email = overrides.email ?? `${id}@example.org`;
  known ??= hash(PASSWORD);
  const passwordHash = await known;
  const data = { id, email, givenName: 'Noé', familyName: 'Ferrand', createdAt: app.clock.now(), passwordHash, ...overrides };
  await app.database.read.person.create({ data });
  return { id, email };
}

export async function makeGrant(
  app: TestApp,
  personId: string,
  role: Role,
  scope: { territory: string } | { organisationId: string },
): Promise<string> {
  const id = newId();
  const startsAt = new Date('2020-01-01T00:00:00Z');
  await app.database.read.grant.create({ data: { id, personId, role, startsAt, createdAt: startsAt, ...scope } });
  return id;
}

export function login(app: TestApp, email: string, password = PASSWORD): Promise<Reply<TestTokens & Record<string, unknown>>> {
  return app.post('/v1/auth/login', undefined, { body: { email, password }, key: null });
}

/** Logs in, and fails the spec when refused. */
export async function enter(app: TestApp, person: TestPerson): Promise<TestActor & TestTokens> {
  const { status, body } = await login(app, person.email);
  if (status !== 200) throw new Error(`login answered ${status}: ${JSON.stringify(body)}`);
  return { ...body, personId: person.id, token: body.accessToken };
}
