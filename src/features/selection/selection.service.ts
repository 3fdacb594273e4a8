import { Injectable } from '@nestjs/common';

import { Refusal } from '../../kernel/errors.js';
import { decodeCursor, DEFAULT_LIMIT, encodeCursor, type PageQuery } from '../../platform/http/pagination.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { viewSelectionEnvelope, viewSelectionItem, type SelectionView } from './selection.dto.js';
import { UNRANKED } from './jury-dossiers.store.js';
import { SelectionReader, type SelectionKey, type SelectionRow } from './selection.reader.js';

@Injectable()
export class SelectionService {
  constructor(private readonly reader: SelectionReader) {}

  async page({ actor, locale }: RequestContext, callId: string, query: PageQuery): Promise<Answer<SelectionView>> {
    const { limit = DEFAULT_LIMIT } = query;
    const selection = await this.reader.page(actor, callId, keyOf(query.after), limit);
    if (selection === undefined) throw new Refusal('not-found');
    const { title, state, envelopes, items, priority, referenceId } = selection;
    const shown = items.slice(0, limit);
    const last = shown.at(-1);
    const next = items.length > limit && last !== undefined ? cursorOf(last) : null;
    return {
      body: {
        callId,
        title,
        state,
        referenceId,
        envelopes: envelopes.map(viewSelectionEnvelope),
        items: shown.map((row) => viewSelectionItem(row, priority, locale)),
        page: { limit, next },
      },
      next: next ?? undefined,
    };
  }
}

const cursorOf = ({ department, score, committeeRank, id }: SelectionRow): string =>
  encodeCursor([department, String(score), String(committeeRank ?? UNRANKED), id]);

function keyOf(after: string | undefined): SelectionKey | undefined {
  const [department, score, rank, id] = decodeCursor(after, 4) ?? [];
  if (department === undefined || score === undefined || rank === undefined || id === undefined) return undefined;
  // A cursor that was tampered with is refused like any other that is not ours.
  if (!/^\d{1,6}$/.test(score) || !/^\d{1,10}$/.test(rank) || Number(rank) > UNRANKED) throw new Refusal('validation-failed');
  return { department, score: Number(score), rank: Number(rank), id };
}
