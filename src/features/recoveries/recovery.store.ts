// Rows of recoveries: one query reads the facts of any number of them, one act is saved with what it writes beside the row.

import { Prisma } from '../../generated/prisma/client.js';
import { addDays, localDate } from '../../kernel/legal-time.js';
import type { Db, Tx } from '../../platform/database/tx.js';
import type {
  Instalment,
  Receipt,
  RecoveryEvent,
  RecoveryFacts,
  RecoveryLine,
  RecoveryOrder,
  RecoveryState,
  Waiver,
} from './recovery-facts.rules.js';
import {
  insertContest,
  insertPlan,
  insertReceipt,
  insertReminder,
  insertRemark,
  insertWaiver,
  returnReceipt,
  settleContest,
  type RecoveryAct,
} from './recovery-acts.store.js';
import { REMARK_DAYS, type ContestEndInput, type OrderInput } from './recovery.rules.js';

export interface RecoveryRecord {
  readonly state: RecoveryState;
  readonly version: number;
  readonly facts: RecoveryFacts;
  readonly applicationNumber: string | null;
  readonly title: string;
  readonly openedAt: Date;
}

type Json<T> = { readonly [K in keyof T]: T[K] extends bigint ? number : T[K] };
interface Row extends Omit<RecoveryFacts, 'remarkDays' | 'order' | 'lines' | 'receipts' | 'waivers' | 'instalments'> {
  readonly state: RecoveryState;
  readonly version: number;
  readonly remarkDays: number | null;
  readonly order: Json<RecoveryOrder> | null;
  readonly lines: readonly Json<RecoveryLine>[];
  readonly receipts: readonly Json<Receipt>[];
  readonly waivers: readonly Json<Waiver>[];
  readonly instalments: readonly Json<Instalment>[];
  readonly applicationNumber: string | null;
  readonly title: string;
  readonly openedAt: Date;
}

const KEPT = Prisma.sql`NOT EXISTS (SELECT FROM recovery_return x WHERE x.receipt_id = e.id)`;

/** `where` on recovery r, award a, application p, call_funder f. In the order of their opening (ids grow with time). */
export async function readRecoveries(db: Db, where: Prisma.Sql, limit: number): Promise<RecoveryRecord[]> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT r.id, r.number, r.award_id AS "awardId", r.leg_id AS "legId", r.application_id AS "applicationId", r.call_id AS "callId",
      c.time_zone AS "timeZone", r.state, r.version, o.name AS holder, a.organisation_id AS "organisationId", a.department,
      p.number AS "applicationNumber", p.title, r.opened_at AS "openedAt", r.origin, r.source_id AS "sourceId",
      (SELECT m.decision_date FROM measure m WHERE m.id = r.source_id AND m.ground = 'REPUBLICAN_CONTRACT') AS "withdrawnOn", r.cents, r.explanation,
      json_build_object('code', f.code, 'name', f.name, 'officerRole', f.officer_role) AS funder,
      (c.settings #>> '{recoveries,remarkDays}')::int AS "remarkDays", r.remarks_until AS "remarksUntil", r.end_reasons AS "endReasons",
      ARRAY(SELECT i.person_id::text FROM interest i WHERE i.application_id = p.id) AS "interestedPersonIds",
      (SELECT coalesce(json_agg(json_build_object('text', e.text, 'by', e.written_by, 'at', e.written_at) ORDER BY e.id), '[]')
       FROM recovery_remark e WHERE e.recovery_id = r.id) AS remarks,
      CASE WHEN r.ordered_by IS NOT NULL THEN json_build_object('number', r.order_number, 'date', r.order_date, 'authority', r.order_authority,
        'delegationReference', r.delegation_reference, 'reasons', r.order_reasons, 'appealText', r.appeal_text, 'dueOn', r.due_on,
        'cents', r.ordered_cents, 'by', r.ordered_by) END AS "order",
      (SELECT json_agg(json_build_object('year', n.year, 'cents', n.cents,
          'receivedCents', (SELECT coalesce(sum(x.cents), 0) FROM recovery_receipt_line x JOIN recovery_receipt e ON e.id = x.receipt_id
                            WHERE x.recovery_id = r.id AND x.year = n.year AND ${KEPT}),
          'paidCents', coalesce((SELECT b.debit_cents - b.credit_cents FROM ledger_balance b WHERE b.call_id = r.call_id AND b.funder_code = r.funder_code
                                 AND b.year = n.year AND b.account = 'PAID' AND b.subject_id = r.application_id), 0)) ORDER BY n.year DESC)
       FROM recovery_line n WHERE n.recovery_id = r.id) AS lines,
      (SELECT coalesce(json_agg(json_build_object('id', e.id, 'number', e.number, 'cents', e.cents, 'valueDate', e.value_date,
          'reference', e.reference, 'returnReason', x.reason) ORDER BY e.number), '[]')
       FROM recovery_receipt e LEFT JOIN recovery_return x ON x.receipt_id = e.id WHERE e.recovery_id = r.id) AS receipts,
      (SELECT coalesce(json_agg(json_build_object('cents', e.cents, 'reasons', e.reasons, 'at', e.waived_at) ORDER BY e.id), '[]')
       FROM recovery_waiver e WHERE e.recovery_id = r.id) AS waivers,
      (SELECT coalesce(json_agg(json_build_object('dueOn', e.due_on, 'cents', e.cents) ORDER BY e.position), '[]')
       FROM recovery_instalment e WHERE e.recovery_id = r.id AND e.plan = l.number) AS instalments,
      coalesce(r.ordered_cents - l.cents, 0)::bigint AS "settledBeforePlanCents",
      (SELECT coalesce(json_agg(json_build_object('id', e.id, 'filedOn', e.filed_on, 'authority', e.authority, 'reference', e.reference,
          'outcome', x.outcome, 'decidedOn', x.decided_on, 'reasons', x.reasons) ORDER BY e.id), '[]')
       FROM recovery_contest e LEFT JOIN recovery_contest_end x ON x.contest_id = e.id WHERE e.recovery_id = r.id) AS contests,
      (SELECT coalesce(json_agg(json_build_object('personId', d.person, 'duty', d.duty)), '[]') FROM (
         SELECT r.heard_by AS person, 'EXAMINER' AS duty UNION SELECT r.ordered_by, 'ORDERER'
         UNION SELECT e.agreed_by, 'ORDERER' FROM recovery_plan e WHERE e.recovery_id = r.id
         UNION SELECT e.waived_by, 'ORDERER' FROM recovery_waiver e WHERE e.recovery_id = r.id
         UNION SELECT e.received_by, 'ACCOUNTANT' FROM recovery_receipt e WHERE e.recovery_id = r.id
         UNION SELECT e.returned_by, 'ACCOUNTANT' FROM recovery_return e WHERE e.recovery_id = r.id) d WHERE d.person IS NOT NULL) AS duties,
      (SELECT coalesce(json_agg(json_build_object('dueOn', e.due_on, 'kind', e.kind)), '[]') FROM recovery_reminder e WHERE e.recovery_id = r.id) AS reminded
    FROM recovery r JOIN award a ON a.id = r.award_id JOIN application p ON p.id = r.application_id JOIN "call" c ON c.id = r.call_id
    JOIN call_funder f ON f.call_id = r.call_id AND f.code = r.funder_code JOIN organisation o ON o.id = a.organisation_id
    LEFT JOIN LATERAL (SELECT e.number, e.cents FROM recovery_plan e WHERE e.recovery_id = r.id ORDER BY e.number DESC LIMIT 1) l ON true
    WHERE ${where} ORDER BY r.id LIMIT ${limit}::int`;
  return rows.map(recordOf);
}

/** JSON numbers hold cents exactly up to 2^53. */
function recordOf({ state, version, applicationNumber, title, openedAt, ...row }: Row): RecoveryRecord {
  const { order, lines, receipts, waivers, instalments, remarkDays } = row;
  return {
    state,
    version,
    applicationNumber,
    title,
    openedAt,
    facts: {
      ...row,
      remarkDays: remarkDays ?? REMARK_DAYS,
      order: order && { ...order, cents: BigInt(order.cents) },
      lines: lines.map((line) => ({
        year: line.year,
        cents: BigInt(line.cents),
        receivedCents: BigInt(line.receivedCents),
        paidCents: BigInt(line.paidCents),
      })),
      receipts: receipts.map((one) => ({ ...one, cents: BigInt(one.cents) })),
      waivers: waivers.map((one) => ({ ...one, cents: BigInt(one.cents) })),
      instalments: instalments.map((one) => ({ ...one, cents: BigInt(one.cents) })),
    },
  };
}

export async function findRecovery(db: Db, id: string): Promise<RecoveryRecord | undefined> {
  return (await readRecoveries(db, Prisma.sql`r.id = ${id}::uuid`, 1))[0];
}

/** Where a recovery hangs: columns that never change, so they may be read before the locks. */
export async function addressOfRecovery(db: Db, id: string): Promise<{ callId: string; legId: string } | undefined> {
  const [row] = await db.$queryRaw<{ callId: string; legId: string }[]>`
    SELECT call_id AS "callId", leg_id AS "legId" FROM recovery WHERE id = ${id}::uuid`;
  return row;
}

/** Orders in force, in pages: those that the clock looks at. */
export function ordersInForce(db: Db, after: string, limit: number): Promise<RecoveryRecord[]> {
  return readRecoveries(db, Prisma.sql`r.state IN ('ORDER_ISSUED', 'PARTLY_RECOVERED') AND r.id > ${after}::uuid`, limit);
}

/** What an act writes on the row, beside its state. */
function columnsOf({ event, input, facts, actor, now }: RecoveryAct): Prisma.Sql {
  const by = actor.personId;
  switch (event) {
    case 'hear':
      return Prisma.sql`, heard_by = ${by}::uuid, heard_at = ${now}::timestamptz, remarks_until = ${addDays(localDate(now, facts.timeZone), facts.remarkDays)}`;
    case 'order': {
      const order = input as OrderInput;
      const { delegationReference = null, delegationFrom = null, delegationTo = null } = order;
      return Prisma.sql`, ordered_by = ${by}::uuid, ordered_at = ${now}::timestamptz, order_number = ${order.decisionNumber}, order_date = ${order.decisionDate},
        order_authority = ${order.authority}, delegation_reference = ${delegationReference}, delegation_from = ${delegationFrom},
        delegation_to = ${delegationTo}, order_reasons = ${order.reasons}, appeal_text = ${order.appeal}, due_on = ${order.dueOn},
        ordered_cents = ${BigInt(order.cents ?? facts.cents)}::bigint`;
    }
    case 'cancel':
    case 'upholdContest':
      return Prisma.sql`, end_reasons = ${(input as ContestEndInput).reasons}`;
    default:
      return Prisma.empty;
  }
}

const BESIDE: Readonly<Partial<Record<RecoveryEvent, (tx: Tx, act: RecoveryAct) => Promise<void>>>> = {
  remark: insertRemark,
  agreePlan: insertPlan,
  receive: insertReceipt,
  returnReceipt,
  waive: insertWaiver,
  contest: insertContest,
  upholdContest: settleContest,
  rejectContest: settleContest,
  remind: insertReminder,
};

/** @returns rows changed: 0 when the version moved */
export async function saveRecovery(tx: Tx, act: RecoveryAct): Promise<number> {
  const { id, event, to, version } = act;
  await BESIDE[event]?.(tx, act);
  return tx.db.$executeRaw`
    UPDATE recovery SET state = ${to}, version = version + 1${columnsOf(act)} WHERE id = ${id}::uuid AND version = ${version}::int`;
}
