// A line a route: method, path, access rule, headers and documentation in one decorator.

import { applyDecorators, Get, HttpCode, Patch, Post, Put, SetMetadata, type Type } from '@nestjs/common';

import { ROLE_LABELS } from '../../access/policies.js';
import { PROBLEMS, type ProblemCode } from '../../kernel/errors.js';
import { Access, PRECONDITIONS, type AccessRule, type Preconditions } from './access.js';
import { documented } from './documented.js';
import { MERGE_PATCH } from './merge-patch.js';
import type { SheetMedia } from './raw-body.js';

interface RouteOptions {
  readonly access: AccessRule;
  readonly summary: string;
  readonly description?: string;
  /** View class of the answer; none: 204, or a body of the `media` type. */
  readonly answer?: Type;
  /** Media type of an answer that is no view: a page, the description of the API. */
  readonly media?:
    | 'text/html'
    | 'text/plain'
    | 'application/json'
    | 'application/pdf'
    | 'application/xml'
    | 'text/event-stream'
    | '*/*'
    | SheetMedia;
  readonly status?: number;
  /** Refusals of this route beyond those of its kind. */
  readonly problems?: readonly ProblemCode[];
}

interface WriteOptions extends RouteOptions {
  /** `required` on votes, decisions and awards, and on every edit. */
  readonly ifMatch?: Preconditions['ifMatch'];
  /** False only where a stored answer would be a secret at rest (tokens). */
  readonly idempotency?: boolean;
  readonly unfingerprinted?: Preconditions['unfingerprinted'];
}

function accessSentence(access: AccessRule): string {
  if (access.kind === 'public') return 'Access: everyone, without a token.';
  if (access.kind === 'authenticated') return 'Access: any person with a token; what is answered is limited to their scope.';
  return `Access: ${access.roles.map((role) => `${ROLE_LABELS[role].en} (${role})`).join(', ')}.`;
}

function exampleOf(code: ProblemCode): object {
  const { status, title, advice } = PROBLEMS[code];
  const common = { type: `/problems/${code}`, title: title.fr, status, code, detail: advice.fr };
  const instance = '7c9a1b52-3a55-4c07-9d0a-5c8f1f0e4a11';
  return code === 'validation-failed' ? { ...common, instance, errors: [] } : { ...common, instance };
}

function route(
  method: MethodDecorator,
  options: WriteOptions,
  preconditions: Preconditions,
  status: number,
  ofItsKind: readonly ProblemCode[],
): MethodDecorator {
  const { access, summary, description, answer, media } = options;
  const problems = [...new Set([...ofItsKind, ...(options.problems ?? [])])];
  const decorators: MethodDecorator[] = [
    method,
    Access(access),
    SetMetadata(PRECONDITIONS, preconditions),
    HttpCode(status),
    documented(({ ApiOperation }) =>
      ApiOperation({ summary, description: [description, accessSentence(access)].filter(Boolean).join('\n\n') }),
    ),
    documented(({ ApiExtension }) => ApiExtension('x-access', access.kind === 'roles' ? access.roles : access.kind)),
    documented(({ ApiResponse }) =>
      ApiResponse({
        status,
        description: summary,
        ...(answer !== undefined && { type: answer }),
        ...(media !== undefined && {
          content: { [media]: { schema: { type: media === 'application/json' ? 'object' : 'string' } } },
        }),
      }),
    ),
  ];
  if (access.kind !== 'public') decorators.push(documented(({ ApiBearerAuth }) => ApiBearerAuth()));
  if (preconditions.ifMatch !== 'none') {
    decorators.push(
      documented(({ ApiHeader }) =>
        ApiHeader({
          name: 'If-Match',
          required: preconditions.ifMatch === 'required',
          description: 'ETag of the version read.',
          schema: { type: 'string', example: '"7"' },
        }),
      ),
    );
  }
  if (preconditions.idempotency) {
    decorators.push(
      documented(({ ApiHeader }) =>
        ApiHeader({
          name: 'Idempotency-Key',
          required: true,
          description: 'Made by the client, new for each act, the same for its retries; the answer is kept 7 days.',
          schema: { type: 'string', minLength: 8, maxLength: 100, example: '4f6b2c1e-0d5a-4c6b-9a55-1b6d7f0a2e33' },
        }),
      ),
    );
  }
  for (const status of [...new Set(problems.map((code) => PROBLEMS[code].status))]) {
    const codes = problems.filter((code) => PROBLEMS[code].status === status);
    decorators.push(
      documented(({ ApiResponse }) =>
        ApiResponse({
          status,
          description: codes.join(', '),
          content: {
            'application/problem+json': {
              schema: { $ref: '#/components/schemas/Problem' },
              example: exampleOf(codes[0] ?? 'internal'),
            },
          },
        }),
      ),
    );
  }
  return applyDecorators(...decorators);
}

const secured = (access: AccessRule): ProblemCode[] =>
  access.kind === 'public' ? [] : ['unauthenticated', ...(access.kind === 'roles' ? (['forbidden'] as const) : [])];
const ALWAYS: ProblemCode[] = ['too-many-requests', 'internal', 'unavailable', 'busy'];
const hasParameter = (path: string): ProblemCode[] => (path.includes(':') ? ['not-found'] : []);

export function Read(path: string, options: RouteOptions): MethodDecorator {
  return route(Get(path), options, { ifMatch: 'none', idempotency: false }, options.status ?? 200, [
    ...secured(options.access),
    'validation-failed',
    ...hasParameter(path),
    ...ALWAYS,
  ]);
}

const WRITE_PROBLEMS: ProblemCode[] = ['validation-failed', 'conflict', 'rule-not-met', 'idempotency-key-reused'];

/** POST that creates: 201, Location. */
export function Create(path: string, options: WriteOptions): MethodDecorator {
  const { idempotency = true } = options;
  return route(Post(path), options, { ifMatch: 'none', idempotency }, options.status ?? 201, [
    ...secured(options.access),
    ...WRITE_PROBLEMS,
    ...hasParameter(path),
    ...ALWAYS,
  ]);
}

/** POST that fires a transition: 200 with the view after it. */
export function Act(path: string, options: WriteOptions): MethodDecorator {
  const { ifMatch = 'optional', idempotency = true, unfingerprinted } = options;
  const versioned: ProblemCode[] =
    ifMatch === 'none' ? [] : ['stale-version', ...(ifMatch === 'required' ? (['precondition-required'] as const) : [])];
  return route(Post(path), options, { ifMatch, idempotency, unfingerprinted }, options.status ?? 200, [
    ...secured(options.access),
    ...WRITE_PROBLEMS,
    'transition-not-allowed',
    ...versioned,
    ...hasParameter(path),
    ...ALWAYS,
  ]);
}

interface EditOptions extends WriteOptions {
  /** What the body is a merge patch of (RFC 7396). None: the body's own class says what it takes. */
  readonly patchOf?: Type;
}

/** PATCH under If-Match. */
export function Edit(path: string, { patchOf, ...options }: EditOptions): MethodDecorator {
  const edit = editRoute(path, options);
  if (patchOf === undefined) return edit;
  return applyDecorators(
    edit,
    documented(({ ApiConsumes }) => ApiConsumes(MERGE_PATCH, 'application/json')),
    documented(({ ApiBody }) => ApiBody({ type: patchOf })),
    documented(({ ApiExtension }) => ApiExtension('x-merge-patch', true)),
  );
}

function editRoute(path: string, options: WriteOptions): MethodDecorator {
  return route(Patch(path), options, { ifMatch: 'required', idempotency: false }, options.status ?? 200, [
    ...secured(options.access),
    'validation-failed',
    'transition-not-allowed',
    'stale-version',
    'precondition-required',
    'rule-not-met',
    ...hasParameter(path),
    ...ALWAYS,
  ]);
}

/** PUT of a file, or of what is missing of it: bytes, never buffered. */
export function Upload(path: string, options: RouteOptions): MethodDecorator {
  const { access } = options;
  return applyDecorators(
    route(Put(path), options, { ifMatch: 'none', idempotency: false }, options.status ?? 200, [
      ...secured(access),
      'validation-failed',
      'transition-not-allowed',
      'conflict',
      'rule-not-met',
      'request-timeout',
      'payload-too-large',
      'unsupported-media-type',
      'insufficient-storage',
      ...hasParameter(path),
      ...ALWAYS,
    ]),
    documented(({ ApiConsumes }) => ApiConsumes('application/octet-stream')),
    documented(({ ApiBody }) => ApiBody({ schema: { type: 'string', format: 'binary' } })),
    documented(({ ApiHeader }) =>
      ApiHeader({
        name: 'Upload-Offset',
        required: false,
        description: 'Bytes already received (`upload.offset` of the document); 0 when left out.',
        schema: { type: 'integer', minimum: 0, example: 0 },
      }),
    ),
  );
}
