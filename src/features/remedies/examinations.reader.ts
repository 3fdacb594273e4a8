import { Injectable } from '@nestjs/common';

import { Prisma } from '../../generated/prisma/client.js';
import { Refusal } from '../../kernel/errors.js';
import { cents } from '../../kernel/money.js';
import { Database } from '../../platform/database/database.service.js';
import { viewMoney } from '../../platform/http/views.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import type { AmountStage, NegativeAnswer } from '../applications/application-content.js';
import { readsAsHolder } from '../applications/disclosure.rules.js';
import { selectInstructions } from '../instruction/instruction.store.js';
import { viewInstruction } from '../instruction/view-instruction.js';
import type { ExaminationListView, ExaminationView } from './remedies.views.js';
import { visibleApplication } from '../applications/visible-application.reader.js';

interface Row {
  readonly number: number;
  readonly state: string;
  readonly decidedSince: Date;
  readonly endedAt: Date;
  readonly refusal: NegativeAnswer;
  readonly jointOutcome: string | null;
  readonly divergent: boolean | null;
  readonly committeeOpinion: string | null;
  readonly amounts: readonly {
    readonly stage: AmountStage;
    readonly year: number;
    readonly funderCode: string;
    readonly cents: string;
  }[];
}

/** Stages that a holder reads once a decision is taken, as on the dossier itself. */
const TOLD: readonly AmountStage[] = ['DECIDED'];

/** Examinations that an appeal ended: kept as they were, for those who could read them when their decision was taken. */
@Injectable()
export class ExaminationsReader {
  constructor(private readonly database: Database) {}

  /** @throws Refusal not-found outside one's scope */
  async list(context: RequestContext, applicationId: string): Promise<Answer<ExaminationListView>> {
    return { body: { items: await this.read(context, applicationId) } };
  }

  /** @throws Refusal not-found */
  async one(context: RequestContext, applicationId: string, number: string): Promise<Answer<ExaminationView>> {
    const found = (await this.read(context, applicationId)).find((examination) => String(examination.number) === number);
    if (found === undefined) throw new Refusal('not-found');
    return { body: found };
  }

  private async read(context: RequestContext, applicationId: string): Promise<ExaminationView[]> {
    const { actor, now, locale } = context;
    const db = this.database.read;
    const loaded = await visibleApplication(db, actor, applicationId);
    const rows = await db.$queryRaw<Row[]>`
      SELECT e.number, e.state, e.decided_since AS "decidedSince", e.ended_at AS "endedAt", e.refusal, e.joint_outcome AS "jointOutcome",
             e.divergent, e.committee_opinion AS "committeeOpinion",
             (SELECT coalesce(json_agg(json_build_object('stage', m.stage, 'year', m.year, 'funderCode', m.funder_code, 'cents', m.cents::text)
                                       ORDER BY m.stage, m.year, m.funder_code), '[]')
              FROM (SELECT *, max(revision) OVER (PARTITION BY stage) AS last FROM application_amount
                    WHERE application_id = e.application_id AND examination = e.number AND stage <> 'REQUESTED') m
              WHERE m.revision = m.last) AS amounts
      FROM application_examination e WHERE e.application_id = ${applicationId}::uuid ORDER BY e.number LIMIT 100`;
    if (rows.length === 0) return [];
    const instructions = await selectInstructions(
      db,
      Prisma.sql`i.application_id = ${applicationId}::uuid AND i.examination < a.examination`,
      Prisma.sql`ORDER BY i.examination, i.agency_kind LIMIT 200`,
    );
    const asHolder = readsAsHolder(actor, loaded.facts.organisationId);
    return rows.map(({ number, state, decidedSince, endedAt, refusal, amounts, ...told }) => ({
      number,
      state,
      decidedAt: decidedSince.toISOString(),
      endedAt: endedAt.toISOString(),
      refusal: { reasons: refusal.reasons, appeal: refusal.appeal, capacity: refusal.capacity, date: refusal.date },
      ...told,
      amounts: amounts
        .filter(({ stage }) => !asHolder || TOLD.includes(stage))
        .map(({ stage, year, funderCode, cents: sum }) => ({ stage, year, funderCode, amount: viewMoney(cents(sum)) })),
      instructions: instructions
        .filter(({ examination }) => examination === number)
        .map((row) => viewInstruction(row, actor, now, locale)),
    }));
  }
}
