import { Injectable } from '@nestjs/common';

import { Prisma } from '../../generated/prisma/client.js';
import { servesRegion } from '../../kernel/actor.js';
import { Refusal } from '../../kernel/errors.js';
import { Database } from '../../platform/database/database.service.js';
import { decodeCursor, DEFAULT_LIMIT, pageOf } from '../../platform/http/pagination.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { callScope, withinCallScope, type ScopedCall } from './call-scope.rules.js';
import { ANSWERED, selectEnquiries } from './enquiries.store.js';
import { viewEnquiry, viewPublicEnquiry, type EnquiryListView, type PublicEnquiryListView } from './enquiries.views.js';
import { PUBLIC_CACHE_SECONDS } from './public-calls.reader.js';
import { isPublic } from './public-calls.store.js';

interface Page {
  readonly limit?: number;
  readonly after?: string;
}

@Injectable()
export class EnquiriesReader {
  constructor(private readonly database: Database) {}

  /** Answered questions and one's own; all of them for the manager of the call. Newest first. @throws Refusal not-found */
  async list(
    { actor }: RequestContext,
    callId: string,
    query: Page & { state?: 'PENDING' | 'ANSWERED' },
  ): Promise<Answer<EnquiryListView>> {
    const [call] = await this.database.read.$queryRaw<ScopedCall[]>`
      SELECT region, published_at IS NOT NULL AS "everPublished" FROM "call" WHERE id = ${callId}::uuid`;
    if (call === undefined || !withinCallScope(callScope(actor), call)) throw new Refusal('not-found');
    const all = servesRegion(actor, 'CALL_MANAGER', call.region);
    const { limit = DEFAULT_LIMIT, state } = query;
    const [after = null] = decodeCursor(query.after, 1) ?? [];
    const where = [
      Prisma.sql`q.call_id = ${callId}::uuid AND (${after}::uuid IS NULL OR q.id < ${after}::uuid)`,
      Prisma.sql`(${all}::boolean OR q.asked_by = ${actor.personId}::uuid OR ${ANSWERED})`,
    ];
    if (state !== undefined) where.push(state === 'ANSWERED' ? ANSWERED : Prisma.sql`NOT ${ANSWERED}`);
    const rows = await selectEnquiries(this.database.read, Prisma.join(where, ' AND '), limit + 1);
    const body = pageOf(
      rows,
      limit,
      ({ id }) => [id],
      (row) => viewEnquiry(row, actor.personId),
    );
    return { body, ...(body.page.next !== null && { next: body.page.next }) };
  }

  /** What everyone reads: the answered questions of a public call. @throws Refusal not-found */
  async published(now: Date, callId: string, query: Page): Promise<Answer<PublicEnquiryListView>> {
    const [call] = await this.database.read.$queryRaw<{ id: string }[]>`
      SELECT c.id FROM "call" c WHERE c.id = ${callId}::uuid AND ${isPublic(now)}`;
    if (call === undefined) throw new Refusal('not-found');
    const { limit = DEFAULT_LIMIT } = query;
    const [after = null] = decodeCursor(query.after, 1) ?? [];
    const where = Prisma.sql`q.call_id = ${callId}::uuid AND ${ANSWERED} AND (${after}::uuid IS NULL OR q.id < ${after}::uuid)`;
    const rows = await selectEnquiries(this.database.read, where, limit + 1);
    const body = pageOf(rows, limit, ({ id }) => [id], viewPublicEnquiry);
    return { body, cacheSeconds: PUBLIC_CACHE_SECONDS, ...(body.page.next !== null && { next: body.page.next }) };
  }
}
