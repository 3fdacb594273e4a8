import { TestApp } from '../../../test/support/app.js';
import { PROBLEMS, type ProblemCode } from '../../kernel/errors.js';

const CODES = Object.keys(PROBLEMS) as ProblemCode[];
const OUTSIDE = /(?:src|href|url)\s*[=(]\s*["']?(?:https?:)?\/\//i;

describe('the pages of the API', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start();
  });
  afterAll(() => app.stop());

  it.each(CODES)('explains %s in French then English, with nothing that runs or is fetched', async (code) => {
    const reply = await app.get<string>(`/problems/${code}`);
    expect(reply.status).toBe(200);
    expect(reply.headers['content-type']).toBe('text/html; charset=utf-8');
    const page = reply.body.replace(/&#(\d+);/g, (_, number: string) => String.fromCharCode(Number(number)));
    const { title, advice, status } = PROBLEMS[code];
    const places = [title.fr, advice.fr, `statut HTTP ${status}`, title.en, advice.en].map((text) =>
      page.indexOf(text, page.indexOf('<main>')),
    );
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(page).not.toMatch(/<script|<link|<img|\son\w+=/i);
    expect(page).not.toMatch(OUTSIDE);
    expect(reply.headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-/);
  });

  it('is where the type of a problem leads', async () => {
    const problem = await app.get<{ type: string; code: string }>('/v1/workflows');
    expect(problem.body.code).toBe('unauthenticated');
    expect((await app.get(problem.body.type)).status).toBe(200);
  });

  it('knows no other code, a key of Object least of all', async () => {
    for (const code of ['nothing', 'constructor', '__proto__', 'toString']) {
      expect((await app.get(`/problems/${code}`)).body).toMatchObject({ code: 'not-found' });
    }
  });

  it('serves the page to try the API from this server alone', async () => {
    const page = await app.get<string>('/docs');
    expect(page.status).toBe(200);
    expect(page.body).not.toMatch(OUTSIDE);
    expect(page.body).not.toMatch(/<script(?![^>]*src=)|<style|\sstyle=|\son\w+=/i);
    const policy = String(page.headers['content-security-policy']);
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    for (const [, address] of page.body.matchAll(/<(?:script|link)[^>]+(?:src|href)="([^"]+)"/g)) {
      const file = await app.get<string>(address!);
      expect([address, file.status]).toEqual([address, 200]);
      expect(file.headers['x-content-type-options']).toBe('nosniff');
      expect(String(file.headers['content-type'])).toMatch(/^(text\/(css|javascript); charset=utf-8|image\/png)$/);
    }
    expect((await app.get<string>('/docs/start.js')).body).toContain('validatorUrl: null');
  });

  it('serves no other file', async () => {
    for (const name of ['package.json', '..%2fpackage.json', 'index.html', 'swagger-ui.js']) {
      expect((await app.get(`/docs/${name}`)).status).toBe(404);
    }
  });
});

describe('in production', () => {
  it('keeps the description and its page closed, and the problem pages open', async () => {
    const app = await TestApp.start({ environment: { NODE_ENV: 'production' } });
    try {
      for (const path of ['/v1/openapi.json', '/docs', '/docs/start.js']) {
        expect((await app.get(path)).body).toMatchObject({ code: 'not-found', status: 404 });
      }
      expect((await app.get('/problems/conflict')).status).toBe(200);
    } finally {
      await app.stop();
    }
  });

  it('opens them when asked to', async () => {
    const app = await TestApp.start({ environment: { NODE_ENV: 'production', DOCS_PUBLIC: 'true' } });
    try {
      expect((await app.get('/v1/openapi.json')).status).toBe(200);
      expect((await app.get('/docs')).status).toBe(200);
    } finally {
      await app.stop();
    }
  });
});
