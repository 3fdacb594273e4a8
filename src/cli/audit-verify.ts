// `npm run audit:verify`: reads the whole audit trail again and prints a JSON report. Exit 0: intact; 1: broken; 2: could not be read.

import pg from 'pg';

import { readConfig } from '../platform/config/config.js';
import { poolConfig } from '../platform/database/connection.js';
import { runningEmbedded, startEmbedded } from '../platform/database/embedded.js';
import { embeddedFolder } from '../start.js';
import { verifyAudit } from '../platform/workflow/audit-verify.js';

/** DATABASE_URL, else the embedded database: the one that a running application serves, or started for the time of the reading. */
async function openDatabase(): Promise<{ url: string; close: () => Promise<void> }> {
  // No token is signed here: the secret is neither needed nor created.
  const { databaseUrl, dataDir: home } = readConfig({ ...process.env, JWT_SECRET: process.env.JWT_SECRET ?? '-'.repeat(32) });
  const dataDir = embeddedFolder(home);
  const nothing = () => Promise.resolve();
  if (databaseUrl !== undefined) return { url: databaseUrl, close: nothing };
  const running = runningEmbedded(dataDir);
  if (running !== undefined) return { url: running.appUrl, close: nothing };
  const started = await startEmbedded({ dataDir, durable: true });
  return { url: started.appUrl, close: () => started.stop() };
}

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
