import { readConfig } from '../platform/config/config.js';
import { runningEmbedded, startEmbedded } from '../platform/database/embedded.js';
import { embeddedFolder } from '../start.js';

/** DATABASE_URL, else the embedded database: the one that a running application serves, or started for the time of the reading. */
export async function openDatabase(): Promise<{ url: string; close: () => Promise<void> }> {
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
