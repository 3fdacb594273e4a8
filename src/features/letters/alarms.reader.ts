// Decisions whose letter is missing, or never left: found in the data each time, so that no alarm can be forgotten or outlive its cause.

import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';

import { Prisma } from '../../generated/prisma/client.js';
import { hasRole, type Actor } from '../../kernel/actor.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { Database } from '../../platform/database/database.service.js';
import { Alarms } from '../../platform/health/alarms.js';
import { decodeCursor, DEFAULT_LIMIT, pageOf, type PageQuery } from '../../platform/http/pagination.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import type { Decision } from './decision.js';
import { countDecisions, readDecisions, UNSENT, WITHOUT_LETTER } from './decisions.store.js';
import { prepare } from './letter-data.rules.js';
import { ALARMS, type AlarmListView, type AlarmName, type AlarmView } from './letters.views.js';

const CONDITIONS: Readonly<Record<AlarmName, Prisma.Sql>> = { LETTER_MISSING: WITHOUT_LETTER, LETTER_UNSENT: UNSENT };

export interface AlarmFilters extends PageQuery {
  readonly alarm?: AlarmName;
}

@Injectable()
export class AlarmsReader implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly alarms: Alarms,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onModuleInit(): void {
    for (const alarm of ALARMS)
      this.alarms.watch(alarm, (now) =>
        countDecisions(this.database.read, Prisma.sql`${this.late(now)} AND ${CONDITIONS[alarm]}`),
      );
  }

  /** Of one kind, missing letters unless asked otherwise: the two never concern the same decision. One query a page. */
  async list({ actor, now }: RequestContext, query: AlarmFilters): Promise<Answer<AlarmListView>> {
    const { limit = DEFAULT_LIMIT, alarm = 'LETTER_MISSING' } = query;
    const [leg, subjectId] = decodeCursor(query.after, 2) ?? [];
    const where = [this.late(now), CONDITIONS[alarm], within(actor)];
    if (subjectId !== undefined) where.push(Prisma.sql`(d.subject_id, d.leg) > (${subjectId}::uuid, ${leg})`);
    const rows = await readDecisions(this.database.read, Prisma.join(where, ' AND '), limit + 1);
    const body = pageOf(
      rows,
      limit,
      (row) => [row.leg, row.subjectId],
      (row) => view(row, alarm, now),
    );
    return { body, next: body.page.next ?? undefined };
  }

  /** Those without a letter, oldest identifiers first. */
  missing(now: Date, limit: number): Promise<Decision[]> {
    return readDecisions(this.database.read, Prisma.sql`${this.late(now)} AND ${WITHOUT_LETTER}`, limit);
  }

  /** Letters take moments: what is younger than this is only on its way. */
  since(now: Date): Date {
    return new Date(now.getTime() - this.config.letterAlarmMinutes * 60_000);
  }

  private late(now: Date): Prisma.Sql {
    return Prisma.sql`d.decided_at <= ${this.since(now)}::timestamptz`;
  }
}

/** Administrators and auditors watch over everything; a manager over the calls of the own region, the own interests aside. */
function within(actor: Actor): Prisma.Sql {
  if (hasRole(actor, 'ADMINISTRATOR', 'AUDITOR')) return Prisma.sql`true`;
  const territories = actor.grants.flatMap(({ role, territory }) =>
    role === 'CALL_MANAGER' && territory !== undefined ? [territory as string] : [],
  );
  return Prisma.sql`('FR' = ANY(${territories}::text[]) OR 'REG-' || c.region = ANY(${territories}::text[]))
    AND NOT EXISTS (SELECT FROM interest i WHERE i.application_id = a.id AND i.person_id = ${actor.personId}::uuid)`;
}

function view(row: Decision, alarm: AlarmName, now: Date): AlarmView {
  const { subject, subjectId, applicationId, number, decision, leg, decidedAt } = row;
  return {
    alarm,
    subject,
    subjectId,
    applicationId,
    applicationNumber: number,
    decision,
    leg,
    decidedAt: decidedAt.toISOString(),
    missing: alarm === 'LETTER_MISSING' ? [...prepare(row, now).gaps] : [],
  };
}
