import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

import { TestApp } from '../../../test/support/app.js';
import { PROBLEMS } from '../../kernel/errors.js';
import { buildOpenApi } from './openapi.js';

interface Schema {
  $ref?: string;
  type?: string | string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  enum?: unknown[];
  examples?: unknown[];
  [keyword: string]: unknown;
}
interface Operation {
  operationId: string;
  tags: string[];
  description: string;
  security?: unknown[];
  'x-access': string | string[];
  parameters?: { name: string; in: string; schema: Schema; example?: unknown }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<
    string,
    { headers: Record<string, unknown>; content?: Record<string, { schema?: Schema; example?: unknown }> }
  >;
}
interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema>; headers: Record<string, { schema: Schema }> };
}

describe('the description of the API', () => {
  let app: TestApp;
  let document: Document;
  let operations: [string, Operation][];
  beforeAll(async () => {
    app = await TestApp.start();
    const reply = await app.get<Document>('/v1/openapi.json');
    expect(reply.status).toBe(200);
    document = reply.body;
    operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]): [string, Operation] => [`${method.toUpperCase()} ${path}`, operation]),
    );
  });
  afterAll(() => app.stop());

  it('is valid OpenAPI 3.1', async () => {
    const result = await new Validator().validate(structuredClone(document) as never);
    expect(result.errors).toBeUndefined();
    expect(result.valid).toBe(true);
    expect(document.openapi).toBe('3.1.0');
  });

  it('holds every route of the server, and the server every route it holds', () => {
    const lines = app.app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false });
    // HEAD is added by the server to each GET; OPTIONS is not ours. Fastify writes :id where OpenAPI writes {id}.
    const served = routesOf(lines).filter((route) => !/^(HEAD|OPTIONS) /.test(route));
    const described = operations.map(([route]) => route);
    expect(served.length).toBeGreaterThan(3);
    expect(described.sort()).toEqual(served.map((route) => route.replace(/:(\w+)/g, '{$1}')).sort());
  });

  it('gives each operation a stable name of its own, a tag, its access rule and bearer security unless public', () => {
    const names = operations.map(([, { operationId }]) => operationId);
    expect(new Set(names).size).toBe(names.length);
    for (const [route, operation] of operations) {
      expect([route, operation.operationId]).toEqual([route, expect.stringMatching(/^[a-z][A-Za-z]*_[a-z][A-Za-z]*$/)]);
      expect([route, operation.tags.length]).toEqual([route, 1]);
      expect([route, operation.description]).toEqual([route, expect.stringMatching(/Access: .+\.$/)]);
      const open = operation['x-access'] === 'public';
      expect([route, operation.security ?? []]).toEqual([route, open ? [] : [{ bearer: [] }]]);
      // A public route may refuse credentials too: logging in does.
      expect([route, open || '401' in operation.responses]).toEqual([route, true]);
    }
  });

  it('gives a schema to every answer with a body, and a problem to every error', () => {
    for (const [route, { responses }] of operations) {
      for (const [status, { content = {}, headers }] of Object.entries(responses)) {
        const media = Object.entries(content);
        expect([route, status, media.length]).toEqual([route, status, status === '204' ? 0 : 1]);
        for (const [, { schema }] of media) expect([route, status, schema]).toEqual([route, status, expect.any(Object)]);
        if (Number(status) >= 400) expect(content['application/problem+json']?.schema?.$ref).toBe('#/components/schemas/Problem');
        expect(headers).toHaveProperty('X-Request-Id');
      }
    }
  });

  it('asks for an Idempotency-Key on every POST that has a stored answer, and names the headers of the answers', () => {
    for (const [route, { parameters = [], responses }] of operations) {
      const takes = (name: string) => parameters.some((one) => one.name === name);
      if (takes('Idempotency-Key'))
        expect([route, Object.keys((responses['200'] ?? responses['201'] ?? responses['204'])?.headers ?? {})]).toEqual([
          route,
          expect.arrayContaining(['Idempotent-Replayed']),
        ]);
      if ('201' in responses)
        expect([route, responses['201'].headers]).toEqual([route, expect.objectContaining({ Location: expect.anything() })]);
      if (takes('after'))
        expect([route, responses['200']?.headers]).toEqual([route, expect.objectContaining({ Link: expect.anything() })]);
      if (takes('If-Match')) expect([route, responses['412']]).toEqual([route, expect.any(Object)]);
      if ('429' in responses) expect(responses['429'].headers).toHaveProperty('Retry-After');
    }
  });

  it('gives every property a type, writes nullable the 3.1 way and leaves no old keyword', () => {
    const untyped: string[] = [];
    const visit = (schema: Schema, path: string): void => {
      const typed = ['$ref', 'type', 'oneOf', 'anyOf', 'allOf', 'enum'].some((keyword) => keyword in schema);
      if (!typed || 'nullable' in schema || 'example' in schema) untyped.push(path);
      if (schema.type === 'array' && schema.items === undefined) untyped.push(`${path}[]`);
      if (schema.items) visit(schema.items, `${path}[]`);
      for (const [name, property] of Object.entries(schema.properties ?? {})) visit(property, `${path}.${name}`);
    };
    for (const [name, schema] of Object.entries(document.components.schemas)) visit(schema, name);
    for (const [route, { parameters = [] }] of operations)
      for (const { name, schema } of parameters) visit(schema, `${route} ${name}`);
    expect(untyped).toEqual([]);
  });

  it('shows only examples that its own schemas accept', () => {
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats.default(ajv);
    ajv.addFormat('password', true);
    // Each component is a schema of its own name, so that it is compiled once, and not again with each example of the whole document.
    const text = (schema: object): string =>
      JSON.stringify(schema).replaceAll('"#/components/schemas/', '"https://cofund.invalid/');
    const alone = (schema: object): object => JSON.parse(text(schema)) as object;
    for (const [name, schema] of Object.entries(document.components.schemas))
      ajv.addSchema({ ...alone(schema), $id: `https://cofund.invalid/${name}` });
    const compiled = new Map<string, ValidateFunction>();
    const validatorOf = (schema: object): ValidateFunction => {
      const key = text(schema);
      const validate = compiled.get(key) ?? ajv.compile(alone(schema));
      compiled.set(key, validate);
      return validate;
    };
    const refused: string[] = [];
    let checked = 0;
    const check = (pointer: string, schema: object, example: unknown) => {
      checked += 1;
      const validate = validatorOf(schema);
      if (!validate(example)) refused.push(`${pointer}: ${ajv.errorsText(validate.errors)}`);
    };
    const visit = (value: unknown, pointer: string): void => {
      if (typeof value !== 'object' || value === null) return;
      const { examples, schema, example } = value as { examples?: unknown; schema?: object; example?: unknown };
      if (Array.isArray(examples)) for (const one of examples) check(pointer, value, one);
      if (schema !== undefined && example !== undefined) check(`${pointer}/schema`, schema, example);
      for (const [key, child] of Object.entries(value)) {
        if (key !== 'examples' && key !== 'example') visit(child, `${pointer}/${key}`);
      }
    };
    visit(document, '');
    expect(refused).toEqual([]);
    expect(checked).toBeGreaterThan(20);
  });

  it('tells the closed vocabulary of problems', () => {
    expect(document.components.schemas.Problem?.properties?.code?.enum).toEqual(Object.keys(PROBLEMS));
  });

  it('is the same text each time', async () => {
    expect(JSON.stringify(await buildOpenApi(app.app))).toBe(JSON.stringify(await buildOpenApi(app.app)));
    expect(JSON.stringify(document)).toBe(JSON.stringify(await buildOpenApi(app.app)));
  });
});

/** Fastify prints its routes as a tree: the depth of a line tells the prefix it continues. */
function routesOf(printed: string): string[] {
  const prefixes: string[] = [];
  return printed.split('\n').flatMap((line) => {
    const found = /^((?:[│ ] {3})*)[├└]── ([^ ]*)(?: \(([A-Z, ]+)\))?/.exec(line);
    if (found === null) return [];
    const [, indent = '', part = '', methods = ''] = found;
    const depth = indent.length / 4;
    prefixes.length = depth;
    prefixes.push(part);
    const path = prefixes.join('');
    return methods === '' ? [] : methods.split(', ').map((method) => `${method} ${path}`);
  });
}
