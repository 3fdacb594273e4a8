import { randomUUID } from 'node:crypto';

import helmet from '@fastify/helmet';
import type { FastifyAdapter, NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';

import type { Clock } from '../../kernel/clock.js';
import { CLOCK } from '../clock.js';
import { CONFIG, type Config } from '../config/config.js';
import { Metrics } from '../health/metrics.js';
import { AnsweringAdapter } from './answering.adapter.js';
import { ApiDocument } from './api-document.js';
import { localeOf, type CofundRequest } from './context.js';
import { acceptMergePatches } from './merge-patch.js';
import { buildOpenApi } from './openapi.js';
import { limitNesting } from './nesting.js';
import { refusalFrom, sendProblem } from './problem.filter.js';
import { limitRates } from './rate-limit.js';
import { acceptSheets } from './raw-body.js';
import { RouteCheck } from './route-check.js';
import { takeUploads, UPLOAD_LIMIT_MS } from './uploads.js';

const BODY_LIMIT_BYTES = 1024 * 1024;

const BARE_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none';base-uri 'none';object-src 'none';form-action 'none';frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'SAMEORIGIN',
};

export function fastifyAdapter(config: Config): FastifyAdapter {
  return new AnsweringAdapter({
    genReqId: () => randomUUID(),
    bodyLimit: BODY_LIMIT_BYTES,
    // Without a proxy of ours in front, X-Forwarded-* is whatever the client writes.
    trustProxy: config.trustProxy,
    // Of a whole request, a large file on a slow line included; every other body is held to half a minute (uploads.ts).
    requestTimeout: UPLOAD_LIMIT_MS,
    http: { headersTimeout: 30_000 },
    // An address that cannot be decoded is refused before any hook runs: the same headers are put on by hand.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      void reply.headers({ ...BARE_HEADERS, 'x-request-id': request.id });
      sendProblem(reply, refusalFrom(error), request.id, localeOf(request));
    },
    logger:
      config.logLevel === 'silent'
        ? false
        : { level: config.logLevel, redact: ['req.headers.authorization', 'req.headers.cookie'] },
  });
}

/** Hooks, headers and checks of the HTTP server; call before `listen` or `init`. */
export async function prepareServer(app: NestFastifyApplication): Promise<void> {
  const clock = app.get<Clock>(CLOCK);
  const fastify = app.getHttpAdapter().getInstance();
  fastify.decorateRequest('arrivedAt');
  fastify.addHook('onRequest', (request, _reply, done) => {
    // Before anything else: the moment that deadlines judge is the arrival, not the end of a queue.
    (request as CofundRequest).arrivedAt = clock.now();
    done();
  });
  fastify.addHook('onSend', (request, reply, _payload, done) => {
    reply.header('x-request-id', request.id);
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
    done();
  });
  limitNesting(fastify);
  acceptSheets(fastify);
  takeUploads(fastify);
  app.get(Metrics).watch(fastify);
  acceptMergePatches(fastify);
  await limitRates(app, app.get<Config>(CONFIG));
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'base-uri': ["'none'"],
        'object-src': ["'none'"],
        'form-action': ["'none'"],
        'frame-ancestors': ["'none'"],
      },
    },
    hsts: { maxAge: 31_536_000, includeSubDomains: true },
    referrerPolicy: { policy: 'no-referrer' },
  });
  app.get(RouteCheck).verify();
  app.get(ApiDocument).describedBy(() => buildOpenApi(app));
}
