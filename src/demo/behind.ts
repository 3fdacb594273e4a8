// What only the server's side can tell: letters owed and written, and the audit trail.

import type { AuditReport } from '../platform/workflow/audit-verify.js';
import type { Letters } from './letters.js';
import type { Checks } from './report.js';

interface Behind {
  readonly audit: AuditReport;
  readonly letters: Letters;
}

export function checkBehind(checks: Checks, { audit, letters }: Behind): void {
  checks.equal('courriers dus tous écrits', letters.written, letters.owed);
  checks.equal('courriers abandonnés', letters.failed, 0);
  checks.equal('des courriers sont dus', letters.owed > 0, true);
  checks.equal('piste d’audit intacte', audit.ok, true);
}

export function linesBehind({ audit, letters }: Behind): string[] {
  return [
    `\nCourriers : ${letters.written} écrits, ${letters.owed} dus`,
    `Piste d’audit : ${audit.entries} actes, ${audit.ok ? 'intacte' : 'ROMPUE'}`,
  ];
}
