import { Injectable } from '@nestjs/common';

import { Prisma } from '../../generated/prisma/client.js';
import type { Actor } from '../../kernel/actor.js';
import { Database } from '../../platform/database/database.service.js';
import type { Db } from '../../platform/database/tx.js';
import type { SplitFunder } from '../applications/budget.rules.js';
import { readProposals, type ReserveProposalRow } from './reserve-proposal.store.js';
import type { ReserveProposalState } from './reserve-proposal.rules.js';
import { visibleToJuror } from './jury-dossiers.store.js';
import { asJuror, knowsSelection } from './jury-scope.rules.js';
import type { YearAmount } from '../applications/application-content.js';
import type { EnvelopeLeft } from './selection.reader.js';

/** Ranks shown of one dossier, newest first; the audit trail has them all. */
const MOST_RANKS = 20;

export interface ReserveItem {
  readonly id: string;
  readonly number: string | null;
  readonly version: number;
  readonly rank: number;
  readonly department: string;
  readonly title: string;
  readonly holder: string;
  readonly expiresAt: string | null;
  readonly asked: readonly YearAmount[];
  readonly proposal: { readonly id: string; readonly version: number; readonly state: ReserveProposalState } | null;
  readonly ranks: readonly { readonly rank: number; readonly reasons: string; readonly at: string }[];
}

interface ReserveCall {
  readonly title: string;
  readonly state: string;
  readonly region: string;
}

export interface ReserveList extends ReserveCall {
  readonly funders: readonly SplitFunder[];
  readonly envelopes: readonly EnvelopeLeft[];
  /** One more than `limit` when there is a next page. */
  readonly items: readonly ReserveItem[];
}

export interface ReserveKey {
  readonly rank: number;
  readonly id: string;
}

interface Scoped extends ReserveCall {
  readonly departments: string[];
  readonly everPublished: boolean;
}

const SCOPED = Prisma.sql`c.title, c.state, c.region, c.departments, c.spec_version > 0 AS "everPublished"`;

@Injectable()
export class ReserveReader {
  constructor(private readonly database: Database) {}

  /** By rank, in one query. Undefined: no such call for this actor. */
  async list(
    actor: Actor,
    callId: string,
    after: ReserveKey | undefined,
    limit: number,
    db: Db = this.database.read,
  ): Promise<ReserveList | undefined> {
    const beyond =
      after === undefined ? Prisma.sql`true` : Prisma.sql`(p.reserve_rank, p.id) > (${after.rank}::int, ${after.id}::uuid)`;
    const [row] = await db.$queryRaw<(ReserveList & Scoped)[]>`
      WITH listed AS (
        SELECT p.* FROM application p
        WHERE p.call_id = ${callId}::uuid AND p.state = 'RESERVE' AND ${visibleToJuror(asJuror(actor))} AND ${beyond}
        ORDER BY p.reserve_rank, p.id LIMIT ${limit + 1}::int
      )
      SELECT ${SCOPED},
        (SELECT coalesce(json_agg(json_build_object('code', f.code, 'position', f.position, 'weight', f.weight, 'family', f.family)
                                  ORDER BY f.position), '[]')
         FROM call_funder f WHERE f.call_id = c.id) AS funders,
        (SELECT coalesce(json_agg(json_build_object('code', f.code, 'name', f.name, 'year', e.year, 'amount', e.amount_cents,
            'reserved', e.reserved_cents, 'committed', e.committed_cents, 'frozen', e.frozen_cents) ORDER BY f.position, e.year), '[]')
         FROM envelope e JOIN call_funder f ON f.call_id = e.call_id AND f.code = e.funder_code WHERE e.call_id = c.id) AS envelopes,
        (SELECT coalesce(json_agg(json_build_object('id', p.id, 'number', p.number, 'version', p.version, 'rank', p.reserve_rank,
            'department', p.department, 'title', p.title, 'holder', o.name, 'expiresAt', p.reserve_expires_at,
            'asked', (SELECT coalesce(json_agg(json_build_object('year', y.year, 'cents', y.cents) ORDER BY y.year), '[]') FROM (
              SELECT m.year, sum(m.cents) AS cents FROM application_amount m WHERE m.application_id = p.id AND m.stage = 'REQUESTED'
                AND m.revision = (SELECT max(r.revision) FROM application_amount r WHERE r.application_id = p.id AND r.stage = 'REQUESTED')
              GROUP BY m.year) y),
            'proposal', (SELECT json_build_object('id', q.id, 'version', q.version, 'state', q.state) FROM reserve_proposal q
              WHERE q.application_id = p.id AND q.state = 'PROPOSED'),
            'ranks', (SELECT coalesce(json_agg(json_build_object('rank', k.rank, 'reasons', k.reasons, 'at', k.given_at) ORDER BY k.version DESC), '[]')
              FROM (SELECT x.rank, x.reasons, x.given_at, x.version FROM reserve_rank x WHERE x.application_id = p.id
                    ORDER BY x.version DESC LIMIT ${MOST_RANKS}::int) k)
            ) ORDER BY p.reserve_rank, p.id), '[]')
         FROM listed p JOIN organisation o ON o.id = p.organisation_id) AS items
      FROM "call" c WHERE c.id = ${callId}::uuid`;
    return row !== undefined && knowsSelection(asJuror(actor), row) ? row : undefined;
  }

  /** Newest first. Undefined: no such call for this actor. */
  async proposals(
    actor: Actor,
    callId: string,
    filter: { readonly state?: ReserveProposalState; readonly before?: string; readonly limit: number },
  ): Promise<ReserveProposalRow[] | undefined> {
    const { state, before, limit } = filter;
    if ((await this.call(this.database.read, actor, callId)) === undefined) return undefined;
    const conditions = [Prisma.sql`q.call_id = ${callId}::uuid`, visibleToJuror(asJuror(actor))];
    if (state !== undefined) conditions.push(Prisma.sql`q.state = ${state}`);
    if (before !== undefined) conditions.push(Prisma.sql`q.id < ${before}::uuid`);
    return readProposals(this.database.read, Prisma.join(conditions, ' AND '), limit + 1);
  }

  /** Undefined: no such call, or none whose selection this actor may know. */
  async call(db: Db, actor: Actor, callId: string): Promise<ReserveCall | undefined> {
    const [row] = await db.$queryRaw<Scoped[]>`SELECT ${SCOPED} FROM "call" c WHERE c.id = ${callId}::uuid`;
    return row !== undefined && knowsSelection(asJuror(actor), row) ? row : undefined;
  }
}
