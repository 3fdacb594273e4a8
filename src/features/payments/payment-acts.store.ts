// What is recorded beside the payments: accepted reports, credits closed and opened. Insert only.

import { newId } from '../../kernel/ids.js';
import type { Db, Tx } from '../../platform/database/tx.js';
import type { OfficerRole } from '../../kernel/actor.js';

interface AcceptedReport {
  readonly year: number;
  /** Calendar day, YYYY-MM-DD. */
  readonly acceptedOn: string;
  readonly reference: string;
}

/** Once a year: a second one is a unique violation. */
export async function acceptReport(tx: Tx, awardId: string, report: AcceptedReport, by: string, at: Date): Promise<void> {
  await tx.db.$executeRaw`
    INSERT INTO report_acceptance (award_id, year, accepted_on, reference, recorded_by, recorded_at)
    VALUES (${awardId}::uuid, ${report.year}::int, ${report.acceptedOn}, ${report.reference}, ${by}::uuid, ${at}::timestamptz)`;
}

/** Payments that may wait for a report of the award. */
export async function plannedPaymentsOf(tx: Tx, awardId: string): Promise<string[]> {
  const rows = await tx.db.$queryRaw<{ id: string }[]>`
    SELECT id FROM payment WHERE award_id = ${awardId}::uuid AND state = 'PLANNED' ORDER BY id`;
  return rows.map(({ id }) => id);
}

export interface FunderOfCall {
  readonly code: string;
  readonly name: string;
  readonly officerRole: OfficerRole;
  readonly region: string;
  readonly departments: readonly string[];
  /** Budget years of the call. */
  readonly years: readonly number[];
}

export async function findFunder(db: Db, callId: string, code: string): Promise<FunderOfCall | undefined> {
  const [row] = await db.$queryRaw<FunderOfCall[]>`
    SELECT f.code, f.name, f.officer_role AS "officerRole", c.region, c.departments, c.budget_years AS years
    FROM call_funder f JOIN "call" c ON c.id = f.call_id WHERE f.call_id = ${callId}::uuid AND f.code = ${code}`;
  return row;
}

export interface CreditMeasure {
  readonly year: number;
  readonly open: boolean;
  readonly reasons: string;
}

export async function insertMeasure(
  tx: Tx,
  callId: string,
  funderCode: string,
  { year, open, reasons }: CreditMeasure,
  by: string,
  at: Date,
): Promise<string> {
  const id = newId();
  await tx.db.$executeRaw`
    INSERT INTO payment_credit_measure (id, call_id, funder_code, year, open, reasons, decided_by, decided_at)
    VALUES (${id}::uuid, ${callId}::uuid, ${funderCode}, ${year}::int, ${open}, ${reasons}, ${by}::uuid, ${at}::timestamptz)`;
  return id;
}
