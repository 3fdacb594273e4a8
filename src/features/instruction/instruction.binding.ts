import { Injectable, type OnModuleInit } from '@nestjs/common';

import { totalOf } from './grid.rules.js';
import type { Db, Tx } from '../../platform/database/tx.js';
import type { Act, Asked, Binding, Loaded } from '../../platform/workflow/binding.js';
import { WorkflowRegistry } from '../../platform/workflow/registry.js';
import { isUuid } from '../../kernel/ids.js';
import { inForce, type Candidate, type InstructionFacts, type InstructionState } from './instruction-facts.rules.js';
import type { AssignInput } from './instruction.rules.js';
import { instructionMachine, type InstructionEvent } from './instruction.machine.js';
import { signingDeadline } from './signing-deadline.rules.js';
import { factsOf, findCandidate, findInstruction, saveInstruction, type InstructionRow } from './instruction.store.js';
import { inOrder } from './workload.rules.js';
import { findWorkloads, takeTurn } from './workload.store.js';

/** Acts that only the examiner's own row depends on: the other agency works on undisturbed. */
const OWN_ROW_ONLY: readonly InstructionEvent[] = ['declareNoInterest', 'score', 'recordVisit', 'remindExaminer', 'escalate'];

/** Acts after which the sheet is nobody's. */
const LEAVES_SHEET: readonly InstructionEvent[] = ['assign', 'assignByWorkload', 'declareInterest', 'transfer'];

interface LockRow {
  readonly id: string;
  readonly applicationId: string;
  readonly callId: string;
  readonly agencyKind: string;
  readonly department: string;
}

@Injectable()
export class InstructionBinding implements Binding<InstructionState, InstructionEvent, InstructionFacts>, OnModuleInit {
  readonly machine = instructionMachine;

  constructor(private readonly registry: WorkflowRegistry) {}

  onModuleInit(): void {
    this.registry.bind(this);
  }

  /**
   * The call and the dossier first, because an assignment may start the examination and a signature may end it; then both rows, so that
   * of two last signatures at the same instant, the second one sees the first.
   */
  async lock(tx: Tx, id: string, { event }: Asked<InstructionEvent>): Promise<void> {
    // What leads to the rows to lock never changes.
    const rows = await tx.db.$queryRaw<LockRow[]>`
      SELECT o.id, o.application_id AS "applicationId", o.call_id AS "callId", i.agency_kind AS "agencyKind", i.department
      FROM instruction i JOIN instruction o ON o.application_id = i.application_id AND o.examination = i.examination WHERE i.id = ${id}::uuid`;
    const [first] = rows;
    if (first === undefined) return;
    if (event === 'assignByWorkload') await takeTurn(tx, first.agencyKind, first.department);
    const ownRowOnly = OWN_ROW_ONLY.includes(event);
    await tx.lock('call', first.callId, 'share');
    await tx.lock('application', first.applicationId, ownRowOnly ? 'share' : 'update');
    await tx.lock('instruction', ownRowOnly ? id : rows.map((row) => row.id));
  }

  async load(
    db: Db,
    id: string,
    asked?: Asked<InstructionEvent>,
  ): Promise<Loaded<InstructionState, InstructionFacts> | undefined> {
    const row = await findInstruction(db, id);
    if (row === undefined) return undefined;
    return { state: row.state, version: row.version, facts: factsOf(row, await candidateOf(db, row, asked)) };
  }

  save(tx: Tx, act: Act<InstructionState, InstructionEvent, InstructionFacts>): Promise<number> {
    return saveInstruction(tx, act);
  }

  evidence(facts: InstructionFacts, { event, now }: Asked<InstructionEvent>): unknown {
    const { applicationId, agencyKind, examination, applicationState, department, examinerId, otherState, interestedPersonIds } =
      facts;
    return {
      applicationId,
      agencyKind,
      examination,
      applicationState,
      department,
      examinerId,
      otherState,
      interestedPersonIds,
      gridVersion: facts.grid.version,
      ...(facts.candidate !== undefined && {
        candidate: { personId: facts.candidate.personId, inForce: inForce(facts.candidate.mandates, department, now) },
      }),
      // Another examiner starts anew: what the one before had found stays here.
      ...(facts.sheet !== null && LEAVES_SHEET.includes(event) && { abandoned: { examinerId, sheet: facts.sheet } }),
      ...(event === 'sign' && {
        scoreTotal: facts.sheet === null ? null : totalOf(facts.grid, facts.sheet),
        budgetYears: facts.budgetYears,
        requested: facts.requested,
        funders: facts.funders,
      }),
      ...((event === 'remindExaminer' || event === 'escalate') && { deadline: signingDeadline(facts) }),
    };
  }
}

async function candidateOf(db: Db, row: InstructionRow, asked?: Asked<InstructionEvent>): Promise<Candidate | undefined> {
  if (asked?.event === 'assignByWorkload') return leastLoaded(db, row, asked.now);
  if (asked?.event !== 'assign') return undefined;
  const { examinerId } = asked.input as AssignInput;
  return isUuid(examinerId) ? findCandidate(db, examinerId, asked.now, row) : undefined;
}

async function leastLoaded(db: Db, row: InstructionRow, now: Date): Promise<Candidate | undefined> {
  const [first] = inOrder(await findWorkloads(db, row, now), row);
  return first && findCandidate(db, first.personId, now, row);
}
