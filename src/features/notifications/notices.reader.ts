import { Injectable } from '@nestjs/common';

import { Prisma } from '../../generated/prisma/client.js';
import type { Actor } from '../../kernel/actor.js';
import { Database } from '../../platform/database/database.service.js';
import { DEFAULT_LIMIT, decodeCursor, pageOf } from '../../platform/http/pagination.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { deskOf } from '../desk/desk-conditions.store.js';
import { DOSSIER_OF_NOTICE } from './notices.store.js';
import { LETTER_LABELS } from './delivery.rules.js';
import type { LetterName } from './mail-plan.js';
import type { NoticesView, NoticeView } from './notices.views.js';

interface Row {
  readonly id: string;
  readonly kind: LetterName;
  readonly subject: string;
  readonly subjectId: string;
  readonly at: Date;
  readonly readAt: Date | null;
  readonly applicationId: string | null;
  readonly number: string | null;
  readonly title: string | null;
}

const PATHS: Readonly<Record<string, string>> = {
  application: 'applications',
  instruction: 'instructions',
  session: 'sessions',
  minutes: 'minutes',
  call: 'calls',
  appeal: 'appeals',
  lateException: 'late-exceptions',
  amountOffer: 'amount-offers',
  payment: 'payments',
  report: 'reports',
  recovery: 'recoveries',
  expertRequest: 'expert-requests',
  agreement: 'agreements',
};
const BELOW: Readonly<Partial<Record<LetterName, string>>> = { newMessage: '/messages', newComment: '/comments' };

@Injectable()
export class NoticesReader {
  constructor(private readonly database: Database) {}

  /** Newest first, one query. The dossier is named as long as it is in the person's sight. */
  async list(
    { actor, locale }: RequestContext,
    { limit = DEFAULT_LIMIT, after, unread }: { limit?: number; after?: string; unread?: 'true' | 'false' },
  ): Promise<Answer<NoticesView>> {
    const [before] = decodeCursor(after, 1) ?? [];
    const { reference, title } = deskOf(actor);
    const where = [Prisma.sql`n.person_id = ${actor.personId}::uuid`, openSql(actor)];
    if (unread !== undefined) where.push(unread === 'true' ? Prisma.sql`n.read_at IS NULL` : Prisma.sql`n.read_at IS NOT NULL`);
    if (before !== undefined) where.push(Prisma.sql`n.id < ${before}::uuid`);
    const rows = await this.database.read.$queryRaw<Row[]>`
      SELECT n.id, n.kind, n.subject, n.subject_id AS "subjectId", n.at, n.read_at AS "readAt", a.id AS "applicationId", a.number, ${title} AS title
      FROM (SELECT * FROM notification n WHERE ${Prisma.join(where, ' AND ')} ORDER BY n.id DESC LIMIT ${limit + 1}::int) n
      LEFT JOIN application a ON a.id = ${DOSSIER_OF_NOTICE} AND ${reference}
      LEFT JOIN application_search s ON s.application_id = a.id
      ORDER BY n.id DESC`;
    const body = pageOf(
      rows,
      limit,
      (row) => [row.id],
      (row) => view(row, locale),
    );
    return { body, ...(body.page.next !== null && { next: body.page.next }) };
  }
}

/** Not about a dossier closed to the reader by an interest recorded since; who acts for its holder reads as the holder. */
function openSql({ personId, grants }: Actor): Prisma.Sql {
  const organisations = grants.flatMap(({ organisationId }) => (organisationId === undefined ? [] : [organisationId]));
  return Prisma.sql`NOT EXISTS (SELECT FROM interest x JOIN application d ON d.id = x.application_id
    WHERE x.person_id = ${personId}::uuid AND d.organisation_id <> ALL(${organisations}::uuid[]) AND d.id = ${DOSSIER_OF_NOTICE})`;
}

function view({ id, kind, subject, subjectId, at, readAt, applicationId, number, title }: Row, locale: 'fr' | 'en'): NoticeView {
  const path = PATHS[subject];
  return {
    id,
    kind,
    label: LETTER_LABELS[kind][locale],
    aggregate: subject,
    aggregateId: subjectId,
    href: path === undefined ? null : `/v1/${path}/${subjectId}${BELOW[kind] ?? ''}`,
    application: applicationId === null ? null : { id: applicationId, number, title: title ?? '' },
    at: at.toISOString(),
    readAt: readAt?.toISOString() ?? null,
  };
}
