// What an act on an instruction adds beside its row: visits, reasons of the amounts, reminders sent. Insert only.

import { newId } from '../../kernel/ids.js';
import type { Db, Tx } from '../../platform/database/tx.js';
import type { Act } from '../../platform/workflow/binding.js';
import type { InstructionFacts, InstructionState } from './instruction-facts.rules.js';
import type { InstructionEvent } from './instruction.machine.js';
import type { ProposedYear, VisitInput } from './instruction.rules.js';
import type { ReminderKind } from './signing-deadline.rules.js';

export type InstructionAct = Act<InstructionState, InstructionEvent, InstructionFacts>;

export async function recordVisit(tx: Tx, { id, input, actor, now }: InstructionAct): Promise<void> {
  const { visitedOn, peopleMet, findings } = input as VisitInput;
  await tx.db.$executeRaw`
    INSERT INTO site_visit (id, instruction_id, visited_on, people_met, findings, author_id, recorded_at)
    VALUES (${newId()}::uuid, ${id}::uuid, ${visitedOn}::date, ${[...peopleMet]}::text[], ${findings}, ${actor.personId}::uuid, ${now}::timestamptz)`;
}

export async function recordYearReasons(tx: Tx, instructionId: string, years: readonly ProposedYear[]): Promise<void> {
  const data = years.flatMap(({ year, reason = '' }) => (reason.trim() === '' ? [] : [{ instructionId, year, reason }]));
  if (data.length > 0) await tx.db.proposedYearReason.createMany({ data });
}

/** The primary key has the last word: of two clocks, one reminds. */
export async function recordReminder(tx: Tx, { id, event, facts, now }: InstructionAct): Promise<void> {
  const kind: ReminderKind = event === 'escalate' ? 'ESCALATION' : 'REMINDER';
  await tx.db.$executeRaw`
    INSERT INTO instruction_reminder (instruction_id, kind, examiner_id, sent_at)
    VALUES (${id}::uuid, ${kind}, ${facts.examinerId}::uuid, ${now}::timestamptz)`;
}

export interface VisitRow {
  readonly id: string;
  readonly visitedOn: string;
  readonly peopleMet: readonly string[];
  readonly findings: string;
  readonly authorId: string;
  readonly authorName: string;
  readonly recordedAt: Date;
}

/** Visits listed at once: more than any examination has. */
const MOST_VISITS = 100;

/** In the order in which they were recorded. */
export function readVisits(db: Db, instructionId: string): Promise<VisitRow[]> {
  return db.$queryRaw<VisitRow[]>`
    SELECT v.id, to_char(v.visited_on, 'YYYY-MM-DD') AS "visitedOn", v.people_met AS "peopleMet", v.findings, v.author_id AS "authorId",
           p.given_name || ' ' || p.family_name AS "authorName", v.recorded_at AS "recordedAt"
    FROM site_visit v JOIN person p ON p.id = v.author_id
    WHERE v.instruction_id = ${instructionId}::uuid ORDER BY v.id LIMIT ${MOST_VISITS}::int`;
}
