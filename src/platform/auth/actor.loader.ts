import { Injectable } from '@nestjs/common';

import type { ActiveGrant, Actor, Role } from '../../kernel/actor.js';
import type { Territory } from '../../kernel/territory.js';
import { Database } from '../database/database.service.js';

interface Row {
  readonly personId: string;
  readonly grants: { role: Role; organisationId: string | null; territory: Territory | null }[];
}

/** A right withdrawn or a session ended elsewhere takes effect within this delay; in this process at once. */
const CACHE_MS = 1_000;
const CACHE_SIZE = 5_000;

/** The person and the grants in force behind a session, in one query, remembered for a second. */
@Injectable()
export class ActorLoader {
  private readonly known = new Map<string, { readonly actor: Actor | undefined; readonly until: number }>();

  constructor(private readonly database: Database) {}

  async load(sessionId: string, now: Date): Promise<Actor | undefined> {
    const remembered = this.known.get(sessionId);
    const moment = performance.now();
    if (remembered !== undefined && remembered.until > moment) return remembered.actor;
    const actor = await this.read(sessionId, now);
    if (this.known.size >= CACHE_SIZE) this.known.clear();
    this.known.set(sessionId, { actor, until: moment + CACHE_MS });
    return actor;
  }

  /** To be called when a session ends or rights change in this process. */
  forgetAll(): void {
    this.known.clear();
  }

  private async read(sessionId: string, now: Date): Promise<Actor | undefined> {
    const [row] = await this.database.read.$queryRaw<Row[]>`
      SELECT s.person_id AS "personId", coalesce((
        SELECT json_agg(json_build_object('role', g.role, 'organisationId', g.organisation_id, 'territory', g.territory))
        FROM role_grant g
        WHERE g.person_id = s.person_id AND g.starts_at <= ${now}::timestamptz AND (g.ends_at IS NULL OR g.ends_at > ${now}::timestamptz)), '[]') AS grants
      FROM auth_session s JOIN person p ON p.id = s.person_id
      WHERE s.id = ${sessionId}::uuid AND s.ended_at IS NULL AND s.expires_at > ${now}::timestamptz AND p.disabled_at IS NULL`;
    if (row === undefined) return undefined;
    const grants = row.grants.flatMap(({ role, organisationId, territory }): ActiveGrant[] => {
      if (organisationId !== null) return [{ role, organisationId }];
      return territory === null ? [] : [{ role, territory }];
    });
    return { personId: row.personId, sessionId, grants };
  }
}
