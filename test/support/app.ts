import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import supertest from 'supertest';

import { createApp } from '../../src/create-app.js';
import type { Role } from '../../src/kernel/actor.js';
import { SettableClock } from '../../src/kernel/clock.js';
import { newId } from '../../src/kernel/ids.js';
import { Tokens } from '../../src/platform/auth/tokens.js';
import { readConfig, type Config } from '../../src/platform/config/config.js';
import { Database } from '../../src/platform/database/database.service.js';
import { JobsRunner } from '../../src/platform/jobs/jobs-runner.js';
import { createTestDatabase, type TestDatabase } from './database.js';

export interface TestActor {
  readonly personId: string;
  readonly token: string;
}

/** A grant for the specs: a role for an organisation, or on a territory. */
export type TestGrant = { role: Role; organisationId: string } | { role: Role; territory: string };

export interface Reply<T = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Record<string, string | string[] | number | undefined>;
  readonly body: T;
}

export interface CallOptions {
  readonly body?: unknown;
  readonly ifMatch?: number | string;
  /** Idempotency-Key; a fresh one on every POST unless given; null leaves it out. */
  readonly key?: string | null;
  readonly headers?: Record<string, string>;
}

const METHODS = { GET: 'get', POST: 'post', PATCH: 'patch', DELETE: 'delete' } as const;

function readText(response: NodeJS.ReadableStream, done: (error: Error | null, body: string) => void): void {
  let text = '';
  response.setEncoding('utf8');
  response.on('data', (chunk: string) => (text += chunk));
  response.on('end', () => {
    done(null, text);
  });
}

/** Of the specs alone: RFC 8032, section 7.1, test 1. */
const TEST_RECEIPT_KEY =
  '-----BEGIN PRIVATE KEY-----\\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\\n-----END PRIVATE KEY-----';

/** The real application on its own database, under a clock that the spec holds. */
export class TestApp {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly address: string,
    readonly clock: SettableClock,
    readonly testDatabase: TestDatabase,
    readonly config: Config,
  ) {}

  static async start(options: { now?: string; environment?: Record<string, string> } = {}): Promise<TestApp> {
    return TestApp.on(await createTestDatabase(), new SettableClock(new Date(options.now ?? '2023-06-15T08:00:00Z')), options);
  }

  /** A second process on the same database, under the same clock; stopped before the first one, which drops the database. */
  static async beside(first: TestApp): Promise<TestApp> {
    return TestApp.on({ ...first.testDatabase, drop: () => Promise.resolve() }, first.clock, {});
  }

  private static async on(
    testDatabase: TestDatabase,
    clock: SettableClock,
    options: { environment?: Record<string, string> },
  ): Promise<TestApp> {
    const config = readConfig({
      JWT_SECRET: 'x'.repeat(48),
      RECEIPT_SIGNING_KEY: TEST_RECEIPT_KEY,
      LOG_LEVEL: process.env.SPEC_LOG ?? 'silent',
      DATA_DIR: '.data/test',
      JOBS_IN_API: 'false',
      RATE_LIMIT_PER_MINUTE: '0',
      AUTH_RATE_LIMIT_PER_15_SECONDS: '0',
      ...options.environment,
    });
    const app = await createApp({ config, clock, database: { url: testDatabase.url, poolSize: 10 } });
    await app.listen(0, '127.0.0.1');
    return new TestApp(app, await app.getUrl(), clock, testDatabase, config);
  }

  get database(): Database {
    return this.app.get(Database);
  }

  /** Not started unless a spec does: `await app.jobs.start()`, then `await app.jobs.drain()` waits until nothing is left to do. */
  get jobs(): JobsRunner {
    return this.app.get(JobsRunner);
  }

  /** A person with grants and an open session, written directly; the token is a real one. */
  async actor(...grants: TestGrant[]): Promise<TestActor> {
    const personId = newId();
    const sessionId = newId();
    const now = this.clock.now();
    const db = this.database.read;
    await db.person.create({
      data: {
        id: personId,
        email: `${personId}@example.org`,
        givenName: 'Camille',
        familyName: `Essai ${personId.slice(-4)}`,
        createdAt: now,
      },
    });
    const startsAt = new Date('2020-01-01T00:00:00Z');
    for (const grant of grants) await db.grant.create({ data: { id: newId(), personId, startsAt, createdAt: now, ...grant } });
    const expiresAt = new Date('2040-01-01T00:00:00Z');
    await db.authSession.create({
      data: { id: sessionId, personId, refreshHash: sessionId, createdAt: now, lastUsedAt: now, expiresAt },
    });
    // Valid for the whole spec, wherever its clock goes: most specs are about something else than sessions.
    const token = this.app
      .get(Tokens)
      .issueAccess(personId, sessionId, new Date('2020-01-01T00:00:00Z'), 20 * 365 * 24 * 60).token;
    return { personId, token };
  }

  async call<T = Record<string, unknown>>(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    url: string,
    actor?: TestActor,
    options: CallOptions = {},
  ): Promise<Reply<T>> {
    const { body, ifMatch, key, headers = {} } = options;
    const request = supertest(this.address)[METHODS[method]](url);
    if (actor !== undefined) void request.set('authorization', `Bearer ${actor.token}`);
    if (ifMatch !== undefined) void request.set('if-match', typeof ifMatch === 'number' ? `"${ifMatch}"` : ifMatch);
    if (method === 'POST' && key !== null) void request.set('idempotency-key', key ?? newId());
    for (const [name, value] of Object.entries(headers)) void request.set(name, value);
    // Problems are JSON too; superagent only parses application/json by itself.
    const reply = await request
      .send(body as object | undefined)
      .buffer(true)
      .parse(readText as never);
    const text = reply.body as string;
    return {
      status: reply.status,
      headers: reply.headers,
      body: (reply.type.includes('json') && text !== '' ? JSON.parse(text) : text) as T,
    };
  }

  get<T = Record<string, unknown>>(url: string, actor?: TestActor, options?: CallOptions): Promise<Reply<T>> {
    return this.call<T>('GET', url, actor, options);
  }

  post<T = Record<string, unknown>>(url: string, actor?: TestActor, options?: CallOptions): Promise<Reply<T>> {
    return this.call<T>('POST', url, actor, options);
  }

  patch<T = Record<string, unknown>>(url: string, actor?: TestActor, options?: CallOptions): Promise<Reply<T>> {
    return this.call<T>('PATCH', url, actor, options);
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.testDatabase.drop();
  }
}
