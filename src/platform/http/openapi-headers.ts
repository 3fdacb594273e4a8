// Which headers an answer carries, told from its shape by the same rules as the interceptor and the filter apply.

import type { OpenAPIObject } from '@nestjs/swagger';

type Components = NonNullable<OpenAPIObject['components']>;

const text = (description: string, example: string) => ({ description, schema: { type: 'string', example } });

export const RESPONSE_HEADERS = {
  ETag: text('Version of what was read or written, for If-Match.', '"7"'),
  'Idempotent-Replayed': text('Present when the answer is the one stored for this Idempotency-Key.', 'true'),
  Link: text('RFC 8288: address of the next page, rel="next".', '</v1/applications?after=WyJ4Il0>; rel="next"'),
  Location: text('Address of what was created.', '/v1/applications/0193f4a2-7c1e-7b52-9d0a-5c8f1f0e4a11'),
  'Retry-After': text('Seconds to wait.', '2'),
  'WWW-Authenticate': text('How to authenticate.', 'Bearer'),
  'X-Request-Id': text('Identifier of the request; the `instance` of a problem.', '7c9a1b52-3a55-4c07-9d0a-5c8f1f0e4a11'),
} as const satisfies NonNullable<Components['headers']>;

interface Operation {
  readonly parameters?: { readonly name?: string; readonly in?: string }[];
  readonly responses: Record<string, Answered>;
}
interface Answered {
  headers?: Record<string, { $ref: string }>;
  readonly content?: Record<string, { readonly schema?: { readonly $ref?: string } }>;
}

export function describeHeaders(document: OpenAPIObject): void {
  for (const item of Object.values(document.paths)) {
    for (const operation of Object.values(item) as Operation[]) {
      for (const [status, answered] of Object.entries(operation.responses)) {
        const names = [
          'X-Request-Id',
          ...(status.startsWith('2') ? ofSuccess(document, operation, status, answered) : ofProblem(status)),
        ];
        answered.headers = Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
      }
    }
  }
}

function ofSuccess(document: OpenAPIObject, { parameters = [] }: Operation, status: string, answered: Answered): string[] {
  const takes = (place: string, name: string) => parameters.some((one) => one.in === place && one.name === name);
  return [
    ...(hasVersion(document, answered) ? ['ETag'] : []),
    ...(status === '201' ? ['Location'] : []),
    ...(takes('query', 'after') ? ['Link'] : []),
    ...(takes('header', 'Idempotency-Key') ? ['Idempotent-Replayed'] : []),
  ];
}

function ofProblem(status: string): string[] {
  if (status === '401') return ['WWW-Authenticate'];
  return status === '429' || status === '503' ? ['Retry-After'] : [];
}

function hasVersion(document: OpenAPIObject, answered: Answered): boolean {
  const name = answered.content?.['application/json']?.schema?.$ref?.split('/').at(-1);
  const schema = name === undefined ? undefined : document.components?.schemas?.[name];
  return schema !== undefined && 'properties' in schema && schema.properties?.version !== undefined;
}
