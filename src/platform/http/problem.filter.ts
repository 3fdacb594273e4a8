import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { PROBLEMS, Refusal, type ProblemCode, type ProblemExtension, type Reason } from '../../kernel/errors.js';
import { isBusy, isUnavailable } from '../database/faults.js';
import type { Locale } from '../workflow/request.js';
import { localeOf, type CofundRequest } from './context.js';

export interface ProblemBody extends ProblemExtension {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  readonly detail: string;
  readonly instance: string;
  readonly errors?: { pointer: string; message: string }[];
  readonly reasons?: { rule: string; message: string; pointer?: string }[];
}

/** Statuses that Nest or Fastify themselves answer with, in our vocabulary. */
const BY_STATUS: Readonly<Record<number, ProblemCode>> = {
  400: 'validation-failed',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not-found',
  405: 'not-found',
  408: 'request-timeout',
  409: 'conflict',
  413: 'payload-too-large',
  414: 'validation-failed',
  415: 'unsupported-media-type',
  429: 'too-many-requests',
  431: 'validation-failed',
  503: 'unavailable',
};

export function refusalFrom(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (isUnavailable(error)) return new Refusal('unavailable', undefined, [], 2);
  if (isBusy(error)) return new Refusal('busy', undefined, [], 2);
  const status = error instanceof HttpException ? error.getStatus() : (error as { statusCode?: unknown } | undefined)?.statusCode;
  const code = typeof status === 'number' ? BY_STATUS[status] : undefined;
  return code === undefined ? new Refusal('internal') : new Refusal(code);
}

function problemBody(refusal: Refusal, instance: string, locale: Locale): ProblemBody {
  const { status, title, advice } = PROBLEMS[refusal.code];
  const say = (reason: Reason) => ({
    rule: reason.rule,
    message: reason.message[locale],
    ...(reason.pointer !== undefined && { pointer: reason.pointer }),
  });
  return {
    type: `/problems/${refusal.code}`,
    title: title[locale],
    status,
    code: refusal.code,
    detail: (refusal.detail ?? advice)[locale],
    instance,
    ...(refusal.code === 'validation-failed' && {
      errors: refusal.reasons.map((reason) => ({ pointer: reason.pointer ?? '', message: reason.message[locale] })),
    }),
    ...(refusal.code !== 'validation-failed' && refusal.reasons.length > 0 && { reasons: refusal.reasons.map(say) }),
    ...refusal.extension,
  };
}

/** The only way an error leaves: RFC 9457, from the closed vocabulary. The cause of an internal error goes to the log alone. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('http');

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<CofundRequest>();
    const reply = http.getResponse<FastifyReply>();
    const refusal = refusalFrom(error);
    if (refusal.code === 'internal')
      this.logger.error({ requestId: request.id, error: error instanceof Error ? error.stack : String(error) });
    sendProblem(reply, refusal, request.id, localeOf(request));
  }
}

export function sendProblem(reply: FastifyReply, refusal: Refusal, instance: string, locale: Locale): void {
  const body = problemBody(refusal, instance, locale);
  if (refusal.retryAfterSeconds !== undefined) reply.header('retry-after', String(refusal.retryAfterSeconds));
  else if (body.status === 503) reply.header('retry-after', '2');
  if (body.status === 401) reply.header('www-authenticate', 'Bearer');
  void reply.status(body.status).header('content-type', 'application/problem+json; charset=utf-8').send(JSON.stringify(body));
}
