// Our API alone in its process: authentication, access rules, validation and audit on; jobs run elsewhere, as in a deployment with a worker.

import { createApp } from '../../src/create-app.js';
import { SystemClock } from '../../src/kernel/clock.js';
import { readConfig } from '../../src/platform/config/config.js';

process.once(
  'message',
  ({ url, poolSize, environment }: { url: string; poolSize: number; environment: Record<string, string> }) => {
    void (async () => {
      const app = await createApp({ config: readConfig(environment), clock: new SystemClock(), database: { url, poolSize } });
      await app.listen(0, '127.0.0.1');
      process.send?.({ port: Number(new URL(await app.getUrl()).port) });
    })();
  },
);
