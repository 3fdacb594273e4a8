import type { Job } from '../../platform/jobs/job-registry.js';

/** The convocation was sent by e-mail to some members: those whose sending bears this instant (ISO 8601). */
export interface ConvocationSent {
  readonly sessionId: string;
  readonly sentAt: string;
}

export const CONVOCATION_SENT: Job<ConvocationSent> = { name: 'session.convocation' };
