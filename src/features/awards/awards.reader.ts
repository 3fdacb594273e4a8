import { Injectable } from '@nestjs/common';

import { applicationScope, BEFORE_AGENDA } from '../../access/application-scope.js';
import { Prisma } from '../../generated/prisma/client.js';
import type { Actor } from '../../kernel/actor.js';
import { Database } from '../../platform/database/database.service.js';
import type { Db } from '../../platform/database/tx.js';
import type { HistoryEntry } from '../../platform/workflow/history.reader.js';
import { scopedApplication, type AwardRecord } from './awards.rules.js';
import { findAward, readAwards, STATE_OF_DOSSIER } from './awards.store.js';
import { legMachine } from './leg.machine.js';
import { withinAwardScope } from './leg.rules.js';

export interface AwardFilters {
  readonly callId?: string;
  readonly department?: string;
  readonly status?: 'PENDING' | 'STOPPED' | 'AWARDED' | 'CANCELLED';
}

export interface LegHistoryEntry extends HistoryEntry {
  readonly funder: { readonly code: string; readonly name: string };
}

interface HistoryRow extends Omit<HistoryEntry, 'actor' | 'at' | 'facts' | 'input'> {
  readonly code: string;
  readonly name: string;
  readonly actorId: string;
  readonly actorName: string | null;
  readonly at: Date;
  readonly facts: string;
  readonly input: string;
}

/** `stopped` as SQL. */
const FAILED = Prisma.sql`(EXISTS (SELECT FROM award_leg r WHERE r.award_id = a.id AND r.state = 'REFUSED')
  OR EXISTS (SELECT FROM amount_offer r WHERE r.award_id = a.id AND r.state IN ('DECLINED', 'LAPSED')))`;
const STATUS: Readonly<Record<NonNullable<AwardFilters['status']>, Prisma.Sql>> = {
  PENDING: Prisma.sql`${STATE_OF_DOSSIER} = 'SHORTLISTED' AND NOT ${FAILED}`,
  STOPPED: Prisma.sql`${STATE_OF_DOSSIER} = 'SHORTLISTED' AND ${FAILED}`,
  AWARDED: Prisma.sql`${STATE_OF_DOSSIER} = 'AWARDED'`,
  CANCELLED: Prisma.sql`${STATE_OF_DOSSIER} NOT IN ('SHORTLISTED', 'AWARDED')`,
};

/** `withinAwardScope` as SQL on `award a JOIN application p`. */
export function visibleAwards(actor: Actor): Prisma.Sql {
  const { all, organisationIds, departments, agendaDepartments, personId } = applicationScope(actor);
  if (all) return Prisma.sql`true`;
  return Prisma.sql`(
    (a.organisation_id = ANY(${[...organisationIds]}::uuid[]) AND ${STATE_OF_DOSSIER} = 'AWARDED')
    OR (p.submitted_version > 0 AND a.organisation_id <> ALL(${[...organisationIds]}::uuid[])
        AND NOT EXISTS (SELECT FROM interest i WHERE i.application_id = p.id AND i.person_id = ${personId}::uuid)
        AND (a.department = ANY(${[...departments]}::text[])
             OR (a.department = ANY(${[...agendaDepartments]}::text[]) AND ${STATE_OF_DOSSIER} <> ALL(${[...BEFORE_AGENDA]}::text[])))))`;
}

/** Reads for the screens: one query each. */
@Injectable()
export class AwardsReader {
  constructor(private readonly database: Database) {}

  /** In the order of their creation (ids grow with time); one row more than `limit` when there is a next page. */
  async list(actor: Actor, filters: AwardFilters, afterId: string | undefined, limit: number): Promise<AwardRecord[]> {
    const { callId, department, status } = filters;
    const conditions = [visibleAwards(actor)];
    if (callId !== undefined) conditions.push(Prisma.sql`a.call_id = ${callId}::uuid`);
    if (department !== undefined) conditions.push(Prisma.sql`a.department = ${department}`);
    if (status !== undefined) conditions.push(STATUS[status]);
    if (afterId !== undefined) conditions.push(Prisma.sql`a.id > ${afterId}::uuid`);
    return readAwards(this.database.read, Prisma.join(conditions, ' AND '), limit + 1);
  }

  /** Undefined when there is none, or none that this actor may know of. */
  async one(actor: Actor, id: string, db: Db = this.database.read): Promise<AwardRecord | undefined> {
    const award = await findAward(db, id);
    return award !== undefined && withinAwardScope(applicationScope(actor), scopedApplication(award)) ? award : undefined;
  }

  /** Acts on all the legs, oldest first. A leg has three at most: no pages. The caller has checked who reads. */
  async history(awardId: string): Promise<LegHistoryEntry[]> {
    const rows = await this.database.read.$queryRaw<HistoryRow[]>`
      SELECT e.seq, e.event, e.from_state AS "fromState", e.to_state AS "toState", e.version, e.actor_id AS "actorId",
             p.given_name || ' ' || p.family_name AS "actorName", e.capacity, e.at, e.facts, e.input, e.hash, f.code, f.name
      FROM award_leg l JOIN call_funder f ON f.call_id = l.call_id AND f.code = l.funder_code
      JOIN audit_entry e ON e.aggregate = ${legMachine.name} AND e.aggregate_id = l.id
      LEFT JOIN person p ON p.id::text = e.actor_id
      WHERE l.award_id = ${awardId}::uuid ORDER BY e.id`;
    return rows.map(({ code, name, actorId, actorName, at, facts, input, ...entry }) => ({
      ...entry,
      funder: { code, name },
      actor: { id: actorId, name: actorName },
      at: at.toISOString(),
      facts: JSON.parse(facts) as unknown,
      input: JSON.parse(input) as unknown,
    }));
  }
}
