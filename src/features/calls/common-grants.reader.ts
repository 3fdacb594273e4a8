import { Inject, Injectable } from '@nestjs/common';

import { Prisma } from '../../generated/prisma/client.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { Database } from '../../platform/database/database.service.js';
import type { Answer } from '../../platform/workflow/request.js';
import {
  SUCCESS,
  viewOpportunity,
  type CgOpportunityDetail,
  type CgOpportunityPage,
  type CgOpportunityResults,
  type CgPaginationInfo,
} from './common-grants.views.js';
import { PUBLIC_CACHE_SECONDS, PublicCallsReader } from './public-calls.reader.js';
import { isPublic, selectPublicCalls } from './public-calls.store.js';
import type { PublicCall } from './public-calls.views.js';

interface PageWanted {
  readonly page?: number;
  readonly pageSize?: number;
}

interface Filters {
  readonly status?: { readonly operator: 'in' | 'notIn'; readonly value: readonly string[] };
  readonly closeDateRange?: {
    readonly operator: 'between' | 'outside';
    readonly value: { readonly min: string; readonly max: string };
  };
}

interface Search {
  readonly search?: string;
  readonly filters?: Filters;
  readonly sorting?: { readonly sortBy: string; readonly sortOrder?: 'asc' | 'desc' };
  readonly pagination?: PageWanted;
}

const DEFAULT_PAGE_SIZE = 100;
const LAST_MODIFIED = Prisma.sql`s.frozen_at`;
const APPLIED = ['status', 'closeDateRange'];

/** The public calls in the shape of CommonGrants. The same rows as `/v1/public/calls`, by the same rule. */
@Injectable()
export class CommonGrantsReader {
  constructor(
    private readonly database: Database,
    private readonly calls: PublicCallsReader,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Last modified first, as the protocol wants it. */
  async list(now: Date, wanted: PageWanted): Promise<Answer<CgOpportunityPage>> {
    const body = await this.page(now, wanted, isPublic(now), Prisma.sql`${LAST_MODIFIED} DESC, c.id DESC`);
    return { body: { ...SUCCESS, ...body }, cacheSeconds: PUBLIC_CACHE_SECONDS };
  }

  /** @throws Refusal not-found */
  async one(now: Date, id: string): Promise<Answer<CgOpportunityDetail>> {
    const data = viewOpportunity(await this.calls.find(now, id), this.config.publicUrl, now);
    return { body: { ...SUCCESS, data }, cacheSeconds: PUBLIC_CACHE_SECONDS };
  }

  async search(now: Date, wanted: Search): Promise<Answer<CgOpportunityResults>> {
    const { search, filters = {}, sorting, pagination = {} } = wanted;
    const where = [isPublic(now), ...filterSql(filters, now)];
    if (search !== undefined) {
      const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`;
      where.push(Prisma.sql`(c.title ILIKE ${pattern} OR c.text ILIKE ${pattern})`);
    }
    const { sortBy = 'lastModifiedAt', sortOrder = 'desc' } = sorting ?? {};
    const column = sortColumn(sortBy, now);
    const order = Prisma.sql`${column ?? LAST_MODIFIED} ${sortOrder === 'asc' ? Prisma.sql`ASC` : Prisma.sql`DESC`}, c.id DESC`;
    const page = await this.page(now, pagination, Prisma.join(where, ' AND '), order);
    const given = Object.entries(filters).filter(([, value]) => value !== undefined);
    const sortInfo = {
      sortBy: column === undefined ? 'lastModifiedAt' : sortBy,
      sortOrder,
      errors: column === undefined ? [`${sortBy}: not supported, sorted by lastModifiedAt`] : [],
    };
    const filterInfo = {
      filters: Object.fromEntries(given.filter(([name]) => APPLIED.includes(name))),
      errors: given.filter(([name]) => !APPLIED.includes(name)).map(([name]) => `${name}: not supported, ignored`),
    };
    return { body: { ...SUCCESS, ...page, sortInfo, filterInfo } };
  }

  private async page(
    now: Date,
    { page = 1, pageSize = DEFAULT_PAGE_SIZE }: PageWanted,
    where: Prisma.Sql,
    order: Prisma.Sql,
  ): Promise<{ items: ReturnType<typeof viewOpportunity>[]; paginationInfo: CgPaginationInfo }> {
    const offset = (page - 1) * pageSize;
    const db = this.database.read;
    const tail = Prisma.sql`ORDER BY ${order} LIMIT ${pageSize}::int OFFSET ${offset}::int`;
    const [rows, [counted]] = await Promise.all([
      selectPublicCalls(db, true, where, tail),
      db.$queryRaw<{ total: number }[]>`
        SELECT count(*)::int AS total FROM "call" c JOIN call_specification s ON s.call_id = c.id AND s.number = c.spec_version WHERE ${where}`,
    ]);
    const total = counted?.total ?? 0;
    return {
      items: rows.map((row: PublicCall) => viewOpportunity(row, this.config.publicUrl, now)),
      paginationInfo: { page, pageSize, totalItems: total, totalPages: Math.ceil(total / pageSize) },
    };
  }
}

function statusSql(now: Date): Prisma.Sql {
  return Prisma.sql`CASE WHEN c.opens_at <= ${now}::timestamptz THEN 'open' ELSE 'forecasted' END`;
}

function filterSql({ status, closeDateRange }: Filters, now: Date): Prisma.Sql[] {
  const where: Prisma.Sql[] = [];
  if (status !== undefined) {
    const among = Prisma.sql`${statusSql(now)} = ANY(${[...status.value]}::text[])`;
    where.push(status.operator === 'in' ? among : Prisma.sql`NOT (${among})`);
  }
  if (closeDateRange !== undefined) {
    const { min, max } = closeDateRange.value;
    const between = Prisma.sql`(c.deadline_at AT TIME ZONE c.time_zone)::date BETWEEN ${min}::date AND ${max}::date`;
    where.push(closeDateRange.operator === 'between' ? between : Prisma.sql`NOT (${between})`);
  }
  return where;
}

function sortColumn(sortBy: string, now: Date): Prisma.Sql | undefined {
  switch (sortBy) {
    case 'lastModifiedAt':
      return LAST_MODIFIED;
    case 'createdAt':
      return Prisma.sql`c.published_at`;
    case 'title':
      return Prisma.sql`c.title`;
    case 'status.value':
      return statusSql(now);
    case 'keyDates.closeDate':
      return Prisma.sql`c.deadline_at`;
    default:
      return undefined;
  }
}
