import { TestApp } from '../../../test/support/app.js';
import { enter, login, makeGrant, makePerson, PASSWORD, type TestTokens } from '../../../test/support/accounts.js';

const HOUR_MS = 3_600_000;

describe('sessions', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start();
  });
  afterAll(() => app.stop());

  const refresh = (refreshToken: string) =>
    app.post<TestTokens>('/v1/auth/refresh', undefined, { body: { refreshToken }, key: null });

  it('opens on the right password, whatever the case of the address', async () => {
    const person = await makePerson(app, { email: 'noe.ferrand@example.org' });
    const { status, body, headers } = await login(app, '  Noe.FERRAND@example.org ');
    expect(status).toBe(200);
    expect(Object.keys(body).sort()).toEqual(['accessToken', 'expiresIn', 'refreshExpiresAt', 'refreshToken']);
    expect(body.expiresIn).toBe(600);
    expect(body.refreshExpiresAt).toBe(new Date(app.clock.now().getTime() + 2 * HOUR_MS).toISOString());
    expect(headers['cache-control']).toBe('no-store');
    const me = await app.get('/v1/me', { personId: person.id, token: body.accessToken });
    expect(me.body).toMatchObject({ id: person.id, email: 'noe.ferrand@example.org', grants: [] });
  });

  it('keeps hashes of refresh tokens, never a token', async () => {
    const person = await makePerson(app);
    const { refreshToken, accessToken } = await enter(app, person);
    const rows = await app.database.read.$queryRaw<{ all: string }[]>`
      SELECT to_jsonb(s)::text AS all FROM auth_session s UNION ALL SELECT to_jsonb(k)::text FROM idempotency_key k`;
    expect(rows.length).toBeGreaterThan(0);
    for (const { all } of rows) {
      expect(all).not.toContain(refreshToken);
      expect(all).not.toContain(accessToken);
    }
  });

  it('answers a wrong password, an unknown address, a closed account and an account without password alike', async () => {
    const right = await makePerson(app);
    const closed = await makePerson(app, { disabledAt: app.clock.now() });
    const bare = await makePerson(app, { passwordHash: null });
    const replies = [
      await login(app, right.email, 'not the right password'),
      await login(app, 'nobody@example.org'),
      await login(app, closed.email),
      await login(app, bare.email),
    ];
    const [first] = replies;
    for (const { status, body } of replies) {
      expect(status).toBe(401);
      expect({ ...body, instance: '' }).toEqual({ ...first?.body, instance: '' });
    }
    const rows = await app.database.read.loginThrottle.findMany({ where: { failures: 1 } });
    expect(rows.length).toBeGreaterThanOrEqual(4);
  });

  it('rotates refresh tokens, and ends the session when an old one comes back, however old', async () => {
    const person = await makePerson(app);
    const first = await enter(app, person);
    const second = (await refresh(first.refreshToken)).body;
    const third = (await refresh(second.refreshToken)).body;
    expect(new Set([first.refreshToken, second.refreshToken, third.refreshToken]).size).toBe(3);
    expect((await app.get('/v1/me', { personId: person.id, token: third.accessToken })).status).toBe(200);
    expect((await refresh(first.refreshToken)).status).toBe(401);
    expect((await app.get('/v1/me', { personId: person.id, token: third.accessToken })).status).toBe(401);
    expect((await refresh(third.refreshToken)).status).toBe(401);
    const session = await app.database.read.authSession.findFirst({ where: { personId: person.id } });
    expect(session?.endReason).toBe('refresh-reuse');
  });

  it('gives one answer to one refresh token sent twenty times at once', async () => {
    const { refreshToken } = await enter(app, await makePerson(app));
    const statuses = (await Promise.all(Array.from({ length: 20 }, () => refresh(refreshToken)))).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 401)).toHaveLength(19);
  });

  it('refuses forged and foreign refresh tokens without ending anything', async () => {
    const person = await makePerson(app);
    const { refreshToken, token } = await enter(app, person);
    const session = refreshToken.split('.')[0] ?? '';
    for (const forged of ['x', `${session}.x.y`, `${refreshToken}x`, `${session}..`, token, refreshToken.slice(0, -2)]) {
      expect((await refresh(forged)).status).toBe(401);
    }
    expect((await app.get('/v1/me', { personId: person.id, token })).status).toBe(200);
  });

  it('ends after two idle hours, and after twelve hours whatever happens', async () => {
    const start = app.clock.now();
    const idle = await enter(app, await makePerson(app));
    const busy = await enter(app, await makePerson(app));
    app.clock.advance(2 * HOUR_MS - 1);
    let latest = (await refresh(busy.refreshToken)).body;
    app.clock.advance(1);
    expect((await refresh(idle.refreshToken)).status).toBe(401);
    for (let hour = 3; hour < 12; hour += 1) {
      app.clock.set(new Date(start.getTime() + hour * HOUR_MS));
      const reply = await refresh(latest.refreshToken);
      expect(reply.status).toBe(200);
      latest = reply.body;
    }
    expect(latest.refreshExpiresAt).toBe(new Date(start.getTime() + 12 * HOUR_MS).toISOString());
    app.clock.set(new Date(start.getTime() + 12 * HOUR_MS));
    expect((await refresh(latest.refreshToken)).status).toBe(401);
  });

  it('ends an access token ten minutes after its issue', async () => {
    const actor = await enter(app, await makePerson(app));
    app.clock.advance(600_000 - 1);
    expect((await app.get('/v1/me', actor)).status).toBe(200);
    app.clock.advance(1);
    expect((await app.get('/v1/me', actor)).status).toBe(401);
  });

  it('ends at logout, at once, and only this session', async () => {
    const person = await makePerson(app);
    const [here, elsewhere] = [await enter(app, person), await enter(app, person)];
    expect((await app.post('/v1/auth/logout', here, { key: null })).status).toBe(204);
    expect((await app.get('/v1/me', here)).status).toBe(401);
    expect((await refresh(here.refreshToken)).status).toBe(401);
    expect((await app.get('/v1/me', elsewhere)).status).toBe(200);
  });

  it('ends when an administrator closes the account, and opens again with it', async () => {
    const administrator = await app.actor({ role: 'ADMINISTRATOR', territory: 'FR' });
    const person = await makePerson(app);
    const actor = await enter(app, person);
    expect((await app.get('/v1/me', actor)).status).toBe(200);
    expect((await app.post(`/v1/people/${person.id}/disable`, administrator)).status).toBe(200);
    expect((await app.get('/v1/me', actor)).status).toBe(401);
    expect((await refresh(actor.refreshToken)).status).toBe(401);
    expect((await login(app, person.email)).status).toBe(401);
    expect((await app.post(`/v1/people/${person.id}/enable`, administrator)).status).toBe(200);
    expect((await app.get('/v1/me', actor)).status).toBe(401);
    expect((await login(app, person.email)).status).toBe(200);
  });

  it('changes the password of who knows it, and ends the open sessions', async () => {
    const person = await makePerson(app);
    const actor = await enter(app, person);
    const change = (currentPassword: string, newPassword: string) =>
      app.post('/v1/auth/password', undefined, { body: { email: person.email, currentPassword, newPassword }, key: null });
    expect((await change('wrong', 'sept bateaux sous la neige')).status).toBe(401);
    expect((await change(PASSWORD, PASSWORD)).body).toMatchObject({
      code: 'rule-not-met',
      reasons: [{ rule: 'passwordChanges', pointer: '/newPassword' }],
    });
    const weak = await change(PASSWORD, 'Password1');
    expect(weak.status).toBe(422);
    expect((await change(PASSWORD, 'sept bateaux sous la neige')).status).toBe(204);
    expect((await app.get('/v1/me', actor)).status).toBe(401);
    expect((await login(app, person.email)).status).toBe(401);
    expect((await login(app, person.email, 'sept bateaux sous la neige')).status).toBe(200);
    const entries = await app.database.read.auditEntry.findMany({ where: { aggregate: 'person', aggregateId: person.id } });
    expect(entries.map(({ event, actorId, capacity }) => ({ event, actorId, capacity }))).toEqual([
      { event: 'changePassword', actorId: person.id, capacity: 'self' },
    ]);
  });

  it('asks administrators for sixteen characters', async () => {
    const person = await makePerson(app);
    await makeGrant(app, person.id, 'ADMINISTRATOR', { territory: 'FR' });
    const body = { email: person.email, currentPassword: PASSWORD, newPassword: 'zone-brulot-ka' };
    const reply = await app.post('/v1/auth/password', undefined, { body, key: null });
    expect(reply.body).toMatchObject({ status: 422, reasons: [{ rule: 'passwordLongEnough' }] });
  });

  it('takes a one-time password once, and only to choose another', async () => {
    const person = await makePerson(app, { passwordMustChange: true });
    expect((await login(app, person.email)).body).toMatchObject({
      status: 422,
      code: 'rule-not-met',
      reasons: [{ rule: 'passwordMustChange' }],
    });
    const choose = (newPassword: string) =>
      app.post('/v1/auth/password', undefined, {
        body: { email: person.email, currentPassword: PASSWORD, newPassword },
        key: null,
      });
    const statuses = await Promise.all([choose('onze corbeaux dans la cour'), choose('huit tortues sur le toit')]);
    expect(statuses.map(({ status }) => status).sort()).toEqual([204, 401]);
    expect((await login(app, person.email)).status).toBe(401);
  });

  it('refuses bodies that are not what they should be, with a pointer to each fault', async () => {
    const post = async (url: string, body: unknown) => {
      const reply = await app.post<{ status: number; errors: { pointer: string }[] }>(url, undefined, { body, key: null });
      return [reply.status, reply.body.errors.map(({ pointer }) => pointer).sort()];
    };
    expect(await post('/v1/auth/login', {})).toEqual([400, ['/email', '/password']]);
    expect(await post('/v1/auth/login', { email: ['a'], password: { $ne: 1 } })).toEqual([400, ['/email', '/password']]);
    expect(await post('/v1/auth/login', { email: 'a', password: 'b', role: 'ADMINISTRATOR' })).toEqual([400, ['/role']]);
    expect(await post('/v1/auth/refresh', { refreshToken: 1 })).toEqual([400, ['/refreshToken']]);
    expect(await post('/v1/auth/password', { email: 'a' })).toEqual([400, ['/currentPassword', '/newPassword']]);
    expect((await app.post('/v1/auth/logout', undefined, { key: null })).status).toBe(401);
    expect((await app.get('/v1/me')).status).toBe(401);
  });
});
