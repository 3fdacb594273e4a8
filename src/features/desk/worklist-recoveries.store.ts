// Recoveries that wait on a person: the examiner, the holder, the officer, the accountant. See worklist-branches.store.ts for what each gives.

import { Prisma } from '../../generated/prisma/client.js';
import type { Duty } from '../payments/payment-facts.rules.js';
import { receivedSql, waivedSql } from '../recoveries/recovery-sums.store.js';
import { dutySides, impartial, texts, type Branch } from './worklist-sql.store.js';
import { WAITING, type WorkKind } from './worklist.rules.js';
import type { WorklistViewer } from './worklist-viewer.js';

/** First instant after a day, in the zone of the call. */
const after = (day: Prisma.Sql): Prisma.Sql => Prisma.sql`((${day})::date + 1)::timestamp AT TIME ZONE c.time_zone`;
const endOf = (day: Prisma.Sql): Prisma.Sql => Prisma.sql`${after(day)} - interval '1 millisecond'`;
const NEVER = Prisma.sql`NULL::timestamptz`;

const REMARKED = Prisma.sql`(SELECT min(e.written_at) FROM recovery_remark e WHERE e.recovery_id = r.id)`;
/**
 * Day of the first instalment of the last plan that is not settled, else that of the order: `nextDue` as SQL. Instalments add up to what was
 * left when they were agreed, so that one of them is unsettled while anything is.
 */
const NEXT_DUE = Prisma.sql`coalesce((
  SELECT i.due_on FROM recovery_plan l CROSS JOIN LATERAL (
    SELECT e.due_on, e.position, sum(e.cents) OVER (ORDER BY e.position) - l.cents AS asked
    FROM recovery_instalment e WHERE e.recovery_id = l.recovery_id AND e.plan = l.number) i
  WHERE l.recovery_id = r.id AND l.number = (SELECT max(x.number) FROM recovery_plan x WHERE x.recovery_id = r.id)
    AND i.asked + r.ordered_cents > ${receivedSql()} + ${waivedSql()}
  ORDER BY i.position LIMIT 1), r.due_on)`;

interface Step {
  readonly kind: WorkKind;
  readonly states: readonly string[];
  readonly since: Prisma.Sql;
  readonly until: Prisma.Sql;
  readonly where: (viewer: WorklistViewer) => Prisma.Sql | undefined;
  /** An accountant reads the recovery and nothing else of its dossier. */
  readonly dossierHidden?: true;
}

const ofDuty =
  (duty: Duty, where: (viewer: WorklistViewer) => Prisma.Sql = () => Prisma.sql`true`): Step['where'] =>
  (viewer) => {
    const sides = dutySides(viewer, duty);
    if (sides === undefined) return undefined;
    // Examiner, orderer and accountant are three persons: who had another part in it is asked for nothing more.
    const held = {
      EXAMINER: Prisma.sql`r.heard_by = me.id`,
      ORDERER: Prisma.sql`r.ordered_by = me.id
        OR EXISTS (SELECT FROM recovery_plan e WHERE e.recovery_id = r.id AND e.agreed_by = me.id)
        OR EXISTS (SELECT FROM recovery_waiver e WHERE e.recovery_id = r.id AND e.waived_by = me.id)`,
      ACCOUNTANT: Prisma.sql`EXISTS (SELECT FROM recovery_receipt e WHERE e.recovery_id = r.id AND e.received_by = me.id)
        OR EXISTS (SELECT FROM recovery_return e WHERE e.recovery_id = r.id AND e.returned_by = me.id)`,
    } satisfies Record<Duty, Prisma.Sql>;
    const others = (Object.keys(held) as Duty[]).flatMap((other) => (other === duty ? [] : [held[other]]));
    return Prisma.sql`${sides} AND ${where(viewer)} AND ${impartial(viewer)}
      AND NOT EXISTS (SELECT FROM (SELECT ${viewer.personId}::uuid AS id) me WHERE ${Prisma.join(others, ' OR ')})`;
  };

const ofHolder =
  (where: (viewer: WorklistViewer) => Prisma.Sql): Step['where'] =>
  (viewer) =>
    viewer.holds ? Prisma.sql`w.organisation_id = ANY(${viewer.organisations}) AND ${where(viewer)}` : undefined;

const over = ({ now }: WorklistViewer, day: Prisma.Sql): Prisma.Sql => Prisma.sql`${after(day)} <= ${now}::timestamptz`;
const REMARKS_UNTIL = Prisma.sql`r.remarks_until`;

const STEPS: readonly Step[] = [
  {
    kind: 'RECOVERY_TO_HEAR',
    states: WAITING.hearRecovery,
    since: Prisma.sql`r.opened_at`,
    until: NEVER,
    where: ofDuty('EXAMINER'),
  },
  {
    kind: 'RECOVERY_TO_ANSWER',
    states: WAITING.orderRecovery,
    since: Prisma.sql`r.heard_at`,
    until: endOf(REMARKS_UNTIL),
    where: ofHolder((viewer) => Prisma.sql`${REMARKED} IS NULL AND NOT ${over(viewer, REMARKS_UNTIL)}`),
  },
  {
    kind: 'RECOVERY_TO_ORDER',
    states: WAITING.orderRecovery,
    since: Prisma.sql`coalesce(${REMARKED}, ${after(REMARKS_UNTIL)})`,
    until: NEVER,
    where: ofDuty('ORDERER', (viewer) => Prisma.sql`(${REMARKED} IS NOT NULL OR ${over(viewer, REMARKS_UNTIL)})`),
  },
  {
    kind: 'RECOVERY_TO_PAY',
    states: WAITING.receiveRecovery,
    since: Prisma.sql`r.ordered_at`,
    until: endOf(NEXT_DUE),
    where: ofHolder(() => Prisma.sql`true`),
  },
  {
    kind: 'RECOVERY_OVERDUE',
    states: WAITING.receiveRecovery,
    since: after(NEXT_DUE),
    until: NEVER,
    where: ofDuty('ACCOUNTANT', (viewer) => over(viewer, NEXT_DUE)),
    dossierHidden: true,
  },
  {
    kind: 'RECOVERY_CONTEST_TO_SETTLE',
    states: WAITING.settleContest,
    since: Prisma.sql`(SELECT max(e.recorded_at) FROM recovery_contest e WHERE e.recovery_id = r.id)`,
    until: NEVER,
    where: ofDuty('ORDERER'),
  },
];

export const RECOVERY_BRANCHES: readonly Branch[] = STEPS.map((step) => (viewer) => {
  const where = step.where(viewer);
  if (where === undefined) return undefined;
  const [dossier, title] =
    step.dossierHidden === true ? [Prisma.sql`NULL::uuid`, Prisma.sql`a.title`] : [Prisma.sql`a.id`, Prisma.sql`NULL::text`];
  return Prisma.sql`
    SELECT ${step.kind} AS kind, r.id, ${dossier} AS application_id, r.id AS on_id, ${title} AS title, w.department, ${step.since} AS since,
      ${step.until} AS until
    FROM recovery r JOIN award w ON w.id = r.award_id JOIN application a ON a.id = r.application_id JOIN "call" c ON c.id = r.call_id
    JOIN call_funder f ON f.call_id = r.call_id AND f.code = r.funder_code
    WHERE r.state = ANY(${texts(step.states)}) AND ${where}`;
});
