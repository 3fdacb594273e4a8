import { Injectable } from '@nestjs/common';

import { Refusal } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { ActorLoader } from '../../platform/auth/actor.loader.js';
import { Database } from '../../platform/database/database.service.js';
import { isUniqueViolation } from '../../platform/database/faults.js';
import type { Tx } from '../../platform/database/tx.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { auditAccount } from './account-audit.js';
import { PasswordHasher } from './password-hasher.js';
import { passwordFaults, type PasswordOwner } from './password.rules.js';
import type { CreatePersonDto, EditPersonDto, ResetPasswordDto } from './people.dto.js';
import { readOwner, readPerson, type Person } from './people.reader.js';
import { endSessionsOf } from './sessions.store.js';

interface Held {
  readonly version: number;
  readonly disabled: boolean;
}

/** What administrators do to the accounts of people. */
@Injectable()
export class PeopleService {
  constructor(
    private readonly acts: Acts,
    private readonly database: Database,
    private readonly hasher: PasswordHasher,
    private readonly actors: ActorLoader,
  ) {}

  async create(context: RequestContext, body: CreatePersonDto): Promise<Answer<Person>> {
    const { email, givenName, familyName, locale = 'fr', oneTimePassword } = body;
    const owner = { email, givenName, familyName, administrator: false };
    const hash = oneTimePassword === undefined ? null : await this.oneTimeHash(oneTimePassword, owner);
    const id = newId();
    return this.acts.perform(context, async (tx) => {
      const created = await tx.db.$executeRaw`
        INSERT INTO person (id, email, given_name, family_name, locale, password_hash, password_must_change, created_at)
        VALUES (${id}::uuid, ${email}, ${givenName}, ${familyName}, ${locale}, ${hash}, ${hash !== null}, ${context.now}::timestamptz)
        ON CONFLICT (email) DO NOTHING`;
      if (created === 0) throw addressTaken();
      await audit(tx, context, id, 'create', { from: '—', to: 'ACTIVE', version: 1, facts: { oneTimePassword: hash !== null } });
      return { ...(await answer(tx, id)), status: 201, location: `/v1/people/${id}` };
    });
  }

  async edit(context: RequestContext, id: string, body: EditPersonDto): Promise<Answer<Person>> {
    const { email = null, givenName = null, familyName = null, locale = null } = body;
    try {
      return await this.acts.perform(context, async (tx) => {
        const { version, disabled } = await hold(tx, context, id);
        await tx.db.$executeRaw`
          UPDATE person SET email = coalesce(${email}, email), given_name = coalesce(${givenName}, given_name),
            family_name = coalesce(${familyName}, family_name), locale = coalesce(${locale}, locale), version = version + 1
          WHERE id = ${id}::uuid`;
        const state = disabled ? 'DISABLED' : 'ACTIVE';
        const fields = Object.entries({ email, givenName, familyName, locale }).flatMap(([name, value]) =>
          value === null ? [] : [name],
        );
        await audit(tx, context, id, 'edit', { from: state, to: state, version: version + 1, facts: { fields } });
        return answer(tx, id);
      });
    } catch (error) {
      if (isUniqueViolation(error)) throw addressTaken();
      throw error;
    }
  }

  async disable(context: RequestContext, id: string): Promise<Answer<Person>> {
    if (id === context.actor.personId) {
      throw new Refusal('rule-not-met', undefined, [
        {
          rule: 'anotherAdministrator',
          message: {
            fr: 'Demandez-le à un autre administrateur : nul ne ferme son propre compte.',
            en: 'Ask another administrator: nobody closes their own account.',
          },
        },
      ]);
    }
    const done = await this.acts.perform(context, async (tx) => {
      const { version, disabled } = await hold(tx, context, id);
      if (disabled) throw new Refusal('transition-not-allowed');
      await tx.db
        .$executeRaw`UPDATE person SET disabled_at = ${context.now}::timestamptz, version = version + 1 WHERE id = ${id}::uuid`;
      await endSessionsOf(tx.db, id, 'disabled', context.now);
      await audit(tx, context, id, 'disable', { from: 'ACTIVE', to: 'DISABLED', version: version + 1, facts: {} });
      return answer(tx, id);
    });
    this.actors.forgetAll();
    return done;
  }

  async enable(context: RequestContext, id: string): Promise<Answer<Person>> {
    return this.acts.perform(context, async (tx) => {
      const { version, disabled } = await hold(tx, context, id);
      if (!disabled) throw new Refusal('transition-not-allowed');
      await tx.db.$executeRaw`UPDATE person SET disabled_at = NULL, version = version + 1 WHERE id = ${id}::uuid`;
      await audit(tx, context, id, 'enable', { from: 'DISABLED', to: 'ACTIVE', version: version + 1, facts: {} });
      return answer(tx, id);
    });
  }

  /** Gives a new one-time password, and ends what the old one had opened. */
  async resetPassword(context: RequestContext, id: string, { oneTimePassword }: ResetPasswordDto): Promise<Answer<Person>> {
    const owner = await readOwner(this.database.read, id, context.now);
    // A disabled person is found by `hold`, and refused there.
    const hash = owner === undefined ? undefined : await this.oneTimeHash(oneTimePassword, owner);
    const done = await this.acts.perform(context, async (tx) => {
      const { version, disabled } = await hold(tx, context, id);
      if (disabled || hash === undefined) throw new Refusal('transition-not-allowed');
      await tx.db
        .$executeRaw`UPDATE person SET password_hash = ${hash}, password_must_change = true, version = version + 1 WHERE id = ${id}::uuid`;
      await endSessionsOf(tx.db, id, 'password', context.now);
      await audit(tx, context, id, 'resetPassword', { from: 'ACTIVE', to: 'ACTIVE', version: version + 1, facts: {} });
      return answer(tx, id);
    });
    this.actors.forgetAll();
    return done;
  }

  private async oneTimeHash(password: string, owner: PasswordOwner): Promise<string> {
    const faults = passwordFaults(password, owner, '/oneTimePassword');
    if (faults.length > 0) throw new Refusal('rule-not-met', undefined, faults);
    return this.hasher.hash(password);
  }
}

/** Locks the person and compares the version, when the request gives one. */
async function hold(tx: Tx, { ifMatch }: RequestContext, id: string): Promise<Held> {
  const [held] = await tx.db.$queryRaw<Held[]>`
    SELECT version, disabled_at IS NOT NULL AS disabled FROM person WHERE id = ${id}::uuid FOR UPDATE`;
  if (held === undefined) throw new Refusal('not-found');
  if (ifMatch !== undefined && ifMatch !== held.version) throw new Refusal('stale-version');
  return held;
}

async function answer(tx: Tx, id: string): Promise<Answer<Person>> {
  const person = await readPerson(tx.db, id);
  return { body: person, version: person.version };
}

function audit(
  tx: Tx,
  { actor, now, requestId }: RequestContext,
  id: string,
  event: string,
  change: { from: string; to: string; version: number; facts: unknown },
): Promise<void> {
  return auditAccount(tx, { actor, now, requestId, capacity: 'administrator' }, { aggregate: 'person', id, event, ...change });
}

function addressTaken(): Refusal {
  return new Refusal('conflict', {
    fr: 'Une personne a déjà cette adresse : cherchez-la par GET /v1/people?email=.',
    en: 'A person already has this address: find them with GET /v1/people?email=.',
  });
}
