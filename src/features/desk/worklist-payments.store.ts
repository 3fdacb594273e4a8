// Payments that wait on a person: one branch of the worklist a duty of the chain, each with its kinds. See worklist-branches.store.ts.

import { Prisma } from '../../generated/prisma/client.js';
import { HOLD_CAUSES, type Duty } from '../payments/payment-facts.rules.js';
import { PAYMENT_DUE_ON } from '../payments/payment-due.store.js';
import { dutySides, impartial, texts, type Branch } from './worklist-sql.store.js';
import { WAITING, type WorkKind } from './worklist.rules.js';
import type { WorklistViewer } from './worklist-viewer.js';

interface Step {
  readonly kind: WorkKind;
  readonly states: readonly string[];
  readonly since: Prisma.Sql;
  readonly where: (viewer: WorklistViewer) => Prisma.Sql;
}

/** Examiner, orderer and accountant of a payment are three persons: who had another part in it is asked for nothing more. */
const apart =
  (duty: Duty, where: Prisma.Sql = Prisma.sql`true`) =>
  ({ personId }: WorklistViewer): Prisma.Sql =>
    Prisma.sql`${where} AND NOT EXISTS (SELECT FROM payment_duty d WHERE d.payment_id = t.id AND d.person_id = ${personId}::uuid AND d.duty <> ${duty})`;

const lastOf = (event: string): Prisma.Sql => Prisma.sql`(
  SELECT e.at FROM audit_entry e WHERE e.aggregate = 'payment' AND e.aggregate_id = t.id AND e.event = ${event} ORDER BY e.seq DESC LIMIT 1)`;
const BATCHED = Prisma.sql`EXISTS (SELECT FROM payment_batch_line n WHERE n.payment_id = t.id AND n.attempt = t.attempt)`;

/** Without another account than the one that the bank rejected, the holder is awaited, not the officer. */
const OTHER_ACCOUNT = Prisma.sql`(
  SELECT b.id FROM bank_details b WHERE b.organisation_id = w.organisation_id AND b.state = 'ACTIVE' ORDER BY b.number DESC LIMIT 1
) <> t.rejected_bank_id`;

const STEPS: Readonly<Record<Duty, readonly Step[]>> = {
  EXAMINER: [
    { kind: 'PAYMENT_TO_CERTIFY', states: WAITING.certifyPayment, since: Prisma.sql`t.due_at`, where: apart('EXAMINER') },
  ],
  ORDERER: [
    {
      kind: 'PAYMENT_TO_LIQUIDATE',
      states: WAITING.liquidatePayment,
      since: Prisma.sql`t.certified_at`,
      where: apart('ORDERER'),
    },
    { kind: 'PAYMENT_TO_ORDER', states: WAITING.orderPayment, since: Prisma.sql`t.liquidated_at`, where: apart('ORDERER') },
    { kind: 'PAYMENT_TO_REISSUE', states: WAITING.reissuePayment, since: lastOf('reject'), where: () => OTHER_ACCOUNT },
    {
      kind: 'PAYMENT_TO_RELEASE',
      states: WAITING.releasePayment,
      since: lastOf('hold'),
      // What the system holds, it releases.
      where: () => Prisma.sql`t.held_cause = ANY(${texts(HOLD_CAUSES)})`,
    },
  ],
  ACCOUNTANT: [
    {
      kind: 'PAYMENT_TO_BATCH',
      states: WAITING.pay,
      since: Prisma.sql`t.ordered_at`,
      where: apart('ACCOUNTANT', Prisma.sql`NOT ${BATCHED}`),
    },
    { kind: 'PAYMENT_AT_BANK', states: WAITING.pay, since: Prisma.sql`t.ordered_at`, where: apart('ACCOUNTANT', BATCHED) },
  ],
};

function ofPayments(duty: Duty): Branch {
  const steps = STEPS[duty];
  const states = [...new Set(steps.flatMap((step) => step.states))];
  // An accountant reads the payment and nothing else of its dossier.
  const dossier = duty === 'ACCOUNTANT' ? Prisma.sql`NULL::uuid AS application_id` : Prisma.sql`a.id AS application_id`;
  const title = duty === 'ACCOUNTANT' ? Prisma.sql`a.title` : Prisma.sql`NULL::text AS title`;
  return (viewer) => {
    const sides = dutySides(viewer, duty);
    if (sides === undefined) return undefined;
    const waiting = steps.map((step) => ({
      ...step,
      sql: Prisma.sql`(t.state = ANY(${texts(step.states)}) AND ${step.where(viewer)})`,
    }));
    const choose = (value: (step: Step) => Prisma.Sql): Prisma.Sql =>
      Prisma.join(
        waiting.map((step) => Prisma.sql`WHEN ${step.sql} THEN ${value(step)}`),
        ' ',
      );
    return Prisma.sql`
      SELECT CASE ${choose(({ kind }) => Prisma.sql`${kind}`)} END AS kind, t.id, ${dossier}, t.id AS on_id, ${title}, w.department,
        coalesce(CASE ${choose(({ since }) => since)} END, t.created_at) AS since,
        ((${PAYMENT_DUE_ON} + 1)::timestamp AT TIME ZONE c.time_zone) - interval '1 millisecond' AS until
      FROM payment t JOIN award w ON w.id = t.award_id JOIN application a ON a.id = t.application_id JOIN "call" c ON c.id = t.call_id
      JOIN award_leg l ON l.id = t.leg_id JOIN call_funder f ON f.call_id = t.call_id AND f.code = t.funder_code
      WHERE t.state = ANY(${texts(states)}) AND ${sides}
        AND (${Prisma.join(
          waiting.map(({ sql }) => sql),
          ' OR ',
        )}) AND ${impartial(viewer)}`;
  };
}

export const PAYMENT_BRANCHES: readonly Branch[] = [ofPayments('EXAMINER'), ofPayments('ORDERER'), ofPayments('ACCOUNTANT')];
