import { hash } from '@node-rs/argon2';

import type { Clock } from '../../kernel/clock.js';
import { newId } from '../../kernel/ids.js';
import type { Database } from '../../platform/database/database.service.js';
import { SYSTEM_ID } from '../../kernel/actor.js';
import { auditAccount, type Doer } from './account-audit.js';
import { insertGrant } from './grants.store.js';
import { ARGON2_COST } from './password-hasher.js';

/** Random bytes, at least 15: `randomBytes` of node:crypto. */
export type Random = (bytes: number) => Buffer;

export interface FirstAdministrator {
  readonly email: string;
  /** To be shown once to whoever starts the server, and kept nowhere. */
  readonly oneTimePassword: string;
}

const EMAIL = 'admin@cofund.invalid';
const ADVISORY_LOCK = 0x0c0f_adad;

/**
 * Opens an account for the first administrator of a database that has none. Several processes may start at once: the first makes it, the
 * others wait and find it.
 * @returns undefined when somebody has already been made an administrator
 */
export async function ensureFirstAdministrator(
  database: Database,
  clock: Clock,
  random: Random,
): Promise<FirstAdministrator | undefined> {
  return database.transaction(async (tx) => {
    await tx.db.$executeRaw`SELECT pg_advisory_xact_lock(${ADVISORY_LOCK}::bigint)`;
    const made = await tx.db.$queryRaw<unknown[]>`SELECT FROM role_grant WHERE role = 'ADMINISTRATOR' LIMIT 1`;
    if (made.length > 0) return undefined;
    const now = clock.now();
    // 32 letters and digits without look-alikes: 5 bits each, 120 in all.
    const oneTimePassword = [...random(24)].map((byte) => 'abcdefghjkmnpqrstuvwxyz23456789_'[byte % 32]).join('');
    const personId = newId();
    await tx.db.$executeRaw`
      INSERT INTO person (id, email, given_name, family_name, password_hash, password_must_change, created_at)
      VALUES (${personId}::uuid, ${EMAIL}, 'Premier', 'Administrateur', ${await hash(oneTimePassword, ARGON2_COST)}, true, ${now}::timestamptz)`;
    const doer: Doer = { actor: { personId: SYSTEM_ID }, capacity: 'system', now, requestId: 'start' };
    await auditAccount(tx, doer, {
      aggregate: 'person',
      id: personId,
      event: 'create',
      from: '—',
      to: 'ACTIVE',
      version: 1,
      facts: { oneTimePassword: true },
    });
    await insertGrant(
      tx,
      { personId, role: 'ADMINISTRATOR', organisationId: null, agencyId: null, territory: 'FR', startsAt: now, endsAt: null },
      doer,
    );
    return { email: EMAIL, oneTimePassword };
  });
}
