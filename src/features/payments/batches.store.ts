// Batches of orders sent to the bank, and what came back. Insert only.

import { Prisma } from '../../generated/prisma/client.js';
import type { OfficerRole } from '../../kernel/actor.js';
import { newId } from '../../kernel/ids.js';
import type { Db, Tx } from '../../platform/database/tx.js';
import type { LineResult } from './returns.rules.js';

export interface BatchOrder {
  readonly line: number;
  readonly paymentId: string;
  readonly number: bigint;
  readonly cents: bigint;
  readonly bankDetailsId: string;
  readonly iban: string;
  readonly bic: string;
  readonly accountHolder: string;
  readonly applicationNumber: string | null;
  readonly year: number;
}

export interface BatchRow {
  readonly id: string;
  readonly callId: string;
  readonly callTitle: string;
  readonly funderCode: string;
  readonly funderName: string;
  readonly officerRole: OfficerRole;
  readonly number: number;
  /** Of every payment in it. */
  readonly departments: readonly string[];
  readonly executionOn: string;
  readonly debtorName: string;
  readonly debtorIban: string;
  readonly debtorBic: string;
  readonly createdAt: Date;
  readonly count: number;
  readonly totalCents: bigint;
  /** A dossier of the batch closed to a person by an interest. */
  readonly interestedPersonIds: readonly string[];
}

/** Newest first. */
export async function readBatches(db: Db, where: Prisma.Sql): Promise<BatchRow[]> {
  return db.$queryRaw<BatchRow[]>`
    SELECT b.id, b.call_id AS "callId", c.title AS "callTitle", b.funder_code AS "funderCode", f.name AS "funderName",
      f.officer_role AS "officerRole", b.number, b.departments, b.execution_on AS "executionOn", b.debtor_name AS "debtorName",
      b.debtor_iban AS "debtorIban", b.debtor_bic AS "debtorBic", b.created_at AS "createdAt", s.count, s.total AS "totalCents",
      ARRAY(SELECT DISTINCT i.person_id::text FROM payment_batch_line n JOIN payment t ON t.id = n.payment_id
            JOIN interest i ON i.application_id = t.application_id WHERE n.batch_id = b.id) AS "interestedPersonIds"
    FROM payment_batch b JOIN call_funder f ON f.call_id = b.call_id AND f.code = b.funder_code JOIN "call" c ON c.id = b.call_id
    CROSS JOIN LATERAL (SELECT count(*)::int AS count, coalesce(sum(n.cents), 0)::bigint AS total FROM payment_batch_line n WHERE n.batch_id = b.id) s
    WHERE ${where} ORDER BY b.number DESC LIMIT 1000`;
}

export async function findBatch(db: Db, callId: string, funderCode: string, id: string): Promise<BatchRow | undefined> {
  const where = Prisma.sql`b.id = ${id}::uuid AND b.call_id = ${callId}::uuid AND b.funder_code = ${funderCode}`;
  return (await readBatches(db, where))[0];
}

/** As ordered, whatever became of the payments since: the file is the same each time. */
export async function ordersOf(db: Db, batchId: string): Promise<BatchOrder[]> {
  return db.$queryRaw<BatchOrder[]>`
    SELECT n.line, n.payment_id AS "paymentId", t.number, n.cents, n.bank_details_id AS "bankDetailsId", d.iban, d.bic,
      d.account_holder AS "accountHolder", p.number AS "applicationNumber", t.year
    FROM payment_batch_line n JOIN payment t ON t.id = n.payment_id JOIN bank_details d ON d.id = n.bank_details_id
    JOIN application p ON p.id = t.application_id
    WHERE n.batch_id = ${batchId}::uuid ORDER BY n.line`;
}

export interface NewBatch {
  readonly callId: string;
  readonly funderCode: string;
  readonly executionOn: string;
  readonly debtor: { readonly name: string; readonly iban: string; readonly bic: string };
  /** Departments that the accountant serves. */
  readonly departments: readonly string[];
  readonly by: string;
  readonly now: Date;
}

/**
 * Every order of these departments that is in no batch for its attempt, those on which the accountant has an interest left out. Two at once:
 * the unique key of the lines lets one of them have each order.
 * @returns undefined when there is none
 */
export async function createBatch(tx: Tx, batch: NewBatch): Promise<string | undefined> {
  const { callId, funderCode, executionOn, debtor, departments, by, now } = batch;
  const orders = await tx.db.$queryRaw<{ id: string; department: string }[]>`
    SELECT t.id, a.department FROM payment t JOIN award a ON a.id = t.award_id
    WHERE t.call_id = ${callId}::uuid AND t.funder_code = ${funderCode} AND t.state = 'ORDERED' AND a.department = ANY(${[...departments]}::text[])
      AND NOT EXISTS (SELECT FROM payment_batch_line n WHERE n.payment_id = t.id AND n.attempt = t.attempt)
      AND NOT EXISTS (SELECT FROM interest i WHERE i.application_id = t.application_id AND i.person_id = ${by}::uuid)
    ORDER BY t.number LIMIT 10000`;
  if (orders.length === 0) return undefined;
  const id = newId();
  // Locked, or an order could be cancelled while it leaves.
  await tx.lock(
    'payment',
    orders.map((order) => order.id),
  );
  const covered = [...new Set(orders.map(({ department }) => department))].sort();
  await tx.db.$executeRaw`
    INSERT INTO payment_batch (id, call_id, funder_code, number, departments, execution_on, debtor_name, debtor_iban, debtor_bic, created_by, created_at)
    SELECT ${id}::uuid, ${callId}::uuid, ${funderCode}, coalesce(max(b.number), 0) + 1, ${covered}::text[], ${executionOn}, ${debtor.name},
           ${debtor.iban}, ${debtor.bic}, ${by}::uuid, ${now}::timestamptz
    FROM payment_batch b WHERE b.call_id = ${callId}::uuid AND b.funder_code = ${funderCode}`;
  const lines = await tx.db.$executeRaw`
    INSERT INTO payment_batch_line (batch_id, line, payment_id, attempt, bank_details_id, cents)
    SELECT ${id}::uuid, row_number() OVER (ORDER BY t.number), t.id, t.attempt, t.bank_details_id, t.liquidated_cents
    FROM payment t WHERE t.id = ANY(${orders.map((order) => order.id)}::uuid[]) AND t.state = 'ORDERED'`;
  return lines === 0 ? undefined : id;
}

export interface StoredReturn {
  readonly id: string;
  readonly results: readonly LineResult[];
  readonly receivedAt: Date;
}

export async function findReturn(db: Db, batchId: string, hash: string): Promise<StoredReturn | undefined> {
  const [row] = await db.$queryRaw<StoredReturn[]>`
    SELECT id, results, received_at AS "receivedAt" FROM payment_return WHERE batch_id = ${batchId}::uuid AND hash = ${hash}`;
  return row;
}

export async function insertReturn(
  tx: Tx,
  row: {
    readonly batchId: string;
    readonly hash: string;
    readonly results: readonly LineResult[];
    readonly by: string;
    readonly at: Date;
  },
): Promise<void> {
  const { batchId, hash, results, by, at } = row;
  await tx.db.$executeRaw`
    INSERT INTO payment_return (id, batch_id, hash, results, received_by, received_at)
    VALUES (${newId()}::uuid, ${batchId}::uuid, ${hash}, ${JSON.stringify(results)}::jsonb, ${by}::uuid, ${at}::timestamptz)
    ON CONFLICT (batch_id, hash) DO NOTHING`;
}
