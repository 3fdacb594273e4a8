// Rows of measures. Every act on one holds the dossier and the legs of its award: those locks are its own too.

import { Prisma } from '../../generated/prisma/client.js';
import { newId } from '../../kernel/ids.js';
import { addMonths } from '../../kernel/legal-time.js';
import type { Db, Tx } from '../../platform/database/tx.js';
import type { Act } from '../../platform/workflow/binding.js';
import type { AwardRecord, LegRecord } from '../awards/awards.rules.js';
import { factsOf } from '../awards/awards.rules.js';
import { findAward } from '../awards/awards.store.js';
import { planInForce } from '../awards/plan-in-force.store.js';
import type { Ground } from './claim.rules.js';
import {
  claimFrom,
  HEARING_DAYS,
  remarksDay,
  type DecideMeasureInput,
  type HearInput,
  type MeasureEvent,
  type MeasureFacts,
  type MeasureKind,
  type MeasureState,
  type OpenInput,
  type ReasonsInput,
  type RemarkInput,
} from './measure.rules.js';

export type MeasureAct = Act<MeasureState, MeasureEvent, MeasureFacts>;

export interface Remark {
  readonly number: number;
  readonly text: string;
  readonly by: string;
  /** Instant, ISO 8601 with an offset. */
  readonly at: string;
}

/** What was computed when it was decided; sums as digits. */
export interface StoredClaim {
  readonly basis: string;
  readonly paidCents: string;
  readonly daysRun: number;
  readonly days: number;
  readonly keptCents: string;
  readonly mostCents: string;
  readonly explanation: { readonly fr: string; readonly en: string };
}

export interface MeasureRow {
  readonly id: string;
  readonly legId: string;
  readonly awardId: string;
  readonly applicationId: string;
  readonly callId: string;
  readonly kind: MeasureKind;
  readonly ground: Ground;
  readonly grievances: string;
  readonly breachOn: string | null;
  readonly state: MeasureState;
  readonly version: number;
  readonly openedBy: string;
  readonly openedAt: Date;
  readonly remarksUntil: string | null;
  readonly remarksDone: boolean;
  readonly oral: MeasureFacts['oral'];
  readonly heardOn: string | null;
  readonly oralAccount: string | null;
  readonly decisionNumber: string | null;
  readonly decisionDate: string | null;
  readonly authority: string | null;
  readonly delegationReference: string | null;
  readonly delegationFrom: string | null;
  readonly delegationTo: string | null;
  readonly reasons: string | null;
  readonly appeal: string | null;
  readonly effectiveOn: string | null;
  readonly claim: StoredClaim | null;
  readonly claimCents: bigint | null;
  readonly closedAt: Date | null;
  readonly remarks: readonly Remark[];
  readonly settings: { readonly hearingDays?: number; readonly purposeYears?: number } | null;
  readonly project: { readonly startsOn: string; readonly endsOn: string };
  readonly investment: { readonly investmentCents: number; readonly totalCents: number };
  readonly paid: readonly { readonly year: number; readonly cents: number }[];
}

/** Most measures of one award: a dropped one may be followed by another. */
const MOST = 100;

async function read(db: Db, where: Prisma.Sql): Promise<MeasureRow[]> {
  return db.$queryRaw<MeasureRow[]>`
    SELECT m.id, m.leg_id AS "legId", m.award_id AS "awardId", m.application_id AS "applicationId", m.call_id AS "callId", m.kind, m.ground, m.grievances,
      m.breach_on AS "breachOn", m.state, m.version, m.opened_by AS "openedBy", m.opened_at AS "openedAt", m.remarks_until AS "remarksUntil",
      m.remarks_done AS "remarksDone", m.oral, m.heard_on AS "heardOn", m.oral_account AS "oralAccount", m.decision_number AS "decisionNumber",
      m.decision_date AS "decisionDate", m.authority, m.delegation_reference AS "delegationReference", m.delegation_from AS "delegationFrom",
      m.delegation_to AS "delegationTo", m.reasons, m.appeal, m.effective_on AS "effectiveOn", m.claim, m.claim_cents AS "claimCents", m.closed_at AS "closedAt",
      (SELECT coalesce(json_agg(json_build_object('number', r.number, 'text', r.text, 'by', r.by, 'at', r.at) ORDER BY r.number), '[]')
       FROM measure_remark r WHERE r.measure_id = m.id) AS remarks,
      c.settings -> 'measures' AS settings,
      json_build_object('startsOn', plan.content ->> 'startsOn', 'endsOn', plan.content ->> 'endsOn') AS project,
      (SELECT json_build_object('totalCents', coalesce(sum((e ->> 'cents')::bigint), 0),
         'investmentCents', coalesce(sum((e ->> 'cents')::bigint) FILTER (WHERE e ->> 'nature' = 'INVESTMENT'), 0))
       FROM jsonb_array_elements(coalesce(plan.content #> '{budget,lines}', '[]')) e WHERE e ->> 'side' = 'EXPENSE') AS investment,
      (SELECT coalesce(json_agg(json_build_object('year', b.year, 'cents', b.cents) ORDER BY b.year), '[]') FROM (
         SELECT g.year, sum(g.debit_cents - g.credit_cents) - recovery_claims(m.leg_id, g.year) AS cents FROM ledger_balance g
         WHERE g.subject_id = m.application_id AND g.funder_code = l.funder_code AND g.account IN ('PAID', 'RECOVERED') GROUP BY g.year) b
       WHERE b.cents > 0) AS paid
    FROM measure m JOIN award_leg l ON l.id = m.leg_id JOIN award w ON w.id = m.award_id JOIN application p ON p.id = m.application_id
    JOIN "call" c ON c.id = m.call_id
    CROSS JOIN LATERAL (SELECT ${planInForce(Prisma.sql`m.award_id`)} AS content) plan
    WHERE ${where} ORDER BY m.id LIMIT ${MOST}::int`;
}

export async function findMeasure(db: Db, id: string): Promise<MeasureRow | undefined> {
  return (await read(db, Prisma.sql`m.id = ${id}::uuid`))[0];
}

export function measuresOf(db: Db, awardId: string): Promise<MeasureRow[]> {
  return read(db, Prisma.sql`m.award_id = ${awardId}::uuid`);
}

/** Undefined: the leg is of another award. */
export function measureFacts(award: AwardRecord, row: MeasureRow): MeasureFacts | undefined {
  const leg = award.legs.find(({ id }) => id === row.legId);
  if (leg === undefined) return undefined;
  const { hearingDays = HEARING_DAYS, purposeYears } = row.settings ?? {};
  const { project, investment, paid } = row;
  return {
    ...factsOf(award, leg),
    measureId: row.id,
    legId: leg.id,
    legState: leg.state,
    measureState: row.state,
    kind: row.kind,
    ground: row.ground,
    grievances: row.grievances,
    breachOn: row.breachOn,
    remarksUntil: row.remarksUntil,
    remarks: row.remarks.length,
    remarksDone: row.remarksDone,
    oral: row.oral,
    hearingDays,
    project,
    investment: { investmentCents: BigInt(investment.investmentCents), totalCents: BigInt(investment.totalCents) },
    purposeUntil: purposeYears === undefined ? null : addMonths(project.endsOn, purposeYears * 12),
    paid: paid.map(({ year, cents }) => ({ year, cents: BigInt(cents) })),
  };
}

/** @returns undefined when there is no such measure */
export async function loadMeasure(
  db: Db,
  id: string,
): Promise<{ readonly row: MeasureRow; readonly facts: MeasureFacts } | undefined> {
  const row = await findMeasure(db, id);
  const award = row === undefined ? undefined : await findAward(db, row.awardId);
  const facts = row === undefined || award === undefined ? undefined : measureFacts(award, row);
  return row === undefined || facts === undefined ? undefined : { row, facts };
}

export interface NewMeasure {
  readonly award: AwardRecord;
  readonly leg: LegRecord;
  readonly kind: MeasureKind;
  readonly ground: Ground;
  readonly grievances: string;
  readonly breachOn: string | null;
  readonly by: string;
  readonly now: Date;
}

export async function insertMeasure(
  tx: Tx,
  { award, leg, kind, ground, grievances, breachOn, by, now }: NewMeasure,
): Promise<string> {
  const id = newId();
  await tx.db.$executeRaw`
    INSERT INTO measure (id, leg_id, award_id, application_id, call_id, kind, ground, grievances, breach_on, state, opened_by, opened_at)
    VALUES (${id}::uuid, ${leg.id}::uuid, ${award.id}::uuid, ${award.applicationId}::uuid, ${award.callId}::uuid, ${kind}, ${ground}, ${grievances},
            ${breachOn}, 'NEW', ${by}::uuid, ${now}::timestamptz)`;
  return id;
}

/** What an act writes of its measure, beside the state. */
function columnsOf({ event, input, facts, actor, now }: MeasureAct): Prisma.Sql {
  const closed = Prisma.sql`closed_by = ${actor.personId}::uuid, closed_at = ${now}::timestamptz`;
  switch (event) {
    case 'open':
      return Prisma.sql`remarks_until = ${remarksDay(facts, input as OpenInput, now)}`;
    case 'request':
      return Prisma.sql`remarks_until = NULL`;
    case 'remark':
      return Prisma.sql`remarks_done = remarks_done OR ${(input as RemarkInput).last ?? false}`;
    case 'askOral':
      return Prisma.sql`oral = 'ASKED'`;
    case 'hearOrally': {
      const { heardOn, summary } = input as HearInput;
      return Prisma.sql`oral = 'HEARD', heard_on = ${heardOn}, oral_account = ${summary}`;
    }
    case 'declineOral':
      return Prisma.sql`oral = 'DECLINED', oral_account = ${(input as ReasonsInput).reasons}`;
    case 'decide': {
      const decided = input as DecideMeasureInput;
      const { delegationReference = null, delegationFrom = null, delegationTo = null } = decided;
      const claim = claimFrom(facts, decided.effectiveOn);
      const claimed = decided.claimCents === undefined ? claim.mostCents : BigInt(decided.claimCents);
      return Prisma.sql`decision_number = ${decided.decisionNumber}, decision_date = ${decided.decisionDate}, authority = ${decided.authority},
        delegation_reference = ${delegationReference}, delegation_from = ${delegationFrom}, delegation_to = ${delegationTo},
        reasons = ${decided.reasons}, appeal = ${decided.appeal}, effective_on = ${decided.effectiveOn}, claim = ${stored(claim)}::jsonb,
        claim_cents = ${claimed}::bigint, ${closed}`;
    }
    case 'drop':
      return Prisma.sql`reasons = ${(input as ReasonsInput).reasons}, ${closed}`;
    case 'withdrawRequest':
      return closed;
  }
}

const stored = (claim: ReturnType<typeof claimFrom>): string =>
  JSON.stringify(claim, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));

/** @returns rows changed: 0 when the version moved */
export async function saveMeasure(tx: Tx, act: MeasureAct): Promise<number> {
  const { id, version, to, event, facts, actor, now } = act;
  if (event === 'remark')
    await tx.db.$executeRaw`
      INSERT INTO measure_remark (measure_id, number, text, by, at)
      VALUES (${id}::uuid, ${facts.remarks + 1}::int, ${(act.input as RemarkInput).text}, ${actor.personId}::uuid, ${now}::timestamptz)`;
  return tx.db.$executeRaw`
    UPDATE measure SET state = ${to}, version = version + 1, ${columnsOf(act)} WHERE id = ${id}::uuid AND version = ${version}::int`;
}
