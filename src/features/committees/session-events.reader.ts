import { Injectable } from '@nestjs/common';

import { Database } from '../../platform/database/database.service.js';
import type { SessionState } from './session-facts.rules.js';
import type { ScopedSession } from './session-scope.rules.js';

/** One act, as those who follow the session are told of it: nothing of what was said, chosen or written. */
export interface SessionEventRow {
  /** Number in the session's history; the event's id. */
  readonly seq: number;
  readonly act: string;
  readonly state: string;
  readonly version: number;
  readonly itemId: string | null;
  readonly at: string;
}

export interface SessionNow extends ScopedSession {
  readonly state: SessionState;
  readonly version: number;
  /** Of the last entry of its history. */
  readonly seq: number;
}

/** Acts read at once. */
export const MOST_EVENTS = 500;

@Injectable()
export class SessionEventsReader {
  constructor(private readonly database: Database) {}

  /** Undefined: no such session. */
  async now(id: string): Promise<SessionNow | undefined> {
    const [row] = await this.database.read.$queryRaw<SessionNow[]>`
      SELECT s.department, k.departments, s.convened_at IS NOT NULL AS convened, s.state, s.version,
             coalesce((SELECT max(e.seq) FROM audit_entry e WHERE e.aggregate = 'session' AND e.aggregate_id = s.id), 0)::int AS seq
      FROM committee_session s JOIN committee k ON k.id = s.committee_id WHERE s.id = ${id}::uuid`;
    return row;
  }

  /** Acts committed after `seq`, oldest first, `MOST_EVENTS` at most. */
  async since(id: string, seq: number): Promise<SessionEventRow[]> {
    const rows = await this.database.read.$queryRaw<(Omit<SessionEventRow, 'at'> & { at: Date })[]>`
      SELECT e.seq, e.event AS act, e.to_state AS state, e.version, e.input::jsonb ->> 'itemId' AS "itemId", e.at FROM audit_entry e
      WHERE e.aggregate = 'session' AND e.aggregate_id = ${id}::uuid AND e.seq > ${seq}::int ORDER BY e.seq LIMIT ${MOST_EVENTS}::int`;
    return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
  }
}
