import { newId } from '../../kernel/ids.js';
import { Refusal } from '../../kernel/errors.js';
import type { Tokens } from '../../platform/auth/tokens.js';
import type { Config } from '../../platform/config/config.js';
import type { Db } from '../../platform/database/tx.js';

const HOUR_MS = 3_600_000;

export interface OpenSession {
  readonly id: string;
  readonly personId: string;
  readonly refreshToken: string;
  /** When the refresh token stops working unless used before: the idle limit, or the session's end. */
  readonly refreshExpiresAt: Date;
}

const idleEnd = (config: Config, now: Date, expiresAt: Date): Date =>
  new Date(Math.min(now.getTime() + config.refreshTokenHours * HOUR_MS, expiresAt.getTime()));

/** A new session for a person who is still welcome; the identity was checked before, and the person may have been disabled since. */
export async function openSession(db: Db, tokens: Tokens, config: Config, personId: string, now: Date): Promise<OpenSession> {
  const id = newId();
  const refreshToken = tokens.newRefresh(id);
  const expiresAt = new Date(now.getTime() + config.sessionHours * HOUR_MS);
  const opened = await db.$executeRaw`
    INSERT INTO auth_session (id, person_id, refresh_hash, created_at, last_used_at, expires_at)
    SELECT ${id}::uuid, p.id, ${tokens.hashRefresh(refreshToken)}, ${now}::timestamptz, ${now}::timestamptz, ${expiresAt}::timestamptz
    FROM person p WHERE p.id = ${personId}::uuid AND p.disabled_at IS NULL FOR SHARE`;
  if (opened === 0) throw new Refusal('unauthenticated');
  return { id, personId, refreshToken, refreshExpiresAt: idleEnd(config, now, expiresAt) };
}

/**
 * Exchanges the refresh token in force for the next one. A token of the session that is no longer in force ends it: either the client or a
 * thief holds a copy, and nothing tells which (RFC 9700 4.14.2).
 */
export async function rotateSession(
  db: Db,
  tokens: Tokens,
  config: Config,
  refreshToken: string,
  now: Date,
): Promise<OpenSession | undefined> {
  const id = tokens.sessionOfRefresh(refreshToken);
  if (id === undefined) return undefined;
  const next = tokens.newRefresh(id);
  const idleSince = new Date(now.getTime() - config.refreshTokenHours * HOUR_MS);
  const [row] = await db.$queryRaw<{ personId: string; expiresAt: Date }[]>`
    UPDATE auth_session s SET previous_refresh_hash = s.refresh_hash, refresh_hash = ${tokens.hashRefresh(next)}, last_used_at = ${now}::timestamptz
    FROM person p
    WHERE s.id = ${id}::uuid AND s.refresh_hash = ${tokens.hashRefresh(refreshToken)} AND s.ended_at IS NULL
      AND s.expires_at > ${now}::timestamptz AND s.last_used_at > ${idleSince}::timestamptz AND p.id = s.person_id AND p.disabled_at IS NULL
    RETURNING s.person_id AS "personId", s.expires_at AS "expiresAt"`;
  if (row === undefined) {
    await db.$executeRaw`
      UPDATE auth_session SET ended_at = ${now}::timestamptz,
        end_reason = CASE WHEN refresh_hash = ${tokens.hashRefresh(refreshToken)} THEN 'expired' ELSE 'refresh-reuse' END
      WHERE id = ${id}::uuid AND ended_at IS NULL`;
    return undefined;
  }
  return { id, personId: row.personId, refreshToken: next, refreshExpiresAt: idleEnd(config, now, row.expiresAt) };
}

export async function endSession(db: Db, sessionId: string, now: Date): Promise<void> {
  await db.$executeRaw`UPDATE auth_session SET ended_at = ${now}::timestamptz, end_reason = 'logout' WHERE id = ${sessionId}::uuid AND ended_at IS NULL`;
}

export async function endSessionsOf(db: Db, personId: string, reason: 'disabled' | 'password', now: Date): Promise<void> {
  await db.$executeRaw`UPDATE auth_session SET ended_at = ${now}::timestamptz, end_reason = ${reason} WHERE person_id = ${personId}::uuid AND ended_at IS NULL`;
}
