import { Injectable } from '@nestjs/common';

import { Database } from '../database/database.service.js';
import { DEFAULT_LIMIT } from '../http/pagination.js';
import type { HistoryView } from './history.views.js';

export interface HistoryEntry {
  readonly seq: number;
  readonly event: string;
  readonly fromState: string;
  readonly toState: string;
  readonly version: number;
  readonly actor: { readonly id: string; readonly name: string | null };
  readonly capacity: string;
  readonly at: string;
  readonly facts: unknown;
  readonly input: unknown;
  readonly hash: string;
}

/** Part of a history asked for; the first page unless said. */
export interface HistoryRange {
  readonly limit?: number;
  readonly afterSeq?: number;
}

interface Row extends Omit<HistoryEntry, 'actor' | 'at' | 'facts' | 'input'> {
  readonly actorId: string;
  readonly actorName: string | null;
  readonly at: Date;
  readonly facts: string;
  readonly input: string;
}

/** Who did what, when, on which facts. The caller has checked that the reader may see the aggregate. */
@Injectable()
export class HistoryReader {
  constructor(private readonly database: Database) {}

  /** The whole of it; or, for who may know no more, what happened and when. */
  async shown(aggregate: string, id: string, range: HistoryRange, whole: boolean): Promise<HistoryView> {
    const entries = await this.of(aggregate, id, range);
    if (whole) return { items: entries };
    return { items: entries.map(({ seq, event, fromState, toState, at }) => ({ seq, event, fromState, toState, at })) };
  }

  /** Entries after `afterSeq`, oldest first, `limit` at most. */
  async of(aggregate: string, id: string, { limit = DEFAULT_LIMIT, afterSeq = 0 }: HistoryRange): Promise<HistoryEntry[]> {
    const rows = await this.database.read.$queryRaw<Row[]>`
      SELECT e.seq, e.event, e.from_state AS "fromState", e.to_state AS "toState", e.version, e.actor_id AS "actorId",
             p.given_name || ' ' || p.family_name AS "actorName", e.capacity, e.at, e.facts, e.input, e.hash
      FROM audit_entry e LEFT JOIN person p ON p.id::text = e.actor_id
      WHERE e.aggregate = ${aggregate} AND e.aggregate_id = ${id}::uuid AND e.seq > ${afterSeq}
      ORDER BY e.seq LIMIT ${limit}`;
    return rows.map(({ actorId, actorName, at, facts, input, ...entry }) => ({
      ...entry,
      actor: { id: actorId, name: actorName },
      at: at.toISOString(),
      facts: JSON.parse(facts) as unknown,
      input: JSON.parse(input) as unknown,
    }));
  }
}
