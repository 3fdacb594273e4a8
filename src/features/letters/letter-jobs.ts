import type { Job } from '../../platform/jobs/job-registry.js';

export interface DecisionTaken {
  /** Application, award leg, measure, recovery, amendment or appeal. */
  readonly subjectId: string;
}
/** A decision was taken whose letter is to be written. */
export const WRITE_LETTER: Job<DecisionTaken> = { name: 'letters.write' };

export interface Archived {
  readonly letterId: string;
}
/** A letter is in the archive: it is to be sent. */
export const LETTER_ARCHIVED: Job<Archived> = { name: 'letters.archived' };
