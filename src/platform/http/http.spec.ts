import { request, type IncomingHttpHeaders } from 'node:http';

import { Body, Controller, Get, Module, Query } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';

import { Refusal } from '../../kernel/errors.js';
import { SettableClock } from '../../kernel/clock.js';
import { readConfig } from '../config/config.js';
import { PlatformModule } from '../platform.module.js';
import type { Answer } from '../workflow/request.js';
import { AUTHENTICATED, PUBLIC } from './access.js';
import { AnyJson, Bool, CentsField, Day, Instant, Int, Nested, NestedList, OneOf, Text, TextList, Uuid } from './fields.js';
import { PageQuery } from './pagination.js';
import { Act, Create, Edit, Read } from './routes.js';
import { fastifyAdapter, prepareServer } from './server.js';
import { validationPipe } from './validation.js';

class LineBody {
  @CentsField()
  cents!: number;
  @Text({ max: 10 })
  label!: string;
}
class ProbeBody {
  @Text({ max: 20 })
  title!: string;
  @Int({ min: 1, max: 10, optional: true })
  count?: number;
  @Bool({ optional: true })
  sure?: boolean;
  @Day({ optional: true })
  day?: string;
  @Instant({ optional: true })
  at?: string;
  @Uuid({ optional: true })
  id?: string;
  @OneOf(['A', 'B'], { optional: true, nullable: true })
  choice?: string | null;
  @TextList({ max: 2, itemMax: 5, optional: true })
  tags?: string[];
  @Nested(() => LineBody, { optional: true })
  line?: LineBody;
  @NestedList(() => LineBody, { max: 3, optional: true })
  lines?: LineBody[];
}
class ProbeView {
  @AnyJson()
  received!: unknown;
}

@Controller('probe')
class ProbeController {
  @Create('', { access: PUBLIC, summary: 'Echo', answer: ProbeView, idempotency: false })
  echo(@Body() body: ProbeBody): Answer<ProbeView> {
    return { body: { received: body }, version: 3, location: '/probe/1' };
  }
  @Read('', { access: PUBLIC, summary: 'List', answer: ProbeView })
  list(@Query() query: PageQuery): Answer<ProbeView> {
    return { body: { received: query }, next: 'a b&c' };
  }
  @Act('act', { access: PUBLIC, summary: 'Act', answer: ProbeView, ifMatch: 'required' })
  act(): Answer<ProbeView> {
    return { body: { received: null }, replayed: true };
  }
  @Edit('edit', { access: PUBLIC, summary: 'Edit', answer: ProbeView })
  edit(): Answer<ProbeView> {
    return { body: { received: null } };
  }
  @Read('closed', { access: AUTHENTICATED, summary: 'Closed', answer: ProbeView })
  closed(): Answer<ProbeView> {
    return { body: { received: null } };
  }
  @Read('crash', { access: PUBLIC, summary: 'Crash', answer: ProbeView })
  crash(): never {
    throw new Error('password of the database: hunter2');
  }
  @Read('down', { access: PUBLIC, summary: 'Down', answer: ProbeView })
  down(): never {
    throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  }
  @Read('held', { access: PUBLIC, summary: 'Held', answer: ProbeView })
  held(): never {
    throw Object.assign(new pg.DatabaseError('canceling statement due to lock timeout', 40, 'error'), { code: '55P03' });
  }
  @Read('slow-down', { access: PUBLIC, summary: 'Too many', answer: ProbeView })
  slowDown(): never {
    throw new Refusal('too-many-requests', undefined, [], 17);
  }
}
@Controller('open')
class ForgottenController {
  @Get('page')
  page(): string {
    return 'no rule';
  }
}

interface Sent {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: Record<string, unknown> | undefined;
}

const foundation = {
  config: readConfig({ JWT_SECRET: 'x'.repeat(48), LOG_LEVEL: 'silent', DATA_DIR: '.data/test', JOBS_IN_API: 'false' }),
  clock: new SettableClock(new Date('2023-06-15T08:00:00Z')),
  // Nothing here asks the database anything.
  database: { url: 'postgresql://nobody@127.0.0.1:1/none', poolSize: 1 },
};

async function assemble(controller: new () => object): Promise<NestFastifyApplication> {
  @Module({ imports: [PlatformModule.with(foundation)], controllers: [controller] })
  class ProbeModule {}
  const app = await NestFactory.create<NestFastifyApplication>(ProbeModule, fastifyAdapter(foundation.config), {
    logger: false,
    abortOnError: false,
  });
  await prepareServer(app);
  return app;
}

describe('the HTTP server', () => {
  let app: NestFastifyApplication;
  let address: number;
  beforeAll(async () => {
    app = await assemble(ProbeController);
    await app.listen(0, '127.0.0.1');
    const { port } = new URL(await app.getUrl());
    address = Number(port);
  });
  afterAll(() => app.close());

  // Node's own client: it sends addresses and headers as they are written.
  const send = (
    method: 'GET' | 'POST' | 'PATCH',
    path: string,
    payload?: string,
    headers: Record<string, string> = {},
  ): Promise<Sent> =>
    new Promise((resolve, reject) => {
      const type = payload === undefined ? {} : { 'content-type': 'application/json' };
      const outgoing = request(
        { host: '127.0.0.1', port: address, agent: false, method, path, headers: { ...type, ...headers } },
        (reply) => {
          let text = '';
          reply.setEncoding('utf8').on('data', (part: string) => (text += part));
          reply.on('end', () => {
            const body = text === '' ? undefined : (JSON.parse(text) as Record<string, unknown>);
            resolve({ status: reply.statusCode, headers: reply.headers, text, body });
          });
        },
      );
      outgoing.on('error', reject).setTimeout(5_000, () => outgoing.destroy(new Error('no answer')));
      outgoing.end(payload);
    });
  const post = (payload: unknown, headers?: Record<string, string>) =>
    send('POST', '/probe', typeof payload === 'string' ? payload : JSON.stringify(payload), headers);
  const pointers = (body: unknown) => ((body as { errors?: { pointer: string }[] }).errors ?? []).map(({ pointer }) => pointer);

  it('answers what was validated, with its version and its address', async () => {
    const reply = await post({ title: '  Maison des familles\t', lines: [{ cents: 100, label: 'a' }], choice: null });
    expect(reply.status).toBe(201);
    expect(reply.body).toEqual({ received: { title: 'Maison des familles', lines: [{ cents: 100, label: 'a' }], choice: null } });
    expect(reply.headers).toMatchObject({ etag: '"3"', location: '/probe/1' });
  });

  it('points to every faulty field at once, in both languages', async () => {
    const body = {
      title: '',
      count: 11,
      lines: [
        { cents: 1, label: 'a' },
        { cents: -1, label: 'a' },
      ],
      line: { cents: 'many', label: 'a' },
    };
    const reply = await post(body, { 'accept-language': 'en-GB,en' });
    expect(reply.status).toBe(400);
    expect(reply.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(reply.body).toMatchObject({
      type: '/problems/validation-failed',
      code: 'validation-failed',
      status: 400,
      title: 'Invalid data',
    });
    expect(pointers(reply.body).sort()).toEqual(['/count', '/line/cents', '/lines/1/cents', '/title']);
    expect(reply.text).toContain('Whole number expected.');
    expect((await post(body)).text).toContain('Nombre entier attendu.');
  });

  it.each<[string, string, string]>([
    ['an unknown field', '{"title":"a","role":"ADMINISTRATOR"}', '/role'],
    ['an unknown field within a field', '{"title":"a","line":{"cents":1,"label":"a","x":1}}', '/line/x'],
    ['a field whose name needs escaping', '{"title":"a","a/b~c":1}', '/a~1b~0c'],
    ['a NUL', '{"title":"a\\u0000b"}', '/title'],
    ['an escape sequence', '{"title":"a\\u001b[31m"}', '/title'],
    ['a text direction override', '{"title":"a\\u202eb"}', '/title'],
    ['a lone surrogate', '{"title":"a\\ud800"}', '/title'],
    ['blanks alone', '{"title":"  "}', '/title'],
    ['a text too long', `{"title":"${'a'.repeat(21)}"}`, '/title'],
    ['a number for a text', '{"title":1}', '/title'],
    ['a number beyond all numbers', '{"title":"a","line":{"cents":1e400,"label":"a"}}', '/line/cents'],
    ['a number that JSON cannot hold exactly', '{"title":"a","line":{"cents":100000000000001,"label":"a"}}', '/line/cents'],
    ['a fraction of a cent', '{"title":"a","line":{"cents":0.5,"label":"a"}}', '/line/cents'],
    ['a text for true', '{"title":"a","sure":"true"}', '/sure'],
    ['a day that does not exist', '{"title":"a","day":"2023-02-30"}', '/day'],
    ['an instant without form', '{"title":"a","at":"tomorrow"}', '/at'],
    ['an identifier that is none', '{"title":"a","id":"1"}', '/id'],
    ['a value outside the list', '{"title":"a","choice":"C"}', '/choice'],
    ['a null where none may be', '{"title":"a","count":null}', '/count'],
    ['a list too long', '{"title":"a","tags":["a","b","c"]}', '/tags'],
    ['a text of a list too long', '{"title":"a","tags":["abcdef"]}', '/tags'],
    ['a text for a list', '{"title":"a","tags":"a"}', '/tags'],
    ['a list for an object', '{"title":"a","line":[]}', '/line'],
    ['a text for an object of a list', '{"title":"a","lines":["a"]}', '/lines'],
  ])('refuses %s', async (_what, payload, pointer) => {
    const reply = await post(payload);
    expect([reply.status, reply.body?.code, pointers(reply.body)[0]]).toEqual([400, 'validation-failed', pointer]);
  });

  it.each<[string, string, Record<string, string>?]>([
    ['malformed JSON', '{"title":'],
    ['a body that is no object', '"title"'],
    ['a list as a body', '[]'],
    ['null as a body', 'null'],
    ['an empty body', ''],
    ['the prototype', '{"title":"a","__proto__":{"admin":true}}'],
    ['the prototype within a field', '{"title":"a","line":{"cents":1,"label":"a","__proto__":{"admin":true}}}'],
    ['the constructor', '{"title":"a","constructor":{"prototype":{"admin":true}}}'],
    ['a text instead of JSON', 'title=a', { 'content-type': 'text/plain' }],
  ])('answers a problem to %s', async (...[, payload, headers]) => {
    const reply = await post(payload, headers);
    expect([reply.status, reply.body?.code, reply.headers['content-type']]).toEqual([
      400,
      'validation-failed',
      'application/problem+json; charset=utf-8',
    ]);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  it.each<[string, number, string, string, Record<string, string>?]>([
    ['a body above one mebibyte', 413, 'payload-too-large', `{"title":"${'a'.repeat(1024 * 1024)}"}`],
    ['XML', 415, 'unsupported-media-type', '<title>a</title>', { 'content-type': 'application/xml' }],
    ['a content type that is none', 415, 'unsupported-media-type', '{"title":"a"}', { 'content-type': 'json' }],
    ['the bytes of a file', 415, 'unsupported-media-type', '{"title":"a"}', { 'content-type': 'application/octet-stream' }],
  ])('refuses %s as what it is', async (...[, status, code, payload, headers]) => {
    const reply = await post(payload, headers);
    expect([reply.status, reply.body?.code, reply.headers['content-type']]).toEqual([
      status,
      code,
      'application/problem+json; charset=utf-8',
    ]);
  });

  it('refuses a query parameter given twice, unknown or out of range', async () => {
    for (const query of [
      'limit=1&limit=2',
      'after=a&after=b',
      'limit[]=1',
      'limit=0',
      'limit=101',
      'limit=ten',
      'offset=1',
      'after=',
    ]) {
      const reply = await send('GET', `/probe?${query}`);
      expect([query, reply.status, reply.body?.code]).toEqual([query, 400, 'validation-failed']);
    }
    const reply = await send('GET', '/probe?limit=2&after=x');
    expect(reply.body).toEqual({ received: { limit: 2, after: 'x' } });
    expect(reply.headers.link).toBe('</probe?limit=2&after=a+b%26c>; rel="next"');
  });

  it('judges a wrong query each time, and hands a right one out frozen, each with its own values', async () => {
    for (let time = 0; time < 2; time += 1) {
      expect((await send('GET', '/probe?limit=101')).status).toBe(400);
      expect((await send('GET', '/probe?limit=3')).body).toEqual({ received: { limit: 3 } });
      expect((await send('GET', '/probe?limit=4')).body).toEqual({ received: { limit: 4 } });
      expect((await send('GET', '/probe?limit=3&after=y')).body).toEqual({ received: { limit: 3, after: 'y' } });
    }
    const pipe = validationPipe();
    const metadata = { type: 'query', metatype: PageQuery } as const;
    const first = (await pipe.transform({ limit: '3' }, metadata)) as PageQuery;
    expect(await pipe.transform({ limit: '3' }, metadata)).toBe(first);
    expect(() => (first.limit = 5)).toThrow(TypeError);
    expect(await pipe.transform({ limit: '3' }, { ...metadata, type: 'body' })).not.toBe(first);
  });

  it('asks for If-Match and Idempotency-Key where the route does', async () => {
    const key = { 'idempotency-key': '0123456789' };
    expect((await send('POST', '/probe/act', '{}', key)).body).toMatchObject({ status: 428, code: 'precondition-required' });
    expect((await send('PATCH', '/probe/edit', '{}')).body).toMatchObject({ status: 428, code: 'precondition-required' });
    for (const etag of ['7', '"a"', '*', '"1", "2"', '"99999999999"', '']) {
      expect([etag, (await send('POST', '/probe/act', '{}', { ...key, 'if-match': etag })).body?.code]).toEqual([
        etag,
        'stale-version',
      ]);
    }
    for (const bad of ['short', 'a'.repeat(101), 'with a space', 'tab\tulated-key']) {
      const reply = await send('POST', '/probe/act', '{}', { 'if-match': '"1"', 'idempotency-key': bad });
      expect([bad, reply.body?.code, pointers(reply.body)]).toEqual([bad, 'validation-failed', ['/headers/idempotency-key']]);
    }
    const reply = await send('POST', '/probe/act', '{}', { ...key, 'if-match': 'W/"1"' });
    expect([reply.status, reply.headers['idempotent-replayed']]).toEqual([200, 'true']);
  });

  it('tells nothing of an internal error but an identifier', async () => {
    const reply = await send('GET', '/probe/crash');
    expect(reply.body).toMatchObject({ status: 500, code: 'internal', instance: reply.headers['x-request-id'] });
    expect(reply.text).not.toMatch(/hunter2|stack|Error:/);
  });

  it('says when to come back', async () => {
    const down = await send('GET', '/probe/down');
    expect([down.status, down.body?.code, down.headers['retry-after']]).toEqual([503, 'unavailable', '2']);
    const held = await send('GET', '/probe/held');
    expect([held.status, held.body?.code, held.headers['retry-after']]).toEqual([503, 'busy', '2']);
    const many = await send('GET', '/probe/slow-down');
    expect([many.status, many.body?.code, many.headers['retry-after']]).toEqual([429, 'too-many-requests', '17']);
  });

  it.each<[number, 'GET' | 'POST', string, string?]>([
    [200, 'GET', '/probe'],
    [201, 'POST', '/probe', '{"title":"a"}'],
    [400, 'POST', '/probe', '{'],
    [400, 'POST', '/probe', '{"title":1}'],
    [413, 'POST', '/probe', `"${'a'.repeat(1024 * 1024)}"`],
    [401, 'GET', '/probe/closed'],
    [404, 'GET', '/nowhere'],
    [404, 'GET', '/%2e%2e/%2e%2e/etc/passwd'],
    [400, 'GET', '/%E0%A4%A'],
    [500, 'GET', '/probe/crash'],
    [503, 'GET', '/probe/down'],
  ])('puts the security headers on a %s of %s %s', async (...[status, method, url, payload]) => {
    const reply = await send(method, url, payload);
    expect(reply.status).toBe(status);
    expect(reply.headers).toMatchObject({
      'content-security-policy': "default-src 'none';base-uri 'none';object-src 'none';form-action 'none';frame-ancestors 'none'",
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(reply.headers['x-powered-by']).toBeUndefined();
    if (status >= 400) expect(reply.body).toMatchObject({ status, instance: reply.headers['x-request-id'] });
  });

  it('does not take the identifier of a request from outside', async () => {
    const reply = await send('GET', '/probe', undefined, { 'x-request-id': 'forged', 'request-id': 'forged' });
    expect(reply.headers['x-request-id']).not.toBe('forged');
  });
});

describe('a route that forgot its access rule', () => {
  it('keeps the application from starting, and is named', async () => {
    await expect(assemble(ForgottenController)).rejects.toThrow('routes without an access rule: ForgottenController.page');
  });
});
