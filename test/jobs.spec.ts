import { mock } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { Logger } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { Redis } from 'ioredis';

import { newId } from '../src/kernel/ids.js';
import { JobRegistry, type Delivery, type Job } from '../src/platform/jobs/job-registry.js';
import { Outbox } from '../src/platform/jobs/outbox.js';
import { QueueBackend } from '../src/platform/jobs/queue-backend.js';
import { TestApp, type TestActor } from './support/app.js';

interface Ping {
  readonly subjectId: string;
}
const PING: Job<Ping> = { name: 'spec.ping' };
const COUNT: Job<Ping> = { name: 'spec.count' };
const FLAKY: Job<Ping> = { name: 'spec.flaky' };
const SLOW: Job<Ping> = { name: 'spec.slow' };

interface Row {
  dispatchedAt: Date | null;
  doneAt: Date | null;
  failedAt: Date | null;
  attempts: number;
  lastError: string | null;
}

const redisUrl = process.env.TEST_REDIS_URL;
const backends = [['PostgreSQL', {}], ...(redisUrl ? [['Redis', { REDIS_URL: redisUrl }] as const] : [])] as const;

describe.each(backends)('jobs on %s', (_name, environment: Record<string, string>) => {
  const prefix = `cofund-spec-${newId()}`;
  let app: TestApp;
  let administrator: TestActor;
  let delivered: Delivery<Ping>[];
  let failures: number;
  let slowStarted: number;

  const enqueue = (job: Job<Ping>, count = 1): Promise<string[]> =>
    app.database.transaction((tx) =>
      app.app.get(Outbox).enqueueAll(
        tx,
        job,
        Array.from({ length: count }, () => ({ subjectId: newId() })),
        app.clock.now(),
      ),
    );
  const slow = async (delivery: Delivery<Ping>): Promise<void> => {
    slowStarted += 1;
    await pause(1_500);
    delivered.push(delivery);
  };
  const row = (id: string): Promise<Row> => app.database.read.outbox.findUniqueOrThrow({ where: { id } });
  const target = () => ({ databaseUrl: app.testDatabase.url, redisUrl: app.config.redisUrl, redisPrefix: prefix });
  /** Does something to a queue behind the application's back. */
  const behind = async <T>(name: string, work: (queue: Queue) => Promise<T>): Promise<T> => {
    const backend = QueueBackend.open(target(), () => undefined);
    const queue = backend.queue(name);
    try {
      await queue.waitUntilReady();
      return await work(queue);
    } finally {
      await queue.close();
      await backend.close();
    }
  };

  beforeAll(async () => {
    app = await TestApp.start({ environment: { ...environment, REDIS_PREFIX: prefix, JOB_ATTEMPTS: '3', JOB_BACKOFF_MS: '20' } });
    administrator = await app.actor({ role: 'ADMINISTRATOR', territory: 'FR' });
    const registry = app.app.get(JobRegistry);
    registry.declare(PING, COUNT, FLAKY, SLOW);
    registry.processOutside(PING, async (delivery) => {
      delivered.push(delivery);
    });
    registry.processInTransaction(COUNT, async (tx, delivery) => {
      await tx.db.mailSent.create({
        data: { outboxId: delivery.id, recipient: 'spec', messageId: delivery.id, sentAt: delivery.now },
      });
    });
    registry.processOutside(FLAKY, async () => {
      failures += 1;
      throw new Error('550 <camille@example.org> unknown');
    });
    registry.processOutside(SLOW, slow);
  });
  afterAll(async () => {
    await app.jobs.stop();
    if (redisUrl && environment.REDIS_URL) {
      const redis = new Redis(redisUrl);
      const keys = await redis.keys(`${prefix}:*`);
      if (keys.length > 0) await redis.del(...keys);
      redis.disconnect();
    }
    await app.stop();
  });
  beforeEach(async () => {
    delivered = [];
    failures = 0;
    slowStarted = 0;
    await app.jobs.start();
  });

  it('delivers each committed row once, within a second', async () => {
    const before = performance.now();
    const ids = await enqueue(PING, 50);
    await app.jobs.drain();
    expect(performance.now() - before).toBeLessThan(5_000);
    expect(delivered.map(({ id }) => id).sort()).toEqual([...ids].sort());
    expect(await row(ids[0]!)).toMatchObject({ attempts: 1, failedAt: null, doneAt: app.clock.now() });
  });

  it('delivers nothing of a transaction that is rolled back', async () => {
    const failed = app.database.transaction(async (tx) => {
      await app.app.get(Outbox).enqueue(tx, PING, { subjectId: newId() }, app.clock.now());
      throw new Error('rolled back');
    });
    await expect(failed).rejects.toThrow('rolled back');
    await pause(700);
    expect(delivered).toEqual([]);
  });

  it('keeps what was committed while no worker ran', async () => {
    await app.jobs.stop();
    const [id] = await enqueue(PING);
    expect((await row(id!)).dispatchedAt).toBeNull();
    await app.jobs.start();
    await app.jobs.drain();
    expect(delivered.map((delivery) => delivery.id)).toEqual([id]);
  });

  it('hands over again what the queue lost, and does nothing twice', async () => {
    const ids = await enqueue(COUNT, 20);
    await app.jobs.drain();
    // Handed to a queue that forgot it: as after the loss of Redis, or the death of a relay after its claim.
    const lost = newId();
    await app.database.read.outbox.create({
      data: { id: lost, job: PING.name, payload: {}, createdAt: app.clock.now(), dispatchedAt: app.clock.now() },
    });
    expect(await app.jobs.sweep()).toBe(0);
    app.clock.advance(31_000);
    expect(await app.jobs.sweep()).toBe(1);
    await app.jobs.drain();
    expect(delivered.map(({ id }) => id)).toEqual([lost]);
    expect(await app.database.read.mailSent.count({ where: { outboxId: { in: ids } } })).toBe(20);
  });

  it('has one effect when each finished job is delivered three times more', async () => {
    const ids = [...(await enqueue(COUNT, 10)), ...(await enqueue(PING, 10))];
    await app.jobs.drain();
    for (let time = 0; time < 3; time += 1) {
      await behind('outbox', (queue) =>
        queue.addBulk(ids.map((id) => ({ name: 'again', data: {}, opts: { jobId: id, removeOnComplete: true } }))),
      );
      await pause(500);
    }
    expect(await behind('outbox', (queue) => queue.getJobCountByTypes('waiting', 'active', 'delayed', 'failed'))).toBe(0);
    expect(delivered).toHaveLength(10);
    expect(await app.database.read.mailSent.count({ where: { outboxId: { in: ids } } })).toBe(10);
  });

  it('tries a failing job again, keeps it when it gives up, and shows it without addresses', async () => {
    const [id] = await enqueue(FLAKY);
    await app.jobs.drain();
    expect(failures).toBe(3);
    expect(await row(id!)).toMatchObject({ attempts: 3, doneAt: null, lastError: '550 <(adresse)> unknown' });
    const list = await app.get<{ items: { id: string; state: string }[] }>('/v1/jobs?state=failed', administrator);
    expect(list.status).toBe(200);
    expect(list.body.items).toEqual([expect.objectContaining({ id, state: 'failed', attempts: 3, job: FLAKY.name })]);
    expect(JSON.stringify(list.body)).not.toContain('subjectId');

    const retried = await app.post(`/v1/jobs/${id!}/retry`, administrator);
    expect(retried).toMatchObject({ status: 200, body: { state: 'waiting', attempts: 0 } });
    await app.jobs.drain();
    expect(failures).toBe(6);
    expect((await app.get<{ items: unknown[] }>('/v1/jobs?state=waiting', administrator)).body.items).toEqual([]);
  });

  it('lets the jobs in flight finish when it stops', async () => {
    const [id] = await enqueue(SLOW);
    while (slowStarted === 0) await pause(10);
    const before = performance.now();
    await app.jobs.stop();
    expect(performance.now() - before).toBeLessThan(8_000);
    expect(delivered.map((delivery) => delivery.id)).toEqual([id]);
    expect((await row(id!)).doneAt).not.toBeNull();
  });

  it('does not run a job twice that the queue believes stalled', async () => {
    await app.jobs.stop();
    await app.jobs.start({ lockDuration: 200, stalledInterval: 100 });
    // A second installation of the queue delivers the same row while the first delivery is still at work.
    const other = await TestAppTwin.of(app, { ...environment, REDIS_PREFIX: prefix }, SLOW, slow);
    const [id] = await enqueue(SLOW);
    while (slowStarted === 0) await pause(5);
    app.clock.advance(31_000);
    await app.jobs.sweep();
    await app.jobs.drain();
    await other.stop();
    expect(slowStarted).toBe(1);
    expect(delivered.map((delivery) => delivery.id)).toEqual([id]);
    await app.jobs.stop();
  });

  it('runs the periodic jobs, and writes their schedule again after its loss', async () => {
    let ticks = 0;
    app.app.get(JobRegistry).every('spec.tick', 1, async () => (ticks += 1));
    await app.jobs.sweep();
    while (ticks < 2) await pause(20);
    await behind('periodic', async (queue) => {
      await queue.removeJobScheduler('spec.tick');
    });
    await pause(1_500);
    const before = ticks;
    await app.jobs.sweep();
    while (ticks < before + 2) await pause(20);
    expect(ticks).toBeGreaterThanOrEqual(before + 2);
  });

  it('tells in the log of a periodic job that fails, and runs it again', async () => {
    const told = mock.method(Logger.prototype, 'error', () => undefined);
    let passes = 0;
    app.app.get(JobRegistry).every('spec.broken', 1, () => {
      passes += 1;
      return passes === 1 ? Promise.reject(new Error('the first pass failed')) : Promise.resolve();
    });
    await app.jobs.sweep();
    while (passes < 2) await pause(20);
    expect(told.mock.calls[0]?.arguments).toEqual([
      { periodicJob: 'spec.broken', reason: expect.stringContaining('the first pass failed') },
    ]);
    told.mock.restore();
  });

  it('forgets stored answers after seven days', async () => {
    const db = app.database.read;
    const now = app.clock.now().getTime();
    const stored = { personId: 'x', fingerprint: 'f', status: 200, body: '{}', headers: {} };
    const day = 24 * 3_600_000;
    await db.idempotencyKey.createMany({
      data: [
        { ...stored, key: 'old', createdAt: new Date(now - 8 * day) },
        { ...stored, key: 'recent', createdAt: new Date(now - 6 * day) },
      ],
    });
    await app.app.get(JobRegistry).periodic('idempotency.forget')!.run(app.clock.now());
    const left = await db.idempotencyKey.findMany({ where: { personId: 'x' }, select: { key: true } });
    expect(left).toEqual([{ key: 'recent' }]);
  });

  if (environment.REDIS_URL !== undefined) {
    it('carries nothing but ids in Redis', async () => {
      await app.jobs.stop();
      const [id] = await enqueue(SLOW);
      await app.jobs.start();
      while (slowStarted === 0) await pause(5);
      const job = await behind('outbox', (queue) => queue.getJob(id!));
      expect(job?.data).toEqual({});
      await app.jobs.drain();
    });
  }
});

/** The same installation a second time, on the same database and queue. */
const TestAppTwin = {
  async of(
    app: TestApp,
    environment: Record<string, string>,
    job: Job<Ping>,
    run: (delivery: Delivery<Ping>) => Promise<void>,
  ): Promise<{ stop(): Promise<void> }> {
    const { createApp } = await import('../src/create-app.js');
    const { readConfig } = await import('../src/platform/config/config.js');
    const { JobsRunner } = await import('../src/platform/jobs/jobs-runner.js');
    const config = readConfig({ JWT_SECRET: 'x'.repeat(48), LOG_LEVEL: 'silent', JOBS_IN_API: 'false', ...environment });
    const twin = await createApp({ config, clock: app.clock, database: { url: app.testDatabase.url, poolSize: 3 } });
    await twin.init();
    const registry = twin.get(JobRegistry);
    registry.declare(job);
    registry.processOutside(job, run);
    await twin.get(JobsRunner).start({ lockDuration: 200, stalledInterval: 100 });
    return { stop: () => twin.close() };
  },
};
