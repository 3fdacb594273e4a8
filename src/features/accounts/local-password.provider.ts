import { Inject, Injectable } from '@nestjs/common';
import { Passport } from 'passport';
import { Strategy } from 'passport-local';

import { normaliseEmail } from '../../kernel/email.js';
import { Refusal } from '../../kernel/errors.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { Database } from '../../platform/database/database.service.js';
import type { Identity, IdentityProvider } from './identity-provider.js';
import { reserveTry, settleTry, throttleKey } from './login-throttle.store.js';
import { PasswordHasher } from './password-hasher.js';

export interface PasswordAssertion {
  readonly email: string;
  readonly password: string;
}

/** A person whose password was just checked. */
export interface Verified {
  readonly personId: string;
  readonly email: string;
  readonly passwordHash: string;
  readonly mustChange: boolean;
}

interface Row extends Omit<Verified, 'passwordHash'> {
  readonly passwordHash: string | null;
  readonly disabled: boolean;
}

/** Addresses and passwords kept here: the one provider of today. Its subject is the person's id. */
@Injectable()
export class LocalPasswordProvider implements IdentityProvider<PasswordAssertion> {
  readonly issuer = 'local';
  private readonly passport = new Passport();

  constructor(
    private readonly database: Database,
    private readonly hasher: PasswordHasher,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.passport.use(
      new Strategy(
        { usernameField: 'email', passwordField: 'password', session: false, passReqToCallback: true },
        (request, email, password, done) => {
          const { now } = request as unknown as { now: Date };
          this.check({ email, password }, now).then(
            (verified) => {
              done(null, verified ?? false);
            },
            (error: unknown) => {
              done(error);
            },
          );
        },
      ),
    );
  }

  async authenticate(assertion: PasswordAssertion, now: Date): Promise<Identity> {
    const { personId, email, mustChange } = await this.verify(assertion, now);
    if (mustChange) {
      throw new Refusal('rule-not-met', undefined, [
        {
          rule: 'passwordMustChange',
          message: {
            fr: 'Ce mot de passe ne sert qu’une fois : choisissez le vôtre par POST /v1/auth/password, puis connectez-vous avec lui.',
            en: 'This password is for one use: choose your own with POST /v1/auth/password, then log in with it.',
          },
        },
      ]);
    }
    return { issuer: this.issuer, subject: personId, email };
  }

  /** Checks the password through passport, one-time ones included. @throws Refusal unauthenticated or too-many-requests */
  verify(assertion: PasswordAssertion, now: Date): Promise<Verified> {
    return new Promise((resolve, reject) => {
      const answered = (error: unknown, verified?: Verified | false | null) => {
        if (error !== null && error !== undefined) reject(error instanceof Error ? error : new Error('password check failed'));
        else if (verified === false || verified === null || verified === undefined) reject(wrongCredentials());
        else resolve(verified);
      };
      const middleware = this.passport.authenticate('local', { session: false }, answered) as (
        request: unknown,
        response: unknown,
        next: (error?: unknown) => void,
      ) => void;
      middleware({ body: assertion, now }, {}, (error) => {
        answered(error ?? wrongCredentials());
      });
    });
  }

  /** The same statements and the same hash whether the account exists, is disabled, has a password or not. */
  private async check({ email, password }: PasswordAssertion, now: Date): Promise<Verified | undefined> {
    const key = throttleKey(this.config.secret, email);
    const db = this.database.read;
    await reserveTry(db, key, now);
    const [row] = await db.$queryRaw<Row[]>`
      SELECT id AS "personId", email, password_hash AS "passwordHash", password_must_change AS "mustChange", disabled_at IS NOT NULL AS disabled
      FROM person WHERE email = ${normaliseEmail(email)}`;
    const matches = await this.hasher.verify(row?.passwordHash, password);
    if (!matches || row === undefined || row.passwordHash === null || row.disabled) return undefined;
    await settleTry(db, key, now);
    return { personId: row.personId, email: row.email, passwordHash: row.passwordHash, mustChange: row.mustChange };
  }
}

export function wrongCredentials(): Refusal {
  return new Refusal('unauthenticated', {
    fr: 'Adresse ou mot de passe incorrect, ou compte fermé : vérifiez-les, ou adressez-vous à l’administrateur.',
    en: 'Wrong address or password, or closed account: check them, or ask the administrator.',
  });
}
