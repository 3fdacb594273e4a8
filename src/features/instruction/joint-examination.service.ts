import { Injectable } from '@nestjs/common';

import { applicationScope } from '../../access/application-scope.js';
import { Refusal } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { authorise } from '../../kernel/machine.js';
import { Database } from '../../platform/database/database.service.js';
import type { Db } from '../../platform/database/tx.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import { Executor } from '../../platform/workflow/executor.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { DivergenceBinding } from './divergence.binding.js';
import type { DivergenceEvent } from './divergence.rules.js';
import { loadDivergence } from './divergence.store.js';
import { actingAgency, AGENCY_TO_NAME } from './examination-facts.rules.js';
import { findExamination, heldExamination } from './examination.store.js';
import type { ProposeScoreDto } from './joint-examination.dto.js';
import type { DivergenceView, JointScoreListView, JointScoreView } from './joint-examination.views.js';
import { JointScoreBinding } from './joint-score.binding.js';
import { jointScoreMachine, type JointScoreEvent } from './joint-score.machine.js';
import { insertJointScore, jointScoreFacts, loadJointScore, readJointScores } from './joint-score.store.js';
import { withinInstructionScope, type ExaminedDossier } from './sealing.rules.js';
import { visibleApplication } from '../applications/visible-application.reader.js';
import { viewDivergence, viewJointScore } from './view-joint-examination.js';

/** What the two agencies do together once both have signed: the common score, and the conciliation of a divergence. */
@Injectable()
export class JointExaminationService {
  constructor(
    private readonly acts: Acts,
    private readonly executor: Executor,
    private readonly database: Database,
    private readonly jointScores: JointScoreBinding,
    private readonly divergences: DivergenceBinding,
  ) {}

  /** @throws Refusal not-found, forbidden, conflict when one is proposed or agreed already, rule-not-met */
  async propose(context: RequestContext, applicationId: string, body: ProposeScoreDto): Promise<Answer<JointScoreView>> {
    const { actor, now, requestId } = context;
    return this.acts.perform(context, async (tx) => {
      await visibleApplication(tx.db, actor, applicationId);
      const examined = await heldExamination(tx, applicationId);
      if (examined === undefined) throw new Refusal('not-found');
      // Before anything is written: a stranger must not learn from a conflict that one is proposed.
      const draft = {
        agencyKind: 'CAF',
        proposedBy: actor.personId,
        sheet: { gridVersion: examined.grid.version, scores: [] },
      } as const;
      const denied = authorise(jointScoreMachine, 'propose', jointScoreFacts(examined, draft), actor);
      if (denied !== undefined) throw new Refusal(denied.code);
      const agencyKind = actingAgency(examined, actor, body.agencyKind);
      if (agencyKind === undefined) throw new Refusal('rule-not-met', undefined, [AGENCY_TO_NAME]);
      const id = newId();
      await insertJointScore(tx, { id, examined, agencyKind, scores: body.scores, by: actor.personId, now });
      await this.executor.fire(tx, this.jointScores, id, 'propose', { actor, input: body, now, requestId });
      return { ...(await this.viewScore(tx.db, context, id)), status: 201, location: `/v1/joint-scores/${id}` };
    });
  }

  answerScore(context: RequestContext, id: string, event: JointScoreEvent, input: object): Promise<Answer<JointScoreView>> {
    return this.acts.fire(context, this.jointScores, id, event, input, (tx) => this.viewScore(tx.db, context, id));
  }

  actOnDivergence(context: RequestContext, id: string, event: DivergenceEvent, input: object): Promise<Answer<DivergenceView>> {
    return this.acts.fire(context, this.divergences, id, event, input, (tx) => this.viewDivergence(tx.db, context, { id }));
  }

  score(context: RequestContext, id: string): Promise<Answer<JointScoreView>> {
    return this.viewScore(this.database.read, context, id);
  }

  divergence(context: RequestContext, id: string): Promise<Answer<DivergenceView>> {
    return this.viewDivergence(this.database.read, context, { id });
  }

  /** Proposals of the examination in progress; none before both agencies have signed. */
  async scoresOf(context: RequestContext, applicationId: string): Promise<Answer<JointScoreListView>> {
    const db = this.database.read;
    await visibleApplication(db, context.actor, applicationId);
    const examined = await findExamination(db, applicationId);
    if (!sees(context, examined)) throw new Refusal('not-found');
    const rows = await readJointScores(db, { applicationId, examination: examined.examination });
    return { body: { items: rows.map((row) => viewJointScore(row, jointScoreFacts(examined, row), context)) } };
  }

  /** Of the examination in progress. @throws Refusal not-found when the opinions do not diverge */
  async divergenceOf(context: RequestContext, applicationId: string): Promise<Answer<DivergenceView>> {
    const db = this.database.read;
    await visibleApplication(db, context.actor, applicationId);
    const examined = await findExamination(db, applicationId);
    if (!sees(context, examined)) throw new Refusal('not-found');
    return this.viewDivergence(db, context, { applicationId, examination: examined.examination });
  }

  private async viewScore(db: Db, context: RequestContext, id: string): Promise<Answer<JointScoreView>> {
    const loaded = await loadJointScore(db, id);
    if (loaded === undefined || !sees(context, loaded.facts)) throw new Refusal('not-found');
    return { body: viewJointScore(loaded.row, loaded.facts, context), version: loaded.row.version };
  }

  private async viewDivergence(
    db: Db,
    context: RequestContext,
    by: Parameters<typeof loadDivergence>[1],
  ): Promise<Answer<DivergenceView>> {
    const loaded = await loadDivergence(db, by);
    if (loaded === undefined || !sees(context, loaded.facts)) throw new Refusal('not-found');
    return { body: viewDivergence(loaded.row, loaded.facts, context), version: loaded.row.version };
  }
}

function sees<T extends ExaminedDossier>({ actor }: RequestContext, examined: T | undefined): examined is T {
  return examined !== undefined && withinInstructionScope(applicationScope(actor), examined);
}
