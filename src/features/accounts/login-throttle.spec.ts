import { TestApp } from '../../../test/support/app.js';
import { login, makePerson } from '../../../test/support/accounts.js';

const DAY_MS = 24 * 3_600_000;
const wrong = 'not the right password';

describe('the throttle of passwords (CNIL, délibération 2022-100)', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start({ environment: { DATABASE_POOL_SIZE: '10' } });
  });
  afterAll(() => app.stop());

  const change = (email: string, currentPassword: string) =>
    app.post('/v1/auth/password', undefined, {
      body: { email, currentPassword, newPassword: 'sept bateaux sous la neige' },
      key: null,
    });
  const rows = () => app.database.read.loginThrottle.count();

  it.each([
    ['a person', true],
    ['an unknown address', false],
  ])('lets %s fail five times, then doubles the wait from 61 s, to the millisecond', async (_, exists) => {
    const email = exists ? (await makePerson(app)).email : `${String(app.clock.now().getTime())}@example.org`;
    for (let failure = 1; failure <= 5; failure += 1) expect((await login(app, email, wrong)).status).toBe(401);
    for (const wait of [61, 122, 244, 488, 976, 1952, 3904, 3904]) {
      const refused = await login(app, email, wrong);
      expect(refused.status).toBe(429);
      expect(refused.body).toMatchObject({ code: 'too-many-requests', status: 429 });
      expect(refused.headers['content-type']).toContain('application/problem+json');
      expect(refused.headers['retry-after']).toBe(String(wait));
      app.clock.advance(wait * 1000 - 1);
      const almost = await login(app, email, wrong);
      expect([almost.status, almost.headers['retry-after']]).toEqual([429, '1']);
      app.clock.advance(1);
      expect((await login(app, email, wrong)).status).toBe(401);
    }
  });

  it('refuses the right password too while it waits, and forgets the failures at the next success', async () => {
    const { email } = await makePerson(app);
    for (let failure = 1; failure <= 5; failure += 1) await login(app, email, wrong);
    expect((await login(app, email)).status).toBe(429);
    app.clock.advance(61_000);
    expect((await login(app, email)).status).toBe(200);
    for (let failure = 1; failure <= 4; failure += 1) expect((await login(app, email, wrong)).status).toBe(401);
    expect((await login(app, email)).status).toBe(200);
  });

  it('leaves 25 wrong tries in any 24 hours, successes in between or not', async () => {
    const { email } = await makePerson(app);
    const start = app.clock.now().getTime();
    for (let tried = 1; tried <= 25; tried += 1) {
      expect((await login(app, email, wrong)).status).toBe(401);
      app.clock.advance(60_000);
      if (tried % 4 === 0) expect((await login(app, email)).status).toBe(200);
    }
    app.clock.set(new Date(start + DAY_MS - 1));
    const refused = await login(app, email);
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, '1']);
    app.clock.set(new Date(start + DAY_MS));
    expect((await login(app, email, wrong)).status).toBe(401);
    expect((await login(app, email, wrong)).status).toBe(429);
  });

  it('does not count the logins of every day', async () => {
    const { email } = await makePerson(app);
    for (let entry = 1; entry <= 30; entry += 1) expect((await login(app, email)).status).toBe(200);
  });

  it.each([
    ['a person', true],
    ['an unknown address', false],
  ])('verifies five of 200 parallel tries on %s', async (_, exists) => {
    const email = exists ? (await makePerson(app)).email : 'parallel@example.org';
    const statuses = (await Promise.all(Array.from({ length: 200 }, () => login(app, email, wrong)))).map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(195);
  });

  it('counts the changes of password with the logins', async () => {
    const { email } = await makePerson(app);
    for (let failure = 1; failure <= 5; failure += 1) {
      expect((await (failure % 2 === 0 ? login(app, email, wrong) : change(email, wrong))).status).toBe(401);
    }
    expect((await login(app, email)).status).toBe(429);
    expect((await change(email, wrong)).status).toBe(429);
  });

  it('keeps one row an address, however it is written, and never the address', async () => {
    const before = await rows();
    const { email } = await makePerson(app, { email: 'same.person@example.org' });
    for (const written of [email, email.toUpperCase(), ` ${email} `]) await login(app, written, wrong);
    expect(await rows()).toBe(before + 1);
    const keys = await app.database.read.loginThrottle.findMany({ select: { accountKey: true } });
    for (const { accountKey } of keys) expect(accountKey).toMatch(/^[0-9a-f]{64}$/);
  });
});
