import { Injectable } from '@nestjs/common';

import { Prisma } from '../../generated/prisma/client.js';
import { Refusal } from '../../kernel/errors.js';
import { waitingOn } from '../../kernel/machine.js';
import { Database } from '../../platform/database/database.service.js';
import type { Db } from '../../platform/database/tx.js';
import { decodeCursor, DEFAULT_LIMIT, pageOf } from '../../platform/http/pagination.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { CONDUCT_DISPLAY } from './conduct.reader.js';
import type { SessionState } from './session-facts.rules.js';
import { sessionMachine } from './session.machine.js';
import { sessionScope, withinSessionScope, type SessionScope } from './session-scope.rules.js';
import { factsSql, readFacts, SESSION_TABLES, type RawFacts } from './session.store.js';
import { viewSession, type SessionDisplay } from './session.view.js';
import type { SessionPageView, SessionSummaryView, SessionView } from './session.views.js';

interface SummaryRow extends Omit<SessionSummaryView, 'scheduledAt' | 'waitingOn'> {
  readonly scheduledAt: Date;
}

export interface SessionFilter {
  readonly state?: SessionState;
  readonly department?: string;
  readonly callId?: string;
  readonly limit?: number;
  /** Cursor of the page before. */
  readonly after?: string;
}

@Injectable()
export class SessionReader {
  constructor(private readonly database: Database) {}

  /** Latest first: identifiers are in order of creation. */
  async list({ actor, locale }: RequestContext, query: SessionFilter): Promise<Answer<SessionPageView>> {
    const limit = query.limit ?? DEFAULT_LIMIT;
    const after = decodeCursor(query.after, 1)?.[0];
    const where = [sessionScopeSql(sessionScope(actor))];
    if (query.state !== undefined) where.push(Prisma.sql`s.state = ${query.state}`);
    if (query.department !== undefined) where.push(Prisma.sql`k.departments @> ARRAY[${query.department}]`);
    if (query.callId !== undefined) where.push(Prisma.sql`s.call_id = ${query.callId}::uuid`);
    if (after !== undefined) where.push(Prisma.sql`s.id < ${after}::uuid`);
    const rows = await this.database.read.$queryRaw<SummaryRow[]>`
      SELECT s.id, s.committee_id AS "committeeId", k.name AS "committeeName", s.call_id AS "callId", s.department, s.state, s.version,
             s.scheduled_at AS "scheduledAt", s.place, s.second_of_id AS "secondOfId",
             (SELECT count(*)::int FROM agenda_item i WHERE i.session_id = s.id) AS "itemsCount"
      FROM committee_session s JOIN committee k ON k.id = s.committee_id
      WHERE ${Prisma.join(where, ' AND ')} ORDER BY s.id DESC LIMIT ${limit + 1}::int`;
    const body = pageOf(
      rows,
      limit,
      (row) => [row.id],
      (row): SessionSummaryView => ({
        ...row,
        scheduledAt: row.scheduledAt.toISOString(),
        waitingOn: waitingOn(sessionMachine, row.state)?.[locale] ?? null,
      }),
    );
    return { body, ...(body.page.next !== null && { next: body.page.next }) };
  }

  one(context: RequestContext, id: string): Promise<Answer<SessionView>> {
    return this.view(this.database.read, context, id);
  }

  /** The whole screen in one query; inside a transaction, what the act just wrote. @throws Refusal not-found outside the scope */
  async view(db: Db, { actor, now, locale }: RequestContext, id: string): Promise<Answer<SessionView>> {
    const [row] = await db.$queryRaw<{ state: SessionState; version: number; facts: RawFacts; display: SessionDisplay }[]>`
      SELECT s.state, s.version, ${factsSql(now)} AS facts, ${DISPLAY} AS display FROM ${SESSION_TABLES} WHERE s.id = ${id}::uuid`;
    if (row === undefined) throw new Refusal('not-found');
    const facts = readFacts(row.facts);
    if (!withinSessionScope(sessionScope(actor), facts)) throw new Refusal('not-found');
    return { body: viewSession({ ...row, facts }, actor, now, locale), version: row.version };
  }
}

/** The scope of `session-scope.rules.ts` as SQL, on a session `s` and its committee `k`. */
function sessionScopeSql({ all, departments, draftDepartments }: SessionScope): Prisma.Sql {
  if (all) return Prisma.sql`TRUE`;
  return Prisma.sql`k.departments && ${[...departments]}::text[]
    AND (s.convened_at IS NOT NULL OR k.departments && ${[...draftDepartments]}::text[])`;
}

/** What the screen shows beside the facts. Choices leave the database for decided items only. */
const DISPLAY = Prisma.sql`json_build_object(
  'committeeName', k.name, 'place', s.place, 'convenedAt', s.convened_at, 'urgencyMotive', s.urgency_motive, 'openedAt', s.opened_at,
  'closedAt', s.closed_at, 'cancelReasons', s.cancel_reasons, 'conduct', ${CONDUCT_DISPLAY},
  'secondId', (SELECT n.id FROM committee_session n WHERE n.second_of_id = s.id),
  'people', (SELECT coalesce(json_agg(json_build_object('id', m.id, 'name', p.given_name || ' ' || p.family_name, 'college', m.college, 'capacity', m.capacity)), '[]')
    FROM committee_member m JOIN person p ON p.id = m.person_id WHERE m.committee_id = s.committee_id),
  'substitutes', (SELECT coalesce(json_agg(json_build_object('id', u.id, 'name', p.given_name || ' ' || p.family_name, 'capacity', u.capacity)), '[]')
    FROM attendance a JOIN committee_substitute u ON u.id = a.substitute_id JOIN person p ON p.id = u.person_id WHERE a.session_id = s.id AND a.left_at IS NULL),
  'attendance', (SELECT coalesce(json_agg(json_build_object('memberId', a.member_id, 'substituteId', a.substitute_id, 'arrivedAt', a.arrived_at, 'leftAt', a.left_at, 'means', a.means)
    ORDER BY a.arrived_at, a.member_id), '[]') FROM attendance a WHERE a.session_id = s.id),
  'items', (SELECT coalesce(json_object_agg(i.id, json_build_object('number', d.number, 'title', d.title, 'organisation', o.name,
      'positions', i.positions, 'proposedYears', coalesce(i.proposed_years, '[]'), 'result', i.result, 'tally', i.tally,
      'deferReasons', i.defer_reasons, 'openedAt', i.opened_at, 'closedAt', i.closed_at,
      'ballotsCast', CASE i.ballot_mode WHEN 'PUBLIC' THEN (SELECT count(DISTINCT b.member_id) FROM ballot b WHERE b.item_id = i.id)
        WHEN 'SECRET' THEN (SELECT count(DISTINCT v.member_id) FROM secret_voter v WHERE v.item_id = i.id)
        ELSE coalesce((SELECT h."for" + h.against + h.abstain + h.blank FROM show_of_hands_item n JOIN show_of_hands h ON h.id = n.hands_id
          WHERE n.item_id = i.id AND h.subject IN ('OPINION', 'BLOCK') LIMIT 1), 0) END,
      'ballots', CASE WHEN i.state = 'DECIDED' THEN (SELECT coalesce(json_agg(json_build_object('memberId', b.member_id, 'castById', b.cast_by_id,
        'choice', b.choice) ORDER BY b.member_id), '[]') FROM counting_ballot b WHERE b.item_id = i.id
          AND NOT EXISTS (SELECT FROM recusal r WHERE r.item_id = i.id AND r.member_id IN (b.member_id, b.cast_by_id))) ELSE '[]' END,
      'opinion', (SELECT json_build_object('reasons', e.reasons, 'reserves', e.reserves, 'recordedAt', e.recorded_at)
        FROM committee_opinion e WHERE e.item_id = i.id),
      'rank', (SELECT g.rank FROM committee_rank g WHERE g.item_id = i.id))), '{}')
    FROM agenda_item i JOIN application d ON d.id = i.application_id JOIN organisation o ON o.id = d.organisation_id WHERE i.session_id = s.id))`;
