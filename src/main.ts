import { randomBytes } from 'node:crypto';
import { stdout } from 'node:process';

import { createApp } from './create-app.js';
import { ensureFirstAdministrator } from './features/accounts/first-administrator.js';
import { SystemClock } from './kernel/clock.js';
import { readConfig } from './platform/config/config.js';
import { Database } from './platform/database/database.service.js';
import { openDatabase, runProcess } from './start.js';

const log = (line: string): void => void stdout.write(`${line}\n`);

/** The API, and the jobs unless JOBS_IN_API=false. */
await runProcess(async () => {
  const config = readConfig();
  const clock = new SystemClock();
  const database = await openDatabase(config, { embed: true, log });
  try {
    const app = await createApp({ config, clock, database: { url: database.url, poolSize: config.databasePoolSize } });
    const first = await ensureFirstAdministrator(app.get(Database), clock, randomBytes);
    // Before listening: a port already taken must not swallow the only showing of the password.
    if (first !== undefined) {
      log(`Premier compte / first account: ${first.email}`);
      log(`Mot de passe à usage unique, affiché cette seule fois / one-time password, shown this once: ${first.oneTimePassword}`);
    }
    await app.listen(config.port, config.host);
    log(`Prêt / ready: ${await app.getUrl()}`);
    return async () => {
      await app.close();
      await database.close();
    };
  } catch (error) {
    await database.close();
    throw error;
  }
});
