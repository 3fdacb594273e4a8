import { Injectable } from '@nestjs/common';

import { applicationScope } from '../../access/application-scope.js';
import { Prisma } from '../../generated/prisma/client.js';
import { Refusal } from '../../kernel/errors.js';
import { Database } from '../../platform/database/database.service.js';
import { decodeCursor, DEFAULT_LIMIT, encodeCursor } from '../../platform/http/pagination.js';
import { HistoryReader, type HistoryRange } from '../../platform/workflow/history.reader.js';
import type { HistoryEntryView, HistoryView } from '../../platform/workflow/history.views.js';
import { RawJson, type Answer, type RequestContext } from '../../platform/workflow/request.js';
import { scopeSql } from './application-scope.store.js';
import type { ApplicationFacts, ApplicationState, Receipt } from './application-facts.js';
import {
  viewApplication,
  viewReceipt,
  type ApplicationView,
  type FrozenVersionView,
  type VersionListView,
  type VersionView,
} from './applications.views.js';
import { seesByConsultationAlone } from './consultation.rules.js';
import {
  eventShownToHolder,
  holderState,
  readsAsHolder,
  readsFullHistory,
  RESULTS_PUBLIC,
  UNDISCLOSED_STATES,
} from './disclosure.rules.js';
import { visibleApplication } from './visible-application.reader.js';

interface ListFilter {
  readonly limit?: number;
  readonly after?: string;
  readonly callId?: string;
  readonly state?: ApplicationState;
  readonly department?: string;
  readonly organisationId?: string;
}

interface VersionRow {
  readonly number: number;
  readonly receiptNumber: string;
  readonly submittedAt: Date;
  readonly hash: string;
  readonly late: boolean;
  readonly callSpec: number;
  readonly content?: unknown;
}

@Injectable()
export class ApplicationsReader {
  constructor(
    private readonly database: Database,
    private readonly history: HistoryReader,
  ) {}

  /** Newest first, one query; PostgreSQL writes the JSON. */
  async list({ actor }: RequestContext, query: ListFilter): Promise<Answer<RawJson>> {
    const { limit = DEFAULT_LIMIT, callId, state, department, organisationId } = query;
    const scope = applicationScope(actor);
    const [after] = decodeCursor(query.after, 1) ?? [];
    // Without a holder's grant the state is the column itself, which the indexes lead with.
    const holder = !scope.all && scope.organisationIds.length > 0;
    const shown = holder ? shownStateSql(scope.organisationIds) : Prisma.sql`a.state`;
    const where = [scopeSql(scope)];
    if (callId !== undefined) where.push(Prisma.sql`a.call_id = ${callId}::uuid`);
    if (state !== undefined) where.push(Prisma.sql`${shown} = ${state}`);
    if (department !== undefined) where.push(Prisma.sql`a.department = ${department}`);
    if (organisationId !== undefined) where.push(Prisma.sql`a.organisation_id = ${organisationId}::uuid`);
    if (after !== undefined) where.push(Prisma.sql`a.id < ${after}::uuid`);
    const call = holder ? Prisma.sql`JOIN "call" c ON c.id = a.call_id` : Prisma.empty;
    const [page] = await this.database.read.$queryRaw<{ items: string; last: string | null; found: number }[]>`
      SELECT coalesce(string_agg(item, ',' ORDER BY n) FILTER (WHERE n <= ${limit}::int), '') AS items,
             max(id::text) FILTER (WHERE n = ${limit}::int) AS last, count(*)::int AS found
      FROM (SELECT p.id, row_number() OVER (ORDER BY p.id DESC) AS n, json_build_object(
              'id', p.id, 'number', p.number, 'title', coalesce(s.title, p.title), 'state', p.shown, 'stateSince', ${utc('state_since')},
              'callId', p.call_id, 'department', p.department, 'organisation', json_build_object('id', o.id, 'name', o.name),
              'requested', json_build_object('cents', coalesce(s.requested_cents, p.requested_cents), 'currency', 'EUR'),
              'submittedAt', ${utc('submitted_at')}, 'version', p.version)::text AS item
            FROM (SELECT a.id, a.number, a.title, a.state, ${shown} AS shown, a.state_since, a.call_id, a.organisation_id, a.department,
                         a.requested_cents, a.submitted_at, a.submitted_version, a.version
                  FROM application a ${call} WHERE ${Prisma.join(where, ' AND ')} ORDER BY a.id DESC LIMIT ${limit + 1}::int) p
            JOIN organisation o ON o.id = p.organisation_id
            LEFT JOIN LATERAL (${sentToOthers(scope.all ? [] : scope.organisationIds)}) s ON true) listed`;
    const { items = '', last = null, found = 0 } = page ?? {};
    const next = found > limit && last !== null ? encodeCursor([last]) : null;
    const text = `{"items":[${items}],"page":{"limit":${limit},"next":${JSON.stringify(next)}}}`;
    return { body: new RawJson(text), next: next ?? undefined };
  }

  /** @throws Refusal not-found outside one's scope */
  async one(context: RequestContext, id: string): Promise<Answer<ApplicationView>> {
    const { facts, version } = await this.seen(context, id);
    return { body: viewApplication(facts, version, context), version };
  }

  /** @throws Refusal not-found */
  async versions(context: RequestContext, id: string): Promise<Answer<VersionListView>> {
    const { facts } = await this.seen(context, id);
    const rows = await this.database.read.$queryRaw<VersionRow[]>`
      SELECT number, receipt_number AS "receiptNumber", submitted_at AS "submittedAt", hash, late, call_spec AS "callSpec"
      FROM application_version WHERE application_id = ${id}::uuid ORDER BY number`;
    return { body: { items: rows.map((row) => viewVersion(row, facts, context)) } };
  }

  /** @throws Refusal not-found */
  async version(context: RequestContext, id: string, number: string): Promise<Answer<FrozenVersionView>> {
    if (!/^[1-9]\d{0,5}$/.test(number)) throw new Refusal('not-found');
    const { facts } = await this.seen(context, id);
    const [row] = await this.database.read.$queryRaw<VersionRow[]>`
      SELECT number, receipt_number AS "receiptNumber", submitted_at AS "submittedAt", hash, late, call_spec AS "callSpec", content
      FROM application_version WHERE application_id = ${id}::uuid AND number = ${Number(number)}::int`;
    if (row === undefined) throw new Refusal('not-found');
    return { body: Object.assign(viewVersion(row, facts, context), { content: row.content }) };
  }

  /** @throws Refusal not-found */
  async historyOf(context: RequestContext, id: string, range: HistoryRange): Promise<Answer<HistoryView>> {
    const { actor } = context;
    const { facts } = await this.seen(context, id);
    const entries = await this.history.of('application', id, range);
    const { organisationId, call, reopenedAt, examination } = facts;
    if (readsFullHistory(actor, organisationId) && !seesByConsultationAlone(actor, facts)) return { body: { items: entries } };
    const asHolder = readsAsHolder(actor, organisationId);
    const final = applicationFinal(facts);
    // What an earlier examination told was disclosed with its decision.
    const told = (at: string): boolean => reopenedAt !== null && Date.parse(at) <= reopenedAt.getTime();
    const shown = (state: string, at: string): string =>
      asHolder && !final && !told(at)
        ? holderState(state as ApplicationState, call.state, call.settings.committeeRequired, examination)
        : state;
    const items = entries
      .filter(({ event, at }) => !asHolder || told(at) || eventShownToHolder(event, facts))
      .map(({ seq, event, fromState, toState, at }): HistoryEntryView => ({
        seq,
        event,
        fromState: shown(fromState, at),
        toState: shown(toState, at),
        at,
      }));
    return { body: { items } };
  }

  /** The dossier behind any of its screens. @throws Refusal not-found outside one's scope */
  seen({ actor }: RequestContext, id: string): Promise<{ facts: ApplicationFacts; version: number }> {
    return visibleApplication(this.database.read, actor, id);
  }
}

const applicationFinal = (facts: ApplicationFacts): boolean => eventShownToHolder('shortlist', facts);

function viewVersion(row: VersionRow, { call }: ApplicationFacts, { locale }: RequestContext): VersionView {
  const { number, receiptNumber, submittedAt, hash, late, callSpec } = row;
  const receipt: Receipt = { number: receiptNumber, submittedAt: submittedAt.toISOString(), hash };
  return { number, receipt: viewReceipt(receipt, call.timeZone, locale), late, callSpec };
}

/** An instant as the API writes it, from a column of ours. */
function utc(column: 'state_since' | 'submitted_at'): Prisma.Sql {
  const name = column === 'state_since' ? Prisma.sql`p.state_since` : Prisma.sql`p.submitted_at`;
  return Prisma.sql`to_char(${name} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}

/** `shownContent` as SQL, on a dossier `p`: the last version sent, for whom the holder's working copy is not. */
function sentToOthers(organisationIds: readonly string[]): Prisma.Sql {
  return Prisma.sql`
    SELECT v.content->>'title' AS title,
           (SELECT sum((asked->>'cents')::bigint) FROM jsonb_array_elements(v.content->'requestedYears') asked) AS requested_cents
    FROM application_version v
    WHERE p.state = 'INCOMPLETE' AND p.organisation_id <> ALL(${[...organisationIds]}::uuid[])
      AND v.application_id = p.id AND v.number = p.submitted_version`;
}

/** `holderState` as SQL: a filter on the real state would tell a holder what the view hides. */
export function shownStateSql(organisationIds: readonly string[]): Prisma.Sql {
  return Prisma.sql`CASE WHEN a.organisation_id = ANY(${[...organisationIds]}::uuid[]) AND a.state = ANY(${[...UNDISCLOSED_STATES]}::text[])
      AND (c.state <> ALL(${[...RESULTS_PUBLIC]}::text[]) OR a.examination > 1)
    THEN CASE WHEN (c.settings->>'committeeRequired')::boolean THEN 'ON_AGENDA' ELSE 'EXAMINED' END ELSE a.state END`;
}
