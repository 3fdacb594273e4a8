// What each measure with a server starts from: a PostgreSQL of its own, and the settings of the API under measure.

import { mkdirSync, rmSync } from 'node:fs';

import { deployMigrations } from '../../prisma/migrate.js';
import { startEmbedded } from '../../src/platform/database/embedded.js';

export interface Cluster {
  readonly appUrl: string;
  /** The administrator's login, in the application's database. */
  readonly superuserUrl: string;
}

/** Those of production, but for the jobs (elsewhere) and the rate limit (the measure comes from one address). */
export const environmentIn = (folder: string) => ({
  JWT_SECRET: 'b'.repeat(48),
  LOG_LEVEL: 'silent',
  JOBS_IN_API: 'false',
  RATE_LIMIT_PER_MINUTE: '0',
  DATA_DIR: folder,
});

/** The work on a new cluster, migrated; durable: commits reach the disk, as in production. Nothing of it stays. */
export async function withCluster<T>(folder: string, work: (cluster: Cluster) => Promise<T>): Promise<T> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync('out', { recursive: true });
  // Of its own each time: where an administrator runs this, it is kept elsewhere, and outlives the folder when the run is cut.
  const database = await startEmbedded({ dataDir: `${folder}/postgres-${process.pid}-${Date.now()}`, durable: true });
  try {
    await deployMigrations(database.ownerUrl);
    const superuser = new URL(database.superuserUrl);
    superuser.pathname = new URL(database.ownerUrl).pathname;
    return await work({ appUrl: database.appUrl, superuserUrl: superuser.toString() });
  } finally {
    await database.stop();
    for (const kept of [database.dataDir, folder]) rmSync(kept, { recursive: true, force: true });
  }
}
