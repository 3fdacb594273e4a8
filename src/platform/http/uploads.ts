// Bodies that are files: PUT, application/octet-stream, never buffered. PUT is the method of uploads alone. And what keeps any other body
// from being sent for ever, since the server's own time limit has to let a large file through a slow line.

import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';

import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { Refusal } from '../../kernel/errors.js';
import type { Piece } from '../storage/upload-folder.js';
import { localeOf } from './context.js';
import { sendProblem } from './problem.filter.js';

const FILE_TYPE = 'application/octet-stream';
const isUpload = (request: FastifyRequest): boolean => request.method === 'PUT';

/** Longest that one request may take to arrive, in milliseconds: for a file, then for anything else. */
export const UPLOAD_LIMIT_MS = 3_600_000;
const BODY_LIMIT_MS = 30_000;
/** A sender that is refused midway gets this long to read why before the connection goes. */
const LINGER_MS = 2_000;

/** Call before the routes are registered. */
export function takeUploads(fastify: FastifyInstance): void {
  fastify.addContentTypeParser(FILE_TYPE, (request, payload, done) => {
    if (isUpload(request)) done(null, payload);
    else done(new Refusal('unsupported-media-type'));
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
    const hasBody = encoding !== undefined || (length !== undefined && length !== '0');
    if (hasBody && !isUpload(request)) limitTime(request, reply);
    done();
  });
  fastify.addHook('onResponse', (request, _reply, done) => {
    if (!request.raw.complete) linger(request.raw);
    done();
  });
}

function limitTime(request: FastifyRequest, reply: FastifyReply): void {
  const { raw } = request;
  const timer = setTimeout(() => {
    if (raw.complete || reply.sent) return;
    sendProblem(reply, new Refusal('request-timeout'), request.id, localeOf(request));
  }, BODY_LIMIT_MS).unref();
  raw.once('close', () => clearTimeout(timer));
}

/** Reads and forgets the rest for a moment: a connection cut at once would take the answer with it. */
function linger(raw: IncomingMessage): void {
  raw.on('error', () => undefined);
  raw.resume();
  const timer = setTimeout(() => {
    if (!raw.complete) raw.socket.destroy();
  }, LINGER_MS).unref();
  raw.once('close', () => clearTimeout(timer));
}

/** The bytes of a PUT and where they go: `Upload-Offset`, 0 unless given. */
export const Sent = createParamDecorator((_: unknown, execution: ExecutionContext): Piece => {
  const { headers, body } = execution.switchToHttp().getRequest<FastifyRequest>();
  const { 'upload-offset': given = '0', 'content-length': length } = headers;
  if (typeof given !== 'string' || !/^\d{1,12}$/.test(given)) {
    throw new Refusal('validation-failed', undefined, [
      {
        rule: 'uploadOffset',
        pointer: '/headers/upload-offset',
        message: { fr: 'Nombre d’octets déjà reçus attendu.', en: 'Number of bytes already received expected.' },
      },
    ]);
  }
  // Anything else was parsed, hence buffered: it is not a file. Judged by the service, once it knows that the caller may send one.
  const stream = typeof body === 'object' && body !== null && 'pipe' in body ? (body as Readable) : undefined;
  const other = body !== undefined && body !== null && stream === undefined;
  return { body: stream, offset: Number(given), length: length === undefined ? undefined : Number(length), other };
});
