import type { Job } from '../../platform/jobs/job-registry.js';

/** The message of an invitation: its link is made when it is sent. */
export const SEND_INVITATION: Job<{ readonly invitationId: string }> = { name: 'holders.invitation' };
/** Tells who may accept it that somebody asks to act for their organisation. */
export const ANNOUNCE_JOIN: Job<{ readonly requestId: string }> = { name: 'holders.join-request' };
