import type { Job } from '../../platform/jobs/job-registry.js';
import type { LetterName } from './mail-plan.js';

/** Something happened to this row. Identifiers alone: who receives, and what they read, is found when the job runs. */
export interface Announcement {
  readonly message: string;
  readonly subjectId: string;
}
export interface LetterDue {
  readonly letter: LetterName;
  /** Of the archive, for a decision. */
  readonly letterId?: string;
  readonly subjectId: string;
  readonly personId: string;
}

/** Turns a message into one row per letter and recipient: each is then tried, sent and counted on its own. */
export const ANNOUNCE: Job<Announcement> = { name: 'notification.announce' };
/** One letter to one person. */
export const SEND_LETTER: Job<LetterDue> = { name: 'notification.letter' };

export interface DigestDue {
  readonly digestId: string;
}
/** One person's digest of the day. */
export const SEND_DIGEST: Job<DigestDue> = { name: 'notification.digest' };
