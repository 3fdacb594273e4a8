import { Injectable } from '@nestjs/common';

import { Refusal } from '../../kernel/errors.js';
import { Database } from '../../platform/database/database.service.js';
import { viewMoney } from '../../platform/http/views.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import type { FrozenContent } from './application-content.js';
import { ApplicationsReader } from './applications.reader.js';
import { totalCost, totalOfYears } from './budget.rules.js';
import { endOf, ROUNDS, suspensionsIn, type RoundRow } from './completion-rounds.store.js';
import { viewAnswer, viewAsked, viewCondition, viewSettlement } from './completion.views.js';
import type { CompletionHistoryView, DifferenceView, RoundItemView, RoundView } from './completion-history.views.js';
import { readsAsHolder } from './disclosure.rules.js';
import { diffVersions } from './version-diff.rules.js';

interface ForwardingRow {
  readonly fromDepartment: string;
  readonly toDepartment: string;
  readonly reasons: string;
  readonly at: string;
}

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
        suspensions: suspensionsIn(rounds).map(({ from, to }) => ({
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
      SELECT ${ROUNDS} AS rounds,
        (SELECT coalesce(json_agg(json_build_object('fromDepartment', f.from_department, 'toDepartment', f.to_department,
            'reasons', f.reasons, 'at', f.forwarded_at) ORDER BY f.version), '[]')
          FROM application_forwarding f WHERE f.application_id = a.id) AS forwardings
      FROM application a WHERE a.id = ${id}::uuid`;
    return row ?? { rounds: [], forwardings: [] };
  }
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
