import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { TestApp, type TestActor } from '../../../test/support/app.js';
import { makeApplication, makeContent, type MadeApplication } from '../../../test/support/applications.js';
import { makeCall } from '../../../test/support/calls.js';
import { freePort, hasClamd, NO_CLAMD, startClamd, type Clamd } from '../../../test/support/clamd.js';
import { docx, eicar, openDocument, pdf, png, upload, xlsx, type DocumentReply } from '../../../test/support/documents.js';
import { DocumentsClock } from './documents.clock.js';

interface Desk {
  readonly app: TestApp;
  readonly holder: TestActor;
  readonly application: MadeApplication;
  readonly storage: string;
}

async function openDesk(clamdUrl: string): Promise<Desk> {
  const storage = mkdtempSync(join(tmpdir(), 'cofund-scans-'));
  const app = await TestApp.start({ environment: { CLAMD_URL: clamdUrl, STORAGE_DIR: storage } });
  const call = await makeCall(app, { settings: { documentsByUpload: true } });
  const content = { ...makeContent(call), documents: [{ code: 'DELIBERATION', provided: 'TO_FOLLOW' as const }] };
  const application = await makeApplication(app, { call, department: '31', state: 'DRAFT', content });
  const holder = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: application.organisationId });
  await app.jobs.start();
  return { app, holder, application, storage };
}

async function closeDesk({ app, storage }: Desk): Promise<void> {
  await app.stop();
  rmSync(storage, { recursive: true, force: true });
}

const stateOf = async ({ app, holder }: Desk, id: string) =>
  (await app.get<DocumentReply['body']>(`/v1/documents/${id}`, holder)).body;
const later = ({ app }: Desk, minutes: number): Date => new Date(app.clock.now().getTime() + minutes * 60_000);

describe('an antivirus that does not answer as it should', () => {
  let desk: Desk;
  let server: Server;
  let behaviour: 'garbage' | 'hangs up' | 'size limit' = 'garbage';

  beforeAll(async () => {
    server = createServer((socket) => {
      socket.on('error', () => undefined);
      if (behaviour === 'hangs up') socket.destroy();
      // Reads what is sent, then says something that is no verdict.
      else {
        socket.on('data', () => undefined);
        setTimeout(
          () => socket.end(behaviour === 'garbage' ? 'OK stream: nothing\0' : 'INSTREAM size limit exceeded. ERROR\0'),
          20,
        );
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    desk = await openDesk(`tcp://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
  afterAll(async () => {
    await closeDesk(desk);
    await new Promise((resolve) => server.close(resolve));
  });

  it.each(['garbage', 'hangs up', 'size limit'] as const)('%s: the file stays pending, and is given to nobody', async (kind) => {
    behaviour = kind;
    const { app, holder, application } = desk;
    const { status, body } = await upload(app, holder, application.id, pdf());
    expect([status, body.state]).toEqual([200, 'PENDING']);
    await app.jobs.drain();
    expect((await stateOf(desk, body.id)).state).toBe('PENDING');
    const content = await app.get<DocumentReply['body']>(`/v1/documents/${body.id}/content`, holder);
    expect([content.status, content.body.reasons?.map(({ rule }) => rule)]).toEqual([422, ['fileAvailable']]);
  });

  it('is asked again, once each time, until it answers', async () => {
    const clock = desk.app.app.get(DocumentsClock);
    expect((await clock.tick(later(desk, 4))).rescanned).toBe(0);
    expect((await clock.tick(later(desk, 6))).rescanned).toBe(3);
    expect((await clock.tick(later(desk, 6))).rescanned).toBe(0);
    await desk.app.jobs.drain();
    expect((await clock.tick(later(desk, 12))).rescanned).toBe(3);
  });

  it('does not stop a submission: a pending file is there', async () => {
    const { app, holder, application } = desk;
    await upload(app, holder, application.id, pdf(), { code: 'APPLICATION_FORM', fileName: 'a.pdf' });
    expect((await app.post(`/v1/applications/${application.id}/submit`, holder)).status).toBe(200);
  });
});

if (!hasClamd) console.info(NO_CLAMD);
const describeWithClamd = hasClamd ? describe : describe.skip;

describeWithClamd(`an antivirus (${hasClamd ? 'clamd' : NO_CLAMD})`, () => {
  let clamd: Clamd;
  let desk: Desk;

  beforeAll(async () => {
    clamd = await startClamd();
    desk = await openDesk(clamd.url);
  }, 60_000);
  afterAll(async () => {
    await closeDesk(desk);
    await clamd.stop();
  });

  const wrapped = async (): Promise<readonly (readonly [string, string, Buffer])[]> => {
    const inside = { name: 'word/media/note.txt', bytes: eicar() };
    return [
      ['plain', 'a.txt', eicar()],
      ['in a document', 'a.docx', await docx(inside)],
      ['in a sheet', 'a.xlsx', await xlsx({ ...inside, compress: false })],
      ['in an OpenDocument', 'a.odt', await openDocument('text', inside)],
      ['in a document in a document', 'a.docx', await docx({ name: 'word/embeddings/a.xlsx', bytes: await xlsx(inside) })],
      ['in a PDF', 'a.pdf', pdf(`5 0 obj\n<< /Length 68 >>\nstream\n${eicar().toString()}\nendstream\nendobj`)],
      [
        'behind a PNG’s pixels',
        'a.png',
        png(1, 1, Buffer.concat([Buffer.from([0, 0, 0, 68]), Buffer.from('teXt'), eicar(), Buffer.alloc(4)])),
      ],
    ];
  };

  it('condemns a known virus however it is wrapped, and lets the rest through', async () => {
    const { app, holder, application } = desk;
    const ids = new Map<string, string>();
    for (const [name, fileName, bytes] of await wrapped()) {
      const { status, body } = await upload(app, holder, application.id, bytes, { fileName });
      expect([name, status, body.state]).toEqual([name, 200, 'PENDING']);
      ids.set(name, body.id);
    }
    const clean = await upload(app, holder, application.id, pdf('', 2_000_000));
    await app.jobs.drain();
    for (const [name, id] of ids) {
      const { state, signature, current, waitingOn } = await stateOf(desk, id);
      expect([name, state, current, waitingOn]).toEqual([name, 'INFECTED', false, 'le porteur']);
      expect(signature).toMatch(/Eicar/i);
      expect((await app.get(`/v1/documents/${id}/content`, holder)).status).toBe(422);
    }
    expect(await stateOf(desk, clean.body.id)).toMatchObject({ state: 'CLEAN', scanned: true, current: true });
    expect((await app.get(`/v1/documents/${clean.body.id}/content`, holder)).status).toBe(200);
  });

  it('leaves an infected document missing, and its bytes to the sweeper', async () => {
    const { app, holder, application, storage } = desk;
    await upload(app, holder, application.id, eicar(), { code: 'APPLICATION_FORM', fileName: 'a.txt' });
    await app.jobs.drain();
    const refused = await app.post<DocumentReply['body']>(`/v1/applications/${application.id}/submit`, holder);
    expect(refused.body.reasons?.map(({ rule }) => rule)).toEqual(['requiredDocumentsListed']);
    await app.app.get(DocumentsClock).tick(later(desk, 90));
    const left = readdirSync(join(storage, 'objects')).flatMap((shard) => readdirSync(join(storage, 'objects', shard)));
    const [{ kept } = { kept: 0 }] = await app.database.read.$queryRaw<{ kept: number }[]>`
      SELECT count(*)::int AS kept FROM document_file WHERE state = 'CLEAN'`;
    expect(left).toHaveLength(kept);
  });

  it('is caught up with once it is back, without a restart', async () => {
    const port = await freePort();
    const away = await openDesk(`tcp://127.0.0.1:${port}`);
    try {
      const { body } = await upload(away.app, away.holder, away.application.id, pdf());
      await away.app.jobs.drain();
      expect((await stateOf(away, body.id)).state).toBe('PENDING');
      const back = await startClamd(port);
      try {
        await away.app.app.get(DocumentsClock).tick(later(away, 6));
        await away.app.jobs.drain();
        expect(await stateOf(away, body.id)).toMatchObject({ state: 'CLEAN', scanned: true });
      } finally {
        await back.stop();
      }
    } finally {
      await closeDesk(away);
    }
  }, 60_000);
});
