// Rows of awards and legs: one query reads an award whole, one statement writes it whole.

import { Prisma } from '../../generated/prisma/client.js';
import { newId } from '../../kernel/ids.js';
import { sumCents } from '../../kernel/money.js';
import { AGREEMENT_THRESHOLD_CENTS } from '../calls/agreement-models.rules.js';
import type { Db, Tx } from '../../platform/database/tx.js';
import type { AwardRecord, Delegation, LegRecord } from './awards.rules.js';
import { splitYears, type Funder } from './cofunding.rules.js';
import { delegationSql } from './delegation.store.js';
import type { AidRegime } from '../holders/aid.rules.js';
import type { LegLife } from './leg.rules.js';
import { stateAidOf, stateAidSql, type StateAidJson } from './state-aid.store.js';

interface LegJson extends Omit<LegRecord, 'years'> {
  readonly years: { readonly year: number; readonly cents: number; readonly reducedCents: number; readonly paidCents: number }[];
}
interface Row extends Omit<AwardRecord, 'legs' | 'stateAid'> {
  readonly legs: LegJson[];
  readonly stateAid: StateAidJson | null;
}

/** The award in force: not that of an examination that an appeal ended, nor of an attempt that another one followed. */
const IN_FORCE = Prisma.sql`a.examination = p.examination AND a.attempt = p.award_attempt`;
/** State of the dossier for this award: one that is not in force any more stays the refused one that it was. */
export const STATE_OF_DOSSIER = Prisma.sql`CASE WHEN ${IN_FORCE} THEN p.state ELSE 'REFUSED' END`;

/** Columns of an AwardRecord from `award a JOIN application p … JOIN "call" c … JOIN organisation o …`. */
const AWARD_COLUMNS = Prisma.sql`
  a.id, a.application_id AS "applicationId", p.number AS "applicationNumber", ${STATE_OF_DOSSIER} AS "applicationState",
  p.submitted_version > 0 AS "everSubmitted", p.title, o.name AS holder, a.organisation_id AS "organisationId", a.department,
  a.call_id AS "callId", c.time_zone AS "timeZone", o.holder_type AS "holderType", o.rna,
  EXISTS (SELECT FROM republican_contract k WHERE k.organisation_id = a.organisation_id)
    OR coalesce((SELECT (v.content #>> '{declarations,republicanContract}')::boolean FROM application_version v
                 WHERE v.application_id = p.id AND v.number = p.submitted_version), false) AS "contractHeld",
  c.settings -> 'agreement' AS "agreementSettings", a.total_cents AS "totalCents", a.created_at AS "createdAt",
  (SELECT json_build_object('id', x.id, 'state', x.state, 'dueAt', x.due_at) FROM amount_offer x WHERE x.award_id = a.id) AS offer,
  (SELECT json_build_object('outcome', x.outcome, 'reasons', x.reasons, 'by', x.decided_by, 'at', x.decided_at)
   FROM award_outcome x WHERE x.award_id = a.id) AS outcome,
  ${stateAidSql(Prisma.sql`c.settings`, Prisma.sql`a.id`)} AS "stateAid",
  ARRAY(SELECT i.person_id::text FROM interest i WHERE i.application_id = p.id) AS "interestedPersonIds",
  (SELECT json_agg(json_build_object('id', l.id, 'code', l.funder_code, 'name', f.name, 'position', f.position, 'weight', f.weight,
      'officerRole', f.officer_role, 'state', l.state, 'version', l.version, 'decisionNumber', l.decision_number,
      'decisionDate', l.decision_date, 'authority', l.authority,
      'delegation', ${delegationSql('l')}, 'decidedBy', l.decided_by, 'decidedAt', l.decided_at, 'refusal', l.refusal,
      'agreementState', (SELECT g.state FROM agreement g WHERE g.id = l.agreement_id),
      'life', json_build_object('agreementId', l.agreement_id, 'orderNumber', l.order_number, 'orderDate', l.order_date,
        'orderAuthority', l.order_authority, 'commitmentNumber', l.commitment_number, 'commitmentDate', l.commitment_date, 'notifiedOn', l.notified_on,
        'startedOn', l.started_on, 'suspensionReasons', l.suspension_reasons, 'endedOn', l.ended_on, 'lateReportId', l.late_report_id),
      'closing', json_build_object(
        'openRecoveries', (SELECT count(*) FROM recovery r WHERE r.leg_id = l.id AND r.state NOT IN ('RECOVERED', 'WAIVED', 'CANCELLED')),
        'reportsMissing', ARRAY(SELECT r.year FROM report r WHERE r.award_id = a.id AND r.state NOT IN ('ACCEPTED', 'NOT_OWED') ORDER BY r.year),
        'unpublishable', (SELECT sum(y.cents) FROM award_leg_year y WHERE y.leg_id = l.id) > coalesce((c.settings #>> '{openData,thresholdCents}')::bigint, ${AGREEMENT_THRESHOLD_CENTS}::bigint)
          AND NOT coalesce(c.settings #> '{openData,funders}' @> jsonb_build_array(jsonb_build_object('funderCode', l.funder_code)), false)),
      -- What has left the commitment: ordered, paid, recovered since.
      'years', (SELECT json_agg(json_build_object('year', y.year, 'cents', y.cents,
                  'reducedCents', (SELECT coalesce(sum(r.cents), 0) FROM share_reduction r WHERE r.leg_id = y.leg_id AND r.year = y.year), 'paidCents', (
                  SELECT coalesce(sum(b.debit_cents - b.credit_cents), 0) FROM ledger_balance b
                  WHERE b.subject_id = p.id AND b.funder_code = l.funder_code AND b.year = y.year
                    AND b.account IN ('ORDERED', 'PAID', 'RECOVERED'))) ORDER BY y.year)
                FROM award_leg_year y WHERE y.leg_id = l.id)) ORDER BY f.position)
   FROM award_leg l JOIN call_funder f ON f.call_id = l.call_id AND f.code = l.funder_code WHERE l.award_id = a.id) AS legs`;
const AWARD_TABLES = Prisma.sql`
  award a JOIN application p ON p.id = a.application_id JOIN "call" c ON c.id = a.call_id JOIN organisation o ON o.id = a.organisation_id`;

/** JSON numbers hold cents exactly up to 2^53. */
function recordOf(row: Row): AwardRecord {
  return {
    ...row,
    stateAid: stateAidOf(row.stateAid, row.totalCents),
    legs: row.legs.map((leg) => ({
      ...leg,
      years: leg.years.map(({ year, cents, reducedCents, paidCents }) => ({
        year,
        cents: BigInt(cents),
        reducedCents: BigInt(reducedCents),
        paidCents: BigInt(paidCents),
      })),
    })),
  };
}

export async function readAwards(db: Db, where: Prisma.Sql, limit = 1): Promise<AwardRecord[]> {
  const rows = await db.$queryRaw<
    Row[]
  >`SELECT ${AWARD_COLUMNS} FROM ${AWARD_TABLES} WHERE ${where} ORDER BY a.id LIMIT ${limit}::int`;
  return rows.map(recordOf);
}

export async function findAward(db: Db, id: string): Promise<AwardRecord | undefined> {
  return (await readAwards(db, Prisma.sql`a.id = ${id}::uuid`))[0];
}

export async function findAwardOfLeg(db: Db, legId: string): Promise<AwardRecord | undefined> {
  return (await readAwards(db, Prisma.sql`a.id = (SELECT award_id FROM award_leg WHERE id = ${legId}::uuid)`))[0];
}

export async function findAwardOfApplication(db: Db, applicationId: string): Promise<AwardRecord | undefined> {
  return (await readAwards(db, Prisma.sql`a.application_id = ${applicationId}::uuid AND ${IN_FORCE}`))[0];
}

export interface LegAddress {
  readonly awardId: string;
  readonly applicationId: string;
  readonly callId: string;
  /** Legs of the same award, this one included. */
  readonly legIds: string[];
}

/** Where a leg hangs: columns that never change, so they may be read before the locks. */
export async function addressOfLeg(db: Db, legId: string): Promise<LegAddress | undefined> {
  const [row] = await db.$queryRaw<LegAddress[]>`
    SELECT a.id AS "awardId", a.application_id AS "applicationId", a.call_id AS "callId",
           ARRAY(SELECT s.id::text FROM award_leg s WHERE s.award_id = a.id) AS "legIds"
    FROM award_leg l JOIN award a ON a.id = l.award_id WHERE l.id = ${legId}::uuid`;
  return row;
}

export interface NewAward {
  readonly applicationId: string;
  readonly callId: string;
  readonly funders: readonly Funder[];
  /** Sum decided for each budget year, all funders together. */
  readonly years: readonly { readonly year: number; readonly cents: bigint }[];
  readonly now: Date;
}

/** One award, one pending leg per funder, one share per leg and year; a deferred trigger checks the split again at the commit. */
export async function createAward(tx: Tx, award: NewAward): Promise<string> {
  const { applicationId, callId, now } = award;
  const awardId = newId();
  const legs = splitYears(award.funders, award.years).map(({ funder, years }) => ({ id: newId(), code: funder.code, years }));
  const total = sumCents(legs.flatMap((leg) => leg.years.map((share) => share.cents)));
  const shares = legs.flatMap((leg) => leg.years.map((share) => ({ leg: leg.id, ...share })));
  await tx.db.$executeRaw`
    INSERT INTO award (id, application_id, call_id, organisation_id, department, total_cents, created_at, examination, attempt)
    SELECT ${awardId}::uuid, p.id, p.call_id, p.organisation_id, p.department, ${total}::bigint, ${now}::timestamptz, p.examination, p.award_attempt
    FROM application p WHERE p.id = ${applicationId}::uuid`;
  await tx.db.$executeRaw`
    INSERT INTO award_leg (id, award_id, call_id, funder_code, state)
    SELECT l.id, ${awardId}::uuid, ${callId}::uuid, l.code, 'PENDING'
    FROM unnest(${legs.map((leg) => leg.id)}::uuid[], ${legs.map((leg) => leg.code)}::text[]) AS l (id, code)`;
  await tx.db.$executeRaw`
    INSERT INTO award_leg_year (leg_id, year, award_id, cents)
    SELECT y.leg, y.year, ${awardId}::uuid, y.cents
    FROM unnest(${shares.map((share) => share.leg)}::uuid[], ${shares.map((share) => share.year)}::int[],
                ${shares.map((share) => share.cents.toString())}::bigint[]) AS y (leg, year, cents)`;
  return awardId;
}

/** What the act leaves on the leg's row; null leaves nothing. */
export interface LegDecision {
  readonly decisionNumber: string | null;
  readonly decisionDate: string | null;
  readonly authority: string | null;
  readonly delegation: Delegation | null;
  readonly aidRegime: AidRegime | null;
  readonly refusal: object | null;
  readonly by: string;
  readonly at: Date;
}

/** @returns rows changed: 0 when the version moved. A cancelled leg keeps the decision that it had. */
export async function saveLeg(
  tx: Tx,
  id: string,
  version: number,
  state: string,
  life: LegLife,
  decision?: LegDecision,
): Promise<number> {
  if (decision === undefined) {
    return tx.db.$executeRaw`
      UPDATE award_leg SET state = ${state}, version = version + 1, agreement_id = ${life.agreementId}::uuid,
             order_number = ${life.orderNumber}, order_date = ${life.orderDate}, order_authority = ${life.orderAuthority}, commitment_number = ${life.commitmentNumber},
             commitment_date = ${life.commitmentDate}, notified_on = ${life.notifiedOn}, started_on = ${life.startedOn},
             suspension_reasons = ${life.suspensionReasons}, ended_on = ${life.endedOn}, late_report_id = ${life.lateReportId}::uuid
      WHERE id = ${id}::uuid AND version = ${version}::int`;
  }
  const { decisionNumber, decisionDate, authority, delegation, aidRegime, refusal, by, at } = decision;
  return tx.db.$executeRaw`
    UPDATE award_leg SET state = ${state}, version = version + 1, decision_number = ${decisionNumber}, decision_date = ${decisionDate},
           authority = ${authority}, delegation_reference = ${delegation?.reference ?? null}, delegation_from = ${delegation?.from ?? null},
           delegation_to = ${delegation?.to ?? null}, aid_regime = ${aidRegime}, refusal = ${refusal === null ? null : JSON.stringify(refusal)}::jsonb,
           decided_by = ${by}::uuid, decided_at = ${at}::timestamptz
    WHERE id = ${id}::uuid AND version = ${version}::int`;
}

/** What the jury decided for an application: its call, the call's funders, the sum of each year in the last revision. */
export async function readSelection(db: Db, applicationId: string): Promise<Pick<NewAward, 'callId' | 'funders' | 'years'>> {
  const [row] = await db.$queryRaw<{ callId: string; funders: Funder[]; years: { year: number; cents: number }[] }[]>`
    SELECT p.call_id AS "callId",
      (SELECT json_agg(json_build_object('code', f.code, 'name', f.name, 'position', f.position, 'weight', f.weight) ORDER BY f.position)
       FROM call_funder f WHERE f.call_id = p.call_id) AS funders,
      (SELECT json_agg(json_build_object('year', d.year, 'cents', d.cents) ORDER BY d.year) FROM (
         SELECT m.year, sum(m.cents) AS cents FROM application_amount m
         WHERE m.application_id = p.id AND m.stage = 'DECIDED'
           AND m.revision = (SELECT max(r.revision) FROM application_amount r WHERE r.application_id = p.id AND r.stage = 'DECIDED')
         GROUP BY m.year) d) AS years
    FROM application p WHERE p.id = ${applicationId}::uuid`;
  if (row === undefined) throw new Error(`application ${applicationId} was selected and is not there`);
  return {
    callId: row.callId,
    funders: row.funders,
    years: row.years.map(({ year, cents }) => ({ year, cents: BigInt(cents) })),
  };
}

/** A funder's leg of an award, with its appeal text: the funder's own, or the call's. */
export async function findLeg(
  db: Db,
  awardId: string,
  funderCode: string,
): Promise<{ readonly id: string; readonly appeal: string | null } | undefined> {
  const [row] = await db.$queryRaw<{ id: string; appeal: string | null }[]>`
    SELECT l.id, coalesce(
      (SELECT f -> 'text' ->> 'fr' FROM jsonb_array_elements(coalesce(c.settings #> '{appeals,byFunder}', '[]')) f
       WHERE f ->> 'funderCode' = l.funder_code LIMIT 1),
      c.settings -> 'appealText' ->> 'fr') AS appeal
    FROM award_leg l JOIN "call" c ON c.id = l.call_id WHERE l.award_id = ${awardId}::uuid AND l.funder_code = ${funderCode}`;
  return row;
}
