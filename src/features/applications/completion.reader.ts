import { Injectable } from '@nestjs/common';

import { Refusal } from '../../kernel/errors.js';
import { Database } from '../../platform/database/database.service.js';
import { viewMoney } from '../../platform/http/views.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import type { FrozenContent } from './application-content.js';
import { ApplicationsReader } from './applications.reader.js';
import { totalCost, totalOfYears } from './budget.rules.js';
import type { CompletionItem, ItemAnswer, ItemSettlement, RoundEvent } from './completion-content.js';
import { viewAnswer, viewAsked, viewCondition, viewSettlement } from './completion.views.js';
import type { CompletionHistoryView, DifferenceView, RoundItemView, RoundView } from './completion-history.views.js';
import { readsAsHolder } from './disclosure.rules.js';
import { suspensionsOf, type RoundPeriods } from './suspensions.rules.js';
import { diffVersions } from './version-diff.rules.js';

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
interface RoundRow {
  readonly number: number;
  readonly askedVersion: number;
  readonly items: readonly ItemRow[];
  readonly events: readonly EventRow[];
}
interface ForwardingRow {
  readonly fromDepartment: string;
  readonly toDepartment: string;
  readonly reasons: string;
  readonly at: string;
}

const GOES_ON: readonly RoundEvent[] = ['ASKED', 'JOINED', 'REMINDED', 'REMINDED_BY_CLOCK', 'SENT'];
const endOf = ({ events }: RoundRow): EventRow | undefined => events.find(({ kind }) => !GOES_ON.includes(kind));

/** Rounds of completion, and differences between the versions that they led to. */
@Injectable()
export class CompletionReader {
  constructor(
    private readonly database: Database,
    private readonly applications: ApplicationsReader,
  ) {}

  /** @throws Refusal not-found outside one's scope */
  async history(context: RequestContext, id: string): Promise<Answer<CompletionHistoryView>> {
    const { facts } = await this.applications.seen(context, id);
    const { rounds, forwardings } = await this.rows(id);
    const holder = readsAsHolder(context.actor, facts.organisationId);
    return {
      body: {
        rounds: rounds.map((round) => viewRound(round, holder)),
        suspensions: suspensionsOf(rounds.map(periodsOf)).map(({ from, to }) => ({
          from: from.toISOString(),
          to: to?.toISOString() ?? null,
        })),
        conditions: facts.conditions.map(viewCondition),
        forwardings: forwardings.map(({ at, ...forwarding }) => ({ ...forwarding, at: new Date(at).toISOString() })),
      },
    };
  }

  /** @throws Refusal not-found outside one's scope, and for a version that was never frozen */
  async difference(context: RequestContext, id: string, from: string, to: string): Promise<Answer<DifferenceView>> {
    const numbers = [from, to].map((text) => (/^[1-9]\d{0,3}$/.test(text) ? Number(text) : 0));
    await this.applications.seen(context, id);
    const rows = await this.database.read.$queryRaw<{ number: number; content: FrozenContent }[]>`
      SELECT number, content FROM application_version WHERE application_id = ${id}::uuid AND number = ANY(${numbers}::int[])`;
    const [before, after] = numbers.map((number) => rows.find((row) => row.number === number)?.content);
    if (before === undefined || after === undefined) throw new Refusal('not-found');
    const { changes, truncated } = diffVersions({ ...before }, { ...after });
    const requested = (content: FrozenContent) => viewMoney(totalOfYears(content.requestedYears ?? []));
    const cost = (content: FrozenContent) => viewMoney(totalCost(content.budget));
    return {
      body: {
        from: Number(from),
        to: Number(to),
        changes: changes.map((change) => ({
          pointer: change.pointer,
          kind: change.before === undefined ? 'ADDED' : change.after === undefined ? 'REMOVED' : 'CHANGED',
          before: change.before ?? null,
          after: change.after ?? null,
        })),
        truncated,
        requested: { before: requested(before), after: requested(after) },
        totalCost: { before: cost(before), after: cost(after) },
      },
    };
  }

  private async rows(id: string): Promise<{ rounds: RoundRow[]; forwardings: ForwardingRow[] }> {
    const [row] = await this.database.read.$queryRaw<{ rounds: RoundRow[]; forwardings: ForwardingRow[] }[]>`
      SELECT (SELECT coalesce(json_agg(json_build_object('number', r.number, 'askedVersion', r.asked_version,
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
          FROM completion_round r WHERE r.application_id = ${id}::uuid) AS rounds,
        (SELECT coalesce(json_agg(json_build_object('fromDepartment', f.from_department, 'toDepartment', f.to_department,
            'reasons', f.reasons, 'at', f.forwarded_at) ORDER BY f.version), '[]')
          FROM application_forwarding f WHERE f.application_id = ${id}::uuid) AS forwardings`;
    return row ?? { rounds: [], forwardings: [] };
  }
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

function viewRound(round: RoundRow, holder: boolean): RoundView {
  const lastSending = Math.max(0, ...round.events.filter(({ kind }) => kind === 'SENT').map(({ version }) => version));
  const settlementsShown = !holder || endOf(round) !== undefined;
  return {
    number: round.number,
    askedVersion: round.askedVersion,
    items: round.items.map((item): RoundItemView => ({
      ...viewAsked(item),
      answers: item.answers.filter(({ version }) => holder || version <= lastSending).map(viewAnswer),
      settlements: settlementsShown ? item.settlements.map(viewSettlement) : [],
    })),
    events: round.events.map(({ kind, at, submittedVersion }) => ({ kind, at: new Date(at).toISOString(), submittedVersion })),
  };
}
