import { Injectable } from '@nestjs/common';

import { Database } from '../../platform/database/database.service.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import { ApplicationBinding } from '../applications/application.binding.js';
import type { CallSettings } from '../calls/call-settings.js';
import { ROUNDS, suspensionsIn, type RoundRow } from '../applications/completion-rounds.store.js';
import { silenceOf, UNANSWERED_STATES, type JudgedSilence } from '../applications/silence-state.rules.js';
import { AppealBinding } from './appeal.binding.js';

/** Before every identifier. */
const FIRST = '00000000-0000-0000-0000-000000000000';
/** Rows looked at by one query. */
const PAGE = 500;
/** Shorter than any two months: what is younger needs no look. */
const TWO_MONTHS_AT_LEAST_DAYS = 59;
const DAY_MS = 86_400_000;

interface Waiting extends Omit<JudgedSilence, 'call' | 'everSubmitted' | 'suspensions'> {
  readonly rounds: readonly RoundRow[];
  readonly id: string;
  readonly timeZone: string;
  readonly settings: Pick<CallSettings, 'silence'>;
}

/** Records what silence has decided: each once, whatever the number of passes and of processes. No rule waits for it. */
@Injectable()
export class RemediesClock {
  constructor(
    private readonly database: Database,
    private readonly acts: Acts,
    private readonly applications: ApplicationBinding,
    private readonly appeals: AppealBinding,
  ) {}

  /** Returns how many acts it did. */
  async tick(now: Date): Promise<number> {
    return (await this.rejectAppeals(now)) + (await this.recordSilences(now));
  }

  private async rejectAppeals(now: Date): Promise<number> {
    let acts = 0;
    for (let after = FIRST; ;) {
      const due = await this.database.read.$queryRaw<{ id: string }[]>`
        SELECT id FROM appeal WHERE state IN ('FILED', 'UNDER_REVIEW') AND silence_at < ${now}::timestamptz AND id > ${after}::uuid
        ORDER BY id LIMIT ${PAGE}::int`;
      for (const { id } of due) if (await this.acts.byClock(this.appeals, id, 'rejectBySilence', now)) acts += 1;
      const last = due.at(-1);
      if (last === undefined || due.length < PAGE) return acts;
      after = last.id;
    }
  }

  /** The rule judges each in memory, on one query a page; those that are due are judged again under lock. */
  private async recordSilences(now: Date): Promise<number> {
    const before = new Date(now.getTime() - TWO_MONTHS_AT_LEAST_DAYS * DAY_MS);
    let acts = 0;
    for (let after = FIRST; ;) {
      const page = await this.database.read.$queryRaw<Waiting[]>`
        SELECT a.id, a.state, o.holder_type AS "holderType", a.submitted_at AS "submittedAt", ${ROUNDS} AS rounds, c.time_zone AS "timeZone",
               jsonb_build_object('silence', c.settings -> 'silence') AS settings,
               greatest((SELECT max(e.ended_at) FROM application_examination e WHERE e.application_id = a.id),
                        (SELECT max(x.closed_at) FROM late_exception x WHERE x.application_id = a.id AND x.state = 'GRANTED')) AS "reopenedAt"
        FROM application a JOIN organisation o ON o.id = a.organisation_id JOIN "call" c ON c.id = a.call_id
        WHERE a.state = ANY(${[...UNANSWERED_STATES]}::text[]) AND a.submitted_at < ${before}::timestamptz AND a.id > ${after}::uuid
          AND c.state <> 'CANCELLED'
          AND NOT EXISTS (SELECT FROM application_silence q WHERE q.application_id = a.id AND q.examination = a.examination)
        ORDER BY a.id LIMIT ${PAGE}::int`;
      for (const { id, timeZone, settings, rounds, ...row } of page) {
        const suspensions = suspensionsIn(rounds);
        const silence = silenceOf({ ...row, suspensions, everSubmitted: true, call: { timeZone, settings } }, now);
        if (silence.state === 'EXPIRED' && (await this.acts.byClock(this.applications, id, 'recordSilence', now))) acts += 1;
      }
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) return acts;
      after = last.id;
    }
  }
}
