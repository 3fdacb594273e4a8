// What people, or their machines, may send: refused with its reason, and without the server's memory growing by it.

import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { TestApp, type TestActor } from './support/app.js';
import { makeApplication, makeOrganisation } from './support/applications.js';
import { makeCall } from './support/calls.js';
import { announce, docx, pdf, png, put } from './support/documents.js';
import { HOSTILE } from './support/hostile.js';

const support = join(dirname(fileURLToPath(import.meta.url)), 'support');
const MEBIBYTE = 1024 * 1024;
const LIMIT = 25 * MEBIBYTE;

describe('hostile uploads', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cofund-hostile-'));
  let app: TestApp;
  let child: ChildProcess;
  let address: string;
  let holder: TestActor;
  let applicationId: string;
  /** One more draft: each takes twenty unfinished uploads at most. */
  let another: () => Promise<string>;
  let watch: { readonly base: number; peak: number };

  beforeAll(async () => {
    app = await TestApp.start({ now: new Date().toISOString() });
    const call = await makeCall(app, { deadlineLocal: '2039-12-31T23:59:00', settings: { documentsByUpload: true } });
    const organisation = await makeOrganisation(app);
    another = async () => (await makeApplication(app, { call, organisation, state: 'DRAFT' })).id;
    applicationId = await another();
    holder = await app.actor({ role: 'HOLDER_EDITOR', organisationId: organisation.id });
    child = fork(join(support, 'pausing-server.ts'), {
      execArgv: ['--import', join(support, 'swc-loader.mjs')],
      stdio: 'inherit',
    });
    const environment = {
      JWT_SECRET: app.config.secret,
      LOG_LEVEL: 'silent',
      JOBS_IN_API: 'false',
      STORAGE_DIR: folder,
      MAX_DOSSIER_MB: '100000',
      UPLOAD_STALL_SECONDS: '2',
      RATE_LIMIT_PER_MINUTE: '0',
    };
    child.send({ url: app.testDatabase.url, environment });
    [{ address }] = (await once(child, 'message')) as [{ address: string }];
    // Code and buffers of an ordinary day are loaded first: growth is what comes on top.
    for (const [fileName, bytes] of [
      ['a.pdf', pdf('', 20 * MEBIBYTE)],
      ['a.docx', await docx()],
      ['a.png', png()],
    ] as const)
      for (let count = 0; count < 5; count += 1) expect((await send(fileName, bytes)).status).toBe(200);
    const base = rss();
    watch = { base, peak: base };
  }, 120_000);
  afterAll(async () => {
    child.kill('SIGKILL');
    await app.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Resident memory of the server, in bytes; 0 where the system does not tell (only Linux does, this way). */
  function rss(): number {
    if (process.platform !== 'linux') return 0;
    return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) * 1024;
  }
  const look = (): void => {
    watch.peak = Math.max(watch.peak, rss());
  };

  async function send(fileName: string, bytes: Buffer): ReturnType<typeof put> {
    const slot = await announce(app, holder, applicationId, { fileName, size: bytes.length });
    if (slot.status !== 201) return slot;
    return put(address, holder, slot.body.id, bytes);
  }

  it('are more than fifty', () => {
    expect(HOSTILE.length).toBeGreaterThan(50);
    expect(new Set(HOSTILE.map(({ name }) => name)).size).toBe(HOSTILE.length);
  });

  it.each(HOSTILE.map((hostile) => [hostile.name, hostile] as const))('%s', async (_, { fileName, bytes, rule }) => {
    const timer = setInterval(look, 20);
    const { status, body } = await send(fileName, await bytes());
    clearInterval(timer);
    look();
    expect([status, body.reasons?.map((reason) => reason.rule)]).toEqual([422, [rule]]);
    expect(body.reasons?.[0]?.pointer).toBe('/content');
  });

  it.each([
    'a.html',
    'a.svg',
    'a.exe',
    'a.pdf.exe',
    'pdf',
    'a.docm',
    'a.zip',
    'a.pdf.',
    '.htaccess',
    'a.pdf/',
    'a.pdf%00.png.js',
  ])('a name that is of no type: %s', async (fileName) => {
    const { status, body } = await announce(app, holder, applicationId, { fileName, size: 10 });
    expect([status, body.reasons?.map(({ rule }) => rule)]).toEqual([422, ['fileTypeTaken']]);
  });

  it.each(['a.pdf\u0000.png', 'a\u202efdp.exe', '\ud800.pdf'])('a name that is no text: %j', async (fileName) => {
    expect((await announce(app, holder, applicationId, { fileName, size: 10 })).status).toBe(400);
  });

  it('a gigabyte announced honestly, or sent all the same', async () => {
    const honest = await announce(app, holder, applicationId, { size: 1024 * MEBIBYTE });
    expect(honest.body.reasons?.map(({ rule }) => rule)).toContain('fileWithinSize');
    const slot = await announce(app, holder, applicationId, { size: LIMIT });
    const begun = performance.now();
    expect(await stream(slot.body.id, { length: 1024 * MEBIBYTE })).toBe(413);
    expect(performance.now() - begun).toBeLessThan(1_000);
  });

  const ten = async () => {
    const id = await another();
    return Promise.all(Array.from({ length: 10 }, () => announce(app, holder, id, { size: LIMIT })));
  };

  it('ten bodies without an end, at once', async () => {
    const slots = await ten();
    const timer = setInterval(look, 20);
    const statuses = await Promise.all(slots.map(({ body }) => stream(body.id, {})));
    clearInterval(timer);
    expect(statuses).toEqual(slots.map(() => 413));
  }, 60_000);

  it('ten bodies of a byte a second, at once', async () => {
    const slots = await ten();
    const begun = performance.now();
    const statuses = await Promise.all(slots.map(({ body }) => stream(body.id, { everyMs: 1_000, chunk: 1 })));
    expect(statuses).toEqual(slots.map(() => 408));
    expect(performance.now() - begun).toBeLessThan(10_000);
  }, 60_000);

  it('leave nothing behind, and the memory as it was', () => {
    expect(readdirSync(join(folder, 'uploads'))).toEqual([]);
    const growth = (watch.peak - watch.base) / MEBIBYTE;
    console.info(
      `hostile uploads: ${HOSTILE.length} files, memory ${Math.round(watch.base / MEBIBYTE)} MiB, grown by ${growth.toFixed(1)} MiB`,
    );
    expect(growth).toBeLessThan(50);
  });

  /** PUT of bytes for ever, or until refused; @returns the status. */
  function stream(
    id: string,
    { length, everyMs = 0, chunk = 64 * 1024 }: { length?: number; everyMs?: number; chunk?: number },
  ): Promise<number> {
    return new Promise((resolve, reject) => {
      const sending = request(`${address}/v1/documents/${id}/content`, {
        method: 'PUT',
        headers: {
          authorization: `Bearer ${holder.token}`,
          'content-type': 'application/octet-stream',
          ...(length !== undefined && { 'content-length': length }),
        },
      });
      let answered = false;
      sending.on('response', (reply) => {
        answered = true;
        reply.resume();
        sending.destroy();
        resolve(reply.statusCode ?? 0);
      });
      sending.on('error', (error) => {
        if (!answered) reject(error);
      });
      void (async () => {
        const bytes = Buffer.alloc(chunk, 0x78);
        while (!sending.destroyed) {
          if (!sending.write(bytes)) await Promise.race([once(sending, 'drain').catch(() => undefined), pause(1_000)]);
          if (everyMs > 0) await pause(everyMs);
        }
      })();
    });
  }
});
