// Rows of payments: one query reads the facts of any number of them, one statement saves an act.

import { Prisma } from '../../generated/prisma/client.js';
import { Refusal, type Reason } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { localDate } from '../../kernel/legal-time.js';
import type { Db, Tx } from '../../platform/database/tx.js';
import type { Act } from '../../platform/workflow/binding.js';
import { STATE_OF_DOSSIER } from '../awards/awards.store.js';
import { planInForce } from '../awards/plan-in-force.store.js';
import { isClosed, overdraws, post } from '../ledger/ledger.store.js';
import { MOVEMENTS } from '../ledger/ledger.rules.js';
import { documentsSent, paymentHeldBy } from './documents-owed.store.js';
import { amountOf } from './payment-conditions.rules.js';
import type { HolderAccount, OtherFunder, PaymentEvent, PaymentFacts, PaymentState, Sibling } from './payment-facts.rules.js';
import type { HoldInput, LiquidateInput, PayInput, ReasonInput } from './payment.rules.js';
import type { PlannedPayment } from './schedule.rules.js';

export type PaymentAct = Act<PaymentState, PaymentEvent, PaymentFacts>;

/** What the row says of the acts done, beside the facts. */
export interface PaymentTrail {
  readonly dueAt: Date | null;
  readonly certifiedBy: string | null;
  readonly certifiedAt: Date | null;
  readonly liquidatedBy: string | null;
  readonly liquidatedAt: Date | null;
  readonly orderedBy: string | null;
  readonly orderedAt: Date | null;
  readonly paidBy: string | null;
  readonly paidAt: Date | null;
  readonly valueDate: string | null;
  readonly reference: string | null;
  readonly reason: string | null;
  readonly bankDetailsId: string | null;
}

export interface PaymentRecord {
  readonly state: PaymentState;
  readonly version: number;
  readonly facts: PaymentFacts;
  readonly trail: PaymentTrail;
  readonly applicationNumber: string | null;
  readonly title: string;
}

interface Row extends Omit<PaymentFacts, 'state' | 'funder' | 'siblings' | 'investment' | 'orderedOn'>, PaymentTrail {
  readonly dossierState: string;
  readonly paymentState: PaymentState;
  readonly version: number;
  readonly funder: PaymentFacts['funder'];
  readonly siblings: readonly (Omit<Sibling, 'cents'> & { readonly cents: number })[];
  readonly account: HolderAccount | null;
  readonly others: readonly OtherFunder[];
  readonly investment: { readonly investmentCents: number; readonly totalCents: number } | null;
  readonly applicationNumber: string | null;
  readonly title: string;
}

/** `where` on payment t, award a, application p, award_leg l, call_funder f. */
export async function readPayments(db: Db, where: Prisma.Sql, limit: number): Promise<PaymentRecord[]> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT t.id, t.number, t.award_id AS "awardId", t.leg_id AS "legId", t.application_id AS "applicationId", t.call_id AS "callId",
      c.time_zone AS "timeZone", ${STATE_OF_DOSSIER} AS "dossierState", t.state AS "paymentState", t.version, o.name AS holder,
      a.organisation_id AS "organisationId", a.department, p.number AS "applicationNumber", p.title,
      json_build_object('code', f.code, 'name', f.name, 'family', f.family, 'officerRole', f.officer_role) AS funder,
      t.year, t.position, t.kind, t.rate, t.planned_cents AS "plannedCents", t.liquidated_cents AS "liquidatedCents", t.terms,
      t.expected_on AS "expectedOn", t.attempt, t.held_cause AS "heldCause", l.state AS "legState", l.notified_on AS "notifiedOn",
      l.started_on AS "startedOn", y.cents - coalesce((SELECT sum(d.cents) FROM share_reduction d WHERE d.leg_id = y.leg_id AND d.year = y.year), 0)::bigint AS "shareCents", t.rejected_bank_id AS "rejectedAccountId",
      t.due_at AS "dueAt", t.certified_by AS "certifiedBy", t.certified_at AS "certifiedAt", t.liquidated_by AS "liquidatedBy",
      t.liquidated_at AS "liquidatedAt", t.ordered_by AS "orderedBy", t.ordered_at AS "orderedAt", t.paid_by AS "paidBy", t.paid_at AS "paidAt",
      t.value_date AS "valueDate", t.reference, t.reason, t.bank_details_id AS "bankDetailsId",
      ARRAY(SELECT i.person_id::text FROM interest i WHERE i.application_id = p.id) AS "interestedPersonIds",
      (SELECT coalesce(json_agg(json_build_object('personId', d.person_id, 'duty', d.duty)), '[]') FROM payment_duty d WHERE d.payment_id = t.id) AS duties,
      (SELECT json_build_object('id', b.id, 'number', b.number, 'iban', b.iban, 'bic', b.bic, 'accountHolder', b.account_holder,
         'mismatchReason', b.mismatch_reason)
       FROM bank_details b WHERE b.organisation_id = a.organisation_id AND b.state = 'ACTIVE' ORDER BY b.number DESC LIMIT 1) AS account,
      coalesce((SELECT g.debit_cents - g.credit_cents FROM ledger_balance g WHERE g.call_id = t.call_id AND g.funder_code = t.funder_code
         AND g.year = t.year AND g.account = 'COMMITTED' AND g.subject_id = t.application_id), 0) AS "committedCents",
      (SELECT CASE WHEN m.open THEN NULL ELSE m.reasons END FROM payment_credit_measure m
       WHERE m.call_id = t.call_id AND m.funder_code = t.funder_code AND m.year = t.year ORDER BY m.id DESC LIMIT 1) AS "creditsClosed",
      ARRAY(SELECT r.year FROM report_acceptance r WHERE r.award_id = t.award_id) AS "reportYears",
      ARRAY(${documentsSent()}) AS documents,
      ARRAY(SELECT k.label FROM application_condition k WHERE k.application_id = p.id AND ${paymentHeldBy()}) AS "openConditions",
      (SELECT json_agg(json_build_object('id', s.id, 'year', s.year, 'kind', s.kind, 'state', s.state,
         'cents', coalesce(s.liquidated_cents, s.planned_cents)))
       FROM payment s WHERE s.leg_id = t.leg_id AND s.id <> t.id) AS siblings,
      (SELECT coalesce(json_agg(json_build_object('name', h.name, 'notified', x.state IN ('NOTIFIED', 'ACTIVE', 'COMPLETED', 'CLOSED'), 'held', EXISTS (
           SELECT FROM payment s WHERE s.leg_id = x.id AND s.year = t.year AND s.state = 'HELD'))), '[]')
       FROM award_leg x JOIN call_funder h ON h.call_id = x.call_id AND h.code = x.funder_code
       WHERE x.award_id = t.award_id AND x.id <> t.leg_id) AS others,
      (SELECT json_build_object('totalCents', coalesce(sum((e ->> 'cents')::bigint), 0),
         'investmentCents', coalesce(sum((e ->> 'cents')::bigint) FILTER (WHERE e ->> 'nature' = 'INVESTMENT'), 0))
       FROM jsonb_array_elements(coalesce(${planInForce(Prisma.sql`t.award_id`)} #> '{budget,lines}', '[]')) e
       WHERE e ->> 'side' = 'EXPENSE' AND (e ->> 'year')::int = t.year) AS investment,
      EXISTS (SELECT FROM payment_batch_line n WHERE n.payment_id = t.id AND n.attempt = t.attempt) AS batched
    FROM payment t JOIN award_leg l ON l.id = t.leg_id JOIN award a ON a.id = t.award_id JOIN application p ON p.id = t.application_id
    JOIN "call" c ON c.id = t.call_id JOIN call_funder f ON f.call_id = t.call_id AND f.code = t.funder_code
    JOIN organisation o ON o.id = a.organisation_id JOIN award_leg_year y ON y.leg_id = t.leg_id AND y.year = t.year
    WHERE ${where} ORDER BY t.year, f.position, t.position, t.id LIMIT ${limit}::int`;
  return rows.map(recordOf);
}

/** JSON numbers hold cents exactly up to 2^53. */
function recordOf(row: Row): PaymentRecord {
  const { paymentState, version, dossierState, siblings, investment, applicationNumber, title, ...rest } = row;
  return {
    state: paymentState,
    version,
    applicationNumber,
    title,
    trail: rest,
    facts: {
      ...rest,
      state: dossierState,
      orderedOn: rest.orderedAt === null ? null : localDate(rest.orderedAt, rest.timeZone),
      siblings: (siblings as Row['siblings'] | null)?.map((one) => ({ ...one, cents: BigInt(one.cents) })) ?? [],
      investment: {
        investmentCents: BigInt(investment?.investmentCents ?? 0),
        totalCents: BigInt(investment?.totalCents ?? 0),
      },
    },
  };
}

export async function findPayment(db: Db, id: string): Promise<PaymentRecord | undefined> {
  return (await readPayments(db, Prisma.sql`t.id = ${id}::uuid`, 1))[0];
}

/** Every payment of these shares locked, and the shares themselves against a change of their state; legs first, then payments, by id. */
export async function lockPayments(tx: Tx, ids: readonly string[]): Promise<void> {
  const rows = await tx.db.$queryRaw<{ id: string; legId: string }[]>`
    SELECT s.id, s.leg_id AS "legId" FROM payment s WHERE s.leg_id IN (SELECT t.leg_id FROM payment t WHERE t.id = ANY(${[...ids]}::uuid[]))`;
  if (rows.length === 0) return;
  await tx.lock('award', [...new Set(rows.map(({ legId }) => legId))], 'share');
  await tx.lock(
    'payment',
    rows.map(({ id }) => id),
  );
}

export interface PaymentsToPlan {
  readonly awardId: string;
  readonly legId: string;
  readonly applicationId: string;
  readonly callId: string;
  readonly funderCode: string;
  readonly payments: readonly PlannedPayment[];
  readonly now: Date;
}

/** All payments of a share in one statement; a deferred trigger checks them against it at the commit. Returns their ids. */
export async function insertPayments(tx: Tx, plan: PaymentsToPlan): Promise<string[]> {
  const { awardId, legId, applicationId, callId, funderCode, payments, now } = plan;
  const rows = payments.map(({ cents, ...payment }) => ({ id: newId(), ...payment, cents: cents.toString() }));
  await tx.db.$executeRaw`
    INSERT INTO payment (id, award_id, leg_id, application_id, call_id, funder_code, year, position, kind, rate, planned_cents, terms, expected_on, state, created_at)
    SELECT r.id, ${awardId}::uuid, ${legId}::uuid, ${applicationId}::uuid, ${callId}::uuid, ${funderCode}, r.year, r.position, r.kind, r.rate,
           r.cents::bigint, r.terms, r."expectedOn", 'PLANNED', ${now}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS r (id uuid, year int, position int, kind text, rate int, cents text, terms jsonb, "expectedOn" text)
    ORDER BY r.year, r.position`;
  return rows.map(({ id }) => id);
}

/** Nothing of the chain is left: it starts again with the certification. What each person did stays in the history and in `payment_duty`. */
const CLEARED = Prisma.sql`certified_by = NULL, certified_at = NULL, liquidated_by = NULL, liquidated_at = NULL, liquidated_cents = NULL,
  ordered_by = NULL, ordered_at = NULL, bank_details_id = NULL, paid_by = NULL, paid_at = NULL, value_date = NULL, reference = NULL, rejected_by = NULL`;

function columnsOf({ event, input, facts, actor, now }: PaymentAct): Prisma.Sql {
  const by = actor.personId;
  switch (event) {
    case 'fallDue':
      return Prisma.sql`due_at = ${now}::timestamptz, reason = NULL`;
    case 'hold': {
      const { cause, reason } = input as HoldInput;
      return Prisma.sql`held_cause = ${cause}, reason = ${reason}`;
    }
    case 'release':
      return Prisma.sql`held_cause = NULL, reason = NULL, due_at = NULL, ${CLEARED}`;
    case 'certify':
      return Prisma.sql`certified_by = ${by}::uuid, certified_at = ${now}::timestamptz`;
    case 'liquidate': {
      const cents = BigInt((input as LiquidateInput | undefined)?.cents ?? facts.plannedCents);
      return Prisma.sql`liquidated_by = ${by}::uuid, liquidated_at = ${now}::timestamptz, liquidated_cents = ${cents}::bigint`;
    }
    case 'order':
      return Prisma.sql`ordered_by = ${by}::uuid, ordered_at = ${now}::timestamptz, bank_details_id = ${facts.account?.id ?? null}::uuid`;
    case 'pay': {
      const { valueDate, reference } = input as PayInput;
      return Prisma.sql`paid_by = ${by}::uuid, paid_at = ${now}::timestamptz, value_date = ${valueDate}, reference = ${reference}`;
    }
    case 'reject':
      return Prisma.sql`reason = ${(input as ReasonInput).reason}, rejected_by = ${by}::uuid, rejected_bank_id = bank_details_id`;
    case 'reissue':
      return Prisma.sql`attempt = attempt + 1, due_at = ${now}::timestamptz, reason = NULL, ${CLEARED}`;
    case 'cancel':
      return Prisma.sql`reason = ${(input as ReasonInput).reason}, held_cause = NULL`;
  }
}

/** @returns rows changed: 0 when the version moved */
export async function savePayment(tx: Tx, act: PaymentAct): Promise<number> {
  const { id, version, to } = act;
  const saved = await tx.db.$executeRaw`
    UPDATE payment SET state = ${to}, version = version + 1, ${columnsOf(act)} WHERE id = ${id}::uuid AND version = ${version}::int`;
  if (saved === 1) await moveCredits(tx, act);
  return saved;
}

/** Funds that come back years later: nothing is committed again of a year that is closed, only recovered. */
const closedMeanwhile = ({ funder, year }: PaymentFacts): Reason => ({
  rule: 'envelopeOpen',
  message: {
    fr: `L’enveloppe ${year} de « ${funder.name} » est clôturée : rien n’y est remis en paiement. Constatez les fonds revenus comme un reversement.`,
    en: `The ${year} envelope of "${funder.name}" is closed: nothing of it is issued again. Record the funds that came back as a repayment.`,
  },
});

/** The holder gave it back already: the bank cannot have it too. */
const RECOVERED_MEANWHILE: Reason = {
  rule: 'notRecovered',
  message: {
    fr: 'Le porteur a déjà reversé tout ou partie de ce paiement : enregistrez d’abord que cet encaissement est reparti.',
    en: 'The holder has given back all or part of this payment already: record first that this receipt went back.',
  },
};

/**
 * What the act moves in the ledger, in the same transaction; PostgreSQL compares both at the commit.
 * @throws Refusal rule-not-met `envelopeOpen`, `notRecovered`
 */
async function moveCredits(tx: Tx, { id, event, from, facts, actor, now, requestId, input }: PaymentAct): Promise<void> {
  const kind = KIND_OF[event];
  if (kind === undefined || (event === 'cancel' && from !== 'ORDERED')) return;
  const { callId, applicationId, funder, year } = facts;
  const reason = event === 'reject' || event === 'cancel' ? (input as ReasonInput).reason : undefined;
  try {
    await post(tx, {
      kind,
      callId,
      applicationId,
      lines: [{ funderCode: funder.code, year, cents: amountOf(facts) }],
      cause: { actor, now, requestId, sourceId: id, ...(reason !== undefined && { reason }) },
      // Of what was paid, or of what was ordered only.
      ...(event === 'reject' && { movement: MOVEMENTS.REJECT[from === 'PAID' ? 0 : 1] }),
    });
  } catch (error) {
    if (isClosed(error)) throw new Refusal('rule-not-met', undefined, [closedMeanwhile(facts)]);
    if (from === 'PAID' && overdraws(error)) throw new Refusal('rule-not-met', undefined, [RECOVERED_MEANWHILE]);
    throw error;
  }
}
const KIND_OF: Readonly<Partial<Record<PaymentEvent, 'ORDER' | 'PAY' | 'REJECT' | 'CANCEL_ORDER'>>> = {
  order: 'ORDER',
  pay: 'PAY',
  reject: 'REJECT',
  cancel: 'CANCEL_ORDER',
};
