// `npm run audit:verify`: reads the whole audit trail again and prints a JSON report. Exit 0: intact; 1: broken; 2: could not be read.

import pg from 'pg';

import { poolConfig } from '../platform/database/connection.js';
import { verifyAudit } from '../platform/workflow/audit-verify.js';
import { openDatabase } from './open-database.js';

try {
  const { url, close } = await openDatabase();
  const pool = new pg.Pool(poolConfig(url, { max: 1, applicationName: 'cofund audit' }));
  // A connection that the stopping server cuts once everything is read is no failure; a cut reading rejects by itself.
  pool.on('error', () => undefined);
  try {
    const report = await verifyAudit(pool, { onProgress: (entries) => process.stderr.write(`\r${entries}`) });
    if (report.entries > 0) process.stderr.write('\n');
    process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    process.exitCode = report.ok ? 0 : 1;
  } finally {
    await pool.end();
    await close();
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
