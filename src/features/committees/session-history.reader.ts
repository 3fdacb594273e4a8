import { Injectable } from '@nestjs/common';

import { hasRole } from '../../kernel/actor.js';
import { Refusal } from '../../kernel/errors.js';
import { Database } from '../../platform/database/database.service.js';
import { HistoryReader, type HistoryEntry, type HistoryRange } from '../../platform/workflow/history.reader.js';
import type { HistoryView } from '../../platform/workflow/history.views.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { readsDebates } from './conduct.view.js';
import { itemOf, type ItemFacts, type ItemInput } from './session-facts.rules.js';
import { sessionScope, withinSessionScope } from './session-scope.rules.js';
import { loadSession } from './session.store.js';
import { isHiddenFrom } from './session.view.js';

/** The acts of a session, as the screen may tell them: no choice before the vote is closed, nothing of an item that is closed to the reader. */
@Injectable()
export class SessionHistoryReader {
  constructor(
    private readonly database: Database,
    private readonly histories: HistoryReader,
  ) {}

  async of({ actor, now }: RequestContext, id: string, range: HistoryRange): Promise<Answer<HistoryView>> {
    const row = await loadSession(this.database.read, id, now);
    if (row === undefined || !withinSessionScope(sessionScope(actor), row.facts)) throw new Refusal('not-found');
    const { facts } = row;
    const readsReasons = hasRole(actor, 'AUDITOR', 'COMMITTEE_SECRETARY', 'COMMITTEE_PRESIDENT');
    const entries = await this.histories.of('session', id, range);
    const namedItems = (input: unknown): ItemFacts[] => {
      const { items: named = [], itemIds = [] } = (input ?? {}) as { items?: readonly ItemInput[]; itemIds?: readonly string[] };
      return [...named.map(({ itemId }) => itemId), ...itemIds].flatMap((itemId) => itemOf(facts, itemId) ?? []);
    };
    const closed = facts.items
      .filter((item) => isHiddenFrom(facts, item, actor))
      .flatMap(({ id, applicationId }) => [id, applicationId]);
    const items = entries.map((entry): HistoryEntry => {
      const input = (entry.input ?? {}) as Partial<ItemInput>;
      if (namedItems(entry.input).some((named) => isHiddenFrom(facts, named, actor))) return { ...entry, input: {}, facts: null };
      if (entry.event === 'contribute' && !readsDebates(actor, facts)) return { ...entry, input: { itemId: input.itemId } };
      const item = input.itemId === undefined ? undefined : itemOf(facts, input.itemId);
      if (item === undefined) return { ...entry, facts: without(entry.facts, closed), input: without(entry.input, closed) };
      const { itemId } = input;
      if (isHiddenFrom(facts, item, actor)) return { ...entry, input: { itemId }, facts: null };
      // An open vote stays sealed; so does the reason for which a person left an item, save for those who keep the minutes.
      if (entry.event === 'vote' && item.state !== 'DECIDED') return { ...entry, input: { itemId } };
      if (entry.event === 'recuse' && !readsReasons) return { ...entry, input: { ...input, reason: null } };
      return entry;
    });
    return { body: { items } };
  }
}

/** What a draft's edits, the convocation and the facts say item by item, without the items and the dossiers closed to the reader. */
function without(value: unknown, ids: readonly string[]): unknown {
  if (ids.length === 0 || value === null || typeof value !== 'object') return value;
  const { itemId, applicationId } = value as { itemId?: unknown; applicationId?: unknown };
  if (ids.some((id) => id === itemId || id === applicationId)) return {};
  if (Array.isArray(value)) return value.filter((one) => !ids.includes(one as string)).map((one) => without(one, ids));
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) => (ids.includes(one as string) ? [] : [[key, without(one, ids)]])),
  );
}
