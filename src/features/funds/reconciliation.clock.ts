import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';

import { newId } from '../../kernel/ids.js';
import { Database } from '../../platform/database/database.service.js';
import { Alarms } from '../../platform/health/alarms.js';
import { Metrics } from '../../platform/health/metrics.js';
import { reconcile } from './reconciliation.reader.js';

const LEDGER_GAP = 'LEDGER_GAP';
/** Differences that are kept and logged. */
const SHOWN = 20;

/**
 * Reconciles the ledger from time to time, and shouts: in the log, in the health of the whole, in the metrics. What it finds is stored, for
 * the process that runs it is not the one that is asked; the next reconciliation, once all is well again, silences the alarm.
 */
@Injectable()
export class ReconciliationClock implements OnModuleInit {
  private readonly logger = new Logger('ledger');

  constructor(
    private readonly database: Database,
    private readonly alarms: Alarms,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    this.alarms.watch(LEDGER_GAP, () => this.lastGaps());
    this.metrics.show('cofund_ledger_gaps', 'Differences that the last reconciliation of the ledger found.', LEDGER_GAP);
  }

  /** @returns how many differences it found */
  async tick(now: Date): Promise<number> {
    const differences = await reconcile(this.database.read);
    const first = differences.slice(0, SHOWN);
    for (const difference of first) this.logger.error({ message: 'the ledger does not reconcile', ...difference });
    await this.database.transaction(
      (tx) => tx.db.$executeRaw`
        INSERT INTO ledger_check (id, at, gaps, first)
        VALUES (${newId()}::uuid, ${now}::timestamptz, ${differences.length}::int, ${JSON.stringify(first)}::jsonb)`,
    );
    return differences.length;
  }

  private async lastGaps(): Promise<number> {
    const [last] = await this.database.read.$queryRaw<{ gaps: number }[]>`
      SELECT gaps FROM ledger_check ORDER BY at DESC, id DESC LIMIT 1`;
    return last?.gaps ?? 0;
  }
}
