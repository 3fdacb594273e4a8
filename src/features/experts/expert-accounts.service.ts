import { Inject, Injectable } from '@nestjs/common';

import { Refusal } from '../../kernel/errors.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { Database } from '../../platform/database/database.service.js';
import { auditAccount } from '../accounts/account-audit.js';
import { PasswordHasher } from '../accounts/password-hasher.js';
import { passwordFaults } from '../accounts/password.rules.js';
import { invitationOf } from '../holders/invitation-token.js';
import type { ActivateDto } from './experts.dto.js';

interface Invited {
  readonly personId: string;
  readonly email: string;
  readonly givenName: string;
  readonly familyName: string;
}

/** The first password of a person who was asked for an opinion and had no account: the message proves the address. */
@Injectable()
export class ExpertAccounts {
  constructor(
    private readonly database: Database,
    private readonly hasher: PasswordHasher,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @throws Refusal rule-not-met for a token that opens nothing (any more), or a weak password */
  async activate({ token, password }: ActivateDto, now: Date, requestId: string): Promise<void> {
    const id = invitationOf(this.config.secret, token, 'expert');
    const invited = id === undefined ? undefined : await this.invited(id, now);
    if (invited === undefined) throw opensNothing();
    const faults = passwordFaults(password, { ...invited, administrator: false }, '/password');
    if (faults.length > 0) throw new Refusal('rule-not-met', undefined, faults);
    const hash = await this.hasher.hash(password);
    const { personId } = invited;
    await this.database.transaction(async (tx) => {
      // The same message sent twice, or by two: the first one opens.
      const [opened] = await tx.db.$queryRaw<{ version: number }[]>`
        UPDATE person SET password_hash = ${hash}, version = version + 1
        WHERE id = ${personId}::uuid AND password_hash IS NULL AND disabled_at IS NULL RETURNING version`;
      if (opened === undefined) throw opensNothing();
      const doer = { actor: { personId }, now, requestId, capacity: 'self' } as const;
      const change = { from: 'ACTIVE', to: 'ACTIVE', version: opened.version, facts: { expertRequest: id } };
      await auditAccount(tx, doer, { aggregate: 'person', id: personId, event: 'activate', ...change });
    });
  }

  private async invited(id: string, now: Date): Promise<Invited | undefined> {
    const [row] = await this.database.read.$queryRaw<Invited[]>`
      SELECT p.id AS "personId", p.email, p.given_name AS "givenName", p.family_name AS "familyName"
      FROM expert_request e JOIN person p ON p.id = e.expert_id AND p.password_hash IS NULL AND p.disabled_at IS NULL
      WHERE e.id = ${id}::uuid AND e.state = 'REQUESTED' AND e.due_at > ${now}::timestamptz`;
    return row;
  }
}

/** One answer for what is forged, used or over: it tells nothing. */
function opensNothing(): Refusal {
  return new Refusal('rule-not-met', undefined, [
    {
      rule: 'invitationValid',
      pointer: '/token',
      message: {
        fr: 'Ce lien n’ouvre plus de compte : connectez-vous si vous en avez un, ou demandez au service une nouvelle demande d’avis.',
        en: 'This link opens no account any more: log in if you have one, or ask the agency for a new request.',
      },
    },
  ]);
}
