// The description of the API, made from the code that answers: nothing in it is written twice.

import type { INestApplication } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';

import { PROBLEMS } from '../../kernel/errors.js';
import { swagger } from './documented.js';
import { describeHeaders, RESPONSE_HEADERS } from './openapi-headers.js';
import { describePatches } from './openapi-patches.js';
import { examplesAsArrays, sorted } from './openapi-shape.js';

type Schema = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string];

const DESCRIPTION = `Cofunded grant programmes: calls for projects, joint instruction by two agencies, committee decisions, selection, awards paid by two funders.

- **Errors** are RFC 9457 problems of one closed vocabulary; the address in \`type\` explains each, in French and English.
- **Language**: sentences are French, or English with \`Accept-Language: en\`.
- **Versions**: what is read carries an \`ETag\`; give it back in \`If-Match\`. Required on votes, decisions, awards and edits.
- **Retries**: each POST takes an \`Idempotency-Key\`; the same key and body get the stored answer, never a second effect.
- **Amounts** are whole cents; **instants** are UTC.
- **Scope**: what lies outside a person's scope does not exist for them (404).`;

/** OpenAPI 3.1 takes a list of types, which the types of `@nestjs/swagger` do not know. */
const ANY_JSON = { type: ['array', 'boolean', 'number', 'object', 'string', 'null'] } as unknown as Schema;

/** Shape of every error that leaves the API (RFC 9457). */
const PROBLEM_SCHEMA: Schema = {
  type: 'object',
  description: 'RFC 9457 problem. `type` is the address of a page that explains the code.',
  required: ['type', 'title', 'status', 'code', 'detail', 'instance'],
  properties: {
    type: { type: 'string', format: 'uri-reference', example: '/problems/rule-not-met' },
    title: { type: 'string', example: 'Règle non satisfaite' },
    status: { type: 'integer', enum: [...new Set(Object.values(PROBLEMS).map(({ status }) => status))], example: 422 },
    code: { type: 'string', enum: Object.keys(PROBLEMS), example: 'rule-not-met' },
    detail: { type: 'string', description: 'What the person can do.', example: 'Chaque motif de « reasons » dit ce qui manque.' },
    instance: { type: 'string', description: 'Identifier of the request, to quote to the operator.' },
    errors: {
      type: 'array',
      description: 'With validation-failed: each faulty field.',
      items: {
        type: 'object',
        required: ['pointer', 'message'],
        properties: {
          pointer: { type: 'string', description: 'JSON pointer (RFC 6901).', example: '/budget/lines/0/cents' },
          message: { type: 'string', example: 'Nombre entier attendu.' },
        },
      },
    },
    reasons: {
      type: 'array',
      description: 'With rule-not-met: every unmet rule at once.',
      items: {
        type: 'object',
        required: ['rule', 'message'],
        properties: {
          rule: { type: 'string', example: 'budgetBalances' },
          message: { type: 'string', example: 'Équilibrez dépenses et recettes de 2024.' },
          pointer: { type: 'string', example: '/budget' },
        },
      },
    },
    conflicts: {
      type: 'array',
      description: 'With stale-version on a field by field edit: each field that somebody else changed too since it was read.',
      items: {
        type: 'object',
        required: ['pointer', 'base', 'yours', 'theirs'],
        properties: {
          pointer: { type: 'string', example: '/budget/lines' },
          base: { ...ANY_JSON, description: 'Value when it was read; null: absent.' },
          yours: { ...ANY_JSON, description: 'Value that your edit gives.' },
          theirs: { ...ANY_JSON, description: 'Value now.' },
        },
      },
    },
    version: { type: 'integer', description: 'With conflicts: the version now, for If-Match.', example: 4 },
    existing: {
      type: 'object',
      description: 'With conflict: what is already there.',
      required: ['href', 'id', 'title', 'updatedAt'],
      properties: {
        href: { type: 'string', format: 'uri-reference', example: '/v1/applications/0193f4a2-7c1e-7b52-9d0a-5c8f1f0e4a11' },
        id: { type: 'string', format: 'uuid' },
        title: { type: 'string', example: 'Micro-crèche de la gare' },
        updatedAt: { type: 'string', format: 'date-time' },
      },
    },
  },
};

/** OpenAPI 3.1, complete and in a stable order: the same code always gives the same text. Reads the code only, no database. */
export async function buildOpenApi(app: INestApplication): Promise<OpenAPIObject> {
  const { DocumentBuilder, SwaggerModule } = await swagger();
  const base = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Cofund')
    .setDescription(DESCRIPTION)
    .setVersion('1.0.0')
    .setLicense('EUPL-1.2', 'https://interoperable-europe.ec.europa.eu/collection/eupl/eupl-text-eupl-12')
    .addServer('/', 'This server')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'Access token of a few minutes.' })
    .build();
  const document = SwaggerModule.createDocument(app, base, {
    operationIdFactory: (controller, method) => `${lowerFirst(controller.replace(/Controller$/, ''))}_${method}`,
  });
  document.components = {
    ...document.components,
    headers: RESPONSE_HEADERS,
    schemas: { ...document.components?.schemas, Problem: PROBLEM_SCHEMA },
  };
  document.tags = tagsOf(document);
  describeHeaders(document);
  describePatches(document);
  return sorted(examplesAsArrays(document));
}

function tagsOf(document: OpenAPIObject): { name: string }[] {
  const operations = Object.values(document.paths).flatMap((item) => Object.values(item) as { tags?: string[] }[]);
  return [...new Set(operations.flatMap(({ tags = [] }) => tags))].sort().map((name) => ({ name }));
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
