// Rows of common scores. Every act on one holds its dossier FOR UPDATE: that lock is theirs too.

import { Refusal } from '../../kernel/errors.js';
import { isUniqueViolation } from '../../platform/database/faults.js';
import type { Db, Tx } from '../../platform/database/tx.js';
import type { Act } from '../../platform/workflow/binding.js';
import type { AgencyKind } from '../applications/application-content.js';
import type { ExaminationFacts, ReasonsInput } from './examination-facts.rules.js';
import { findExamination } from './examination.store.js';
import { mergeScores, totalOf, type GivenScore, type ScoreSheet } from './grid.rules.js';
import type { JointScoreEvent, JointScoreFacts, JointScoreState } from './joint-score.machine.js';

export interface JointScoreRow {
  readonly id: string;
  readonly applicationId: string;
  readonly examination: number;
  readonly state: JointScoreState;
  readonly version: number;
  readonly agencyKind: AgencyKind;
  readonly sheet: ScoreSheet;
  readonly total: number;
  readonly proposedBy: string;
  readonly proposedAt: Date;
  readonly answeredBy: string | null;
  readonly answeredAt: Date | null;
  readonly rejection: string | null;
}

/** Proposals read at once: more than two agencies ever make. */
const MOST = 50;

/** Of one examination of a dossier, newest first, or one alone. */
export function readJointScores(
  db: Db,
  by: { readonly id?: string; readonly applicationId?: string; readonly examination?: number },
): Promise<JointScoreRow[]> {
  const { id = null, applicationId = null, examination = null } = by;
  return db.$queryRaw<JointScoreRow[]>`
    SELECT j.id, j.application_id AS "applicationId", j.examination, j.state, j.version, j.agency_kind AS "agencyKind", j.scores AS sheet, j.total,
           j.proposed_by AS "proposedBy", j.proposed_at AS "proposedAt", j.answered_by AS "answeredBy", j.answered_at AS "answeredAt", j.rejection
    FROM joint_score j WHERE j.id = ${id}::uuid OR (j.application_id = ${applicationId}::uuid AND j.examination = ${examination}::int)
    ORDER BY j.id DESC LIMIT ${MOST}::int`;
}

export const jointScoreFacts = (
  examined: ExaminationFacts,
  { agencyKind, proposedBy, sheet }: Pick<JointScoreRow, 'agencyKind' | 'proposedBy' | 'sheet'>,
): JointScoreFacts => ({ ...examined, agencyKind, proposedBy, sheet });

export async function loadJointScore(
  db: Db,
  id: string,
): Promise<{ readonly row: JointScoreRow; readonly facts: JointScoreFacts } | undefined> {
  const [row] = await readJointScores(db, { id });
  if (row === undefined) return undefined;
  const examined = await findExamination(db, row.applicationId, row.examination);
  return examined && { row, facts: jointScoreFacts(examined, row) };
}

export interface NewJointScore {
  readonly id: string;
  readonly examined: ExaminationFacts;
  readonly agencyKind: AgencyKind;
  readonly scores: readonly GivenScore[];
  readonly by: string;
  readonly now: Date;
}

/** @throws Refusal conflict when one is proposed or agreed already: the unique index has the last word */
export async function insertJointScore(tx: Tx, { id, examined, agencyKind, scores, by, now }: NewJointScore): Promise<void> {
  const { applicationId, examination, grid } = examined;
  const sheet = mergeScores(grid, null, scores);
  try {
    await tx.db.$executeRaw`
      INSERT INTO joint_score (id, application_id, examination, agency_kind, state, scores, total, proposed_by, proposed_at)
      VALUES (${id}::uuid, ${applicationId}::uuid, ${examination}::int, ${agencyKind}, 'DRAFT', ${JSON.stringify(sheet)}::jsonb,
              ${totalOf(grid, sheet)}::int, ${by}::uuid, ${now}::timestamptz)`;
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new Refusal('conflict', {
      fr: 'Une note commune est déjà proposée ou arrêtée pour ce dossier : répondez à la proposition, ou retirez-la.',
      en: 'A common score is already proposed or agreed for this application: answer the proposal, or withdraw it.',
    });
  }
}

export function saveJointScore(tx: Tx, act: Act<JointScoreState, JointScoreEvent, JointScoreFacts>): Promise<number> {
  const { id, event, to, actor, now, version } = act;
  const answered = event === 'agree' || event === 'reject';
  const rejection = event === 'reject' ? (act.input as ReasonsInput).reasons : null;
  return tx.db.$executeRaw`
    UPDATE joint_score SET state = ${to}, version = version + 1, rejection = ${rejection},
           answered_by = ${answered ? actor.personId : null}::uuid, answered_at = ${answered ? now : null}::timestamptz
    WHERE id = ${id}::uuid AND version = ${version}::int`;
}
