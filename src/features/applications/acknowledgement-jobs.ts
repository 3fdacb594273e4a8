import type { Job } from '../../platform/jobs/job-registry.js';

/** The kept letter is owed to the holder once more; the notifications send it. */
export interface AcknowledgementDue {
  readonly applicationId: string;
}
export const SEND_ACKNOWLEDGEMENT_AGAIN: Job<AcknowledgementDue> = { name: 'application.sendAcknowledgementAgain' };
