import { readFileSync } from 'node:fs';

import { AppModule } from '../src/app.module.js';
import { OpenSeatDto } from '../src/features/committees/composition.dto.js';
import { WorkflowRegistry } from '../src/platform/workflow/registry.js';
import { TestApp } from './support/app.js';
import { LampBinding } from './support/lamp.js';

describe('the platform', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start();
  });
  afterAll(() => app.stop());

  it('answers an unknown address with a problem of the closed vocabulary', async () => {
    const reply = await app.get('/v1/nowhere');
    expect(reply.status).toBe(404);
    expect(reply.headers['content-type']).toContain('application/problem+json');
    expect(reply.body).toMatchObject({ code: 'not-found', type: '/problems/not-found', status: 404 });
  });

  it('wants a token, and says so in the language asked for', async () => {
    expect((await app.get('/v1/workflows')).body).toMatchObject({ code: 'unauthenticated', title: 'Authentification requise' });
    const reply = await app.get('/v1/workflows', undefined, { headers: { 'accept-language': 'en' } });
    expect(reply.body).toMatchObject({ title: 'Authentication required' });
    expect(reply.headers['www-authenticate']).toBe('Bearer');
  });

  it('knows the person behind a token', async () => {
    const auditor = await app.actor({ role: 'AUDITOR', territory: 'FR' });
    const reply = await app.get<{ items: unknown[] }>('/v1/workflows', auditor);
    expect(reply.status).toBe(200);
    expect(Array.isArray(reply.body.items)).toBe(true);
  });

  it('does not start when the features do not fit together', () => {
    const registry = new WorkflowRegistry();
    registry.bind(new LampBinding());
    expect(() => {
      new AppModule(registry).onApplicationBootstrap();
    }).toThrow(/binding of lamp, a machine that is not declared/);
  });

  it('is built as it is tested: an optional field that a request leaves out is absent from the body, not undefined', () => {
    const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
    expect(read('.swcrc')).toMatchObject({ jsc: { transform: { useDefineForClassFields: false } } });
    expect(read('tsconfig.json')).toMatchObject({ compilerOptions: { useDefineForClassFields: false } });
    expect(Object.keys(new OpenSeatDto())).toEqual([]);
  });
});
