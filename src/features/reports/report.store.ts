// Rows of reports: one query reads the facts of any number of them. Every act on one holds its dossier and the legs of its award: those
// locks are its own too.

import { Prisma } from '../../generated/prisma/client.js';
import { canonicalJson, sha256Hex } from '../../kernel/canonical.js';
import { newId } from '../../kernel/ids.js';
import { localDate } from '../../kernel/legal-time.js';
import type { Db, Tx } from '../../platform/database/tx.js';
import type { Act } from '../../platform/workflow/binding.js';
import { planInForce } from '../awards/plan-in-force.store.js';
import { acceptReport } from '../payments/payment-acts.store.js';
import type { ReportContent } from './report-content.js';
import { acceptedSums, type SetAside } from './report-table.rules.js';
import {
  awaitedAfter,
  dueOn,
  rowsOf,
  type AcceptInput,
  type RemindInput,
  type ReportEvent,
  type ReportFacts,
  type ReportLeg,
  type ReportState,
  type ReturnInput,
} from './report.rules.js';
import { frozenReport } from './report-version.rules.js';

export type ReportAct = Act<ReportState, ReportEvent, ReportFacts>;

export interface ReportDecisionRow {
  readonly outcome: 'RETURNED' | 'ACCEPTED';
  readonly reasons: string | null;
  readonly completeOn: string | null;
  readonly setAside: readonly SetAside[];
  /** Of an acceptance. */
  readonly eligibleCents: number | null;
  readonly otherPublicCents: number | null;
  readonly by: string;
  /** Instant, ISO 8601 with an offset. */
  readonly at: string;
}

export interface ReportVersionRow {
  readonly number: number;
  readonly hash: string;
  /** Instant, ISO 8601 with an offset. */
  readonly submittedAt: string;
  readonly submittedBy: string;
  readonly decision: ReportDecisionRow | null;
}

export interface ReportRecord {
  readonly version: number;
  readonly facts: ReportFacts;
  readonly applicationNumber: string | null;
  readonly title: string;
  readonly holder: string;
  readonly updatedAt: Date;
  readonly versions: readonly ReportVersionRow[];
}

interface Row extends Omit<ReportFacts, 'legs' | 'budget'>, Omit<ReportRecord, 'facts'> {
  readonly budget: ReportFacts['budget'] | null;
  readonly legs: readonly (Omit<ReportLeg, 'cents' | 'paidCents'> & { readonly cents: number; readonly paidCents: number })[];
}

/** Most reports of one award: one a year. */
export const MOST_OF_AWARD = 100;

/** `where` on report r, award w, application p, call c. Oldest year first. */
export async function readReports(db: Db, where: Prisma.Sql, limit: number): Promise<ReportRecord[]> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT r.id, r.award_id AS "awardId", r.application_id AS "applicationId", r.call_id AS "callId", c.time_zone AS "timeZone",
      w.organisation_id AS "organisationId", w.department, r.state, r.version, r.year, r.due_on AS "dueOn", r.awaited_on AS "awaitedOn",
      r.submitted_version AS "submittedVersion", r.content, r.updated_at AS "updatedAt", p.number AS "applicationNumber", p.title, o.name AS holder,
      NOT EXISTS (SELECT FROM report n WHERE n.award_id = r.award_id AND n.year > r.year AND n.state <> 'NOT_OWED') AS final,
      ARRAY(SELECT i.person_id::text FROM interest i WHERE i.application_id = r.application_id) AS "interestedPersonIds",
      k.plan -> 'budget' AS budget, k.plan ->> 'endsOn' AS "projectEndsOn",
      coalesce(v.content -> 'indicators', '[]') AS indicators, coalesce(v.content -> 'targetNumbers', '[]') AS targets,
      (SELECT coalesce(json_agg(json_build_object('id', l.id, 'code', f.code, 'name', f.name, 'family', f.family, 'state', l.state,
          'cents', y.cents - coalesce((SELECT sum(d.cents) FROM share_reduction d WHERE d.leg_id = y.leg_id AND d.year = y.year), 0),
          'paidCents', (SELECT coalesce(sum(t.liquidated_cents), 0) FROM payment t WHERE t.leg_id = l.id AND t.year = r.year AND t.state = 'PAID'))
        ORDER BY f.position), '[]')
       FROM award_leg l JOIN call_funder f ON f.call_id = l.call_id AND f.code = l.funder_code
       JOIN award_leg_year y ON y.leg_id = l.id AND y.year = r.year WHERE l.award_id = r.award_id) AS legs,
      ARRAY(SELECT m.kind FROM report_reminder m WHERE m.report_id = r.id AND m.awaited_on = r.awaited_on) AS reminded,
      (SELECT coalesce(json_agg(json_build_object('number', s.number, 'hash', s.hash, 'submittedAt', s.submitted_at, 'submittedBy', s.submitted_by,
          'decision', CASE WHEN e.number IS NOT NULL THEN json_build_object('outcome', e.outcome, 'reasons', e.reasons, 'completeOn', e.complete_on,
            'setAside', e.set_aside, 'eligibleCents', e.eligible_cents, 'otherPublicCents', e.other_public_cents, 'by', e.decided_by,
            'at', e.decided_at) END) ORDER BY s.number), '[]')
       FROM report_version s LEFT JOIN report_decision e ON e.report_id = s.report_id AND e.number = s.number WHERE s.report_id = r.id) AS versions,
      (SELECT s.content FROM report_version s WHERE s.report_id = r.id AND s.number = r.submitted_version) AS submitted
    FROM report r JOIN award w ON w.id = r.award_id JOIN application p ON p.id = r.application_id JOIN "call" c ON c.id = r.call_id
    JOIN organisation o ON o.id = w.organisation_id
    LEFT JOIN application_version v ON v.application_id = p.id AND v.number = p.submitted_version
    CROSS JOIN LATERAL (SELECT ${planInForce(Prisma.sql`r.award_id`)} AS plan) k
    WHERE ${where} ORDER BY r.year, r.id LIMIT ${limit}::int`;
  return rows.map(recordOf);
}

/** JSON numbers hold cents exactly up to 2^53. */
function recordOf(row: Row): ReportRecord {
  const { version, applicationNumber, title, holder, updatedAt, versions, legs, budget, ...facts } = row;
  return {
    version,
    applicationNumber,
    title,
    holder,
    updatedAt,
    versions,
    facts: {
      ...facts,
      budget: budget ?? undefined,
      legs: legs.map(({ cents, paidCents, ...leg }) => ({ ...leg, cents: BigInt(cents), paidCents: BigInt(paidCents) })),
    },
  };
}

export async function findReport(db: Db, id: string): Promise<ReportRecord | undefined> {
  return (await readReports(db, Prisma.sql`r.id = ${id}::uuid`, 1))[0];
}

export interface ReportAddress {
  readonly callId: string;
  readonly applicationId: string;
  readonly legIds: string[];
}

/** Where a report hangs: columns that never change, so they may be read before the locks. */
export async function addressOfReport(db: Db, id: string): Promise<ReportAddress | undefined> {
  const [row] = await db.$queryRaw<ReportAddress[]>`
    SELECT r.call_id AS "callId", r.application_id AS "applicationId",
           ARRAY(SELECT l.id::text FROM award_leg l WHERE l.award_id = r.award_id) AS "legIds"
    FROM report r WHERE r.id = ${id}::uuid`;
  return row;
}

export interface ExpectedReports {
  readonly awardId: string;
  readonly applicationId: string;
  readonly callId: string;
  readonly years: readonly number[];
  readonly notifiedOn: string;
  readonly now: Date;
}

/** One a year of the award, however many of its shares are notified; none for a year that was accounted for. */
export async function expectReports(
  tx: Tx,
  { awardId, applicationId, callId, years, notifiedOn, now }: ExpectedReports,
): Promise<void> {
  const rows = years.map((year) => ({ id: newId(), year, due_on: dueOn(year, notifiedOn) }));
  await tx.db.$executeRaw`
    INSERT INTO report (id, award_id, application_id, call_id, year, due_on, awaited_on, state, created_at, updated_at)
    SELECT e.id, ${awardId}::uuid, ${applicationId}::uuid, ${callId}::uuid, e.year, e.due_on, e.due_on, 'DRAFT', ${now}::timestamptz, ${now}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS e(id uuid, year int, due_on text)
    WHERE NOT EXISTS (SELECT FROM report_acceptance a WHERE a.award_id = ${awardId}::uuid AND a.year = e.year)
    ON CONFLICT (award_id, year) DO NOTHING`;
}

/** @returns rows changed: 0 when the version moved */
export function saveDraft(tx: Tx, id: string, version: number, content: ReportContent, now: Date): Promise<number> {
  return tx.db.$executeRaw`
    UPDATE report SET content = ${JSON.stringify(content)}::jsonb, version = version + 1, updated_at = ${now}::timestamptz
    WHERE id = ${id}::uuid AND version = ${version}::int`;
}

async function insertVersion(tx: Tx, { id, facts, now, actor }: ReportAct): Promise<void> {
  const text = canonicalJson(frozenReport(facts, rowsOf(facts)));
  await tx.db.$executeRaw`
    INSERT INTO report_version (report_id, number, content, hash, submitted_at, submitted_by)
    VALUES (${id}::uuid, ${facts.submittedVersion + 1}::int, ${text}::jsonb, ${sha256Hex(text)}, ${now}::timestamptz, ${actor.personId}::uuid)`;
}

async function insertDecision(tx: Tx, { id, event, facts, input, now, actor }: ReportAct): Promise<void> {
  const { reasons = null, setAside = [] } = input as ReturnInput & AcceptInput;
  const accepted = event === 'accept';
  const sums = accepted ? acceptedSums(rowsOf(facts), setAside) : null;
  await tx.db.$executeRaw`
    INSERT INTO report_decision (report_id, number, outcome, reasons, complete_on, set_aside, eligible_cents, other_public_cents, decided_by, decided_at)
    VALUES (${id}::uuid, ${facts.submittedVersion}::int, ${accepted ? 'ACCEPTED' : 'RETURNED'}, ${accepted ? null : reasons},
            ${accepted ? null : awaitedAfter(facts, input as ReturnInput, now)}, ${JSON.stringify(accepted ? setAside : [])}::jsonb,
            ${sums?.eligibleCents ?? null}::bigint, ${sums?.otherPublicCents ?? null}::bigint, ${actor.personId}::uuid, ${now}::timestamptz)`;
}

/** @returns rows changed: 0 when the version moved */
export async function saveReport(tx: Tx, act: ReportAct): Promise<number> {
  const { id, event, to, version, facts, input, now, actor } = act;
  const { awardId, year, timeZone, submittedVersion } = facts;
  if (event === 'submit') await insertVersion(tx, act);
  if (event === 'return' || event === 'accept') await insertDecision(tx, act);
  if (event === 'accept') {
    const reference = `Compte rendu financier ${year}, version ${submittedVersion}`;
    await acceptReport(tx, awardId, { year, acceptedOn: localDate(now, timeZone), reference }, actor.personId, now);
  }
  if (event === 'remind' || event === 'recordLate')
    await tx.db.$executeRaw`
      INSERT INTO report_reminder (report_id, awaited_on, kind, at)
      VALUES (${id}::uuid, ${facts.awaitedOn}, ${event === 'remind' ? (input as RemindInput).kind : 'LATE'}, ${now}::timestamptz)`;
  const awaitedOn = event === 'return' ? awaitedAfter(facts, input as ReturnInput, now) : facts.awaitedOn;
  const submitting = event === 'submit';
  return tx.db.$executeRaw`
    UPDATE report SET state = ${to}, version = version + 1, awaited_on = ${awaitedOn}, submitted_version = ${submittedVersion + (submitting ? 1 : 0)}::int,
      submitted_at = CASE WHEN ${submitting}::boolean THEN ${now}::timestamptz ELSE submitted_at END, updated_at = ${now}::timestamptz
    WHERE id = ${id}::uuid AND version = ${version}::int`;
}

/** Of the award: found late once, and not accepted yet. */
export async function lateReportsOf(db: Db, awardId: string): Promise<{ id: string; year: number; awaitedOn: string }[]> {
  return db.$queryRaw<{ id: string; year: number; awaitedOn: string }[]>`
    SELECT r.id, r.year, m.awaited_on AS "awaitedOn" FROM report r JOIN LATERAL (
      SELECT n.awaited_on FROM report_reminder n WHERE n.report_id = r.id AND n.kind = 'LATE' ORDER BY n.awaited_on DESC LIMIT 1) m ON true
    WHERE r.award_id = ${awardId}::uuid AND r.state NOT IN ('ACCEPTED', 'NOT_OWED') ORDER BY r.year`;
}

/** Reports of an award that may still be dropped, oldest first. */
export async function openReportsOf(db: Db, awardId: string): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM report WHERE award_id = ${awardId}::uuid AND state IN ('DRAFT', 'RETURNED', 'SUBMITTED') ORDER BY year`;
  return rows.map(({ id }) => id);
}
