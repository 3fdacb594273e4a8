import { createHmac, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';

import jwt from 'jsonwebtoken';

import { newId } from '../src/kernel/ids.js';
import { enter, makePerson, type TestTokens } from './support/accounts.js';
import { TestApp, type TestActor } from './support/app.js';

const b64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('access tokens that are not ours, or no longer', () => {
  let app: TestApp;
  let actor: TestActor & TestTokens;
  beforeAll(async () => {
    app = await TestApp.start();
    actor = await enter(app, await makePerson(app));
  });
  afterAll(() => app.stop());

  it('answers twenty hostile tokens alike: 401, and nothing of why', async () => {
    const other = await enter(app, await makePerson(app));
    const ended = await enter(app, await makePerson(app));
    await app.post('/v1/auth/logout', ended, { key: null });
    const { secret } = app.config;
    const claims = jwt.decode(actor.token) as Record<string, unknown>;
    const now = Math.floor(app.clock.now().getTime() / 1000);
    const [head = '', body = '', seal = ''] = actor.token.split('.');
    const mint = (changes: Record<string, unknown>, header: Record<string, unknown> = {}, key = secret) => {
      const text = `${b64({ alg: 'HS256', typ: 'JWT', ...header })}.${b64({ ...claims, ...changes })}`;
      return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
    };
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = createPublicKey(publicKey.export({ type: 'spki', format: 'pem' }))
      .export({ type: 'spki', format: 'pem' })
      .toString();
    const rs = `${b64({ alg: 'RS256', typ: 'JWT' })}.${b64(claims)}`;
    const hostile: Record<string, string> = {
      'alg none, no seal': `${b64({ alg: 'none', typ: 'JWT' })}.${body}.`,
      'alg None, with the seal': `${b64({ alg: 'None', typ: 'JWT' })}.${body}.${seal}`,
      'another HMAC': jwt.sign(claims, secret, { algorithm: 'HS512', noTimestamp: true }),
      'a public key as HMAC key': mint({}, {}, pem),
      'an RSA key of one’s own': `${rs}.${sign('sha256', Buffer.from(rs), privateKey).toString('base64url')}`,
      'kid that climbs, empty key': mint({}, { kid: '../../../../dev/null' }, '\0'),
      'kid with SQL, chosen key': mint({}, { kid: "x' UNION SELECT 'key" }, 'key'),
      'key from jku': mint({}, { jku: 'https://attacker.example/jwks.json' }, 'key'),
      'key from x5u': mint({}, { x5u: 'https://attacker.example/cert.pem' }, 'key'),
      'key in jwk': mint({}, { jwk: { kty: 'oct', k: Buffer.from('key').toString('base64url') } }, 'key'),
      expired: mint({ iat: now - 700, exp: now - 100 }),
      'from the future': mint({ iat: now + 3600, exp: now + 4200 }),
      'without an end': mint({ exp: undefined }),
      'of another issuer': mint({ iss: 'someone-else' }),
      'for another audience': mint({ aud: 'another-api' }),
      'an ID token': mint({ use: 'id' }),
      'a refresh token': actor.refreshToken,
      'one person in another’s session': mint({ sub: other.personId }),
      'of a session that never was': mint({ sid: newId() }),
      'of an ended session': ended.token,
      'cut seal': actor.token.slice(0, -5),
      'other body under the seal': `${head}.${b64({ ...claims, sub: other.personId })}.${seal}`,
    };
    expect(Object.keys(hostile).length).toBeGreaterThanOrEqual(20);
    const nobody = await app.get('/v1/me');
    for (const [name, token] of Object.entries(hostile)) {
      const reply = await app.get('/v1/me', { personId: '', token });
      expect([name, reply.status]).toEqual([name, 401]);
      expect({ ...reply.body, instance: '' }).toEqual({ ...nobody.body, instance: '' });
      expect(reply.headers['www-authenticate']).toBe('Bearer');
    }
    // The forge works: the same token with nothing changed passes, so each refusal above is for what its name says.
    expect((await app.get('/v1/me', { personId: '', token: mint({}) })).status).toBe(200);
  });
});
