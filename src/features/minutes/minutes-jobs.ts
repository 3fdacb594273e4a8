import type { Job } from '../../platform/jobs/job-registry.js';

export interface MinutesUnsigned {
  readonly sessionId: string;
}

/** The committee's president and its secretary are told that the minutes of a session are not signed. */
export const MINUTES_UNSIGNED: Job<MinutesUnsigned> = { name: 'minutes.unsigned' };
