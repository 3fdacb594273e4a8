import { Injectable } from '@nestjs/common';

import { Prisma } from '../../generated/prisma/client.js';
import type { Actor } from '../../kernel/actor.js';
import { Refusal } from '../../kernel/errors.js';
import { departmentsIn } from '../../kernel/territory.js';
import { Database } from '../../platform/database/database.service.js';
import { DEFAULT_LIMIT, decodeCursor, pageOf } from '../../platform/http/pagination.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { readsAll } from './correspondence.rules.js';
import type { CommentsView, CommentView, MessagesView, MessageView } from './correspondence.views.js';
import { declaredSql } from '../applications/application-scope.store.js';
import { visibleApplication } from '../applications/visible-application.reader.js';

interface Asked {
  readonly limit?: number;
  readonly after?: string;
}
/** A dossier without any line gives one row without an id. */
type Found<T> = Omit<T, 'at'> & { readonly at: Date };
type Maybe<T> = Found<T> | { readonly id: null };

@Injectable()
export class CorrespondenceReader {
  constructor(private readonly database: Database) {}

  /** Newest first; one query. @throws Refusal not-found for who takes no part in the messages */
  async messages({ actor }: RequestContext, applicationId: string, asked: Asked): Promise<Answer<MessagesView>> {
    const { limit, page } = pageSql(asked);
    const rows = await this.database.read.$queryRaw<Maybe<MessageView>[]>`
      SELECT m.* FROM application a LEFT JOIN LATERAL (
        SELECT l.id, l.side, json_build_object('id', p.id, 'name', p.given_name || ' ' || p.family_name) AS author, l.body, l.created_at AS at,
          (SELECT coalesce(json_agg(json_build_object('side', r.side, 'at', to_char(r.read_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) ORDER BY r.read_at, r.side), '[]')
           FROM message_reading r WHERE r.message_id = l.id) AS readings
        FROM application_message l JOIN person p ON p.id = l.author_id WHERE l.application_id = a.id AND ${page}) m ON true
      WHERE a.id = ${applicationId}::uuid AND ${participantSql(actor, true)} ORDER BY m.id DESC`;
    return rows.length > 0 ? answer<MessageView>(rows, limit) : this.closed(actor, applicationId);
  }

  /** Newest first; one query. @throws Refusal not-found for who is of neither agency */
  async comments({ actor }: RequestContext, applicationId: string, asked: Asked): Promise<Answer<CommentsView>> {
    const { limit, page } = pageSql(asked);
    const rows = await this.database.read.$queryRaw<Maybe<CommentView>[]>`
      SELECT m.* FROM application a LEFT JOIN LATERAL (
        SELECT l.id, l.agency_kind AS "agencyKind", json_build_object('id', p.id, 'name', p.given_name || ' ' || p.family_name) AS author,
          l.body, l.created_at AS at, l.replaces_id AS replaces, (SELECT r.id FROM application_comment r WHERE r.replaces_id = l.id) AS "replacedBy"
        FROM application_comment l JOIN person p ON p.id = l.author_id WHERE l.application_id = a.id AND ${page}) m ON true
      WHERE a.id = ${applicationId}::uuid AND ${participantSql(actor, false)} ORDER BY m.id DESC`;
    return rows.length > 0 ? answer<CommentView>(rows, limit) : this.closed(actor, applicationId);
  }

  /** To who has no part in it. @throws Refusal always: forbidden before one's declaration of interests, else not-found */
  private async closed(actor: Actor, applicationId: string): Promise<never> {
    await visibleApplication(this.database.read, actor, applicationId);
    throw new Refusal('not-found');
  }
}

function pageSql({ limit = DEFAULT_LIMIT, after }: Asked): { limit: number; page: Prisma.Sql } {
  const [before] = decodeCursor(after, 1) ?? [];
  const beyond = before === undefined ? Prisma.sql`true` : Prisma.sql`l.id < ${before}::uuid`;
  return { limit, page: Prisma.sql`${beyond} ORDER BY l.id DESC LIMIT ${limit + 1}::int` };
}

function answer<T extends { readonly id: string; readonly at: string }>(
  rows: readonly Maybe<T>[],
  limit: number,
): Answer<{ items: T[]; page: { limit: number; next: string | null } }> {
  const found = rows.filter((row): row is Found<T> => row.id !== null);
  const body = pageOf(
    found,
    limit,
    (row) => [row.id],
    (row) => ({ ...row, at: row.at.toISOString() }) as unknown as T,
  );
  return { body, ...(body.page.next !== null && { next: body.page.next }) };
}

/** `sidesFor` and `agenciesFor` as SQL, on `a`: who acts for the holder takes part as the holder alone. */
function participantSql(actor: Actor, holderToo: boolean): Prisma.Sql {
  if (readsAll(actor)) return Prisma.sql`true`;
  const own = actor.grants.flatMap(({ organisationId }) => (organisationId === undefined ? [] : [organisationId]));
  const departments = actor.grants.flatMap(({ role, territory }) =>
    territory !== undefined && (role === 'CAF_INSTRUCTOR' || role === 'DDETS_INSTRUCTOR') ? departmentsIn(territory) : [],
  );
  const holder = holderToo ? Prisma.sql`a.organisation_id = ANY(${own}::uuid[]) OR` : Prisma.empty;
  return Prisma.sql`(${holder} (a.submitted_version > 0 AND a.department = ANY(${[...new Set(departments)]}::text[])
    AND a.organisation_id <> ALL(${own}::uuid[])
    AND NOT EXISTS (SELECT FROM interest n WHERE n.application_id = a.id AND n.person_id = ${actor.personId}::uuid)
    AND ${declaredSql(actor.personId)}))`;
}
