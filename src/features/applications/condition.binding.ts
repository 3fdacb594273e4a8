import { Injectable, type OnModuleInit } from '@nestjs/common';

import type { Db, Tx } from '../../platform/database/tx.js';
import type { Act, Binding, Loaded } from '../../platform/workflow/binding.js';
import { WorkflowRegistry } from '../../platform/workflow/registry.js';
import { UNDECLARED_EXAMINERS } from './application-scope.store.js';
import type { ConditionState } from './completion-content.js';
import { conditionMachine, type ConditionEvent, type ConditionFacts } from './condition.machine.js';

interface Row extends Omit<ConditionFacts, 'state'> {
  readonly state: ConditionState;
  readonly applicationState: string;
  readonly version: number;
  readonly applicationVersion: number;
}

/** A condition hangs on its dossier: that row is what is locked. */
@Injectable()
export class ConditionBinding implements Binding<ConditionState, ConditionEvent, ConditionFacts>, OnModuleInit {
  readonly machine = conditionMachine;

  constructor(private readonly registry: WorkflowRegistry) {}

  onModuleInit(): void {
    this.registry.bind(this);
  }

  async lock(tx: Tx, id: string): Promise<void> {
    const [row] = await tx.db.$queryRaw<{ applicationId: string }[]>`
      SELECT application_id AS "applicationId" FROM application_condition WHERE id = ${id}::uuid`;
    if (row !== undefined) await tx.lock('application', row.applicationId);
  }

  async load(db: Db, id: string): Promise<Loaded<ConditionState, ConditionFacts> | undefined> {
    const [row] = await db.$queryRaw<Row[]>`
      SELECT k.application_id AS "applicationId", k.code, k.effect, k.state, k.version, a.version AS "applicationVersion",
             a.state AS "applicationState", a.department, a.organisation_id AS "organisationId",
             a.submitted_version > 0 AS "everSubmitted",
             ARRAY(SELECT i.person_id::text FROM interest i WHERE i.application_id = a.id) AS "interestedPersonIds",
             ${UNDECLARED_EXAMINERS} AS "undeclaredPersonIds"
      FROM application_condition k JOIN application a ON a.id = k.application_id WHERE k.id = ${id}::uuid`;
    if (row === undefined) return undefined;
    const { state, version, applicationState, applicationVersion, ...facts } = row;
    // The screen shows the dossier: its version is the one that was read.
    return { state, version, matchVersion: applicationVersion, facts: { ...facts, state: applicationState } };
  }

  save(tx: Tx, { id, to, now, actor, input, version }: Act<ConditionState, ConditionEvent, ConditionFacts>): Promise<number> {
    const { reasons } = input as { reasons: string };
    return tx.db.$executeRaw`
      UPDATE application_condition SET state = ${to}, version = version + 1, lifted_at = ${now}::timestamptz,
             lifted_by = ${actor.personId}::uuid, lifted_reason = ${reasons}
      WHERE id = ${id}::uuid AND version = ${version}::int`;
  }

  evidence({ applicationId, code, effect, state, department }: ConditionFacts): unknown {
    return { applicationId, code, effect, applicationState: state, department };
  }
}
