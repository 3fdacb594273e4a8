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
import { sessionScope } from './session-scope.rules.js';

export interface CommitteeFilter {
  readonly department?: string;
  readonly limit?: number;
  /** Cursor of the page before. */
  readonly after?: string;
}

type Row = Omit<CommitteeView, 'quorumRequired'>;

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
    const where = [all ? Prisma.sql`TRUE` : Prisma.sql`k.department = ANY(${[...departments]}::text[])`];
    if (query.department !== undefined) where.push(Prisma.sql`k.department = ${query.department}`);
    if (after !== undefined) where.push(Prisma.sql`k.id > ${after}::uuid`);
    const rows = await select(
      this.database.read,
      Prisma.sql`${Prisma.join(where, ' AND ')} ORDER BY k.id LIMIT ${limit + 1}::int`,
    );
    const body = pageOf(
      rows,
      limit,
      (row) => [row.id],
      (row) => view(row, now),
    );
    return { body, ...(body.page.next !== null && { next: body.page.next }) };
  }

  one(context: RequestContext, id: string): Promise<Answer<CommitteeView>> {
    return this.view(this.database.read, context, id);
  }

  /** @throws Refusal not-found outside the reader's territory */
  async view(db: Db, { actor, now }: RequestContext, id: string): Promise<Answer<CommitteeView>> {
    const [row] = await select(db, Prisma.sql`k.id = ${id}::uuid`);
    const { all, departments } = sessionScope(actor);
    if (row === undefined || !(all || departments.includes(row.department))) throw new Refusal('not-found');
    return { body: view(row, now), version: row.version };
  }

  async history(context: RequestContext, id: string, range: HistoryRange): Promise<Answer<HistoryView>> {
    await this.one(context, id);
    return { body: { items: await this.histories.of('committee', id, range) } };
  }
}

function select(db: Db, where: Prisma.Sql): Promise<Row[]> {
  return db.$queryRaw<Row[]>`
    SELECT k.id, k.department, k.name, k.kind, k.settings, k.version,
           (SELECT coalesce(json_agg(json_build_object('id', m.id, 'personId', m.person_id, 'name', p.given_name || ' ' || p.family_name,
              'college', m.college, 'capacity', m.capacity, 'president', m.president, 'startsAt', m.starts_at, 'endsAt', m.ends_at) ORDER BY m.id), '[]')
            FROM committee_member m JOIN person p ON p.id = m.person_id WHERE m.committee_id = k.id) AS members
    FROM committee k WHERE ${where}`;
}

function view(row: Row, now: Date): CommitteeView {
  const members = row.members.map(({ id, personId, name, college, capacity, president, ...dates }): CommitteeMemberView => {
    const endsAt = dates.endsAt === null ? null : new Date(dates.endsAt).toISOString();
    return { id, personId, name, college, capacity, president, startsAt: new Date(dates.startsAt).toISOString(), endsAt };
  });
  const inOffice = members.filter(
    ({ startsAt, endsAt }) => new Date(startsAt) <= now && (endsAt === null || new Date(endsAt) > now),
  );
  const { id, department, name, kind, version } = row;
  const settings = withDefaults(row.settings);
  const required = quorumRequired(settings, composition(settings, inOffice.length));
  return { id, department, name, kind, settings, version, quorumRequired: required, members };
}
