// Rows of balances: one query reads a balance with what it is computed on now.

import { Prisma } from '../../generated/prisma/client.js';
import { isUuid, newId } from '../../kernel/ids.js';
import { addDays, localDate } from '../../kernel/legal-time.js';
import type { Db, Tx } from '../../platform/database/tx.js';
import type { Act } from '../../platform/workflow/binding.js';
import { CAPPED_FAMILIES } from '../applications/budget.rules.js';
import { planInForce } from '../awards/plan-in-force.store.js';
import { receivedSql, waivedSql } from '../recoveries/recovery-sums.store.js';
import { balanceOf, type BalanceFigures, type BalanceSources, type LegBalance } from './balance-figures.rules.js';
import { legNamed, type AgreeInput, type BalanceEvent, type BalanceFacts, type BalanceState } from './balance.rules.js';

export type BalanceAct = Act<BalanceState, BalanceEvent, BalanceFacts>;

export interface BalanceRecord {
  readonly version: number;
  readonly facts: BalanceFacts;
  readonly applicationNumber: string | null;
  readonly title: string;
  readonly holder: string;
  readonly computedAt: Date | null;
}

type Json<T> = { readonly [K in keyof T]: T[K] extends bigint ? number : T[K] };
type StoredFigures = Json<Omit<BalanceFigures, 'legs' | 'cap'>> & {
  readonly capNumerator: number;
  readonly capDenominator: number;
  readonly legs: readonly Json<LegBalance>[];
};
interface Row extends Omit<BalanceFacts, 'figures' | 'sources'>, Omit<BalanceRecord, 'facts'> {
  readonly figures: StoredFigures | null;
  readonly sourceLegs: readonly Json<BalanceSources['legs'][number]>[];
  readonly endedCents: bigint;
  readonly plannedCents: bigint;
  readonly eligibleCents: bigint;
  readonly otherCents: bigint;
  readonly percent: string;
  readonly keptBasisPoints: bigint;
}

/** Shares that a balance settles: those that are under way. */
const UNDER_WAY = Prisma.sql`('NOTIFIED', 'ACTIVE', 'SUSPENDED')`;
const REMARK_DAYS = 30;
/** Holders that the law lets keep what they did not spend, where the agreement says so. */
const NON_PROFIT = ['ASSOCIATION', 'MISSION_LOCALE'];

const account = (
  name: string,
): Prisma.Sql => Prisma.sql`coalesce((SELECT sum(g.debit_cents - g.credit_cents) FROM ledger_balance g
  WHERE g.subject_id = a.application_id AND g.funder_code = l.funder_code AND g.account = ${name}), 0)`;

/** Claimed from the holder by the share `l`, neither received nor waived yet: paid, and not kept. */
const CLAIMED = Prisma.sql`coalesce((SELECT sum(coalesce(r.ordered_cents, r.cents) - ${receivedSql()} - ${waivedSql()})
  FROM recovery r WHERE r.leg_id = l.id AND r.state <> 'CANCELLED'), 0)`;

/** `where` on balance b, award a, application p, call c. In the order of their creation. */
export async function readBalances(db: Db, where: Prisma.Sql, limit: number): Promise<BalanceRecord[]> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT b.id, b.award_id AS "awardId", b.application_id AS "applicationId", b.call_id AS "callId", c.time_zone AS "timeZone", b.state, b.version,
      a.organisation_id AS "organisationId", a.department, p.number AS "applicationNumber", p.title, o.name AS holder, b.remarks_until AS "remarksUntil",
      b.fixed_on AS "fixedOn", coalesce((c.settings #>> '{recoveries,remarkDays}')::int, ${REMARK_DAYS}::int) AS "remarkDays",
      ARRAY(SELECT i.person_id::text FROM interest i WHERE i.application_id = p.id) AS "interestedPersonIds",
      coalesce(k.number, 0) AS number, k.computed_at AS "computedAt",
      (SELECT coalesce(json_agg(json_build_object('id', l.id, 'code', f.code, 'name', f.name, 'officerRole', f.officer_role, 'state', l.state) ORDER BY f.position), '[]')
       FROM award_leg l JOIN call_funder f ON f.call_id = l.call_id AND f.code = l.funder_code
       WHERE l.award_id = a.id AND CASE WHEN k.number IS NULL THEN l.state IN ${UNDER_WAY}
         ELSE EXISTS (SELECT FROM balance_leg n WHERE n.balance_id = b.id AND n.number = k.number AND n.leg_id = l.id) END) AS legs,
      (SELECT coalesce(json_agg(json_build_object('text', m.text, 'at', m.written_at) ORDER BY m.id), '[]')
       FROM balance_remark m WHERE m.balance_id = b.id AND m.number = k.number) AS remarks,
      (SELECT coalesce(json_agg(json_build_object('legId', m.leg_id, 'decisionNumber', m.decision_number, 'decisionDate', m.decision_date,
          'authority', m.authority, 'by', m.agreed_by)), '[]')
       FROM balance_agreement m WHERE m.balance_id = b.id AND m.number = k.number) AS agreements,
      CASE WHEN k.number IS NOT NULL THEN json_build_object('decidedCents', k.decided_cents, 'reducedCents', k.reduced_cents, 'awardCents', k.award_cents,
        'plannedCents', k.planned_cents, 'eligibleCents', k.eligible_cents, 'rateCostCents', k.rate_cost_cents, 'capNumerator', k.cap_numerator,
        'capDenominator', k.cap_denominator, 'otherCents', k.other_cents, 'endedCents', k.ended_cents, 'capCents', k.cap_cents, 'paidCents', k.paid_cents,
        'orderedCents', k.ordered_cents, 'unspentCents', k.unspent_cents, 'keptBasisPoints', k.kept_basis_points, 'keptCents', k.kept_cents,
        'finalCents', k.final_cents, 'overCents', k.over_cents, 'leftCents', k.left_cents,
        'legs', (SELECT json_agg(json_build_object('legId', n.leg_id, 'code', f.code, 'name', f.name, 'family', f.family, 'decidedCents', n.decided_cents,
            'reducedCents', n.reduced_cents, 'paidCents', n.paid_cents, 'orderedCents', n.ordered_cents, 'committedCents', n.committed_cents,
            'finalCents', n.final_cents, 'overCents', n.over_cents, 'leftCents', n.left_cents) ORDER BY f.position)
          FROM balance_leg n JOIN award_leg l ON l.id = n.leg_id JOIN call_funder f ON f.call_id = l.call_id AND f.code = l.funder_code
          WHERE n.balance_id = b.id AND n.number = k.number)) END AS figures,
      (SELECT coalesce(json_agg(json_build_object('legId', l.id, 'code', f.code, 'name', f.name, 'family', f.family,
          'decidedCents', (SELECT sum(y.cents) FROM award_leg_year y WHERE y.leg_id = l.id),
          'reducedCents', (SELECT coalesce(sum(d.cents), 0) FROM share_reduction d WHERE d.leg_id = l.id),
          'paidCents', ${account('PAID')}, 'orderedCents', ${account('ORDERED')}, 'committedCents', ${account('COMMITTED')}) ORDER BY f.position), '[]')
       FROM award_leg l JOIN call_funder f ON f.call_id = l.call_id AND f.code = l.funder_code
       WHERE l.award_id = a.id AND l.state IN ${UNDER_WAY}) AS "sourceLegs",
      (SELECT coalesce(sum(${account('PAID')} - ${CLAIMED}), 0)::bigint FROM award_leg l JOIN call_funder f ON f.call_id = l.call_id AND f.code = l.funder_code
       WHERE l.award_id = a.id AND l.state NOT IN ${UNDER_WAY} AND f.family = ANY(${[...CAPPED_FAMILIES]}::text[])) AS "endedCents",
      (SELECT coalesce(sum((e ->> 'cents')::bigint), 0)::bigint FROM jsonb_array_elements(coalesce(${planInForce(Prisma.sql`a.id`)} #> '{budget,lines}', '[]')) e
       WHERE e ->> 'side' = 'EXPENSE') AS "plannedCents",
      coalesce(x.eligible, 0)::bigint AS "eligibleCents", coalesce(x.other, 0)::bigint AS "otherCents", coalesce(x.accepted, 0)::int AS "reportsAccepted",
      ARRAY(SELECT r.year FROM report r WHERE r.award_id = a.id AND r.state NOT IN ('ACCEPTED', 'NOT_OWED') ORDER BY r.year) AS "reportsMissing",
      c.settings ->> 'maxPublicSharePercent' AS percent,
      CASE WHEN o.holder_type = ANY(${NON_PROFIT}::text[]) THEN coalesce((
        SELECT min(coalesce((d.data::jsonb #>> '{terms,unspentKept}')::bigint, 0)) FROM award_leg l LEFT JOIN agreement_document d ON d.agreement_id = l.agreement_id
        WHERE l.award_id = a.id AND l.state IN ${UNDER_WAY}), 0) ELSE 0 END::bigint AS "keptBasisPoints"
    FROM balance b JOIN award a ON a.id = b.award_id JOIN application p ON p.id = b.application_id JOIN "call" c ON c.id = b.call_id
    JOIN organisation o ON o.id = a.organisation_id
    LEFT JOIN LATERAL (SELECT * FROM balance_computation n WHERE n.balance_id = b.id ORDER BY n.number DESC LIMIT 1) k ON true
    LEFT JOIN LATERAL (
      SELECT sum(d.eligible_cents) AS eligible, sum(d.other_public_cents) AS other, count(*) AS accepted FROM report r
      JOIN report_decision d ON d.report_id = r.id AND d.number = r.submitted_version AND d.outcome = 'ACCEPTED' WHERE r.award_id = a.id) x ON true
    WHERE ${where} ORDER BY b.id LIMIT ${limit}::int`;
  return rows.map(recordOf);
}

/** An integer or decimal percentage as a fraction: 80 is 80/100, 80.5 is 805/1000. */
function fractionOf(percent: string): BalanceSources['cap'] {
  const [units = '0', decimals = ''] = percent.split('.');
  return { numerator: BigInt(units + decimals), denominator: 100n * 10n ** BigInt(decimals.length) };
}

/** Names and codes stay; JSON numbers hold cents exactly up to 2^53. */
function inCents<T extends object>(row: T): { [K in keyof T]: T[K] extends number ? bigint : T[K] } {
  return Object.fromEntries(
    Object.entries(row).map(([key, value]: [string, unknown]) => [key, typeof value === 'number' ? BigInt(value) : value]),
  ) as never;
}

function recordOf(row: Row): BalanceRecord {
  const { version, applicationNumber, title, holder, computedAt, figures, sourceLegs, percent, ...facts } = row;
  const { endedCents, plannedCents, eligibleCents, otherCents, keptBasisPoints, ...rest } = facts;
  const sources = { endedCents, plannedCents, eligibleCents, otherCents, keptBasisPoints, cap: fractionOf(percent) };
  return {
    version,
    applicationNumber,
    title,
    holder,
    computedAt,
    facts: { ...rest, figures: figures && figuresOf(figures), sources: { ...sources, legs: sourceLegs.map(inCents) } },
  };
}

function figuresOf({ legs, capNumerator, capDenominator, ...sums }: StoredFigures): BalanceFigures {
  const cap = { numerator: BigInt(capNumerator), denominator: BigInt(capDenominator) };
  return { ...inCents(sums), cap, legs: legs.map(inCents) };
}

export async function findBalance(db: Db, id: string): Promise<BalanceRecord | undefined> {
  return (await readBalances(db, Prisma.sql`b.id = ${id}::uuid`, 1))[0];
}

/** Its balance, written as awaited if there is none yet; undefined: no such award. */
export async function expectBalance(tx: Tx, awardId: string, now: Date): Promise<string | undefined> {
  await tx.db.$executeRaw`
    INSERT INTO balance (id, award_id, application_id, call_id, state, created_at)
    SELECT ${newId()}::uuid, a.id, a.application_id, a.call_id, 'AWAITED', ${now}::timestamptz FROM award a WHERE a.id = ${awardId}::uuid
    ON CONFLICT (award_id) DO NOTHING`;
  const [row] = await tx.db.$queryRaw<{ id: string }[]>`SELECT id FROM balance WHERE award_id = ${awardId}::uuid`;
  return row?.id;
}

async function insertComputation(tx: Tx, { id, facts, actor, now }: BalanceAct): Promise<void> {
  const n = balanceOf(facts.sources);
  const by = isUuid(actor.personId) ? actor.personId : null;
  const number = facts.number + 1;
  await tx.db.$executeRaw`
    INSERT INTO balance_computation (balance_id, number, decided_cents, reduced_cents, award_cents, planned_cents, eligible_cents, rate_cost_cents, cap_numerator,
      cap_denominator, other_cents, ended_cents, cap_cents, paid_cents, ordered_cents, unspent_cents, kept_basis_points, kept_cents, final_cents, over_cents,
      left_cents, computed_by, computed_at)
    VALUES (${id}::uuid, ${number}::int, ${n.decidedCents}, ${n.reducedCents}, ${n.awardCents}, ${n.plannedCents}, ${n.eligibleCents}, ${n.rateCostCents},
      ${n.cap.numerator}, ${n.cap.denominator}, ${n.otherCents}, ${n.endedCents}, ${n.capCents}, ${n.paidCents}, ${n.orderedCents}, ${n.unspentCents},
      ${n.keptBasisPoints}, ${n.keptCents}, ${n.finalCents}, ${n.overCents}, ${n.leftCents}, ${by}::uuid, ${now}::timestamptz)`;
  const legs = n.legs.map((leg) => ({
    leg_id: leg.legId,
    decided: leg.decidedCents.toString(),
    reduced: leg.reducedCents.toString(),
    paid: leg.paidCents.toString(),
    ordered: leg.orderedCents.toString(),
    committed: leg.committedCents.toString(),
    final: leg.finalCents.toString(),
    over: leg.overCents.toString(),
    left: leg.leftCents.toString(),
  }));
  await tx.db.$executeRaw`
    INSERT INTO balance_leg (balance_id, number, leg_id, decided_cents, reduced_cents, paid_cents, ordered_cents, committed_cents, final_cents, over_cents, left_cents)
    SELECT ${id}::uuid, ${number}::int, r.leg_id, r.decided::bigint, r.reduced::bigint, r.paid::bigint, r.ordered::bigint, r.committed::bigint, r.final::bigint,
           r."over"::bigint, r."left"::bigint
    FROM jsonb_to_recordset(${JSON.stringify(legs)}::jsonb)
      AS r (leg_id uuid, decided text, reduced text, paid text, ordered text, committed text, final text, "over" text, "left" text)`;
}

async function insertAgreement(tx: Tx, { id, facts, input, actor, now }: BalanceAct): Promise<void> {
  const { funderCode, decisionNumber, decisionDate, authority, ...named } = input as AgreeInput;
  await tx.db.$executeRaw`
    INSERT INTO balance_agreement (balance_id, number, leg_id, decision_number, decision_date, authority, delegation_reference, delegation_from, delegation_to,
      agreed_by, agreed_at)
    VALUES (${id}::uuid, ${facts.number}::int, ${legNamed(facts, funderCode)?.id ?? null}::uuid, ${decisionNumber}, ${decisionDate}, ${authority},
      ${named.delegationReference ?? null}, ${named.delegationFrom ?? null}, ${named.delegationTo ?? null}, ${actor.personId}::uuid, ${now}::timestamptz)`;
}

async function insertRemark(tx: Tx, { id, facts, input, actor, now }: BalanceAct): Promise<void> {
  await tx.db.$executeRaw`
    INSERT INTO balance_remark (id, balance_id, number, text, written_by, written_at)
    VALUES (${newId()}::uuid, ${id}::uuid, ${facts.number}::int, ${(input as { text: string }).text}, ${actor.personId}::uuid, ${now}::timestamptz)`;
}

/** @returns rows changed: 0 when the version moved */
export async function saveBalance(tx: Tx, act: BalanceAct): Promise<number> {
  const { id, event, to, version, facts, now } = act;
  const today = localDate(now, facts.timeZone);
  if (event === 'compute') await insertComputation(tx, act);
  if (event === 'remark') await insertRemark(tx, act);
  if (event === 'agree') await insertAgreement(tx, act);
  const until = event === 'compute' ? null : event === 'propose' ? addDays(today, facts.remarkDays) : facts.remarksUntil;
  return tx.db.$executeRaw`
    UPDATE balance SET state = ${to}, version = version + 1, remarks_until = ${until}, fixed_on = ${event === 'fix' ? today : null}
    WHERE id = ${id}::uuid AND version = ${version}::int`;
}

/** Shares of fixed balances of which nothing is left to pay, and which are still under way. */
export async function sharesToComplete(
  db: Db,
  limit: number,
): Promise<{ readonly legId: string; readonly balanceId: string; readonly timeZone: string }[]> {
  return db.$queryRaw<{ legId: string; balanceId: string; timeZone: string }[]>`
    SELECT l.id AS "legId", b.id AS "balanceId", c.time_zone AS "timeZone"
    FROM balance b JOIN award_leg l ON l.award_id = b.award_id AND l.state = 'ACTIVE' JOIN "call" c ON c.id = b.call_id
    WHERE b.state = 'FIXED' AND NOT EXISTS (SELECT FROM payment t WHERE t.leg_id = l.id AND t.state NOT IN ('PAID', 'CANCELLED'))
    ORDER BY l.id LIMIT ${limit}::int`;
}

/** Sums of a share by year on one account of the ledger, oldest first. */
export async function yearsOn(
  db: Db,
  {
    applicationId,
    funderCode,
    account: name,
  }: { readonly applicationId: string; readonly funderCode: string; readonly account: 'PAID' | 'COMMITTED' },
): Promise<{ readonly year: number; readonly cents: bigint }[]> {
  return db.$queryRaw<{ year: number; cents: bigint }[]>`
    SELECT year, debit_cents - credit_cents AS cents FROM ledger_balance
    WHERE subject_id = ${applicationId}::uuid AND funder_code = ${funderCode} AND account = ${name} AND debit_cents > credit_cents ORDER BY year`;
}
