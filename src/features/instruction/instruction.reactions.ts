// What follows: two rows when a dossier is submitted, which follow it when it is forwarded, the examination's start and end, and rows closed
// when nothing is left to examine.

import { Injectable, type OnModuleInit } from '@nestjs/common';

import { newId } from '../../kernel/ids.js';
import type { Tx } from '../../platform/database/tx.js';
import type { Message } from '../../platform/workflow/binding.js';
import { Executor } from '../../platform/workflow/executor.js';
import { WorkflowRegistry } from '../../platform/workflow/registry.js';
import { ApplicationBinding } from '../applications/application.binding.js';
import { DivergenceBinding } from './divergence.binding.js';
import { openDivergence } from './divergence.store.js';
import { AGENCY_KINDS, type InstructionState } from './instruction-facts.rules.js';
import { InstructionBinding } from './instruction.binding.js';
import { JointScoreBinding } from './joint-score.binding.js';
import { joinOpinions, type Opinion } from './joint.rules.js';

interface PairRow {
  readonly applicationId: string;
  readonly applicationState: string;
  readonly agencyKind: string;
  readonly state: InstructionState;
  readonly opinion: Opinion | null;
}

@Injectable()
export class InstructionReactions implements OnModuleInit {
  constructor(
    private readonly registry: WorkflowRegistry,
    private readonly executor: Executor,
    private readonly binding: InstructionBinding,
    private readonly applications: ApplicationBinding,
    private readonly jointScores: JointScoreBinding,
    private readonly divergences: DivergenceBinding,
  ) {}

  onModuleInit(): void {
    for (const begun of ['application.submitted', 'application.readmitted', 'application.reexamined']) {
      this.registry.on(begun, (tx, message) => this.open(tx, message));
    }
    this.registry.on('application.complete', (tx, message) => this.startExamination(tx, message, message.id));
    this.registry.on('application.forwarded', (tx, message) => this.transfer(tx, message));
    this.registry.on('instruction.assigned', async (tx, message) =>
      this.startExamination(tx, message, await applicationOf(tx, message.id)),
    );
    this.registry.on('instruction.signed', (tx, message) => this.join(tx, message));
    for (const ended of ['application.withdrawn', 'application.ineligible', 'application.dismissed']) {
      this.registry.on(ended, (tx, message) => this.closeOf(tx, message));
    }
    this.registry.on('call.cancelled', (tx, message) => this.closeOfCall(tx, message));
  }

  private async open(tx: Tx, { id, now }: Message): Promise<void> {
    for (const agencyKind of AGENCY_KINDS) {
      await tx.db.$executeRaw`
        INSERT INTO instruction (id, application_id, call_id, department, agency_kind, state, version, created_at, examination)
        SELECT ${newId()}::uuid, a.id, a.call_id, a.department, ${agencyKind}, 'PENDING', 1, ${now}::timestamptz, a.examination
        FROM application a WHERE a.id = ${id}::uuid`;
    }
  }

  /** Both rows follow the dossier; no opinion is signed before it is complete, so none is left behind. */
  private async transfer(tx: Tx, message: Message): Promise<void> {
    const open = await tx.db.$queryRaw<{ id: string; department: string }[]>`
      SELECT i.id, a.department FROM instruction i JOIN application a ON a.id = i.application_id
      WHERE a.id = ${message.id}::uuid AND i.state NOT IN ('SIGNED', 'CLOSED') ORDER BY i.id`;
    for (const { id, department } of open) await this.executor.follow(tx, message, this.binding, id, 'transfer', { department });
  }

  /** A complete dossier with an examiner on each side is under examination. The dossier's row is held: neither side can change meanwhile. */
  private async startExamination(tx: Tx, message: Message, applicationId: string): Promise<void> {
    const pair = await pairOf(tx, applicationId);
    const taken = pair.filter(({ state }) => state !== 'PENDING' && state !== 'CLOSED');
    if (taken.length < AGENCY_KINDS.length || pair.some((row) => row.applicationState !== 'COMPLETE')) return;
    await this.executor.follow(tx, message, this.applications, applicationId, 'startExamination', {});
  }

  private async join(tx: Tx, message: Message): Promise<void> {
    const pair = await pairOf(tx, await applicationOf(tx, message.id));
    const opinion = (kind: string): Opinion | null | undefined =>
      pair.find((row) => row.agencyKind === kind && row.state === 'SIGNED')?.opinion;
    const [caf, ddets] = [opinion('CAF'), opinion('DDETS')];
    const applicationId = pair[0]?.applicationId;
    if (!caf || !ddets || applicationId === undefined) return;
    const joint = joinOpinions(caf, ddets);
    await this.executor.follow(tx, message, this.applications, applicationId, 'recordExamination', joint);
    if (joint.divergent) await openDivergence(tx, { applicationId, caf, ddets, now: message.now });
  }

  private async closeOf(tx: Tx, message: Message): Promise<void> {
    const open = await tx.db.$queryRaw<{ id: string }[]>`
      SELECT id FROM instruction WHERE application_id = ${message.id}::uuid AND state NOT IN ('SIGNED', 'CLOSED') ORDER BY id`;
    for (const { id } of open) await this.executor.follow(tx, message, this.binding, id, 'close', {});
    await this.closeJoint(tx, message, [message.id]);
  }

  /** What both agencies were still settling has no object any more. The dossiers are held: nobody answers meanwhile. */
  private async closeJoint(tx: Tx, message: Message, applicationIds: readonly string[]): Promise<void> {
    const open = await tx.db.$queryRaw<{ id: string; kind: 'score' | 'divergence' }[]>`
      SELECT id, 'score' AS kind FROM joint_score WHERE application_id = ANY(${[...applicationIds]}::uuid[]) AND state = 'PROPOSED'
      UNION ALL SELECT id, 'divergence' FROM divergence WHERE application_id = ANY(${[...applicationIds]}::uuid[]) AND state IN ('OPEN', 'TO_CONFIRM')
      ORDER BY id`;
    for (const { id, kind } of open) {
      if (kind === 'score') await this.executor.follow(tx, message, this.jointScores, id, 'lapse', {});
      else await this.executor.follow(tx, message, this.divergences, id, 'close', {});
    }
  }

  /**
   * A call cancelled stops every examination under way. The cancelled call is held for update and each act on an instruction holds its call
   * too, so nothing moves meanwhile; all dossiers are locked before any instruction, to keep the order of locks.
   */
  private async closeOfCall(tx: Tx, message: Message): Promise<void> {
    const open = await tx.db.$queryRaw<{ id: string; applicationId: string }[]>`
      SELECT id, application_id AS "applicationId" FROM instruction
      WHERE call_id = ${message.id}::uuid AND state NOT IN ('SIGNED', 'CLOSED') ORDER BY id`;
    const joint = await tx.db.$queryRaw<{ applicationId: string }[]>`
      SELECT j.application_id AS "applicationId" FROM application a JOIN joint_score j ON j.application_id = a.id AND j.state = 'PROPOSED'
      WHERE a.call_id = ${message.id}::uuid
      UNION SELECT d.application_id FROM application a JOIN divergence d ON d.application_id = a.id AND d.state IN ('OPEN', 'TO_CONFIRM')
      WHERE a.call_id = ${message.id}::uuid`;
    const settling = joint.map(({ applicationId }) => applicationId);
    await tx.lock('application', [...new Set([...open.map(({ applicationId }) => applicationId), ...settling])]);
    await this.closeJoint(tx, message, settling);
    for (const { id } of open) await this.executor.follow(tx, message, this.binding, id, 'close', {});
  }
}

async function applicationOf(tx: Tx, instructionId: string): Promise<string> {
  const { applicationId } = await tx.db.instruction.findUniqueOrThrow({
    where: { id: instructionId },
    select: { applicationId: true },
  });
  return applicationId;
}

function pairOf(tx: Tx, applicationId: string): Promise<PairRow[]> {
  return tx.db.$queryRaw<PairRow[]>`
    SELECT i.application_id AS "applicationId", a.state AS "applicationState", i.agency_kind AS "agencyKind", i.state, i.opinion
    FROM instruction i JOIN application a ON a.id = i.application_id AND a.examination = i.examination
    WHERE i.application_id = ${applicationId}::uuid`;
}
