import { Injectable, type OnModuleInit } from '@nestjs/common';

import type { Db, Tx } from '../../platform/database/tx.js';
import type { Asked, Binding, Loaded } from '../../platform/workflow/binding.js';
import { WorkflowRegistry } from '../../platform/workflow/registry.js';
import type { ApplicationFacts, ApplicationState } from './application-facts.js';
import { applicationMachine, type ApplicationEvent } from './application.machine.js';
import { saveApplication, type ApplicationAct } from './application.save.store.js';
import { loadApplication, lockApplication } from './application.store.js';

/** Ties the machine to its tables. The features above fire its events through this. */
@Injectable()
export class ApplicationBinding implements Binding<ApplicationState, ApplicationEvent, ApplicationFacts>, OnModuleInit {
  readonly machine = applicationMachine;

  constructor(private readonly registry: WorkflowRegistry) {}

  onModuleInit(): void {
    this.registry.bind(this);
  }

  lock(tx: Tx, id: string, asked: Asked<ApplicationEvent>): Promise<void> {
    return lockApplication(tx, id, asked.event);
  }

  async load(
    db: Db,
    id: string,
    asked?: Asked<ApplicationEvent>,
  ): Promise<Loaded<ApplicationState, ApplicationFacts> | undefined> {
    const loaded = await loadApplication(db, id, asked?.event);
    return loaded === undefined ? undefined : { state: loaded.facts.state, ...loaded };
  }

  save(tx: Tx, act: ApplicationAct): Promise<number> {
    return saveApplication(tx, act);
  }

  /** Ids, dates, codes and amounts; the texts stay in the frozen version, whose hash the receipt carries. */
  evidence(facts: ApplicationFacts): unknown {
    const { call, content, completion, ineligibility } = facts;
    return {
      callId: call.id,
      callState: call.state,
      callSpec: call.specVersion,
      opensAt: call.opensAt,
      deadlineAt: call.deadlineAt,
      graceSeconds: call.settings.graceSeconds,
      organisationId: facts.organisationId,
      holderType: facts.holderType,
      department: facts.department,
      submittedVersion: facts.submittedVersion,
      startsOn: content.startsOn,
      endsOn: content.endsOn,
      requestedYears: content.requestedYears,
      budget: content.budget?.lines.map(({ side, family, year, cents }) => ({ side, family, year, cents })),
      documents: content.documents?.map(({ code, provided }) => ({ code, provided })),
      files: call.settings.documentsByUpload === true ? facts.files.map(({ code, version }) => ({ code, version })) : undefined,
      completionDueAt: completion?.dueAt,
      remindedAt: completion?.remindedAt,
      answeredAt: completion?.answeredAt,
      completionItems: completion?.items.map(({ id, code, defect, essential, sentAt, settlement }) => ({
        id,
        code,
        defect,
        essential,
        sentAt,
        accepted: settlement?.accepted,
      })),
      finding:
        ineligibility === null ? undefined : { agency: ineligibility.agency, by: ineligibility.by, rule: ineligibility.rule },
      committeeOpinion: facts.committeeOpinion ?? undefined,
      consultedDepartments: facts.consultedDepartments,
      consultations: facts.consultations,
      reserveRank: facts.reserveRank ?? undefined,
      reserveRanks: facts.reserveRanks,
      reference: facts.reference ?? undefined,
      // What the guards judge; an agency's proposal stays out of a trail that the other agency reads.
      requested: facts.amounts
        .filter(({ stage }) => stage === 'REQUESTED')
        .map(({ year, funderCode, cents }) => ({ year, funderCode, cents })),
      envelopes: facts.envelopes.map(({ funderCode, year, leftCents }) => ({ funderCode, year, leftCents })),
      reserveExpiresAt: facts.reserveExpiresAt ?? undefined,
      legRefused: facts.legRefused,
      offerDeclined: facts.offerDeclined,
      examination: facts.examination,
      interests: facts.interestedPersonIds,
    };
  }
}
