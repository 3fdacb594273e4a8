import type { Job } from '../../platform/jobs/job-registry.js';

export interface Written {
  /** Of the message, or of the comment. */
  readonly id: string;
}

/** Those of the other side are told that there is a message, never what it says. */
export const MESSAGE_WRITTEN: Job<Written> = { name: 'correspondence.message' };
/** The other people of the agencies are told that there is a comment. */
export const COMMENT_WRITTEN: Job<Written> = { name: 'correspondence.comment' };
