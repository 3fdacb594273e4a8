import { Injectable } from '@nestjs/common';

import { applicationScope } from '../../access/application-scope.js';
import { Prisma } from '../../generated/prisma/client.js';
import type { Actor } from '../../kernel/actor.js';
import { Database } from '../../platform/database/database.service.js';
import { visibleAwards } from '../awards/awards.reader.js';
import type { AmendmentKind, AmendmentState } from './amendment.rules.js';

export interface AmendmentFilters {
  readonly callId?: string;
  readonly department?: string;
  readonly state?: AmendmentState;
  readonly kind?: AmendmentKind;
}

export interface AmendmentListRow {
  readonly id: string;
  readonly awardId: string;
  readonly callId: string;
  readonly applicationNumber: string | null;
  readonly title: string;
  readonly holder: string;
  readonly department: string;
  readonly kind: AmendmentKind;
  readonly state: AmendmentState;
  readonly declared: boolean;
  readonly createdAt: Date;
  readonly submittedAt: Date | null;
  readonly inForceOn: string | null;
}

/** `seesAmendment` as SQL on `amendment m JOIN award a JOIN application p`. */
function visible(actor: Actor): Prisma.Sql {
  const { all, organisationIds } = applicationScope(actor);
  if (all) return Prisma.sql`true`;
  const own = Prisma.sql`${[...organisationIds]}::uuid[]`;
  return Prisma.sql`((${visibleAwards(actor)} AND (m.submitted_at IS NOT NULL OR (m.asked_by_leg IS NULL) = (a.organisation_id = ANY(${own}))))
    OR (m.agreed_at IS NOT NULL AND (m.content ->> 'organisationId')::uuid = ANY(${own})))`;
}

/** Reads for the screens: one query each. */
@Injectable()
export class AmendmentsReader {
  constructor(private readonly database: Database) {}

  /** In the order in which they were asked; one row more than `limit` when there is a next page. */
  list(actor: Actor, filters: AmendmentFilters, after: string | undefined, limit: number): Promise<AmendmentListRow[]> {
    const { callId, department, state, kind } = filters;
    const where = [visible(actor)];
    if (callId !== undefined) where.push(Prisma.sql`m.call_id = ${callId}::uuid`);
    if (department !== undefined) where.push(Prisma.sql`a.department = ${department}`);
    if (state !== undefined) where.push(Prisma.sql`m.state = ${state}`);
    if (kind !== undefined) where.push(Prisma.sql`m.kind = ${kind}`);
    if (after !== undefined) where.push(Prisma.sql`m.id > ${after}::uuid`);
    return this.database.read.$queryRaw<AmendmentListRow[]>`
      SELECT m.id, m.award_id AS "awardId", m.call_id AS "callId", p.number AS "applicationNumber", p.title, o.name AS holder, a.department,
        m.kind, m.state, m.declared, m.created_at AS "createdAt", m.submitted_at AS "submittedAt", m.in_force_on AS "inForceOn"
      FROM amendment m JOIN award a ON a.id = m.award_id JOIN application p ON p.id = m.application_id JOIN organisation o ON o.id = a.organisation_id
      WHERE ${Prisma.join(where, ' AND ')} ORDER BY m.id LIMIT ${limit + 1}::int`;
  }
}
