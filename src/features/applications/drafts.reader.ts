import { Injectable } from '@nestjs/common';

import type { Actor } from '../../kernel/actor.js';
import { Refusal } from '../../kernel/errors.js';
import { Database } from '../../platform/database/database.service.js';
import { decodeCursor, DEFAULT_LIMIT, pageOf, type PageQuery } from '../../platform/http/pagination.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import type { DraftSavedView, DraftSaveListView, DraftSaveView } from './drafts.views.js';

interface SaveRow {
  readonly version: number;
  readonly savedAt: Date;
  readonly savedBy: string | null;
  readonly saver: string | null;
  readonly changed: string[];
  readonly restoredFrom: number | null;
}

interface SavedRow extends SaveRow {
  readonly title: string;
  readonly content: unknown;
}

/** What a holder wrote and when: its own business, before and after the submission. Agencies read the frozen versions. */
@Injectable()
export class DraftsReader {
  constructor(private readonly database: Database) {}

  /** Newest first. One query: no row at all is a dossier that is not the reader's. @throws Refusal not-found */
  async list(
    { actor }: RequestContext,
    id: string,
    { limit = DEFAULT_LIMIT, after }: PageQuery,
  ): Promise<Answer<DraftSaveListView>> {
    const [before = '2147483647'] = decodeCursor(after, 2) ?? [];
    if (!/^\d{1,10}$/.test(before)) throw new Refusal('not-found');
    const rows = await this.database.read.$queryRaw<(SaveRow | { version: null })[]>`
      SELECT d.version, d.saved_at AS "savedAt", d.saved_by AS "savedBy", p.given_name || ' ' || p.family_name AS saver, d.changed,
             d.restored_from AS "restoredFrom"
      FROM application a LEFT JOIN application_draft_version d ON d.application_id = a.id AND d.version < ${before}::bigint
           LEFT JOIN person p ON p.id = d.saved_by
      WHERE a.id = ${id}::uuid AND a.organisation_id = ANY(${heldBy(actor)}::uuid[])
      ORDER BY d.version DESC LIMIT ${limit + 1}::int`;
    if (rows.length === 0) throw new Refusal('not-found');
    const saves = rows.filter((row): row is SaveRow => row.version !== null);
    const body = pageOf(saves, limit, ({ version }) => [String(version), id], viewSave);
    return { body, next: body.page.next ?? undefined };
  }

  /** @throws Refusal not-found */
  async one({ actor }: RequestContext, id: string, version: string): Promise<Answer<DraftSavedView>> {
    const [row] = await this.database.read.$queryRaw<SavedRow[]>`
      SELECT d.version, d.saved_at AS "savedAt", d.saved_by AS "savedBy", p.given_name || ' ' || p.family_name AS saver, d.changed,
             d.restored_from AS "restoredFrom", d.title, d.content
      FROM application a JOIN application_draft_version d ON d.application_id = a.id LEFT JOIN person p ON p.id = d.saved_by
      WHERE a.id = ${id}::uuid AND a.organisation_id = ANY(${heldBy(actor)}::uuid[]) AND d.version = ${draftNumber(version)}::int`;
    if (row === undefined) throw new Refusal('not-found');
    // An edit may start from it: with this ETag in If-Match, it is merged with what was saved since.
    return { body: Object.assign(viewSave(row), { title: row.title, content: row.content }), version: row.version };
  }
}

const heldBy = ({ grants }: Actor): string[] =>
  grants.flatMap(({ organisationId }) => (organisationId === undefined ? [] : [organisationId]));

/** A number in the path. @throws Refusal not-found */
export function draftNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Refusal('not-found');
  return Number(text);
}

function viewSave({ version, savedAt, savedBy, saver, changed, restoredFrom }: SaveRow): DraftSaveView {
  return {
    version,
    savedAt: savedAt.toISOString(),
    savedBy: savedBy === null ? null : { id: savedBy, name: saver },
    changed,
    restoredFrom,
  };
}
