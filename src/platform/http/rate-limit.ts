import rateLimit from '@fastify/rate-limit';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { Refusal } from '../../kernel/errors.js';
import type { Config } from '../config/config.js';

const MINUTE_MS = 60_000;
/** Cuts a spray of passwords over many accounts from one address, which the limit per account cannot see. */
const AUTH_WINDOW_MS = 15_000;
const AUTH_ROUTES = '/v1/auth/';

/**
 * Requests per client address: a generous limit on everything, a tight one on the authentication routes; 0 turns either off.
 * Counted in each process, in real time. The address is the connection's; X-Forwarded-For counts only behind a proxy of ours.
 */
export async function limitRates(app: NestFastifyApplication, config: Config): Promise<void> {
  await app.register(rateLimit, { global: false, ipv6Subnet: 64 });
  const fastify = app.getHttpAdapter().getInstance();
  const everywhere = fastify.createRateLimit({ max: config.rateLimitPerMinute, timeWindow: MINUTE_MS });
  const onAuth = fastify.createRateLimit({ max: config.authRateLimit, timeWindow: AUTH_WINDOW_MS });
  fastify.addHook('onRequest', async (request, reply) => {
    const authenticates = request.routeOptions.url?.startsWith(AUTH_ROUTES) === true && config.authRateLimit > 0;
    if (!authenticates && config.rateLimitPerMinute === 0) return;
    const count = await (authenticates ? onAuth : everywhere)(request);
    if (count.isAllowed) return;
    reply.header('ratelimit-limit', count.max);
    reply.header('ratelimit-remaining', count.remaining);
    reply.header('ratelimit-reset', count.ttlInSeconds);
    if (count.isExceeded) throw new Refusal('too-many-requests', undefined, [], Math.max(1, count.ttlInSeconds));
  });
}
