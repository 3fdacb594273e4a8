// The real application in a process of its own that stops, once told so, after the commit and before the reply: where a spec kills it.

import { createApp } from '../../src/create-app.js';
import { SystemClock } from '../../src/kernel/clock.js';
import { readConfig } from '../../src/platform/config/config.js';

interface Start {
  readonly url: string;
  readonly environment: Record<string, string>;
  /** Path suffix of the POST whose reply is held back. */
  readonly pauseAt: string | undefined;
}

process.once('message', ({ url, environment, pauseAt }: Start) => {
  void (async () => {
    const app = await createApp({ config: readConfig(environment), clock: new SystemClock(), database: { url, poolSize: 5 } });
    const fastify = app.getHttpAdapter().getInstance();
    fastify.addHook('onSend', (request, reply, payload, done) => {
      if (pauseAt === undefined || reply.statusCode >= 300 || !request.url.endsWith(pauseAt)) {
        done(null, payload);
        return;
      }
      // The handler has answered, so the transaction is committed; the client will never know.
      process.send?.('committed');
    });
    await app.listen(0, '127.0.0.1');
    process.send?.({ address: await app.getUrl() });
  })();
});
