import type { Job } from '../../platform/jobs/job-registry.js';

/** A stored file to be shown to the antivirus. */
export const SCAN_DOCUMENT: Job<{ readonly documentId: string }> = { name: 'document.scan' };
