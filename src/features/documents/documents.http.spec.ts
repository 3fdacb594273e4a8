import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, symlinkSync, mkdirSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import pg from 'pg';

import { TestApp, type TestActor } from '../../../test/support/app.js';
import { makeApplication, makeContent, makeOrganisation, type MadeApplication } from '../../../test/support/applications.js';
import { makeCall, type MadeCall } from '../../../test/support/calls.js';
import {
  announce,
  docx,
  jpeg,
  objectStream,
  openDocument,
  pdf,
  png,
  put,
  upload,
  xlsx,
} from '../../../test/support/documents.js';
import type { ApplicationView } from '../applications/applications.views.js';
import { DocumentsClock } from './documents.clock.js';
import type { DocumentListView } from './documents.views.js';

const MEBIBYTE = 1024 * 1024;

describe('the files of a dossier over HTTP', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cofund-documents-'));
  let app: TestApp;
  let call: MadeCall;
  let holder: TestActor;
  let editor: TestActor;
  let stranger: TestActor;
  let caf: TestActor;
  let organisationId: string;

  beforeAll(async () => {
    app = await TestApp.start({
      environment: { STORAGE_DIR: folder, UPLOAD_STALL_SECONDS: '1', MAX_FILE_MB: '3', MAX_DOSSIER_MB: '20' },
    });
    call = await makeCall(app, { settings: { documentsByUpload: true } });
    const organisation = await makeOrganisation(app, { department: '31' });
    organisationId = organisation.id;
    holder = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId });
    editor = await app.actor({ role: 'HOLDER_EDITOR', organisationId });
    stranger = await app.actor({ role: 'HOLDER_EDITOR', organisationId: (await makeOrganisation(app)).id });
    caf = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-31' });
  });
  afterAll(async () => {
    await app.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const draft = (state: 'DRAFT' | 'SUBMITTED' | 'INCOMPLETE' | 'AWARDED' = 'DRAFT', columns = {}): Promise<MadeApplication> =>
    makeApplication(app, {
      call,
      organisation: { id: organisationId, name: 'Commune', holderType: 'COMMUNE', department: '31' },
      department: '31',
      state,
      content: { ...makeContent(call), documents: [] },
      columns,
    });
  const rules = (body: { reasons?: readonly { rule: string; pointer?: string }[] }) =>
    body.reasons?.map(({ rule, pointer }) => [rule, pointer]);
  const filesOf = async (id: string, actor: TestActor) =>
    (await app.get<DocumentListView>(`/v1/applications/${id}/documents`, actor)).body.items;
  const partials = (): string[] => readdirSync(join(folder, 'uploads'));

  it('announces, receives, stores and gives back, with the headers of a download', async () => {
    const { id } = await draft();
    const bytes = pdf('', 200_000);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const announced = await announce(app, editor, id, {
      size: bytes.length,
      sha256,
      fileName: '../../Plan ‮de financement “é”.PDF',
    });
    // The override of direction is refused at the door; without it the name is a label.
    expect(announced.status).toBe(400);
    const again = await announce(app, editor, id, { size: bytes.length, sha256, fileName: '../../Plan de financement “é”.PDF' });
    expect(again.status).toBe(201);
    expect(again.headers.location).toBe(`/v1/documents/${again.body.id}`);
    expect(again.body).toMatchObject({
      state: 'UPLOADING',
      version: null,
      name: 'Plan de financement “é”.pdf',
      mediaType: 'application/pdf',
      upload: { offset: 0, path: `/v1/documents/${again.body.id}/content` },
    });
    const stored = await put(app.address, editor, again.body.id, bytes);
    expect(stored).toMatchObject({
      status: 200,
      body: { state: 'CLEAN', version: 1, sha256, scanned: false, current: true, submitted: false, upload: null },
    });
    expect(partials()).toEqual([]);

    const reply = await fetch(`${app.address}/v1/documents/${again.body.id}/content`, {
      headers: { authorization: `Bearer ${holder.token}` },
    });
    expect(Buffer.from(await reply.arrayBuffer()).equals(bytes)).toBe(true);
    expect(Object.fromEntries(reply.headers)).toMatchObject({
      'content-type': 'application/pdf',
      'content-length': String(bytes.length),
      'content-disposition': `attachment; filename="Plan de financement e.pdf"; filename*=UTF-8''Plan%20de%20financement%20%E2%80%9C%C3%A9%E2%80%9D.pdf`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'cache-control': 'no-store',
      'repr-digest': `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`,
    });
  });

  it('takes each kind of file, and says the type by the content', async () => {
    const { id } = await draft();
    const good: readonly (readonly [string, Buffer])[] = [
      ['a.pdf', pdf(objectStream('12 0 << /Type /Page >>'))],
      ['a.docx', await docx({ name: 'word/embeddings/Table.xlsx', bytes: await xlsx() })],
      ['a.xlsx', await xlsx()],
      ['a.odt', await openDocument('text')],
      ['a.ods', await openDocument('spreadsheet')],
      ['a.png', png()],
      ['a.jpg', jpeg()],
      ['a.jpeg', jpeg()],
      ['a.csv', Buffer.from('\ufeffNature;Montant\nÉquipe;-1200,50\nAchats;3\n')],
      ['a.txt', Buffer.from('Délibération du 3 juin\r\n', 'latin1')],
    ];
    for (const [fileName, bytes] of good) {
      const { status, body } = await upload(app, editor, id, bytes, { fileName });
      expect([fileName, status, body.state]).toEqual([fileName, 200, 'CLEAN']);
    }
    expect((await filesOf(id, holder)).filter(({ current }) => current).map(({ version }) => version)).toEqual([good.length]);
  });

  it('refuses an announcement with every reason at once', async () => {
    const { id } = await draft();
    const wrong = await announce(app, editor, id, { code: 'NONE', fileName: 'page.html', size: 30 * MEBIBYTE });
    expect(wrong.status).toBe(422);
    expect(rules(wrong.body)).toEqual([
      ['documentOfCall', '/code'],
      ['fileTypeTaken', '/fileName'],
      ['fileWithinSize', '/size'],
      ['dossierWithinSize', '/size'],
    ]);
    const plain = await makeApplication(app, { call: await makeCall(app), department: '31', state: 'DRAFT' });
    const theirs = await app.actor({ role: 'HOLDER_EDITOR', organisationId: plain.organisationId });
    expect(rules((await announce(app, theirs, plain.id, { size: 10 })).body)).toEqual([['callTakesFiles', '/code']]);
    for (let count = 0; count < 20; count += 1) expect((await announce(app, editor, id, { size: 10 })).status).toBe(201);
    expect(rules((await announce(app, editor, id, { size: 10 })).body)).toEqual([['uploadsInProgress', '']]);
  });

  it('answers a repeated announcement once', async () => {
    const { id } = await draft();
    const body = { code: 'BUDGET', fileName: 'a.pdf', size: 10 };
    const options = { body, key: 'announce-the-same-file' };
    const first = await app.post(`/v1/applications/${id}/documents`, editor, options);
    const second = await app.post(`/v1/applications/${id}/documents`, editor, options);
    expect(second.headers['idempotent-replayed']).toBe('true');
    expect(second.body.id).toBe(first.body.id);
    expect(await filesOf(id, editor)).toHaveLength(1);
  });

  it('is closed to others: a draft’s files are its holder’s, a submitted one’s those of who sees it', async () => {
    const { id } = await draft();
    const { body: file } = await upload(app, editor, id, pdf());
    const content = `/v1/documents/${file.id}/content`;
    for (const actor of [stranger, caf]) {
      expect((await app.get(`/v1/documents/${file.id}`, actor)).status).toBe(404);
      expect((await app.get(content, actor)).status).toBe(404);
      expect((await app.get(`/v1/applications/${id}/documents`, actor)).status).toBe(404);
    }
    expect((await announce(app, stranger, id, { size: 10 })).status).toBe(404);
    expect((await put(app.address, stranger, file.id, pdf())).status).toBe(404);
    expect((await put(app.address, caf, file.id, pdf())).status).toBe(403);
    expect((await app.get(content)).status).toBe(401);
    await app.database.read
      .$executeRaw`UPDATE application SET state = 'SUBMITTED', number = 'X-1', submitted_version = 1 WHERE id = ${id}::uuid`;
    expect((await app.get(content, caf)).status).toBe(200);
    expect((await app.get(content, stranger)).status).toBe(404);
    const { body: slot } = await announce(app, editor, (await draft()).id, { size: 10 });
    expect((await app.get(`/v1/documents/${slot.id}/content`, editor)).status).toBe(404);
  });

  it('keeps versions, and lets the last one stand', async () => {
    const { id } = await draft();
    const first = await upload(app, editor, id, pdf('% one'));
    const second = await upload(app, editor, id, pdf('% two'));
    expect([first.body.version, second.body.version]).toEqual([1, 2]);
    const files = await filesOf(id, editor);
    expect(files.map(({ version, current }) => [version, current])).toEqual([
      [1, false],
      [2, true],
    ]);
    expect((await put(app.address, editor, second.body.id, pdf())).body.code).toBe('transition-not-allowed');
    const detached = await app.post(`/v1/documents/${second.body.id}/detach`, editor, { ifMatch: 2 });
    expect([detached.status, detached.body.state]).toEqual([200, 'DETACHED']);
    expect((await app.get(`/v1/documents/${second.body.id}/content`, editor)).status).toBe(404);
    expect((await filesOf(id, editor)).map(({ current }) => current)).toEqual([true, false]);
    expect((await app.post(`/v1/documents/${second.body.id}/detach`, editor)).status).toBe(409);
    // Its number is not given again.
    expect((await upload(app, editor, id, pdf('% three'))).body.version).toBe(3);
    await expect(
      app.database.read.$executeRaw`UPDATE document_file SET sha256 = repeat('0', 64) WHERE id = ${first.body.id}::uuid`,
    ).rejects.toThrow(/stored/);
  });

  it('gives numbers of their own to files that arrive together', async () => {
    const { id } = await draft();
    const replies = await Promise.all(Array.from({ length: 8 }, (_, index) => upload(app, editor, id, pdf(`% ${index}`))));
    expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200));
    expect(replies.map(({ body }) => body.version).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  describe('on the way', () => {
    const open = async (size: number) => (await announce(app, editor, (await draft()).id, { size })).body.id;
    const offsetOf = async (id: string) =>
      (await app.get<{ upload: { offset: number } | null }>(`/v1/documents/${id}`, editor)).body.upload?.offset;

    it('resumes where a piece ended, and nowhere else', async () => {
      const bytes = pdf('', 300_000);
      const id = await open(bytes.length);
      const piece = await put(app.address, editor, id, bytes.subarray(0, 100_000));
      expect(piece).toMatchObject({ status: 200, body: { state: 'UPLOADING', upload: { offset: 100_000 } } });
      const lost = await put(app.address, editor, id, bytes.subarray(50_000), { 'upload-offset': '50000' });
      expect(lost).toMatchObject({ status: 409, body: { code: 'conflict' } });
      expect(lost.body.detail).toContain('100000');
      expect((await put(app.address, editor, id, bytes, { 'upload-offset': 'x' })).status).toBe(400);
      const rest = await put(app.address, editor, id, bytes.subarray(100_000), { 'upload-offset': '100000' });
      expect(rest).toMatchObject({
        status: 200,
        body: { state: 'CLEAN', sha256: createHash('sha256').update(bytes).digest('hex') },
      });
    });

    it('keeps what came before a cut', async () => {
      const bytes = pdf('', 300_000);
      const id = await open(bytes.length);
      const cut = request(`${app.address}/v1/documents/${id}/content`, {
        method: 'PUT',
        headers: {
          authorization: `Bearer ${editor.token}`,
          'content-type': 'application/octet-stream',
          'content-length': bytes.length,
        },
      });
      cut.on('error', () => undefined);
      cut.write(bytes.subarray(0, 120_000));
      while ((await offsetOf(id)) !== 120_000) await pause(20);
      // Meanwhile nobody else appends to it.
      expect((await put(app.address, editor, id, bytes.subarray(120_000), { 'upload-offset': '120000' })).status).toBe(409);
      cut.destroy();
      await pause(100);
      const rest = await put(app.address, editor, id, bytes.subarray(120_000), { 'upload-offset': '120000' });
      expect([rest.status, rest.body.state]).toEqual([200, 'CLEAN']);
    });

    it('refuses what is longer than announced, at once and without keeping it', async () => {
      const id = await open(1_000);
      expect(await put(app.address, editor, id, Buffer.alloc(2_000))).toMatchObject({
        status: 413,
        body: { code: 'payload-too-large' },
      });
      expect(await offsetOf(id)).toBe(0);
      // Without a length it is noticed on the way.
      const begun = performance.now();
      const status = await endless(id, { every: 0, chunk: 64 * 1024 });
      expect(status).toBe(413);
      expect(performance.now() - begun).toBeLessThan(1_000);
      expect(await offsetOf(id)).toBe(0);
      expect(partials().filter((name) => name.startsWith(id))).toEqual([]);
    });

    it('refuses a body that makes no progress', async () => {
      const id = await open(MEBIBYTE);
      const begun = performance.now();
      expect(await endless(id, { every: 100, chunk: 1 })).toBe(408);
      expect(performance.now() - begun).toBeLessThan(5_000);
      expect(await offsetOf(id)).toBe(0);
    });

    it('takes bytes alone', async () => {
      const id = await open(10);
      expect((await put(app.address, editor, id, Buffer.from('{"a":1}'), { 'content-type': 'application/json' })).status).toBe(
        415,
      );
      expect((await put(app.address, editor, id, Buffer.from('a'), { 'content-type': 'text/html' })).status).toBe(415);
      const elsewhere = await app.call('POST', '/v1/applications', editor, {
        headers: { 'content-type': 'application/octet-stream' },
        body: 'bytes',
      });
      expect([elsewhere.status, elsewhere.body.code]).toEqual([415, 'unsupported-media-type']);
    });

    it('says when there is no room left, and keeps nothing', async () => {
      if (process.platform !== 'linux') return;
      const bytes = pdf('', 100_000);
      const id = await open(bytes.length);
      mkdirSync(join(folder, 'uploads'), { recursive: true });
      symlinkSync('/dev/full', join(folder, 'uploads', `${id}.part`));
      expect(await put(app.address, editor, id, bytes)).toMatchObject({ status: 507, body: { code: 'insufficient-storage' } });
      // Room again: the same upload goes on.
      expect((await put(app.address, editor, id, bytes)).body.state).toBe('CLEAN');
    });

    it('holds the hash that was announced against what came', async () => {
      const { id } = await draft();
      const slot = await announce(app, editor, id, { size: pdf().length, sha256: 'a'.repeat(64) });
      const reply = await put(app.address, editor, slot.body.id, pdf());
      expect([reply.status, rules(reply.body)]).toEqual([422, [['fileHashMatches', '/content']]]);
      expect((await app.get(`/v1/documents/${slot.body.id}`, editor)).body).toMatchObject({
        state: 'REFUSED',
        refusal: ['fileHashMatches'],
      });
    });

    /** Sends for ever; @returns the status of the answer. */
    function endless(id: string, { every, chunk }: { every: number; chunk: number }): Promise<number> {
      return new Promise((resolve, reject) => {
        const sending = request(`${app.address}/v1/documents/${id}/content`, {
          method: 'PUT',
          headers: { authorization: `Bearer ${editor.token}`, 'content-type': 'application/octet-stream' },
        });
        const timer = setInterval(() => sending.write(Buffer.alloc(chunk)), every);
        sending.on('response', (reply) => {
          clearInterval(timer);
          reply.resume();
          sending.destroy();
          resolve(reply.statusCode ?? 0);
        });
        sending.on('error', (error) => {
          clearInterval(timer);
          reject(error);
        });
        sending.flushHeaders();
      });
    }
  });

  describe('in the dossier', () => {
    const submit = (id: string) =>
      app.post<ApplicationView & { reasons?: { rule: string; pointer?: string }[] }>(`/v1/applications/${id}/submit`, holder);

    it('counts for a submission once stored, and is frozen with it', async () => {
      const { id } = await draft();
      const missing = await submit(id);
      expect(missing.status).toBe(422);
      // The bank details are not essential; the deliberation may be announced, but is not.
      expect(rules(missing.body as never)).toEqual([
        ['requiredDocumentsListed', '/documents'],
        ['requiredDocumentsListed', '/documents'],
        ['requiredDocumentsListed', '/documents'],
      ]);
      const patched = await app.patch<ApplicationView>(`/v1/applications/${id}`, editor, {
        ifMatch: 1,
        body: {
          documents: [
            { code: 'DELIBERATION', provided: 'TO_FOLLOW' },
            { code: 'BUDGET', provided: 'ATTACHED' },
          ],
        },
      });
      expect(patched.status).toBe(200);
      const form = await upload(app, editor, id, pdf('% form'), { code: 'APPLICATION_FORM', fileName: 'formulaire.pdf' });
      // The holder's word is not a file.
      expect(rules((await submit(id)).body as never)).toEqual([['requiredDocumentsListed', '/documents']]);
      await upload(app, editor, id, pdf('% budget 1'));
      const budget = await upload(app, editor, id, pdf('% budget 2'));
      const submitted = await submit(id);
      expect(submitted.status).toBe(200);
      expect(submitted.body.awardConditions).toEqual([
        { code: 'RIB', label: 'Relevé d’identité bancaire', essential: false, announced: false },
        { code: 'DELIBERATION', label: expect.any(String), essential: true, announced: true },
      ]);
      const { body: version } = await app.get<{ content: { files: unknown[] } }>(`/v1/applications/${id}/versions/1`, holder);
      expect(version.content.files).toEqual([
        { code: 'APPLICATION_FORM', version: 1, name: 'formulaire.pdf', size: form.body.size, sha256: form.body.sha256 },
        { code: 'BUDGET', version: 2, name: 'budget.pdf', size: budget.body.size, sha256: budget.body.sha256 },
      ]);

      expect((await announce(app, editor, id, { size: 10 })).body.code).toBe('transition-not-allowed');
      const kept = await app.post(`/v1/documents/${budget.body.id}/detach`, editor);
      expect(rules(kept.body as never)).toEqual([
        ['dossierIsWritten', undefined],
        ['fileNotSubmitted', undefined],
      ]);
    });

    it('an upload that ends after the submission is not part of it', async () => {
      const { id } = await draft();
      const slot = await announce(app, editor, id, { size: pdf().length });
      await app.database.read
        .$executeRaw`UPDATE application SET state = 'SUBMITTED', number = 'X-2', submitted_version = 1 WHERE id = ${id}::uuid`;
      const late = await put(app.address, editor, slot.body.id, pdf());
      expect([late.status, rules(late.body)]).toEqual([422, [['dossierTakesFile', undefined]]]);
    });

    it('takes what an agency asks for while incomplete, without touching what was submitted', async () => {
      const completion = {
        items: [{ code: 'LEASE', label: 'Bail du local' }],
        dueOn: '2023-07-01',
        dueAt: '2023-07-01T21:59:59.999Z',
        askedAt: '2023-06-10T08:00:00Z',
        askedBy: caf.personId,
      };
      const { id } = await draft('INCOMPLETE', { completion });
      const { status, body } = await upload(app, editor, id, pdf(), { code: 'LEASE', fileName: 'bail.pdf' });
      expect([status, body.label]).toEqual([200, 'Bail du local']);
      expect((await filesOf(id, caf)).map(({ code }) => code)).toEqual(['LEASE']);
      expect((await app.post(`/v1/documents/${body.id}/detach`, editor)).status).toBe(200);
      expect(await filesOf(id, caf)).toEqual([]);
    });

    it('takes what the award waits for, once, and nothing else', async () => {
      const { id } = await draft('AWARDED');
      const rib = await upload(app, editor, id, pdf(), { code: 'RIB', fileName: 'rib.pdf' });
      expect(rib.status).toBe(200);
      const again = await announce(app, editor, id, { code: 'RIB', fileName: 'rib.pdf', size: 10 });
      expect(rules(again.body)).toEqual([['dossierTakesFile', '/code']]);
      const view = await app.get<ApplicationView>(`/v1/applications/${id}`, holder);
      expect(view.body.awardConditions.map(({ code }) => code)).toEqual(['APPLICATION_FORM', 'BUDGET', 'DELIBERATION']);
    });
  });

  it('lists page by page, in two questions to the database, whatever there is', async () => {
    const { id } = await draft();
    for (let count = 0; count < 5; count += 1) await upload(app, editor, id, pdf(`% ${count}`));
    await app.get('/v1/me', editor);
    const statements: string[] = [];
    const original = pg.Client.prototype.query;
    pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]): unknown {
      const [asked] = given as [string | { text?: string }];
      statements.push(typeof asked === 'string' ? asked : (asked.text ?? ''));
      return (original as unknown as (...parameters: unknown[]) => unknown).apply(this, given);
    } as unknown as typeof original;
    try {
      const first = await app.get<DocumentListView>(`/v1/applications/${id}/documents?limit=3`, editor);
      expect(statements.filter((text) => !text.includes('auth_session'))).toHaveLength(2);
      const { items, page } = first.body;
      const rest = await app.get<DocumentListView>(`/v1/applications/${id}/documents?limit=3&after=${page.next ?? ''}`, editor);
      expect([...items, ...rest.body.items].map(({ version }) => version)).toEqual([1, 2, 3, 4, 5]);
      expect(rest.body.page.next).toBeNull();
    } finally {
      pg.Client.prototype.query = original;
    }
  });

  it('sweeps what was begun and never ended, and the bytes that belong to nothing', async () => {
    const { id } = await draft();
    const slot = await announce(app, editor, id, { size: 10_000 });
    await put(app.address, editor, slot.body.id, Buffer.alloc(5_000));
    const { body: file } = await upload(app, editor, id, pdf());
    await app.post(`/v1/documents/${file.id}/detach`, editor);
    const clock = app.app.get(DocumentsClock);
    const later = (hours: number): Date => new Date(app.clock.now().getTime() + hours * 3_600_000);
    const [{ key } = { key: '' }] = await app.database.read.$queryRaw<{ key: string }[]>`
      SELECT storage_key::text AS key FROM document_file WHERE id = ${file.id}::uuid`;
    const isThere = (): boolean => readdirSync(join(folder, 'objects', key.slice(-2))).includes(key);
    expect(isThere()).toBe(true);
    await clock.tick(later(2));
    expect(isThere()).toBe(false);
    expect((await app.get(`/v1/documents/${slot.body.id}`, editor)).body.state).toBe('UPLOADING');
    await clock.tick(later(25));
    expect((await app.get(`/v1/documents/${slot.body.id}`, editor)).body.state).toBe('EXPIRED');
    expect(partials()).not.toContain(`${slot.body.id}.part`);
    const [left] = await app.database.read.$queryRaw<{ left: number }[]>`
      SELECT count(*)::int AS left FROM stored_object WHERE NOT kept AND removed_at IS NULL`;
    expect(left).toEqual({ left: 0 });
  });
});
