import { Injectable } from '@nestjs/common';

import { Prisma } from '../../generated/prisma/client.js';
import type { Actor } from '../../kernel/actor.js';
import { Database } from '../../platform/database/database.service.js';
import type { Db } from '../../platform/database/tx.js';
import { stateAt } from '../../platform/workflow/state-at.js';
import type { Moment } from '../calls/moment.rules.js';
import { dayOf, endOf } from '../calls/moment.store.js';
import { paymentScope } from '../payments/payment-scope.rules.js';
import type { FrozenReport } from './report-version.rules.js';
import { reportMachine } from './report.machine.js';
import type { ReportState } from './report.rules.js';
import { MOST_OF_AWARD, readReports, type ReportRecord } from './report.store.js';

export interface ReportListRow {
  readonly id: string;
  readonly awardId: string;
  readonly applicationId: string;
  readonly callId: string;
  readonly applicationNumber: string | null;
  readonly title: string;
  readonly holder: string;
  readonly department: string;
  readonly year: number;
  readonly final: boolean;
  readonly state: ReportState;
  readonly version: number;
  readonly dueOn: string;
  readonly awaitedOn: string;
  readonly timeZone: string;
  readonly submittedAt: Date | null;
}

export interface ReportFilters {
  readonly callId?: string;
  readonly department?: string;
  readonly state?: ReportState;
  readonly year?: number;
  readonly late?: 'true' | 'false';
}

/** `isLate` as SQL on report r and its call c. */
export const reportIsLate = (now: Date): Prisma.Sql => Prisma.sql`(r.state IN ('DRAFT', 'RETURNED')
  AND r.awaited_on < to_char(${now}::timestamptz AT TIME ZONE c.time_zone, 'YYYY-MM-DD'))`;

/** The same at a moment: with its holder then, and awaited on an earlier day, that of the last return among them. */
export const reportWasLate = (asOf: Moment): Prisma.Sql => Prisma.sql`(r.created_at < ${endOf(asOf)}
  AND ${stateAt(reportMachine.name, { id: Prisma.sql`r.id`, state: Prisma.sql`r.state`, first: reportMachine.initial }, endOf(asOf))} IN ('DRAFT', 'RETURNED')
  AND greatest(r.due_on, (SELECT d.complete_on FROM report_decision d
    WHERE d.report_id = r.id AND d.outcome = 'RETURNED' AND d.decided_at < ${endOf(asOf)} ORDER BY d.number DESC LIMIT 1)) < ${dayOf(asOf)})`;

/** `seesReport` as SQL on report r and its award w. */
function visibleReports(actor: Actor): Prisma.Sql {
  const { all, organisationIds, departments, personId } = paymentScope(actor);
  if (all) return Prisma.sql`true`;
  return Prisma.sql`(w.organisation_id = ANY(${[...organisationIds]}::uuid[])
    OR (w.department = ANY(${[...departments]}::text[])
        AND NOT EXISTS (SELECT FROM interest i WHERE i.application_id = r.application_id AND i.person_id = ${personId}::uuid)))`;
}

const ROWS = Prisma.sql`
  SELECT r.id, r.award_id AS "awardId", r.application_id AS "applicationId", r.call_id AS "callId", p.number AS "applicationNumber", p.title,
    o.name AS holder, w.department, r.year, r.state, r.version, r.due_on AS "dueOn", r.awaited_on AS "awaitedOn", c.time_zone AS "timeZone",
    r.submitted_at AS "submittedAt",
    NOT EXISTS (SELECT FROM report n WHERE n.award_id = r.award_id AND n.year > r.year AND n.state <> 'NOT_OWED') AS final
  FROM report r JOIN award w ON w.id = r.award_id JOIN application p ON p.id = r.application_id JOIN "call" c ON c.id = r.call_id
  JOIN organisation o ON o.id = w.organisation_id`;

/** Reads for the screens: one query each. */
@Injectable()
export class ReportsReader {
  constructor(private readonly database: Database) {}

  /** By the day on which they are awaited; one row more than `limit` when there is a next page. */
  list(
    actor: Actor,
    { callId, department, state, year, late }: ReportFilters,
    now: Date,
    after: readonly string[] | undefined,
    limit: number,
  ): Promise<ReportListRow[]> {
    const where = [visibleReports(actor)];
    if (callId !== undefined) where.push(Prisma.sql`r.call_id = ${callId}::uuid`);
    if (department !== undefined) where.push(Prisma.sql`w.department = ${department}`);
    if (state !== undefined) where.push(Prisma.sql`r.state = ${state}`);
    if (year !== undefined) where.push(Prisma.sql`r.year = ${year}::int`);
    if (late !== undefined) where.push(late === 'true' ? reportIsLate(now) : Prisma.sql`NOT ${reportIsLate(now)}`);
    if (after !== undefined) where.push(Prisma.sql`(r.awaited_on, r.id) > (${after[0]}, ${after[1]}::uuid)`);
    return this.database.read.$queryRaw<ReportListRow[]>`
      ${ROWS} WHERE ${Prisma.join(where, ' AND ')} ORDER BY r.awaited_on, r.id LIMIT ${limit + 1}::int`;
  }

  ofAward(actor: Actor, awardId: string): Promise<ReportListRow[]> {
    return this.database.read.$queryRaw<ReportListRow[]>`
      ${ROWS} WHERE r.award_id = ${awardId}::uuid AND ${visibleReports(actor)} ORDER BY r.year LIMIT ${MOST_OF_AWARD}::int`;
  }

  /** Undefined when there is none, or none that this actor may know of. */
  async one(db: Db, actor: Actor, id: string): Promise<ReportRecord | undefined> {
    return (await readReports(db, Prisma.sql`r.id = ${id}::uuid AND ${visibleReports(actor)}`, 1))[0];
  }

  /** What was submitted, whole; undefined when there is no such version, or none that this actor may know of. */
  async version(
    actor: Actor,
    id: string,
    number: number,
  ): Promise<{ readonly hash: string; readonly submittedAt: Date; readonly content: FrozenReport } | undefined> {
    const [row] = await this.database.read.$queryRaw<{ hash: string; submittedAt: Date; content: FrozenReport }[]>`
      SELECT v.hash, v.submitted_at AS "submittedAt", v.content
      FROM report_version v JOIN report r ON r.id = v.report_id JOIN award w ON w.id = r.award_id
      WHERE v.report_id = ${id}::uuid AND v.number = ${number}::int AND ${visibleReports(actor)}`;
    return row;
  }
}
