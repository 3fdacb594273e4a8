import { newId } from '../../kernel/ids.js';
import { TestApp } from '../../../test/support/app.js';

describe('health', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start();
  });
  afterAll(() => app.stop());

  it('answers everybody that it lives and is ready', async () => {
    expect((await app.get('/health/live')).body).toEqual({ status: 'up' });
    expect(await app.get('/health/ready')).toMatchObject({ status: 200, body: { status: 'up', database: 'up' } });
  });

  it('shows its details, a failed job among them, to administrators and auditors alone', async () => {
    const auditor = await app.actor({ role: 'AUDITOR', territory: 'FR' });
    const instructor = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-31' });
    expect((await app.get('/health')).status).toBe(401);
    expect((await app.get('/health', instructor)).status).toBe(403);
    expect((await app.get('/health', auditor)).body).toMatchObject({
      status: 'up',
      jobs: { failed: 0, waiting: 0, run: 'elsewhere' },
    });
    const now = app.clock.now();
    const row = { payload: {}, job: 'spec', createdAt: new Date(now.getTime() - 90_000) };
    await app.database.read.outbox.create({ data: { ...row, id: newId(), failedAt: now, attempts: 5, lastError: 'x' } });
    await app.database.read.outbox.create({ data: { ...row, id: newId() } });
    expect((await app.get('/health', auditor)).body).toMatchObject({
      status: 'degraded',
      jobs: { failed: 1, waiting: 1, oldestSeconds: 90 },
    });
    const failed = await app.get<{ items: { id: string }[] }>('/v1/jobs?state=failed', auditor);
    // An auditor reads, an administrator acts.
    expect((await app.post(`/v1/jobs/${failed.body.items[0]!.id}/retry`, auditor)).status).toBe(403);
    const administrator = await app.actor({ role: 'ADMINISTRATOR', territory: 'FR' });
    expect((await app.post(`/v1/jobs/${newId()}/retry`, administrator)).status).toBe(404);
    expect((await app.get('/v1/jobs', administrator)).status).toBe(400);
  });

  it('counts requests by route template and shows the backlog', async () => {
    await app.get(`/v1/jobs/${newId()}/unknown`);
    const { status, body, headers } = await app.get<string>('/metrics');
    expect(status).toBe(200);
    expect(headers['content-type']).toContain('text/plain');
    expect(body).toMatch(/cofund_http_duration_seconds_count\{method="GET",route="\/health\/live",status="200"\} 1/);
    expect(body).toContain('cofund_jobs_failed 1');
    expect(body).toContain('cofund_outbox_lag_seconds 90');
    expect(body).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-7/);
  });

  it('closes metrics in production, unless a token is set and given', async () => {
    const closed = await TestApp.start({ environment: { NODE_ENV: 'production' } });
    expect((await closed.get('/metrics')).status).toBe(404);
    await closed.stop();
    const guarded = await TestApp.start({ environment: { METRICS_TOKEN: 'figures' } });
    expect((await guarded.get('/metrics')).status).toBe(401);
    expect((await guarded.get('/metrics', undefined, { headers: { authorization: 'Bearer figures' } })).status).toBe(200);
    await guarded.stop();
  });

  it('says within two seconds that Redis is away where this process uses it, keeps accepting jobs, and stops all the same', async () => {
    const cut = await TestApp.start({ environment: { REDIS_URL: 'redis://127.0.0.1:1' } });
    expect((await cut.get('/health/ready')).body).toEqual({ status: 'up', database: 'up' });
    await cut.jobs.start();
    const before = performance.now();
    expect(await cut.get('/health/ready')).toMatchObject({ status: 503, body: { detail: 'Ne répond pas : redis.' } });
    expect(performance.now() - before).toBeLessThan(2_000);
    const id = newId();
    await cut.database.read.outbox.create({ data: { id, payload: {}, job: 'spec', createdAt: cut.clock.now() } });
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(await cut.database.read.outbox.findUnique({ where: { id } })).toMatchObject({ dispatchedAt: null, attempts: 0 });
    const stopping = performance.now();
    await cut.stop();
    // The runner gives its connections seven seconds; the rest is for a busy machine.
    expect(performance.now() - stopping).toBeLessThan(20_000);
  });

  it('says within two seconds that the database is gone', async () => {
    const lonely = await TestApp.start();
    await lonely.testDatabase.drop();
    const before = performance.now();
    const reply = await lonely.get('/health/ready');
    expect(performance.now() - before).toBeLessThan(2_000);
    expect(reply).toMatchObject({ status: 503, body: { code: 'unavailable', detail: 'Ne répond pas : database.' } });
    expect((await lonely.get('/health/live')).status).toBe(200);
    await lonely.stop();
  });
});
