import { login } from './support/accounts.js';
import { TestApp } from './support/app.js';

const PROBLEM = { code: 'too-many-requests', status: 429, type: '/problems/too-many-requests' };

describe('requests per address', () => {
  it('cuts the 26th request on the authentication routes in 15 seconds, whatever X-Forwarded-For says', async () => {
    const app = await TestApp.start({ environment: { AUTH_RATE_LIMIT_PER_15_SECONDS: '25' } });
    try {
      const replies = [];
      for (let n = 1; n <= 27; n += 1) {
        // A shape fault: no hash to compute, so that all fall in one window on a slow machine.
        replies.push(
          await app.post('/v1/auth/login', undefined, { body: {}, key: null, headers: { 'x-forwarded-for': `203.0.113.${n}` } }),
        );
      }
      expect(replies.map(({ status }) => status)).toEqual([...Array.from({ length: 25 }, () => 400), 429, 429]);
      expect(replies[0]?.headers).toMatchObject({ 'ratelimit-limit': '25', 'ratelimit-remaining': '24' });
      const last = replies.at(-1);
      expect(last?.body).toMatchObject(PROBLEM);
      expect(last?.headers['content-type']).toContain('application/problem+json');
      expect(Number(last?.headers['retry-after'])).toBeGreaterThanOrEqual(1);
      expect(Number(last?.headers['retry-after'])).toBeLessThanOrEqual(15);
      // Other routes are not concerned.
      expect((await app.get('/v1/me')).status).toBe(401);
    } finally {
      await app.stop();
    }
  });

  it('counts each client of a proxy that the settings name', async () => {
    const app = await TestApp.start({ environment: { AUTH_RATE_LIMIT_PER_15_SECONDS: '1', TRUST_PROXY: '127.0.0.1' } });
    try {
      const from = async (address: string) =>
        (await app.post('/v1/auth/login', undefined, { body: {}, key: null, headers: { 'x-forwarded-for': address } })).status;
      expect([await from('203.0.113.1'), await from('203.0.113.1'), await from('203.0.113.2')]).toEqual([400, 429, 400]);
    } finally {
      await app.stop();
    }
  });

  it('limits everything else too, generously, and says how much is left', async () => {
    const app = await TestApp.start({ environment: { RATE_LIMIT_PER_MINUTE: '3' } });
    try {
      const replies = [
        await app.get('/v1/me'),
        await app.get('/v1/nowhere'),
        await app.get('/v1/agencies'),
        await app.get('/v1/me'),
      ];
      expect(replies.map(({ status }) => status)).toEqual([401, 404, 401, 429]);
      expect(replies.map(({ headers }) => headers['ratelimit-remaining'])).toEqual(['2', '1', '0', '0']);
      expect(replies[3]?.body).toMatchObject(PROBLEM);
    } finally {
      await app.stop();
    }
  });

  it('limits nothing when both are off', async () => {
    const app = await TestApp.start();
    try {
      const { status, headers } = await login(app, 'nobody@example.org');
      expect(status).toBe(401);
      expect(headers).not.toHaveProperty('ratelimit-limit');
    } finally {
      await app.stop();
    }
  });
});
