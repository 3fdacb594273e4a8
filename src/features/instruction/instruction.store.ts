// Rows of `instruction` with all that the rules and the screens need, in one query; and what an act writes.

import { Prisma } from '../../generated/prisma/client.js';
import { allocate, cents } from '../../kernel/money.js';
import type { Db, Tx } from '../../platform/database/tx.js';
import { absencesSql } from './absence.store.js';
import { UNDECLARED_EXAMINERS } from '../applications/application-scope.store.js';
import { recordInterest } from '../applications/interests.store.js';
import type { Grid, InstructionSettings } from '../calls/call-settings.js';
import { mergeScores, totalOf, type ScoreSheet } from './grid.rules.js';
import type { AgencyKind } from '../applications/application-content.js';
import {
  EXAMINING_ROLE,
  type Candidate,
  type InstructionFacts,
  type InstructionState,
  type Mandate,
  type Period,
  type YearCents,
} from './instruction-facts.rules.js';
import { recordReminder, recordVisit, recordYearReasons, type InstructionAct } from './instruction-records.store.js';
import type { InterestInput, SignInput, TransferInput } from './instruction.rules.js';
import type { ScoreInput } from './scoring.rules.js';
import type { ReminderKind } from './signing-deadline.rules.js';
import type { Opinion } from './joint.rules.js';

interface StoredMandate {
  readonly territory: string;
  readonly startsAt: string;
  readonly endsAt: string | null;
}
interface StoredPeriod {
  readonly startsAt: string;
  readonly endsAt: string;
}
interface StoredYear {
  readonly year: number;
  readonly cents: string;
}
export interface StoredShare extends StoredYear {
  readonly funderCode: string;
}

/** One instruction as a screen shows it. JSON amounts are texts: a BIGINT may exceed what a JSON number holds. */
export interface InstructionRow {
  readonly id: string;
  readonly version: number;
  readonly state: InstructionState;
  readonly agencyKind: AgencyKind;
  readonly applicationId: string;
  readonly callId: string;
  readonly department: string;
  readonly region: string;
  readonly organisationId: string;
  readonly organisationName: string;
  readonly applicationNumber: string | null;
  readonly applicationTitle: string;
  readonly applicationState: string;
  readonly examination: number;
  readonly submittedVersion: number;
  readonly examinerId: string | null;
  readonly examinerName: string | null;
  readonly assignedAt: Date | null;
  readonly sheet: ScoreSheet | null;
  readonly scoreTotal: number | null;
  readonly opinion: Opinion | null;
  readonly reasons: string | null;
  readonly reserves: string | null;
  readonly signedAt: Date | null;
  readonly otherState: InstructionState | null;
  readonly otherExaminerId: string | null;
  readonly grid: Grid;
  readonly budgetYears: readonly number[];
  readonly interestedPersonIds: readonly string[];
  readonly undeclaredPersonIds: readonly string[];
  readonly ofPastExamination: boolean;
  readonly examinerMandates: readonly StoredMandate[];
  readonly examinerAbsences: readonly StoredPeriod[];
  readonly requested: readonly StoredYear[];
  readonly proposed: readonly StoredShare[];
  /** Why a year is not proposed as requested. */
  readonly yearReasons: readonly { readonly year: number; readonly reason: string }[];
  readonly timeZone: string;
  readonly settings: InstructionSettings;
  readonly examiningSince: Date | null;
  readonly sent: readonly ReminderKind[];
  readonly funders: readonly { readonly code: string; readonly weight: number }[];
}

/** Rows matching `where` (aliases: `i` instruction, `a` application), in the order and number of `tail`. */
export async function selectInstructions(db: Db, where: Prisma.Sql, tail: Prisma.Sql): Promise<InstructionRow[]> {
  return db.$queryRaw<InstructionRow[]>`
    SELECT i.id, i.version, i.state, i.agency_kind AS "agencyKind", i.application_id AS "applicationId", i.call_id AS "callId",
           i.department, c.region, a.organisation_id AS "organisationId", o.name AS "organisationName", a.number AS "applicationNumber",
           coalesce((SELECT v.content->>'title' FROM application_version v
                     WHERE a.state = 'INCOMPLETE' AND v.application_id = a.id AND v.number = a.submitted_version), a.title) AS "applicationTitle", i.examination,
           -- An examination that an appeal ended stays what its decision made of it: read by whom could read it then, and acted on no more.
           coalesce((SELECT e.state FROM application_examination e WHERE e.application_id = i.application_id AND e.number = i.examination),
                    a.state) AS "applicationState", a.submitted_version AS "submittedVersion",
           i.examiner_id AS "examinerId", p.given_name || ' ' || p.family_name AS "examinerName", i.assigned_at AS "assignedAt",
           i.scores AS sheet, i.score_total AS "scoreTotal", i.opinion, i.reasons, i.reserves, i.signed_at AS "signedAt",
           s.state AS "otherState", s.examiner_id AS "otherExaminerId", c.settings->'grid' AS grid, c.budget_years AS "budgetYears",
           ARRAY(SELECT n.person_id::text FROM interest n WHERE n.application_id = a.id ORDER BY 1) AS "interestedPersonIds",
           ${UNDECLARED_EXAMINERS} AS "undeclaredPersonIds", i.examination < a.examination AS "ofPastExamination",
           (SELECT coalesce(jsonb_agg(jsonb_build_object('territory', g.territory, 'startsAt', g.starts_at, 'endsAt', g.ends_at)), '[]')
            FROM role_grant g WHERE g.person_id = p.id AND p.disabled_at IS NULL AND g.role = i.agency_kind || '_INSTRUCTOR') AS "examinerMandates",
           ${absencesSql(Prisma.sql`p.id`)} AS "examinerAbsences",
           (SELECT coalesce(jsonb_agg(jsonb_build_object('year', y.year, 'cents', y.cents::text) ORDER BY y.year), '[]')
            FROM (SELECT m.year, sum(m.cents) AS cents FROM application_amount m
                  WHERE m.application_id = a.id AND m.stage = 'REQUESTED' AND m.revision =
                    (SELECT max(l.revision) FROM application_amount l WHERE l.application_id = a.id AND l.stage = 'REQUESTED')
                  GROUP BY m.year) y) AS requested,
           (SELECT coalesce(jsonb_agg(jsonb_build_object('year', m.year, 'funderCode', m.funder_code, 'cents', m.cents::text)
                                      ORDER BY m.year, f.position), '[]')
            FROM application_amount m JOIN call_funder f ON f.call_id = a.call_id AND f.code = m.funder_code
            WHERE m.application_id = a.id AND m.stage = 'PROPOSED_' || i.agency_kind AND m.examination = i.examination) AS proposed,
           (SELECT coalesce(jsonb_agg(jsonb_build_object('year', y.year, 'reason', y.reason) ORDER BY y.year), '[]') FROM proposed_year_reason y
            WHERE y.instruction_id = i.id) AS "yearReasons",
           (SELECT coalesce(jsonb_agg(jsonb_build_object('code', f.code, 'weight', f.weight) ORDER BY f.position), '[]')
            FROM call_funder f WHERE f.call_id = a.call_id) AS funders,
           c.time_zone AS "timeZone", coalesce(c.settings->'instruction', '{}') AS settings,
           CASE WHEN a.examination = i.examination AND a.state = 'UNDER_EXAMINATION' THEN a.state_since END AS "examiningSince",
           ARRAY(SELECT r.kind FROM instruction_reminder r WHERE r.instruction_id = i.id) AS sent
    FROM instruction i
    JOIN application a ON a.id = i.application_id
    JOIN "call" c ON c.id = i.call_id
    JOIN organisation o ON o.id = a.organisation_id
    LEFT JOIN person p ON p.id = i.examiner_id
    LEFT JOIN instruction s ON s.application_id = i.application_id AND s.examination = i.examination AND s.id <> i.id
    WHERE ${where} ${tail}`;
}

export async function findInstruction(db: Db, id: string): Promise<InstructionRow | undefined> {
  const [row] = await selectInstructions(db, Prisma.sql`i.id = ${id}::uuid`, Prisma.empty);
  return row;
}

export function factsOf(row: InstructionRow, candidate?: Candidate): InstructionFacts {
  return {
    id: row.id,
    applicationId: row.applicationId,
    callId: row.callId,
    agencyKind: row.agencyKind,
    state: row.state,
    department: row.department,
    region: row.region,
    organisationId: row.organisationId,
    applicationState: row.applicationState,
    examination: row.examination,
    everSubmitted: row.submittedVersion > 0,
    interestedPersonIds: row.interestedPersonIds,
    undeclaredPersonIds: row.undeclaredPersonIds,
    ofPastExamination: row.ofPastExamination,
    examinerId: row.examinerId,
    examinerMandates: row.examinerMandates.map(mandateOf),
    examinerAbsences: row.examinerAbsences.map(periodOf),
    otherState: row.otherState,
    otherExaminerId: row.otherExaminerId,
    grid: row.grid,
    sheet: row.sheet,
    budgetYears: row.budgetYears,
    requested: row.requested.map((line): YearCents => ({ year: line.year, cents: cents(line.cents) })),
    funders: row.funders,
    timeZone: row.timeZone,
    settings: row.settings,
    examiningSince: row.examiningSince,
    sent: row.sent,
    ...(candidate !== undefined && { candidate }),
  };
}

const mandateOf = ({ territory, startsAt, endsAt }: StoredMandate): Mandate => ({
  territory,
  startsAt: new Date(startsAt),
  endsAt: endsAt === null ? null : new Date(endsAt),
});

const periodOf = ({ startsAt, endsAt }: StoredPeriod): Period => ({ startsAt: new Date(startsAt), endsAt: new Date(endsAt) });

/** The person whom an assignment names; a disabled account has no mandate. */
export async function findCandidate(
  db: Db,
  personId: string,
  now: Date,
  row: Pick<InstructionRow, 'agencyKind' | 'organisationId'>,
): Promise<Candidate | undefined> {
  const [found] = await db.$queryRaw<{ mandates: StoredMandate[]; absences: StoredPeriod[]; actsForHolder: boolean }[]>`
    SELECT (SELECT coalesce(jsonb_agg(jsonb_build_object('territory', g.territory, 'startsAt', g.starts_at, 'endsAt', g.ends_at)), '[]')
            FROM role_grant g WHERE g.person_id = p.id AND p.disabled_at IS NULL AND g.role = ${EXAMINING_ROLE[row.agencyKind]}) AS mandates,
           ${absencesSql(Prisma.sql`p.id`)} AS absences,
           EXISTS (SELECT FROM role_grant h WHERE h.person_id = p.id AND h.organisation_id = ${row.organisationId}::uuid
                           AND (h.ends_at IS NULL OR h.ends_at > ${now}::timestamptz)) AS "actsForHolder"
    FROM person p WHERE p.id = ${personId}::uuid`;
  if (found === undefined) return undefined;
  const { mandates, absences, actsForHolder } = found;
  return { personId, mandates: mandates.map(mandateOf), absences: absences.map(periodOf), actsForHolder };
}

/** What each act changes besides state and version. Another examiner starts from an empty sheet: scores are personal. */
function changesOf(act: InstructionAct): Prisma.InstructionUncheckedUpdateManyInput {
  const { facts, now } = act;
  switch (act.event) {
    case 'assign':
    case 'assignByWorkload': {
      // The one named, or the one that the workloads point to: the guards refuse an assignment without.
      const examinerId = facts.candidate?.personId;
      return { examinerId, assignedAt: now, scores: Prisma.DbNull, scoreTotal: null };
    }
    case 'declareInterest':
      return { examinerId: null, assignedAt: null, scores: Prisma.DbNull, scoreTotal: null };
    case 'score': {
      const sheet = mergeScores(facts.grid, facts.sheet, (act.input as ScoreInput).scores);
      return { scores: JSON.parse(JSON.stringify(sheet)) as Prisma.InputJsonObject, scoreTotal: totalOf(facts.grid, sheet) };
    }
    case 'sign': {
      const { opinion, reasons, reserves } = act.input as SignInput;
      return { opinion, reasons, reserves: reserves ?? null, signedAt: now, signedBy: act.actor.personId };
    }
    case 'transfer': {
      const { department } = act.input as TransferInput;
      return { department, examinerId: null, assignedAt: null, scores: Prisma.DbNull, scoreTotal: null };
    }
    case 'declareNoInterest':
    case 'recordVisit':
    case 'remindExaminer':
    case 'escalate':
    case 'close':
      return {};
  }
}

export async function saveInstruction(tx: Tx, act: InstructionAct): Promise<number> {
  const { count } = await tx.db.instruction.updateMany({
    where: { id: act.id, version: act.version },
    data: { ...changesOf(act), state: act.to, version: act.version + 1 },
  });
  if (count !== 1) return count;
  const { facts, actor, now } = act;
  if (act.event === 'declareInterest') {
    const { reason } = act.input as InterestInput;
    await recordInterest(tx, { applicationId: facts.applicationId, personId: actor.personId, reason, now, by: actor.personId });
  }
  if (act.event === 'sign') await recordProposal(tx, act, act.input as SignInput);
  if (act.event === 'recordVisit') await recordVisit(tx, act);
  if (act.event === 'remindExaminer' || act.event === 'escalate') await recordReminder(tx, act);
  return count;
}

/** The proposal of each year, split between the funders as the call says. Signed once an examination: that is its revision. */
async function recordProposal(tx: Tx, { id, facts, actor, now }: InstructionAct, input: SignInput): Promise<void> {
  const weights = facts.funders.map(({ weight }) => weight);
  const data = input.years.flatMap(({ year, cents: amount }) => {
    const shares = allocate(cents(amount), weights);
    return facts.funders.map(({ code }, index) => ({
      applicationId: facts.applicationId,
      stage: `PROPOSED_${facts.agencyKind}`,
      revision: facts.examination,
      examination: facts.examination,
      year,
      funderCode: code,
      cents: shares[index] ?? 0n,
      recordedAt: now,
      recordedBy: actor.personId,
    }));
  });
  if (data.length > 0) await tx.db.applicationAmount.createMany({ data });
  await recordYearReasons(tx, id, input.years);
}
