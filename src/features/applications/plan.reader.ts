import { Injectable } from '@nestjs/common';

import type { Actor } from '../../kernel/actor.js';
import { Database } from '../../platform/database/database.service.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import type { AgencyKind } from './application-content.js';
import type { LoadedApplication } from './application.store.js';
import { planBalancedForAward, planRulesFor } from './award-plan.rules.js';
import { CONSULTED_AGENCIES, readsConsultation, type ConsultationOpinion } from './consultation.rules.js';
import { seesOpinions, shownAmounts } from './disclosure.rules.js';
import { judge, rulesFor } from './eligibility.rules.js';
import { computePlan } from './plan.rules.js';
import { viewColumn, viewVerdict, type ConsultationView, type EligibilityView, type PlanView } from './plan.views.js';
import { visibleApplication } from './visible-application.reader.js';

interface OpinionRow {
  readonly department: string;
  readonly agency: AgencyKind;
  readonly opinion: ConsultationOpinion;
  readonly reasons: string;
  readonly givenAt: Date;
}

/** What is computed from a dossier for whoever reads it. */
@Injectable()
export class PlanReader {
  constructor(private readonly database: Database) {}

  /** @throws Refusal not-found outside one's scope */
  async plan({ actor, now, locale }: RequestContext, id: string): Promise<Answer<PlanView>> {
    const { facts, version } = await this.seen(actor, id);
    const { years, total } = computePlan(facts.content, facts.call.funders);
    // An amount decided is no secret to the one it is shown to, and told by a rule to nobody else.
    const amounts = shownAmounts(actor, facts);
    const rules = planRulesFor(facts);
    if (amounts.some(({ stage }) => stage === 'DECIDED')) rules.push(planBalancedForAward);
    const verdicts = judge(rules, facts, actor, now);
    const body = {
      applicationId: id,
      version,
      years: years.map(viewColumn),
      total: viewColumn(total),
      rules: verdicts.map((verdict) => viewVerdict(verdict, locale)),
    };
    return { body, version };
  }

  /** @throws Refusal not-found outside one's scope */
  async eligibility({ actor, now, locale }: RequestContext, id: string): Promise<Answer<EligibilityView>> {
    const { facts, version } = await this.seen(actor, id);
    const verdicts = judge(rulesFor(facts), facts, actor, now);
    const body = {
      applicationId: id,
      version,
      rulesVersion: facts.call.rulesVersion,
      callSpec: facts.call.specVersion,
      judgedAt: now.toISOString(),
      eligible: verdicts.every(({ met }) => met),
      rules: verdicts.map((verdict) => viewVerdict(verdict, locale)),
    };
    return { body, version };
  }

  /** The opinions that the reader may see, and who is still to give one. @throws Refusal not-found outside one's scope */
  async consultation({ actor }: RequestContext, id: string): Promise<Answer<ConsultationView>> {
    const { facts } = await this.seen(actor, id);
    if (!seesOpinions(actor, facts)) return { body: { sealed: true, items: [] } };
    const given = await this.database.read.$queryRaw<OpinionRow[]>`
      SELECT department, agency_kind AS agency, opinion, reasons, given_at AS "givenAt" FROM consultation_opinion
      WHERE application_id = ${id}::uuid`;
    const departments = new Set([...facts.consultedDepartments, ...given.map(({ department }) => department)]);
    const all = [...departments].sort().flatMap((department) => CONSULTED_AGENCIES.map((agency) => ({ department, agency })));
    const shown = all.filter((one) => readsConsultation(actor, facts, one));
    const items = shown.map(({ department, agency }) => {
      const row = given.find((one) => one.department === department && one.agency === agency);
      const { opinion = null, reasons = null, givenAt } = row ?? {};
      return { department, agency, opinion, reasons, givenAt: givenAt?.toISOString() ?? null };
    });
    return { body: { sealed: shown.length < all.length, items } };
  }

  /** The dossier, for who sees it; one query. @throws Refusal not-found */
  async seen(actor: Actor, id: string): Promise<LoadedApplication> {
    return visibleApplication(this.database.read, actor, id);
  }
}
