import { Injectable } from '@nestjs/common';

import { systemActor } from '../../kernel/actor.js';
import { Refusal } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { Database } from '../../platform/database/database.service.js';
import { Executor } from '../../platform/workflow/executor.js';
import { isMoot } from './session-facts.rules.js';
import { SessionBinding } from './session.binding.js';
import type { SessionEvent } from './session.machine.js';
import { loadSession } from './session.store.js';
import { isValidInWriting, SETTLING_MS } from './written.rules.js';

const NO_BALLOT = 'Aucun bulletin n’a été exprimé pendant la délibération écrite.';

interface Outcome {
  readonly done: boolean;
  /** Names of the rules that were not met. */
  readonly unmet: readonly string[];
}

interface Due {
  readonly id: string;
  readonly opens: boolean;
}

/**
 * Shows in the states what time has decided: a written deliberation opens and closes at the hours announced. No rule waits for it: a ballot
 * or a remark is judged on its own arrival. And convenes the members who joined since the convocation.
 */
@Injectable()
export class SessionsClock {
  constructor(
    private readonly database: Database,
    private readonly executor: Executor,
    private readonly binding: SessionBinding,
  ) {}

  /** Returns how many sessions it moved. Several processes may run it at once: each act is done once. */
  async tick(now: Date): Promise<number> {
    const settled = new Date(now.getTime() - SETTLING_MS);
    const due = await this.database.read.$queryRaw<Due[]>`
      SELECT id, state = 'CONVENED' AS opens FROM committee_session
      WHERE mode = 'WRITTEN' AND ((state = 'CONVENED' AND scheduled_at <= ${now}::timestamptz)
        OR (state = 'OPEN' AND closes_at <= ${settled}::timestamptz)) ORDER BY id`;
    let acts = 0;
    for (const { id, opens } of due) {
      if (opens ? await this.openWritten(id, now) : await this.closeWritten(id, now)) acts += 1;
    }
    return acts + (await this.conveneNewcomers(now));
  }

  /** Opens a written deliberation whose hour has come, so that its first ballot need not wait for the next pass. */
  async openIfDue(id: string, now: Date): Promise<void> {
    const [due] = await this.database.read.$queryRaw<unknown[]>`
      SELECT FROM committee_session WHERE id = ${id}::uuid AND mode = 'WRITTEN' AND state = 'CONVENED' AND scheduled_at <= ${now}::timestamptz`;
    if (due !== undefined) await this.openWritten(id, now);
  }

  private async openWritten(id: string, now: Date): Promise<boolean> {
    return (await this.fire(id, 'openWritten', now)).done;
  }

  /**
   * Each item is counted by the same act as at a meeting, in a transaction of its own: what a crash leaves is done by the next pass. One
   * without a ballot is deferred. Where a rule asks for more than ballots (reasons to write), the item stays with the secretary: nothing
   * can be voted on it any more.
   */
  private async closeWritten(id: string, now: Date): Promise<boolean> {
    const row = await loadSession(this.database.read, id, now);
    if (row?.state !== 'OPEN') return false;
    if (!isValidInWriting(row.facts)) return (await this.fire(id, 'invalidate', now)).done;
    let acts = 0;
    for (const { id: itemId } of row.facts.items.filter((item) => item.state === 'OPEN' && !isMoot(item))) {
      const closed = await this.fire(id, 'closeItem', now, { itemId });
      const settled = closed.unmet.includes('someoneVoted')
        ? await this.fire(id, 'deferItem', now, { itemId, reasons: NO_BALLOT })
        : closed;
      if (settled.done) acts += 1;
    }
    return (await this.fire(id, 'close', now)).done || acts > 0;
  }

  /** A member who enters the composition after the convocation is convened then, by e-mail. */
  private async conveneNewcomers(now: Date): Promise<number> {
    const rows = await this.database.read.$queryRaw<{ id: string; memberIds: string[] }[]>`
      SELECT s.id, array_agg(m.id::text ORDER BY m.id) AS "memberIds" FROM committee_session s
      JOIN committee_member m ON m.committee_id = s.committee_id AND m.starts_at <= ${now}::timestamptz
        AND m.starts_at > s.convened_at AND (m.ends_at IS NULL OR m.ends_at > ${now}::timestamptz)
      WHERE s.state = 'CONVENED' AND NOT EXISTS (SELECT FROM convocation_sending c WHERE c.session_id = s.id AND c.member_id = m.id)
      GROUP BY s.id ORDER BY s.id`;
    let acts = 0;
    for (const { id, memberIds } of rows) {
      if ((await this.fire(id, 'sendConvocation', now, { memberIds, means: 'EMAIL' })).done) acts += 1;
    }
    return acts;
  }

  /** In a transaction of its own: nothing is written where another process was first, or a rule is not met. */
  private async fire(id: string, event: SessionEvent, now: Date, input: object = {}): Promise<Outcome> {
    const options = { actor: systemActor(), input, now, requestId: `clock-${newId()}` };
    try {
      await this.database.transaction((tx) => this.executor.fire(tx, this.binding, id, event, options));
      return { done: true, unmet: [] };
    } catch (error) {
      if (error instanceof Refusal && (error.code === 'transition-not-allowed' || error.code === 'rule-not-met')) {
        return { done: false, unmet: error.reasons.map(({ rule }) => rule) };
      }
      throw error;
    }
  }
}
