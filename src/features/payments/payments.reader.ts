import { Injectable } from '@nestjs/common';

import { Prisma } from '../../generated/prisma/client.js';
import type { Actor } from '../../kernel/actor.js';
import { Database } from '../../platform/database/database.service.js';
import type { Moment } from '../calls/moment.rules.js';
import { dayOf } from '../calls/moment.store.js';
import type { TrancheKind } from '../calls/payment-settings.js';
import type { ForecastRow } from './forecast-sheet.rules.js';
import { amountAt, madeBy, paymentStateAt } from './payment-at.store.js';
import type { HeldCause, PaymentState } from './payment-facts.rules.js';
import { paymentScope } from './payment-scope.rules.js';
import { readPayments, type PaymentRecord } from './payment.store.js';

export interface PaymentListRow {
  readonly id: string;
  readonly number: bigint;
  readonly awardId: string;
  readonly callId: string;
  readonly applicationNumber: string | null;
  readonly title: string;
  readonly holder: string;
  readonly department: string;
  readonly funderCode: string;
  readonly funderName: string;
  readonly year: number;
  readonly position: number;
  readonly kind: TrancheKind;
  readonly state: PaymentState;
  readonly version: number;
  readonly plannedCents: bigint;
  readonly liquidatedCents: bigint | null;
  readonly expectedOn: string;
  readonly dueAt: Date | null;
  readonly heldCause: HeldCause | null;
  readonly reason: string | null;
  readonly valueDate: string | null;
  readonly reference: string | null;
}

export interface PaymentFilters {
  readonly callId?: string;
  readonly funder?: string;
  readonly department?: string;
  readonly state?: PaymentState;
  /** Calendar day, inclusive. */
  readonly dueBefore?: string;
}

/** `withinPaymentScope` as SQL on `award a` and `call_funder f`. */
export function visiblePayments(actor: Actor): Prisma.Sql {
  const { all, organisationIds, departments, accounts, personId } = paymentScope(actor);
  if (all) return Prisma.sql`true`;
  const places = [
    Prisma.sql`a.department = ANY(${[...departments]}::text[])`,
    ...accounts.map(
      ({ officerRole, departments: own }) =>
        Prisma.sql`(f.officer_role = ${officerRole} AND a.department = ANY(${[...own]}::text[]))`,
    ),
  ];
  return Prisma.sql`(a.organisation_id = ANY(${[...organisationIds]}::uuid[])
    OR ((${Prisma.join(places, ' OR ')})
        AND NOT EXISTS (SELECT FROM interest i WHERE i.application_id = a.application_id AND i.person_id = ${personId}::uuid)))`;
}

/** Reads for the screens: one query each. */
@Injectable()
export class PaymentsReader {
  constructor(private readonly database: Database) {}

  /** In the order in which they are expected; one row more than `limit` when there is a next page. */
  async list(
    actor: Actor,
    filters: PaymentFilters,
    after: readonly string[] | undefined,
    limit: number,
  ): Promise<PaymentListRow[]> {
    const { callId, funder, department, state, dueBefore } = filters;
    const where = [visiblePayments(actor)];
    if (callId !== undefined) where.push(Prisma.sql`t.call_id = ${callId}::uuid`);
    if (funder !== undefined) where.push(Prisma.sql`t.funder_code = ${funder}`);
    if (department !== undefined) where.push(Prisma.sql`a.department = ${department}`);
    if (state !== undefined) where.push(Prisma.sql`t.state = ${state}`);
    if (dueBefore !== undefined) where.push(Prisma.sql`t.expected_on <= ${dueBefore}`);
    if (after !== undefined) where.push(Prisma.sql`(t.expected_on, t.id) > (${after[0]}, ${after[1]}::uuid)`);
    return this.database.read.$queryRaw<PaymentListRow[]>`
      SELECT t.id, t.number, t.award_id AS "awardId", t.call_id AS "callId", p.number AS "applicationNumber", p.title, o.name AS holder, a.department,
        f.code AS "funderCode", f.name AS "funderName", t.year, t.position, t.kind, t.state, t.version, t.planned_cents AS "plannedCents",
        t.liquidated_cents AS "liquidatedCents", t.expected_on AS "expectedOn", t.due_at AS "dueAt", t.held_cause AS "heldCause", t.reason,
        t.value_date AS "valueDate", t.reference
      FROM payment t JOIN award a ON a.id = t.award_id JOIN application p ON p.id = t.application_id
      JOIN call_funder f ON f.call_id = t.call_id AND f.code = t.funder_code JOIN organisation o ON o.id = a.organisation_id
      WHERE ${Prisma.join(where, ' AND ')} ORDER BY t.expected_on, t.id LIMIT ${limit + 1}::int`;
  }

  /** Undefined when there is none, or none that this actor may know of. */
  async one(actor: Actor, id: string): Promise<PaymentRecord | undefined> {
    const [record] = await readPayments(this.database.read, Prisma.sql`t.id = ${id}::uuid AND ${visiblePayments(actor)}`, 1);
    return record;
  }

  ofAward(actor: Actor, awardId: string): Promise<PaymentRecord[]> {
    return readPayments(this.database.read, Prisma.sql`t.award_id = ${awardId}::uuid AND ${visiblePayments(actor)}`, 1000);
  }

  /** What was to be paid yet at a moment, now unless given, by funder and month; its own month stands for what was expected before it. */
  forecast(actor: Actor, callId: string, asOf: Moment | undefined, now: Date): Promise<ForecastRow[]> {
    const month = Prisma.sql`left(${dayOf(asOf ?? { instant: now })}, 7)`;
    return this.database.read.$queryRaw<ForecastRow[]>`
      SELECT f.code, f.name, greatest(left(t.expected_on, 7), ${month}) AS month, sum(${amountAt(asOf)})::bigint AS cents, count(*)::int AS payments
      FROM payment t JOIN award a ON a.id = t.award_id JOIN "call" c ON c.id = t.call_id
      JOIN call_funder f ON f.call_id = t.call_id AND f.code = t.funder_code
      WHERE t.call_id = ${callId}::uuid AND ${madeBy(asOf)} AND ${paymentStateAt(asOf)} NOT IN ('PAID', 'CANCELLED') AND ${visiblePayments(actor)}
      GROUP BY f.code, f.name, f.position, 3 ORDER BY f.position, 3`;
  }

  async isPublished(callId: string): Promise<boolean> {
    const [row] = await this.database.read.$queryRaw<
      unknown[]
    >`SELECT FROM "call" WHERE id = ${callId}::uuid AND state <> 'DRAFT'`;
    return row !== undefined;
  }
}
