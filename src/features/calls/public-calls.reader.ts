import { Injectable } from '@nestjs/common';

import { Prisma } from '../../generated/prisma/client.js';
import { Refusal } from '../../kernel/errors.js';
import { isUuid } from '../../kernel/ids.js';
import { Database } from '../../platform/database/database.service.js';
import { decodeCursor, DEFAULT_LIMIT, pageOf } from '../../platform/http/pagination.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { callScope, withinCallScope } from './call-scope.rules.js';
import { loadCall } from './call.store.js';
import { isPublic, selectPublicCalls } from './public-calls.store.js';
import {
  viewPublicCall,
  viewPublicSummary,
  type PublicCall,
  type PublicCallListView,
  type PublicCallView,
} from './public-calls.views.js';

/** Long enough to spare the database at a deadline, short enough for an amendment to be seen. */
export const PUBLIC_CACHE_SECONDS = 60;

export interface PublicCallFilter {
  readonly region?: string;
  readonly limit?: number;
  readonly after?: string;
}

@Injectable()
export class PublicCallsReader {
  constructor(private readonly database: Database) {}

  /** Open calls and calls to come, newest first. */
  async list(now: Date, query: PublicCallFilter): Promise<Answer<PublicCallListView>> {
    const { region = null, limit = DEFAULT_LIMIT } = query;
    const [after = null] = decodeCursor(query.after, 1) ?? [];
    const rows = await selectPublicCalls(
      this.database.read,
      false,
      Prisma.sql`${isPublic(now)} AND (${region}::text IS NULL OR c.region = ${region}::text) AND (${after}::uuid IS NULL OR c.id < ${after}::uuid)`,
      Prisma.sql`ORDER BY c.id DESC LIMIT ${limit + 1}::int`,
    );
    const body = pageOf(
      rows,
      limit,
      ({ id }) => [id],
      (row) => viewPublicSummary(row, now),
    );
    return { body, cacheSeconds: PUBLIC_CACHE_SECONDS, ...(body.page.next !== null && { next: body.page.next }) };
  }

  /** @throws Refusal not-found: closed, cancelled and unpublished calls are not public */
  async one(now: Date, id: string): Promise<Answer<PublicCallView>> {
    return { body: viewPublicCall(await this.find(now, id), now), cacheSeconds: PUBLIC_CACHE_SECONDS };
  }

  /** The call as everyone will see it, in whatever state it is. @throws Refusal not-found */
  async preview({ actor, now }: RequestContext, id: string): Promise<Answer<PublicCallView>> {
    const call = await loadCall(this.database.read, id);
    if (call === undefined || !withinCallScope(callScope(actor), call)) throw new Refusal('not-found');
    return { body: viewPublicCall({ ...call, updatedAt: null, amendments: [] }, now) };
  }

  /** @throws Refusal not-found */
  async find(now: Date, id: string): Promise<PublicCall> {
    if (!isUuid(id)) throw new Refusal('not-found');
    const where = Prisma.sql`c.id = ${id}::uuid AND ${isPublic(now)}`;
    const [call] = await selectPublicCalls(this.database.read, true, where, Prisma.empty);
    if (call === undefined) throw new Refusal('not-found');
    return call;
  }
}
