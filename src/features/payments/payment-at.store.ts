// Payments as they were at a moment, as SQL on payment t of a call named c; as they are where no moment is given.

import { Prisma } from '../../generated/prisma/client.js';
import { stateAt } from '../../platform/workflow/state-at.js';
import type { Moment } from '../calls/moment.rules.js';
import { endOf } from '../calls/moment.store.js';
import { paymentMachine } from './payment.machine.js';

const until = (asOf: Moment | undefined): Prisma.Sql | undefined => asOf && endOf(asOf);

export const madeBy = (asOf: Moment | undefined): Prisma.Sql =>
  asOf === undefined ? Prisma.sql`true` : Prisma.sql`t.created_at < ${endOf(asOf)}`;

export const paymentStateAt = (asOf: Moment | undefined): Prisma.Sql =>
  stateAt(paymentMachine.name, { id: Prisma.sql`t.id`, state: Prisma.sql`t.state`, first: paymentMachine.initial }, until(asOf));

/** As liquidated, or as planned before. What was liquidated and then began anew counts as planned. */
export const amountAt = (asOf: Moment | undefined): Prisma.Sql =>
  asOf === undefined
    ? Prisma.sql`coalesce(t.liquidated_cents, t.planned_cents)`
    : Prisma.sql`CASE WHEN t.liquidated_at < ${endOf(asOf)} THEN t.liquidated_cents ELSE t.planned_cents END`;
