import { Inject, Injectable } from '@nestjs/common';

import { Refusal } from '../../kernel/errors.js';
import { ActorLoader } from '../../platform/auth/actor.loader.js';
import { Tokens } from '../../platform/auth/tokens.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { Database } from '../../platform/database/database.service.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { auditAccount } from './account-audit.js';
import type { LoginDto, PasswordDto, TokensView } from './auth.dto.js';
import { LocalPasswordProvider, wrongCredentials } from './local-password.provider.js';
import { PasswordHasher } from './password-hasher.js';
import { passwordFaults } from './password.rules.js';
import { readOwner } from './people.reader.js';
import { endSession, endSessionsOf, openSession, rotateSession, type OpenSession } from './sessions.store.js';

/** Sessions: opened by an identity, kept by refresh tokens, ended at once. */
@Injectable()
export class AuthService {
  constructor(
    private readonly database: Database,
    private readonly passwords: LocalPasswordProvider,
    private readonly hasher: PasswordHasher,
    private readonly tokens: Tokens,
    private readonly actors: ActorLoader,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async login({ email, password }: LoginDto, now: Date): Promise<Answer<TokensView>> {
    const identity = await this.passwords.authenticate({ email, password }, now);
    return this.answer(await openSession(this.database.read, this.tokens, this.config, identity.subject, now), now);
  }

  async refresh(refreshToken: string, now: Date): Promise<Answer<TokensView>> {
    const session = await rotateSession(this.database.read, this.tokens, this.config, refreshToken, now);
    if (session !== undefined) return this.answer(session, now);
    // The session may just have been ended by this very token.
    this.actors.forgetAll();
    throw new Refusal('unauthenticated');
  }

  async logout({ actor, now }: RequestContext): Promise<void> {
    if (actor.sessionId !== undefined) await endSession(this.database.read, actor.sessionId, now);
    this.actors.forgetAll();
  }

  /** Throttled as a login: the current password is checked by the same provider. */
  async changePassword({ email, currentPassword, newPassword }: PasswordDto, now: Date, requestId: string): Promise<void> {
    const { personId, passwordHash } = await this.passwords.verify({ email, password: currentPassword }, now);
    const owner = await readOwner(this.database.read, personId, now);
    if (owner === undefined) throw wrongCredentials();
    const faults = passwordFaults(newPassword, owner, '/newPassword');
    if (newPassword === currentPassword) {
      faults.push({
        rule: 'passwordChanges',
        pointer: '/newPassword',
        message: { fr: 'Choisissez-en un autre que l’actuel.', en: 'Choose another one than the current one.' },
      });
    }
    if (faults.length > 0) throw new Refusal('rule-not-met', undefined, faults);
    const newHash = await this.hasher.hash(newPassword);
    await this.database.transaction(async (tx) => {
      // Compared with the hash that was checked: a one-time password changes the account once, even when sent twice at once.
      const [changed] = await tx.db.$queryRaw<{ version: number }[]>`
        UPDATE person SET password_hash = ${newHash}, password_must_change = false, version = version + 1
        WHERE id = ${personId}::uuid AND password_hash = ${passwordHash} AND disabled_at IS NULL RETURNING version`;
      if (changed === undefined) throw wrongCredentials();
      await endSessionsOf(tx.db, personId, 'password', now);
      const doer = { actor: { personId }, capacity: 'self', now, requestId } as const;
      const { version } = changed;
      await auditAccount(tx, doer, {
        aggregate: 'person',
        id: personId,
        event: 'changePassword',
        from: 'ACTIVE',
        to: 'ACTIVE',
        version,
        facts: {},
      });
    });
    this.actors.forgetAll();
  }

  private answer(session: OpenSession, now: Date): Answer<TokensView> {
    const { token, expiresIn } = this.tokens.issueAccess(session.personId, session.id, now);
    const { refreshToken, refreshExpiresAt } = session;
    return { body: { accessToken: token, expiresIn, refreshToken, refreshExpiresAt: refreshExpiresAt.toISOString() } };
  }
}
