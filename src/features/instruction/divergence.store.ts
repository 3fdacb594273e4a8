// Rows of divergences and what is said in them. Every act on one holds its dossier FOR UPDATE: that lock is theirs too.

import { newId } from '../../kernel/ids.js';
import type { Db, Tx } from '../../platform/database/tx.js';
import type { Act } from '../../platform/workflow/binding.js';
import type { AgencyKind } from '../applications/application-content.js';
import type {
  ConciliationInput,
  ConciliationMeans,
  ConciliationOutcome,
  DivergenceEvent,
  DivergenceFacts,
  DivergenceState,
  PositionInput,
} from './divergence.rules.js';
import { actingAgency, type ReasonsInput } from './examination-facts.rules.js';
import { findExamination } from './examination.store.js';
import type { Opinion } from './joint.rules.js';

export interface StatedPosition {
  readonly agencyKind: AgencyKind;
  readonly position: string;
  readonly statedBy: string;
  /** Instants in JSON: ISO 8601. */
  readonly statedAt: string;
}
export interface ConciliationRow {
  readonly id: string;
  readonly heldOn: string;
  readonly means: ConciliationMeans;
  readonly participants: readonly string[];
  readonly summary: string;
  readonly outcome: ConciliationOutcome;
  readonly agreedOpinion: Opinion | null;
  readonly agencyKind: AgencyKind;
  readonly recordedBy: string;
  readonly recordedAt: string;
  /** The other agency's word; null while it is waited for. */
  readonly confirmed: boolean | null;
  readonly contestReasons: string | null;
  readonly answeredBy: string | null;
  readonly answeredAt: string | null;
}
export interface DivergenceRow {
  readonly id: string;
  readonly applicationId: string;
  readonly examination: number;
  readonly state: DivergenceState;
  readonly version: number;
  readonly cafOpinion: Opinion;
  readonly ddetsOpinion: Opinion;
  readonly openedAt: Date;
  readonly positions: readonly StatedPosition[];
  /** Oldest first. */
  readonly conciliations: readonly ConciliationRow[];
}

/** Conciliations of one divergence that are read. */
const MOST = 50;

/** One by its id, or the one of an examination. */
export async function readDivergence(
  db: Db,
  by: { readonly id?: string; readonly applicationId?: string; readonly examination?: number },
): Promise<DivergenceRow | undefined> {
  const { id = null, applicationId = null, examination = null } = by;
  const [row] = await db.$queryRaw<DivergenceRow[]>`
    SELECT d.id, d.application_id AS "applicationId", d.examination, d.state, d.version, d.caf_opinion AS "cafOpinion",
           d.ddets_opinion AS "ddetsOpinion", d.opened_at AS "openedAt",
           (SELECT coalesce(jsonb_agg(jsonb_build_object('agencyKind', p.agency_kind, 'position', p.position, 'statedBy', p.stated_by,
              'statedAt', p.stated_at) ORDER BY p.agency_kind), '[]') FROM divergence_position p WHERE p.divergence_id = d.id) AS positions,
           (SELECT coalesce(jsonb_agg(to_jsonb(m) ORDER BY m.id), '[]') FROM (
              SELECT c.id, to_char(c.held_on, 'YYYY-MM-DD') AS "heldOn", c.means, c.participants, c.summary, c.outcome, c.agreed_opinion AS "agreedOpinion",
                     c.agency_kind AS "agencyKind", c.recorded_by AS "recordedBy", c.recorded_at AS "recordedAt", w.confirmed,
                     w.reasons AS "contestReasons", w.answered_by AS "answeredBy", w.answered_at AS "answeredAt"
              FROM conciliation c LEFT JOIN conciliation_answer w ON w.conciliation_id = c.id
              WHERE c.divergence_id = d.id ORDER BY c.id DESC LIMIT ${MOST}::int) m) AS conciliations
    FROM divergence d WHERE d.id = ${id}::uuid OR (d.application_id = ${applicationId}::uuid AND d.examination = ${examination}::int)`;
  return row;
}

export async function loadDivergence(
  db: Db,
  by: Parameters<typeof readDivergence>[1],
): Promise<{ readonly row: DivergenceRow; readonly facts: DivergenceFacts } | undefined> {
  const row = await readDivergence(db, by);
  const examined = row && (await findExamination(db, row.applicationId, row.examination));
  if (row === undefined || examined === undefined) return undefined;
  const last = row.conciliations.at(-1);
  const lastRecord = last === undefined ? null : { agencyKind: last.agencyKind, personId: last.recordedBy };
  return {
    row,
    facts: { ...examined, openedAt: row.openedAt, stated: row.positions.map(({ agencyKind }) => agencyKind), lastRecord },
  };
}

/** Opened by the second signature, when the opinions diverge. */
export async function openDivergence(
  tx: Tx,
  opened: { readonly applicationId: string; readonly caf: Opinion; readonly ddets: Opinion; readonly now: Date },
): Promise<void> {
  const { applicationId, caf, ddets, now } = opened;
  await tx.db.$executeRaw`
    INSERT INTO divergence (id, application_id, examination, state, caf_opinion, ddets_opinion, opened_at)
    SELECT ${newId()}::uuid, a.id, a.examination, 'OPEN', ${caf}, ${ddets}, ${now}::timestamptz FROM application a WHERE a.id = ${applicationId}::uuid`;
}

type DivergenceAct = Act<DivergenceState, DivergenceEvent, DivergenceFacts>;

export async function saveDivergence(tx: Tx, act: DivergenceAct): Promise<number> {
  const { id, to, version } = act;
  const saved = await tx.db.$executeRaw`
    UPDATE divergence SET state = ${to}, version = version + 1 WHERE id = ${id}::uuid AND version = ${version}::int`;
  if (saved === 1) await recordWord(tx, act);
  return saved;
}

async function recordWord(tx: Tx, act: DivergenceAct): Promise<void> {
  switch (act.event) {
    case 'statePosition':
      return recordPosition(tx, act);
    case 'recordConciliation':
      return recordConciliation(tx, act);
    case 'confirm':
      return recordAnswer(tx, act, true);
    case 'contest':
      return recordAnswer(tx, act, false);
    case 'close':
      return undefined;
  }
}

async function recordPosition(tx: Tx, { id, facts, actor, input, now }: DivergenceAct): Promise<void> {
  const { position, agencyKind } = input as PositionInput;
  await tx.db.$executeRaw`
    INSERT INTO divergence_position (divergence_id, agency_kind, position, stated_by, stated_at)
    VALUES (${id}::uuid, ${actingAgency(facts, actor, agencyKind)}, ${position}, ${actor.personId}::uuid, ${now}::timestamptz)`;
}

async function recordConciliation(tx: Tx, { id, facts, actor, input, now }: DivergenceAct): Promise<void> {
  const { heldOn, means, participants, summary, outcome, agreedOpinion = null, agencyKind } = input as ConciliationInput;
  await tx.db.$executeRaw`
    INSERT INTO conciliation (id, divergence_id, held_on, means, participants, summary, outcome, agreed_opinion, agency_kind, recorded_by, recorded_at)
    VALUES (${newId()}::uuid, ${id}::uuid, ${heldOn}::date, ${means}, ${[...participants]}::text[], ${summary}, ${outcome}, ${agreedOpinion},
            ${actingAgency(facts, actor, agencyKind)}, ${actor.personId}::uuid, ${now}::timestamptz)`;
}

async function recordAnswer(tx: Tx, { id, actor, input, now }: DivergenceAct, confirmed: boolean): Promise<void> {
  const reasons = confirmed ? null : (input as ReasonsInput).reasons;
  await tx.db.$executeRaw`
    INSERT INTO conciliation_answer (conciliation_id, confirmed, reasons, answered_by, answered_at)
    SELECT c.id, ${confirmed}::boolean, ${reasons}, ${actor.personId}::uuid, ${now}::timestamptz FROM conciliation c
    WHERE c.divergence_id = ${id}::uuid AND NOT EXISTS (SELECT FROM conciliation_answer w WHERE w.conciliation_id = c.id)`;
}
