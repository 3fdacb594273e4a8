import type { Db, Tx } from '../../platform/database/tx.js';
import type { ApplicationFacts } from '../applications/application-facts.js';
import { loadApplication } from '../applications/application.store.js';
import { lockDossier } from '../applications/dossier-lock.store.js';

/** Locked, then read. */
export async function heldDossier(tx: Tx, applicationId: string): Promise<ApplicationFacts | undefined> {
  await lockDossier(tx, applicationId);
  return (await loadApplication(tx.db, applicationId))?.facts;
}

export interface Notice {
  readonly subjectId: string;
  readonly decision: string;
  readonly notifiedAt: Date;
  readonly statesAppeal: boolean;
}

/** First sendings of the decisions on these subjects (applications, appeals), in this examination. */
export function readNotices(db: Db, subjectIds: readonly string[], examination: number): Promise<Notice[]> {
  return db.$queryRaw<Notice[]>`
    SELECT subject_id AS "subjectId", decision, notified_at AS "notifiedAt", states_appeal AS "statesAppeal" FROM decision_notice
    WHERE subject_id = ANY(${[...subjectIds]}::uuid[]) AND examination = ${examination}::int`;
}
