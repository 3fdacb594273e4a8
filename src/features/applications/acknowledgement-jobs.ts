import type { Job } from '../../platform/jobs/job-registry.js';
import type { AcknowledgementKind } from './acknowledgement.rules.js';

/** The kept letter is owed to the holder once more; the notifications send it. */
export interface AcknowledgementDue {
  readonly applicationId: string;
  readonly kind: AcknowledgementKind;
}
export const SEND_ACKNOWLEDGEMENT_AGAIN: Job<AcknowledgementDue> = { name: 'application.sendAcknowledgementAgain' };
