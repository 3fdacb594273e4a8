import { Prisma } from '../../generated/prisma/client.js';
import type { ApplicationContent, PlanContent } from '../applications/application-content.js';

/** What an award is paid and reported on: plan of financing, dates, and what the project is said to be. */
export interface PlanInForce extends PlanContent, Pick<ApplicationContent, 'summary'> {
  readonly title: string;
  /** Words of an amendment, beside what was submitted. */
  readonly object?: string;
}

/**
 * The plan of the award as SQL (jsonb, a `PlanInForce`): of its last amendment in force, else the one accepted with a lower amount, else the
 * submitted one. Whoever needs the plan of an award reads it here. `agreedOnly`: what the funders last agreed, without what was declared since.
 */
export const planInForce = (awardId: Prisma.Sql, agreedOnly = false): Prisma.Sql =>
  Prisma.sql`plan_in_force(${awardId}, ${agreedOnly}::boolean)`;
