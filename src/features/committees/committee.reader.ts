import { Injectable } from '@nestjs/common';

import { Prisma } from '../../generated/prisma/client.js';
import { Refusal } from '../../kernel/errors.js';
import { Database } from '../../platform/database/database.service.js';
import type { Db } from '../../platform/database/tx.js';
import { decodeCursor, DEFAULT_LIMIT, pageOf } from '../../platform/http/pagination.js';
import { HistoryReader, type HistoryRange } from '../../platform/workflow/history.reader.js';
import type { HistoryView } from '../../platform/workflow/history.views.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { withDefaults } from './committee-settings.js';
import type { CommitteeMemberView, CommitteePageView, CommitteeView } from './committee.views.js';
import { composition, quorumRequired } from './quorum.rules.js';
import { sessionScope, withinCommitteeScope } from './session-scope.rules.js';

export interface CommitteeFilter {
  readonly department?: string;
  readonly limit?: number;
  /** Cursor of the page before. */
  readonly after?: string;
}

interface Row extends Omit<CommitteeView, 'quorumRequired' | 'members' | 'startsAt' | 'endsAt'> {
  readonly startsAt: Date;
  readonly endsAt: Date | null;
  readonly inOffice: number;
  readonly members: readonly Pick<CommitteeMemberView, keyof CommitteeMemberView>[];
}

@Injectable()
export class CommitteeReader {
  constructor(
    private readonly database: Database,
    private readonly histories: HistoryReader,
  ) {}

  /** By creation. */
  async list({ actor, now }: RequestContext, query: CommitteeFilter): Promise<Answer<CommitteePageView>> {
    const limit = query.limit ?? DEFAULT_LIMIT;
    const after = decodeCursor(query.after, 1)?.[0];
    const { all, departments } = sessionScope(actor);
    const where = [all ? Prisma.sql`TRUE` : Prisma.sql`k.departments && ${[...departments]}::text[]`];
    if (query.department !== undefined) where.push(Prisma.sql`k.departments @> ARRAY[${query.department}]`);
    if (after !== undefined) where.push(Prisma.sql`k.id > ${after}::uuid`);
    const rows = await select(
      this.database.read,
      now,
      Prisma.sql`${Prisma.join(where, ' AND ')} ORDER BY k.id LIMIT ${limit + 1}::int`,
    );
    const body = pageOf(rows, limit, (row) => [row.id], view);
    return { body, ...(body.page.next !== null && { next: body.page.next }) };
  }

  one(context: RequestContext, id: string): Promise<Answer<CommitteeView>> {
    return this.view(this.database.read, context, id);
  }

  /** @throws Refusal not-found outside the reader's territory */
  async view(db: Db, { actor, now }: RequestContext, id: string): Promise<Answer<CommitteeView>> {
    const [row] = await select(db, now, Prisma.sql`k.id = ${id}::uuid`);
    if (row === undefined || !withinCommitteeScope(sessionScope(actor), row)) throw new Refusal('not-found');
    return { body: view(row), version: row.version };
  }

  async history(context: RequestContext, id: string, range: HistoryRange): Promise<Answer<HistoryView>> {
    await this.one(context, id);
    return { body: { items: await this.histories.of('committee', id, range) } };
  }
}

function select(db: Db, now: Date, where: Prisma.Sql): Promise<Row[]> {
  const at = Prisma.sql`${now}::timestamptz`;
  return db.$queryRaw<Row[]>`
    SELECT k.id, k.department, k.departments, k.name, k.kind, k.template, k.reason, k.settings, k.state, k.version,
           k.starts_at AS "startsAt", k.ends_at AS "endsAt",
           (SELECT count(*)::int FROM committee_seat c
            WHERE c.committee_id = k.id AND c.opened_at <= ${at} AND (c.closed_at IS NULL OR c.closed_at > ${at})) AS "openSeats",
           (SELECT count(*)::int FROM committee_member m WHERE m.committee_id = k.id AND committee_member_sits(m, ${at})) AS "inOffice",
           (SELECT coalesce(json_agg(json_build_object('id', m.id, 'seatId', m.seat_id, 'personId', m.person_id, 'name', p.given_name || ' ' || p.family_name,
              'college', m.college, 'capacity', m.capacity, 'president', m.president, 'startsAt', m.starts_at, 'endsAt', m.ends_at) ORDER BY m.id), '[]')
            FROM committee_member m JOIN person p ON p.id = m.person_id WHERE m.committee_id = k.id) AS members
    FROM committee k WHERE ${where}`;
}

const instant = (date: string | Date): string => new Date(date).toISOString();

function view({ inOffice, ...row }: Row): CommitteeView {
  const settings = withDefaults(row.settings);
  return {
    ...row,
    settings,
    startsAt: instant(row.startsAt),
    endsAt: row.endsAt && instant(row.endsAt),
    quorumRequired: quorumRequired(settings, composition(settings, inOffice, row.openSeats)),
    members: row.members.map((member) => ({
      ...member,
      startsAt: instant(member.startsAt),
      endsAt: member.endsAt && instant(member.endsAt),
    })),
  };
}
