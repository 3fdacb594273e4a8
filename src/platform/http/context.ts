import { createHmac } from 'node:crypto';

import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import type { Actor } from '../../kernel/actor.js';
import { Refusal } from '../../kernel/errors.js';
import { isUuid } from '../../kernel/ids.js';
import type { Locale, RequestContext } from '../workflow/request.js';

/** What our hooks and guards leave on a request. */
export interface CofundRequest extends FastifyRequest {
  arrivedAt: Date;
  actor?: Actor;
  ifMatchVersion?: number;
  idempotency?: { key: string; fingerprint: string };
}

/** French unless English is asked for first. */
export function localeOf(request: FastifyRequest): Locale {
  const header = request.headers['accept-language'];
  return typeof header === 'string' && /^\s*en\b/i.test(header) ? 'en' : 'fr';
}

/**
 * HMAC, not a bare hash: a body may hold a password, and the fingerprint stays in the database. Who holds the secret could still try the
 * few values of a ballot one by one: the fields named in `without` take no part.
 */
export function fingerprintOf(
  secret: string,
  method: string,
  path: string,
  body: unknown,
  without: readonly string[] = [],
): string {
  const hash = createHmac('sha256', secret).update(`${method} ${path}\n`);
  // A file is hashed as it is: written as JSON it would be four times as long.
  if (Buffer.isBuffer(body)) return hash.update(body).digest('hex');
  const hashed = (key: string, value: unknown): unknown => (without.includes(key) ? undefined : value);
  return hash.update(JSON.stringify(body ?? null, without.length === 0 ? undefined : hashed)).digest('hex');
}

function contextOf(request: CofundRequest): RequestContext {
  if (request.actor === undefined) throw new Refusal('unauthenticated');
  return {
    actor: request.actor,
    now: request.arrivedAt,
    requestId: request.id,
    locale: localeOf(request),
    ifMatch: request.ifMatchVersion,
    idempotency: request.idempotency,
  };
}

/** The request's context: actor, arrival, version and key. */
export const Ctx = createParamDecorator((_: unknown, execution: ExecutionContext): RequestContext =>
  contextOf(execution.switchToHttp().getRequest<CofundRequest>()),
);

/** A UUID in the path. Anything else is not an address of ours. */
export const Id = createParamDecorator((name: string | undefined, execution: ExecutionContext): string => {
  const value = (execution.switchToHttp().getRequest<CofundRequest>().params as Record<string, string>)[name ?? 'id'];
  if (value === undefined || !isUuid(value)) throw new Refusal('not-found');
  return value.toLowerCase();
});
