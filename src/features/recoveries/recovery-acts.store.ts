// What the acts on a recovery write beside its row. Insert only.

import { Refusal } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import type { Tx } from '../../platform/database/tx.js';
import { post, reverse } from '../ledger/ledger.store.js';
import type { Act } from '../../platform/workflow/binding.js';
import { leftOf, linesOfReceipt, type RecoveryEvent, type RecoveryFacts, type RecoveryState } from './recovery-facts.rules.js';
import type {
  ContestEndInput,
  ContestInput,
  PlanInput,
  ReceiveInput,
  RemindInput,
  ReturnInput,
  WaiveInput,
} from './recovery.rules.js';

export type RecoveryAct = Act<RecoveryState, RecoveryEvent, RecoveryFacts>;

export async function insertRemark(tx: Tx, { id, input, actor, now }: RecoveryAct): Promise<void> {
  await tx.db.$executeRaw`
    INSERT INTO recovery_remark (id, recovery_id, text, written_by, written_at)
    VALUES (${newId()}::uuid, ${id}::uuid, ${(input as { text: string }).text}, ${actor.personId}::uuid, ${now}::timestamptz)`;
}

export async function insertPlan(tx: Tx, { id, facts, input, actor, now }: RecoveryAct): Promise<void> {
  const rows = (input as PlanInput).instalments.map(({ dueOn, cents }, index) => ({
    position: index + 1,
    due_on: dueOn,
    cents: cents.toString(),
  }));
  await tx.db.$executeRaw`
    WITH plan AS (
      INSERT INTO recovery_plan (recovery_id, number, cents, agreed_by, agreed_at)
      SELECT ${id}::uuid, coalesce(max(e.number), 0) + 1, ${leftOf(facts)}::bigint, ${actor.personId}::uuid, ${now}::timestamptz
      FROM recovery_plan e WHERE e.recovery_id = ${id}::uuid RETURNING recovery_id, number)
    INSERT INTO recovery_instalment (recovery_id, plan, position, due_on, cents)
    SELECT plan.recovery_id, plan.number, n.position, n.due_on, n.cents::bigint
    FROM plan, jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS n(position int, due_on text, cents text)`;
}

/** The receipt, of which years it is, and the same in the ledger: PostgreSQL compares them at the commit. */
export async function insertReceipt(tx: Tx, act: RecoveryAct): Promise<void> {
  const { id, facts, input, actor, now, requestId } = act;
  const { cents, valueDate, reference } = input as ReceiveInput;
  const receiptId = newId();
  const lines = linesOfReceipt(facts, BigInt(cents));
  await tx.db.$executeRaw`
    WITH receipt AS (
      INSERT INTO recovery_receipt (id, recovery_id, number, cents, value_date, reference, received_by, received_at)
      VALUES (${receiptId}::uuid, ${id}::uuid, ${facts.receipts.length + 1}::int, ${BigInt(cents)}::bigint, ${valueDate}, ${reference}, ${actor.personId}::uuid,
              ${now}::timestamptz) RETURNING id, recovery_id)
    INSERT INTO recovery_receipt_line (receipt_id, recovery_id, year, cents)
    SELECT receipt.id, receipt.recovery_id, n.year, n.cents
    FROM receipt, unnest(${lines.map(({ year }) => year)}::int[], ${lines.map((line) => line.cents.toString())}::bigint[]) AS n (year, cents)`;
  const { callId, applicationId, funder } = facts;
  await post(tx, {
    kind: 'RECOVER',
    callId,
    applicationId,
    lines: lines.map((line) => ({ funderCode: funder.code, ...line })),
    cause: { actor, now, requestId, sourceId: receiptId },
  });
}

/** The movement of the receipt is undone by its mirror, as every correction of the ledger. */
export async function returnReceipt(tx: Tx, { id, input, actor, now, requestId }: RecoveryAct): Promise<void> {
  const { receiptId, reason } = input as ReturnInput;
  await tx.db.$executeRaw`
    INSERT INTO recovery_return (receipt_id, recovery_id, reason, returned_by, returned_at)
    VALUES (${receiptId}::uuid, ${id}::uuid, ${reason}, ${actor.personId}::uuid, ${now}::timestamptz)`;
  const [movement] = await tx.db.$queryRaw<{ id: string }[]>`
    SELECT id FROM ledger_transaction WHERE source_id = ${receiptId}::uuid AND kind = 'RECOVER'`;
  if (movement === undefined) throw new Refusal('not-found');
  await reverse(tx, movement.id, { actor, now, requestId, reason });
}

export async function insertWaiver(tx: Tx, { id, facts, input, actor, now }: RecoveryAct): Promise<void> {
  const { cents, reasons } = input as WaiveInput;
  await tx.db.$executeRaw`
    INSERT INTO recovery_waiver (id, recovery_id, cents, reasons, waived_by, waived_at)
    VALUES (${newId()}::uuid, ${id}::uuid, ${BigInt(cents ?? leftOf(facts))}::bigint, ${reasons}, ${actor.personId}::uuid, ${now}::timestamptz)`;
}

export async function insertContest(tx: Tx, { id, input, actor, now }: RecoveryAct): Promise<void> {
  const { filedOn, authority, reference } = input as ContestInput;
  await tx.db.$executeRaw`
    INSERT INTO recovery_contest (id, recovery_id, filed_on, authority, reference, recorded_by, recorded_at)
    VALUES (${newId()}::uuid, ${id}::uuid, ${filedOn}, ${authority}, ${reference}, ${actor.personId}::uuid, ${now}::timestamptz)`;
}

export async function settleContest(tx: Tx, { event, facts, input, actor, now }: RecoveryAct): Promise<void> {
  const { decidedOn, reference, reasons } = input as ContestEndInput;
  await tx.db.$executeRaw`
    INSERT INTO recovery_contest_end (contest_id, outcome, decided_on, reference, reasons, recorded_by, recorded_at)
    VALUES (${facts.contests.at(-1)?.id ?? null}::uuid, ${event === 'upholdContest' ? 'UPHELD' : 'REJECTED'}, ${decidedOn}, ${reference}, ${reasons},
            ${actor.personId}::uuid, ${now}::timestamptz)`;
}

export async function insertReminder(tx: Tx, { id, input, now }: RecoveryAct): Promise<void> {
  const { dueOn, kind } = input as RemindInput;
  await tx.db.$executeRaw`
    INSERT INTO recovery_reminder (recovery_id, due_on, kind, at) VALUES (${id}::uuid, ${dueOn}, ${kind}, ${now}::timestamptz)`;
}
