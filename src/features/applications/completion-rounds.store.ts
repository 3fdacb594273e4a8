// Rounds of completion as rows of JSON, and the periods that they suspend: one reading for the screens, the time limits and the clock.

import { Prisma } from '../../generated/prisma/client.js';
import type { CompletionItem, ItemAnswer, ItemSettlement, RoundEvent } from './completion-content.js';
import type { Suspension } from './silence.rules.js';
import { suspensionsOf, type RoundPeriods } from './suspensions.rules.js';

type Versioned<T> = T & { readonly version: number };

interface ItemRow extends Omit<CompletionItem, 'answer' | 'sent' | 'settlement'> {
  readonly answers: readonly Versioned<Omit<ItemAnswer, 'by'>>[];
  readonly settlements: readonly Versioned<ItemSettlement>[];
}
interface EventRow {
  readonly kind: RoundEvent;
  readonly version: number;
  readonly submittedVersion: number;
  readonly at: string;
}
export interface RoundRow {
  readonly number: number;
  readonly askedVersion: number;
  readonly items: readonly ItemRow[];
  readonly events: readonly EventRow[];
}
const GOES_ON: readonly RoundEvent[] = ['ASKED', 'JOINED', 'REMINDED', 'REMINDED_BY_CLOCK', 'SENT'];
export const endOf = ({ events }: RoundRow): EventRow | undefined => events.find(({ kind }) => !GOES_ON.includes(kind));

/** Rounds of an application named `a`, in order, each with its items and events. */
export const ROUNDS = Prisma.sql`(SELECT coalesce(json_agg(json_build_object('number', r.number, 'askedVersion', r.asked_version,
          'items', (SELECT coalesce(json_agg(json_build_object('id', i.id, 'code', i.code, 'label', i.label, 'kind', i.kind, 'defect', i.defect,
              'essential', i.essential, 'pointer', i.pointer, 'explanation', i.explanation, 'agency', i.agency, 'dueAt', i.due_at,
              'askedAt', i.asked_at,
              'answers', (SELECT coalesce(json_agg(json_build_object('version', w.version, 'comment', w.comment,
                  'notApplicable', w.not_applicable, 'reason', w.reason, 'byContent', w.by_content, 'at', w.answered_at) ORDER BY w.version), '[]')
                FROM completion_answer w WHERE w.item_id = i.id),
              'settlements', (SELECT coalesce(json_agg(json_build_object('version', s.version, 'accepted', s.accepted, 'reason', s.reason,
                  'agency', s.agency, 'at', s.settled_at) ORDER BY s.version), '[]')
                FROM completion_settlement s WHERE s.item_id = i.id)) ORDER BY i.position), '[]')
            FROM completion_item i WHERE i.round_id = r.id),
          'events', (SELECT coalesce(json_agg(json_build_object('kind', e.kind, 'version', e.version,
              'submittedVersion', e.submitted_version, 'at', e.at) ORDER BY e.version), '[]')
            FROM completion_event e WHERE e.round_id = r.id)) ORDER BY r.number), '[]')
          FROM completion_round r WHERE r.application_id = a.id)`;

/** When the clock of silence stood still, over all the rounds. */
export function suspensionsIn(rounds: readonly RoundRow[]): Suspension[] {
  return suspensionsOf(rounds.map(periodsOf));
}

/** Produced: by the first version sent since it was answered, or by its acceptance without an answer. */
function periodsOf(round: RoundRow): RoundPeriods {
  const end = endOf(round);
  return {
    endedAt: end === undefined ? null : new Date(end.at),
    items: round.items.map(({ essential, defect, askedAt, dueAt, answers: [first], settlements }) => {
      const sending = round.events.find(
        ({ kind, version }) => kind === 'SENT' && first !== undefined && version >= first.version,
      );
      const accepted = settlements.find((settlement) => settlement.accepted);
      const times = [sending?.at, accepted?.at].filter((at) => at !== undefined).map((at) => Date.parse(at));
      const producedAt = times.length === 0 ? null : new Date(Math.min(...times));
      return { essential, defect, askedAt: new Date(askedAt), dueAt: new Date(dueAt), producedAt };
    }),
  };
}
