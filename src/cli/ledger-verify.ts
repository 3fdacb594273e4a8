// `npm run ledger:verify`: compares the ledger with the awards, the envelopes and the audit trail, and prints a JSON report with the first
// differences. Exit 0: none; 1: some; 2: could not be read.

import { reconcile } from '../features/funds/reconciliation.reader.js';
import { Database } from '../platform/database/database.service.js';
import { openDatabase } from './open-database.js';

const SHOWN = 20;

try {
  const { url, close } = await openDatabase();
  const database = new Database({ url, poolSize: 1 });
  try {
    const differences = await reconcile(database.read);
    const report = { ok: differences.length === 0, differences: differences.length, first: differences.slice(0, SHOWN) };
    process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    process.exitCode = report.ok ? 0 : 1;
  } finally {
    await database.onModuleDestroy();
    await close();
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
