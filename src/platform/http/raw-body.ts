// Bodies that are files: bytes, under the server's own limit, on the routes that ask for them and on no other.

import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { Refusal } from '../../kernel/errors.js';
import { documented } from './documented.js';

export const CSV = 'text/csv';
export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
export const XML = 'application/xml';
export type SheetMedia = typeof CSV | typeof XLSX;
const MEDIA: readonly SheetMedia[] = [CSV, XLSX];

export interface SheetBody {
  readonly bytes: Buffer;
  readonly media: SheetMedia;
}

/** A route whose body is a sheet, .xlsx or CSV, as it is in the file. */
export function TakesSheet(): MethodDecorator {
  return applyDecorators(
    RouteConfig({ takesSheet: true }),
    documented(({ ApiConsumes }) => ApiConsumes(...MEDIA)),
    documented(({ ApiBody }) => ApiBody({ required: true, schema: { type: 'string', format: 'binary' } })),
  );
}

const mediaOf = (request: FastifyRequest): SheetMedia | undefined => {
  const [media = ''] = (request.headers['content-type'] ?? '').split(';');
  return MEDIA.find((known) => known === media.trim().toLowerCase());
};

/** The bytes, and what they are said to be. @throws Refusal validation-failed for another kind of body, or none */
export const SheetOf = createParamDecorator((_: unknown, execution: ExecutionContext): SheetBody => {
  const request = execution.switchToHttp().getRequest<FastifyRequest>();
  const media = mediaOf(request);
  const bytes = request.body;
  if (media !== undefined && Buffer.isBuffer(bytes) && bytes.length > 0) return { bytes, media };
  throw new Refusal('validation-failed', undefined, [
    {
      rule: 'sheetBody',
      pointer: '/headers/content-type',
      message: {
        fr: `Envoyez le fichier tel quel, avec l’en-tête Content-Type : ${MEDIA.join(' ou ')}.`,
        en: `Send the file as it is, with the Content-Type header: ${MEDIA.join(' or ')}.`,
      },
    },
  ]);
});

/** On any other route such a body is refused as an unknown media type, as if nothing here could read it. */
export function acceptSheets(fastify: FastifyInstance): void {
  fastify.addContentTypeParser([...MEDIA], { parseAs: 'buffer' }, (request, body, done) => {
    const { takesSheet } = request.routeOptions.config as { takesSheet?: boolean };
    if (takesSheet === true) done(null, body);
    else done(Object.assign(new Error('unsupported media type'), { statusCode: 415 }));
  });
}

/** Headers of a file to keep: never shown in the browser, with its version. `name` is ours, in ASCII. */
export function sendAsFile(reply: FastifyReply, media: SheetMedia | typeof XML, name: string, version: number): void {
  reply.header('content-type', media === XLSX ? media : `${media}; charset=utf-8`);
  reply.header('content-disposition', `attachment; filename="${name}"`);
  reply.header('etag', `"${version}"`);
}
