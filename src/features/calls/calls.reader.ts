import { Injectable } from '@nestjs/common';

import { Refusal } from '../../kernel/errors.js';
import { Database } from '../../platform/database/database.service.js';
import { decodeCursor, DEFAULT_LIMIT, pageOf } from '../../platform/http/pagination.js';
import { HistoryReader, type HistoryRange } from '../../platform/workflow/history.reader.js';
import type { HistoryView } from '../../platform/workflow/history.views.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { callScope, seesEnvelopes, withinCallScope, type ScopedCall } from './call-scope.rules.js';
import type { CallState } from './call-facts.js';
import type { CallSettings } from './call-settings.js';
import { loadCall } from './call.store.js';
import { viewForm, type CallFormView } from './call-form.views.js';
import {
  viewCall,
  viewSummary,
  type CallListView,
  type CallSummary,
  type CallView,
  type SpecificationListView,
  type SpecificationView,
} from './calls.views.js';

export interface CallListFilter {
  readonly state?: CallState;
  readonly region?: string;
  readonly limit?: number;
  /** Cursor of the page before. */
  readonly after?: string;
}

interface SeenCall extends ScopedCall {
  readonly departments: readonly string[];
}

interface SpecificationRow {
  readonly number: number;
  readonly hash: string;
  readonly frozenAt: Date;
}

@Injectable()
export class CallsReader {
  constructor(
    private readonly database: Database,
    private readonly entries: HistoryReader,
  ) {}

  /** Newest first. */
  async list(context: RequestContext, query: CallListFilter): Promise<Answer<CallListView>> {
    const { state = null, region = null, limit = DEFAULT_LIMIT } = query;
    const [after = null] = decodeCursor(query.after, 1) ?? [];
    const { allDrafts, draftRegions } = callScope(context.actor);
    const rows = await this.database.read.$queryRaw<CallSummary[]>`
      SELECT id, title, edition, region, departments, state, opens_at AS "opensAt", deadline_at AS "deadlineAt", time_zone AS "timeZone",
             spec_version AS "specVersion", version, jsonb_build_object('graceSeconds', coalesce(settings->'graceSeconds', '0')) AS settings
      FROM "call"
      WHERE (published_at IS NOT NULL OR ${allDrafts}::boolean OR region = ANY(${draftRegions}::text[]))
        AND (${state}::text IS NULL OR state = ${state}::text)
        AND (${region}::text IS NULL OR region = ${region}::text)
        AND (${after}::uuid IS NULL OR id < ${after}::uuid)
      ORDER BY id DESC LIMIT ${limit + 1}::int`;
    const body = pageOf(
      rows,
      limit,
      ({ id }) => [id],
      (row) => viewSummary(row, context),
    );
    return { body, next: body.page.next ?? undefined };
  }

  /** @throws Refusal not-found */
  async one(context: RequestContext, id: string): Promise<Answer<CallView>> {
    const call = await loadCall(this.database.read, id);
    if (call === undefined || !withinCallScope(callScope(context.actor), call)) throw new Refusal('not-found');
    return { body: viewCall(call, context), version: call.version };
  }

  /** @throws Refusal not-found */
  async specifications(context: RequestContext, id: string): Promise<Answer<SpecificationListView>> {
    await this.mustSee(context, id);
    const rows = await this.database.read.$queryRaw<SpecificationRow[]>`
      SELECT number, hash, frozen_at AS "frozenAt" FROM call_specification WHERE call_id = ${id}::uuid ORDER BY number`;
    return { body: { items: rows.map((row) => ({ ...row, frozenAt: row.frozenAt.toISOString() })) } };
  }

  /** @throws Refusal not-found */
  async specification(context: RequestContext, id: string, number: string): Promise<Answer<SpecificationView>> {
    if (!/^[1-9]\d{0,5}$/.test(number)) throw new Refusal('not-found');
    await this.mustSee(context, id);
    const [row] = await this.database.read.$queryRaw<(SpecificationRow & { content: unknown })[]>`
      SELECT number, hash, frozen_at AS "frozenAt", content FROM call_specification
      WHERE call_id = ${id}::uuid AND number = ${Number(number)}::int`;
    if (row === undefined) throw new Refusal('not-found');
    return { body: { ...row, frozenAt: row.frozenAt.toISOString() } };
  }

  /**
   * The questions of the specification in force, or of the one asked for: a dossier is read with those that it answered.
   * @throws Refusal not-found
   */
  async form(context: RequestContext, id: string, specification?: number): Promise<Answer<CallFormView>> {
    await this.mustSee(context, id);
    const [row] = await this.database.read.$queryRaw<{ number: number; settings: CallSettings }[]>`
      SELECT coalesce(s.number, c.spec_version) AS number, coalesce(s.content->'settings', c.settings) AS settings
      FROM "call" c LEFT JOIN call_specification s ON s.call_id = c.id AND s.number = coalesce(${specification ?? null}::int, c.spec_version)
      WHERE c.id = ${id}::uuid AND (${specification ?? null}::int IS NULL OR s.number IS NOT NULL)`;
    if (row === undefined) throw new Refusal('not-found');
    return { body: viewForm(id, row.number, row.settings) };
  }

  /**
   * Who did what, oldest first. What the rules saw includes the envelopes: for those who may know them.
   * @throws Refusal not-found, forbidden
   */
  async history(context: RequestContext, id: string, range: HistoryRange): Promise<Answer<HistoryView>> {
    if (!seesEnvelopes(context.actor, await this.mustSee(context, id))) throw new Refusal('forbidden');
    return { body: { items: await this.entries.of('call', id, range) } };
  }

  private async mustSee({ actor }: RequestContext, id: string): Promise<SeenCall> {
    const [call] = await this.database.read.$queryRaw<SeenCall[]>`
      SELECT region, departments, published_at IS NOT NULL AS "everPublished" FROM "call" WHERE id = ${id}::uuid`;
    if (call === undefined || !withinCallScope(callScope(actor), call)) throw new Refusal('not-found');
    return call;
  }
}
