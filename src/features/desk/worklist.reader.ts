import { Injectable } from '@nestjs/common';

import { Prisma } from '../../generated/prisma/client.js';
import { Database } from '../../platform/database/database.service.js';
import { PLANNED_EACH_TIME } from '../../platform/database/direct.js';
import { DEFAULT_LIMIT, decodeCursor, pageOf, staleCursor, type Page } from '../../platform/http/pagination.js';
import type { RequestContext } from '../../platform/workflow/request.js';
import { deskOf } from './desk-conditions.store.js';
import { BRANCHES } from './worklist-branches.store.js';
import { WORK_KINDS, WORK_LABELS, type WorkKind } from './worklist.rules.js';
import { worklistViewer } from './worklist-viewer.js';

export interface WorklistAsked {
  readonly limit?: number;
  readonly after?: string;
  readonly kind?: readonly WorkKind[];
}

export interface Work {
  readonly kind: WorkKind;
  readonly label: string;
  readonly id: string;
  readonly href: string;
  readonly title: string;
  readonly application: { readonly id: string; readonly number: string | null; readonly title: string } | null;
  readonly department: string | null;
  readonly since: string;
  readonly until: string | null;
}

interface Row {
  readonly kind: WorkKind;
  readonly id: string;
  readonly onId: string;
  readonly applicationId: string | null;
  readonly number: string | null;
  readonly title: string;
  readonly department: string | null;
  readonly since: Date;
  readonly until: Date | null;
}

const PATHS: Readonly<Partial<Record<WorkKind, (id: string) => string>>> = {
  INSTRUCTION_TO_ASSIGN: (id) => `/v1/instructions/${id}`,
  INSTRUCTION_OF_ABSENT: (id) => `/v1/instructions/${id}`,
  INTEREST_TO_DECLARE: (id) => `/v1/instructions/${id}`,
  OPINION_TO_SIGN: (id) => `/v1/instructions/${id}`,
  COMMON_SCORE_TO_ANSWER: (id) => `/v1/joint-scores/${id}`,
  DIVERGENCE_TO_SETTLE: (id) => `/v1/divergences/${id}`,
  EXPERT_OPINION_TO_GIVE: (id) => `/v1/expert-requests/${id}`,
  SESSION_TO_CONVENE: (id) => `/v1/sessions/${id}`,
  SESSION_TO_OPEN: (id) => `/v1/sessions/${id}`,
  SESSION_TO_CLOSE: (id) => `/v1/sessions/${id}`,
  MINUTES_TO_SIGN: (id) => `/v1/sessions/${id}/minutes`,
  ITEM_TO_VOTE: (id) => `/v1/sessions/${id}`,
  REPORT_TO_SUBMIT: (id) => `/v1/reports/${id}`,
  REPORT_TO_EXAMINE: (id) => `/v1/reports/${id}`,
  LEG_TO_DECIDE: (id) => `/v1/awards/${id}`,
  AMENDMENT_TO_EXAMINE: (id) => `/v1/amendments/${id}`,
  AMENDMENT_TO_DECIDE: (id) => `/v1/amendments/${id}`,
  AMENDMENT_TO_SIGN: (id) => `/v1/amendments/${id}`,
  PAYMENT_TO_CERTIFY: (id) => `/v1/payments/${id}`,
  PAYMENT_TO_LIQUIDATE: (id) => `/v1/payments/${id}`,
  PAYMENT_TO_ORDER: (id) => `/v1/payments/${id}`,
  PAYMENT_TO_REISSUE: (id) => `/v1/payments/${id}`,
  PAYMENT_TO_RELEASE: (id) => `/v1/payments/${id}`,
  PAYMENT_TO_BATCH: (id) => `/v1/payments/${id}`,
  PAYMENT_AT_BANK: (id) => `/v1/payments/${id}`,
  RECOVERY_TO_HEAR: (id) => `/v1/recoveries/${id}`,
  RECOVERY_TO_ANSWER: (id) => `/v1/recoveries/${id}`,
  RECOVERY_TO_ORDER: (id) => `/v1/recoveries/${id}`,
  RECOVERY_TO_PAY: (id) => `/v1/recoveries/${id}`,
  RECOVERY_OVERDUE: (id) => `/v1/recoveries/${id}`,
  RECOVERY_CONTEST_TO_SETTLE: (id) => `/v1/recoveries/${id}`,
  MESSAGE_TO_READ: (id) => `/v1/applications/${id}/messages`,
};
/** Work without a time limit comes after all that has one. */
const UNLIMITED = '9999-12-31T00:00:00.000Z';

@Injectable()
export class WorklistReader {
  constructor(private readonly database: Database) {}

  /** What waits on this person, the most urgent first; one query whatever the roles. */
  async list({ actor, now, locale }: RequestContext, { limit = DEFAULT_LIMIT, after, kind }: WorklistAsked): Promise<Page<Work>> {
    const viewer = worklistViewer(actor, now);
    const branches = BRANCHES.flatMap((branch) => branch(viewer) ?? []);
    const beyond = beyondSql(after);
    const wanted = kind === undefined ? Prisma.sql`true` : Prisma.sql`kind = ANY(${[...kind]}::text[])`;
    const order = Prisma.sql`ORDER BY coalesce(until, ${UNLIMITED}::timestamptz), since, kind, id LIMIT ${limit + 1}::int`;
    const parts = branches.map((branch) => Prisma.sql`(SELECT * FROM (${branch}) b WHERE ${wanted} AND ${beyond} ${order})`);
    if (parts.length === 0)
      return pageOf<Row, Work>(
        [],
        limit,
        () => [],
        (row) => work(row, locale),
      );
    const rows = await this.database.read.$queryRaw<Row[]>`${Prisma.raw(PLANNED_EACH_TIME)}
      SELECT w.kind, w.id, w.on_id AS "onId", w.application_id AS "applicationId", a.number,
             coalesce(w.title, ${deskOf(actor).title}) AS title, w.department, w.since, w.until
      FROM (SELECT * FROM (${Prisma.join(parts, ' UNION ALL ')}) every ${order}) w
      LEFT JOIN application a ON a.id = w.application_id LEFT JOIN application_search s ON s.application_id = a.id
      ORDER BY coalesce(w.until, ${UNLIMITED}::timestamptz), w.since, w.kind, w.id`;
    return pageOf(
      rows,
      limit,
      (row) => [row.until?.toISOString() ?? UNLIMITED, row.since.toISOString(), row.kind, row.id],
      (row) => work(row, locale),
    );
  }
}

function beyondSql(after: string | undefined): Prisma.Sql {
  const cursor = decodeCursor(after, 4);
  if (cursor === undefined) return Prisma.sql`true`;
  const [until = '', since = '', kind = '', id = ''] = cursor;
  const known = (WORK_KINDS as readonly string[]).includes(kind);
  if (!known || [until, since].some((text) => !/^\d{4}-\d\d-\d\dT[\d:.]{12}Z$/.test(text) || Number.isNaN(Date.parse(text))))
    throw staleCursor();
  return Prisma.sql`(coalesce(until, ${UNLIMITED}::timestamptz), since, kind, id) > (${until}::timestamptz, ${since}::timestamptz, ${kind}, ${id}::uuid)`;
}

function work({ kind, id, onId, applicationId, number, title, department, since, until }: Row, locale: 'fr' | 'en'): Work {
  return {
    kind,
    label: WORK_LABELS[kind][locale],
    id,
    href: PATHS[kind]?.(onId) ?? `/v1/applications/${onId}`,
    title,
    application: applicationId === null ? null : { id: applicationId, number, title },
    department,
    since: since.toISOString(),
    until: until?.toISOString() ?? null,
  };
}
