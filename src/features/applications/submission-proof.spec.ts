import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Client } from 'pg';

import { makeApplication, makeContent, makeOrganisation } from '../../../test/support/applications.js';
import { TestApp, type Reply, type TestActor } from '../../../test/support/app.js';
import { makeCall, type MadeCall } from '../../../test/support/calls.js';
import { newId } from '../../kernel/ids.js';
import { verifyReceiptFile } from './receipt.rules.js';

interface Acknowledgement {
  kind: string;
  receiptNumber: string;
  silenceOn: string | null;
  subject: string;
  body: string[];
  sentAgain: number;
  code?: string;
}

describe('what proves a submission', () => {
  let app: TestApp;
  let call: MadeCall;
  let holder: TestActor;
  let editor: TestActor;
  let caf: TestActor;
  let ddets: TestActor;
  let jury: TestActor;
  let stranger: TestActor;
  let organisation: Awaited<ReturnType<typeof makeOrganisation>>;
  const folder = mkdtempSync(join(tmpdir(), 'cofund-proof-'));

  beforeAll(async () => {
    app = await TestApp.start({ environment: { DATA_DIR: folder } });
    call = await makeCall(app, { settings: { graceSeconds: 30 } });
    organisation = await makeOrganisation(app, { department: '31', holderType: 'ASSOCIATION', name: 'Les Petits Pas' });
    holder = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: organisation.id });
    editor = await app.actor({ role: 'HOLDER_EDITOR', organisationId: organisation.id });
    caf = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-31' });
    ddets = await app.actor({ role: 'DDETS_INSTRUCTOR', territory: 'DEP-31' });
    jury = await app.actor({ role: 'REGIONAL_JURY', territory: 'REG-76' });
    stranger = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: (await makeOrganisation(app)).id });
    const admin = await app.actor({ role: 'ADMINISTRATOR', territory: 'FR' });
    const agency = { kind: 'CAF', name: 'Caf de la Haute-Garonne', territory: 'DEP-31', contactEmail: 'fipe@caf31.example' };
    const made = await app.post<{ id: string }>('/v1/agencies', admin, { body: { ...agency, contactPhone: '05 61 99 77 44' } });
    expect(made.status).toBe(201);
    const edited = await app.patch(`/v1/agencies/${made.body.id}`, admin, {
      ifMatch: 1,
      body: { postalAddress: '24 rue Riquet, Toulouse' },
    });
    expect(edited.body).toMatchObject({ contactPhone: '05 61 99 77 44', postalAddress: '24 rue Riquet, Toulouse' });
    await app.jobs.start();
  });
  afterAll(async () => {
    await app.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => app.clock.set(new Date('2023-06-15T08:00:00Z')));

  const url = (id: string, rest = ''): string => `/v1/applications/${id}${rest}`;
  const draft = async (owner = organisation): Promise<string> =>
    (await makeApplication(app, { call, organisation: owner, department: '31', state: 'DRAFT', content: makeContent(call) })).id;
  const submitted = async (): Promise<{ id: string; number: string; receipt: { number: string; hash: string } }> => {
    const id = await draft();
    const reply = await app.post<{ number: string; receipt: { number: string; hash: string } }>(url(id, '/submit'), holder);
    expect(reply.status).toBe(200);
    return { ...reply.body, id };
  };
  const keys = async (): Promise<string[]> =>
    (await app.get<{ items: { publicKey: string }[] }>('/v1/receipts/keys')).body.items.map(({ publicKey }) => publicKey);
  const fileOf = async (id: string, version = 1, who = holder): Promise<string> =>
    (await app.get<string>(url(id, `/versions/${version}/receipt`), who, { headers: { accept: 'text/plain' } })).body;
  const mails = (): number => readdirSync(join(folder, 'mail')).length;

  describe('the receipt', () => {
    it('is signed with the submission, verifiable with the published key, and agrees with the frozen version', async () => {
      const { id, number, receipt } = await submitted();
      const reply = await app.get(url(id, '/versions/1/receipt'), holder);
      expect(reply.headers['content-disposition']).toBe(`attachment; filename="${receipt.number}.json"`);
      const file = Buffer.from(JSON.stringify(reply.body));
      const { content } = (await app.get<{ content: object }>(url(id, '/versions/1'), holder)).body;
      const verdict = verifyReceiptFile(file, await keys(), content);
      expect(verdict).toMatchObject({
        genuine: true,
        receipt: {
          number: receipt.number,
          submittedAt: '2023-06-15T08:00:00.000Z',
          application: { id, number },
          organisation: { name: 'Les Petits Pas' },
          withinGrace: false,
          late: false,
          content: { sha256: receipt.hash },
        },
      });
      expect(Object.keys(content).sort()).toEqual(
        Object.keys((verdict as unknown as { receipt: { content: { fields: object } } }).receipt.content.fields).sort(),
      );
    });

    it('proves its number to anyone, and tells nothing else', async () => {
      const { id, receipt } = await submitted();
      const reply = await app.get(`/v1/receipts/${receipt.number}`);
      expect(reply.status).toBe(200);
      expect(Object.keys(reply.body).sort()).toEqual(
        ['hash', 'keyId', 'number', 'receiptHash', 'signature', 'status', 'submittedAt'].sort(),
      );
      expect(reply.body).toMatchObject({ status: 'GENUINE', hash: receipt.hash, submittedAt: '2023-06-15T08:00:00.000Z' });
      expect(JSON.stringify(reply.body)).not.toMatch(/Petits|Requalification|ASSOCIATION/);
      expect(JSON.stringify(reply.body)).not.toContain(id);
      for (const unknown of ['R-2023-31-99999-1', 'x', "R-'--", 'R-2023-31-00001-1%00', encodeURIComponent('R-../../x')]) {
        expect([unknown, (await app.get(`/v1/receipts/${unknown}`)).status]).toEqual([unknown, 404]);
      }
    });

    it('says so when what is stored was changed behind the application', async () => {
      const { receipt } = await submitted();
      const superuser = new Client({ connectionString: app.testDatabase.superuserUrl });
      await superuser.connect();
      try {
        await superuser.query('SET session_replication_role = replica');
        await superuser.query(
          `UPDATE receipt SET document = replace(document, 'Les Petits Pas', 'Les Grands Pas') WHERE number = $1`,
          [receipt.number],
        );
      } finally {
        await superuser.end();
      }
      expect((await app.get(`/v1/receipts/${receipt.number}`)).body).toMatchObject({ status: 'ALTERED' });
    });

    it('keeps every receipt and letter against the application itself', async () => {
      const { id } = await submitted();
      const db = app.database.read;
      await expect(db.$executeRaw`UPDATE receipt SET signature = 'x' WHERE application_id = ${id}::uuid`).rejects.toThrow();
      await expect(db.$executeRaw`DELETE FROM receipt WHERE application_id = ${id}::uuid`).rejects.toThrow();
      await expect(db.$executeRaw`UPDATE acknowledgement SET letter = '{}' WHERE application_id = ${id}::uuid`).rejects.toThrow();
      await expect(db.$executeRaw`DELETE FROM receipt_key`).rejects.toThrow();
    });

    it('says that a dossier is within the grace, or late, and each version has its own', async () => {
      const [inGrace, late] = [await draft(), await draft()];
      app.clock.set(new Date(call.deadlineAt.getTime() + 30_000));
      await app.post(url(inGrace, '/submit'), holder);
      app.clock.set(new Date(call.deadlineAt.getTime() + 30_001));
      await app.post(url(late, '/file-late'), holder);
      const read = async (id: string): Promise<object> =>
        (JSON.parse(JSON.stringify(await fileOf(id))) as { receipt: object }).receipt;
      expect(await read(inGrace)).toMatchObject({ withinGrace: true, late: false, graceSeconds: 30 });
      expect(await read(late)).toMatchObject({ withinGrace: false, late: true });

      app.clock.set(new Date('2023-09-10T08:00:00Z'));
      await app.post(url(inGrace, '/declare-incomplete'), caf, { body: { items: [{ code: 'RIB', label: 'RIB' }] } });
      app.clock.set(new Date('2023-09-12T08:00:00Z'));
      expect((await app.post(url(inGrace, '/answer-completion'), holder)).status).toBe(200);
      const second = JSON.parse(JSON.stringify(await fileOf(inGrace, 2))) as { receipt: object };
      expect(second.receipt).toMatchObject({ version: 2, withinGrace: false, late: false });
      expect(verifyReceiptFile(Buffer.from(JSON.stringify(second)), await keys())).toMatchObject({ genuine: true });
    });

    it('still proves after the key has changed', async () => {
      const { id, receipt } = await submitted();
      const rotated = await TestApp.start({ environment: { DATA_DIR: folder, RECEIPT_SIGNING_KEY: '' } });
      try {
        // A key of its own under the data folder: another one than the specs' key.
        const other = (await rotated.get<{ items: { keyId: string; current: boolean }[] }>('/v1/receipts/keys')).body.items;
        expect(other).toHaveLength(1);
        const mine = (await app.get<{ items: { keyId: string; current: boolean }[] }>('/v1/receipts/keys')).body.items;
        expect(mine.map(({ current }) => current)).toEqual([true]);
        expect(other[0]?.keyId).not.toBe(mine[0]?.keyId);
      } finally {
        await rotated.stop();
      }
      expect((await app.get(`/v1/receipts/${receipt.number}`)).body).toMatchObject({ status: 'GENUINE' });
      expect(verifyReceiptFile(Buffer.from(JSON.stringify(await fileOf(id))), await keys())).toMatchObject({ genuine: true });
    });

    it('is checked by the command, offline', async () => {
      const { id } = await submitted();
      const receiptPath = join(folder, 'receipt.json');
      const keyPath = join(folder, 'keys.json');
      const contentPath = join(folder, 'content.json');
      writeFileSync(receiptPath, JSON.stringify(await fileOf(id)));
      writeFileSync(keyPath, JSON.stringify((await app.get('/v1/receipts/keys')).body));
      writeFileSync(contentPath, JSON.stringify((await app.get(url(id, '/versions/1'), holder)).body.content));
      const run = (...given: string[]): Promise<{ code: number | null; out: string; err: string }> =>
        new Promise((resolve, reject) => {
          const child = spawn(
            process.execPath,
            ['--import', join(process.cwd(), 'test/support/swc-loader.mjs'), 'src/cli/receipt-verify.ts', ...given],
            { env: { PATH: process.env.PATH, DATA_DIR: join(folder, 'none') } },
          );
          let [out, err] = ['', ''];
          child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
          child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
          child.once('error', reject);
          child.once('close', (code) => resolve({ code, out, err }));
        });
      const good = await run(receiptPath, keyPath, contentPath);
      expect([good.code, JSON.parse(good.out)]).toEqual([0, expect.objectContaining({ genuine: true, contentChecked: true })]);
      writeFileSync(contentPath, '{}');
      expect(await run(receiptPath, keyPath, contentPath)).toMatchObject({ code: 1, out: expect.stringContaining('content') });
      writeFileSync(receiptPath, JSON.stringify(await fileOf(id)).replace('Les Petits Pas', 'Les Petits Bas'));
      expect(await run(receiptPath, keyPath)).toMatchObject({ code: 1, err: expect.stringContaining('modifié') });
      expect(await run(receiptPath)).toMatchObject({ code: 2, err: expect.stringContaining('clé publique') });
      expect(await run()).toMatchObject({ code: 2 });
    }, 60_000);
  });

  describe('the acknowledgement', () => {
    it('says date, service, contact, what silence means and when, and the appeals', async () => {
      const { id, number, receipt } = await submitted();
      const { body } = await app.get<Acknowledgement>(url(id, '/acknowledgement'), holder);
      expect(body).toMatchObject({ kind: 'SUBMISSION', receiptNumber: receipt.number, silenceOn: '2023-08-15', sentAgain: 0 });
      expect(body.subject).toBe(`Accusé de réception — ${number}`);
      const text = body.body.join('\n');
      for (const part of [
        'Dossier déposé le 15 juin 2023 à 10:00 (heure de Paris).',
        'Service chargé du dossier : Caf de la Haute-Garonne, courriel fipe@caf31.example, téléphone 05 61 99 77 44, 24 rue Riquet, Toulouse.',
        'Sans décision expresse à la fin du 15 août 2023',
        'réputée rejetée (code des relations entre le public et l’administration, article L231-4)',
        'ce délai est suspendu',
        'dans les deux mois',
        call.settings.appealText.fr,
        receipt.hash,
      ]) {
        expect(text).toContain(part);
      }
      const english = await app.get<Acknowledgement>(url(id, '/acknowledgement'), holder, {
        headers: { 'accept-language': 'en' },
      });
      expect(english.body.body.join('\n')).toContain('Without an express decision by the end of 15 August 2023');
    });

    it('promises no date to a commune, and says late to who is late', async () => {
      const commune = await makeOrganisation(app, { department: '31', holderType: 'COMMUNE' });
      const mayor = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: commune.id });
      const [onTime, late, inGrace] = [await draft(commune), await draft(commune), await draft(commune)];
      await app.post(url(onTime, '/submit'), mayor);
      const first = (await app.get<Acknowledgement>(url(onTime, '/acknowledgement'), mayor)).body;
      expect(first.silenceOn).toBeNull();
      expect(first.body.join()).toContain('article L100-3');
      expect(first.body.join()).not.toContain('réputée rejetée');
      app.clock.set(new Date(call.deadlineAt.getTime() + 10_000));
      await app.post(url(inGrace, '/submit'), mayor);
      const grace = (await app.get<Acknowledgement>(url(inGrace, '/acknowledgement'), mayor)).body;
      expect(grace.body.join()).toContain('dans la tolérance de 30 secondes');
      app.clock.set(new Date(call.deadlineAt.getTime() + 40_000));
      await app.post(url(late, '/file-late'), mayor);
      const second = (await app.get<Acknowledgement>(url(late, '/acknowledgement'), mayor)).body;
      expect(second).toMatchObject({ kind: 'LATE', silenceOn: null });
      expect(second.subject).toContain('Dossier reçu hors délai');
      expect(second.body.join()).toContain('après la date limite du 31 août 2023 à 23:59 (heure de Paris)');
      expect(second.body.join()).toContain(call.settings.appealText.fr);
    });

    it('stays as it was when the agency or the title of the call changes, and is sent again word for word', async () => {
      const { id } = await submitted();
      await app.jobs.drain();
      const before = (await app.get<Acknowledgement>(url(id, '/acknowledgement'), caf)).body;
      await app.database.read.$executeRaw`UPDATE agency SET name = 'Autre nom', version = version + 1 WHERE kind = 'CAF'`;
      const already = mails();
      const reply = await app.post<Acknowledgement>(url(id, '/acknowledgement/send-again'), caf);
      expect([reply.status, reply.body]).toEqual([200, { ...before, sentAgain: 1 }]);
      await app.jobs.drain();
      // The holder's two people.
      expect(mails()).toBe(already + 2);
      expect((await app.get<Acknowledgement>(url(id, '/acknowledgement'), holder)).body.body).toEqual(before.body);
      const audit = await app.database.read.auditEntry.findMany({ where: { aggregate: 'acknowledgement', aggregateId: id } });
      expect(audit.map(({ event, capacity, actorId }) => [event, capacity, actorId])).toEqual([
        ['sendAgain', 'cafInstructor', caf.personId],
      ]);
      await app.database.read
        .$executeRaw`UPDATE agency SET name = 'Caf de la Haute-Garonne', version = version + 1 WHERE kind = 'CAF'`;
    });

    it('is sent again five times a day, once for a key, and to who may ask', async () => {
      const { id } = await submitted();
      const again = (who: TestActor, options = {}) =>
        app.post<Acknowledgement>(url(id, '/acknowledgement/send-again'), who, options);
      expect((await again(stranger)).status).toBe(404);
      expect((await again(jury)).status).toBe(403);
      expect((await again(holder, { ifMatch: 99 })).body.code).toBe('stale-version');
      expect((await again(holder, { key: null })).status).toBe(400);
      const key = newId();
      expect((await again(holder, { key })).body.sentAgain).toBe(1);
      const replayed = await again(holder, { key });
      expect([replayed.body.sentAgain, replayed.headers['idempotent-replayed']]).toEqual([1, 'true']);
      const together = await Promise.all([editor, caf, ddets, holder, editor, caf].map((who) => again(who)));
      expect(together.filter(({ status }) => status === 200)).toHaveLength(4);
      const refused = together.filter(({ status }) => status === 429);
      expect(refused).toHaveLength(2);
      expect(Number(refused[0]?.headers['retry-after'])).toBe(86_400);
      app.clock.advance(86_400_000);
      expect((await again(editor)).status).toBe(200);
      expect(await app.database.read.acknowledgementSending.count({ where: { applicationId: id } })).toBe(6);
    });

    it('does not exist before anything is filed', async () => {
      const id = await draft();
      expect((await app.get(url(id, '/acknowledgement'), holder)).status).toBe(404);
      expect((await app.post(url(id, '/acknowledgement/send-again'), holder)).status).toBe(404);
      expect((await app.get(url(id, '/versions/1/receipt'), holder)).status).toBe(404);
      expect((await app.get(url(id, '/versions/1/dossier.pdf'), holder)).status).toBe(404);
    });
  });

  describe('the dossier on paper', () => {
    it('is the same bytes each time, whose hash the answer gives, and is never cached nor run', async () => {
      const { id, number } = await submitted();
      const read = async (who: TestActor): Promise<{ headers: Headers; bytes: Buffer }> => {
        const reply = await fetch(`${app.address}${url(id, '/versions/1/dossier.pdf')}`, {
          headers: { authorization: `Bearer ${who.token}` },
        });
        expect(reply.status).toBe(200);
        return { headers: reply.headers, bytes: Buffer.from(await reply.arrayBuffer()) };
      };
      const [one, two] = [await read(holder), await read(caf)];
      expect(one.bytes.equals(two.bytes)).toBe(true);
      expect(one.bytes.subarray(0, 5).toString()).toBe('%PDF-');
      expect(one.headers.get('x-content-sha256')).toBe(createHash('sha256').update(one.bytes).digest('hex'));
      expect(one.headers.get('content-type')).toBe('application/pdf');
      expect(one.headers.get('content-disposition')).toBe(`attachment; filename="dossier-${number}-1.pdf"`);
      expect(one.headers.get('x-content-type-options')).toBe('nosniff');
      expect(one.headers.get('cache-control')).toBe('no-store');
      expect(one.headers.get('x-renderer-version')).toBe('1');
    });

    it('follows neither the organisation’s new name nor the dossier’s new state', async () => {
      const { id } = await submitted();
      const hash = async (): Promise<unknown> => {
        const reply = await app.get(url(id, '/versions/1/dossier.pdf'), holder);
        return reply.headers['x-content-sha256'];
      };
      const before = await hash();
      await app.database.read.organisation.update({ where: { id: organisation.id }, data: { name: 'Nouveau nom' } });
      await app.post(url(id, '/withdraw'), holder);
      expect(await hash()).toBe(before);
      await app.database.read.organisation.update({ where: { id: organisation.id }, data: { name: 'Les Petits Pas' } });
    });

    it('is for who sees the dossier', async () => {
      const { id } = await submitted();
      for (const path of ['dossier.pdf', 'receipt']) {
        expect((await app.get(url(id, `/versions/1/${path}`), stranger)).status).toBe(404);
        expect((await app.get(url(id, `/versions/1/${path}`))).status).toBe(401);
        for (const version of ['2', '0', '-1', 'x', '1e3', '99999999']) {
          expect((await app.get(url(id, `/versions/${version}/${path}`), holder)).status).toBe(404);
        }
      }
    });
  });

  it('is written with the submission or not at all', async () => {
    const superuser = new Client({ connectionString: app.testDatabase.superuserUrl });
    await superuser.connect();
    const id = await draft();
    try {
      await superuser.query('ALTER TABLE acknowledgement ADD CONSTRAINT broken CHECK (false) NOT VALID');
      expect((await app.post(url(id, '/submit'), holder)).status).toBe(500);
      expect((await app.get(url(id), holder)).body).toMatchObject({ state: 'DRAFT', receipt: null });
      expect(await app.database.read.applicationVersion.count({ where: { applicationId: id } })).toBe(0);
    } finally {
      await superuser.query('ALTER TABLE acknowledgement DROP CONSTRAINT broken');
      await superuser.end();
    }
    expect((await app.post(url(id, '/submit'), holder)).status).toBe(200);
  });

  it('loses and doubles nothing when a hundred are sent at once, each twice', async () => {
    const ids = await Promise.all(Array.from({ length: 100 }, () => draft()));
    const before = await app.database.read.receipt.count();
    const sent = await Promise.all(
      ids.flatMap((id) => {
        const key = newId();
        // As a client does: the same key again while the service is out of breath.
        const once = async (): Promise<Reply<{ number: string; receipt: { number: string } }>> => {
          for (;;) {
            const reply = await app.post<{ number: string; receipt: { number: string } }>(url(id, '/submit'), holder, { key });
            if (reply.status !== 503) return reply;
          }
        };
        return [once(), once()];
      }),
    );
    expect(sent.map(({ status }) => status)).toEqual(sent.map(() => 200));
    expect(new Set(sent.map(({ body }) => body.number)).size).toBe(100);
    expect(new Set(sent.map(({ body }) => body.receipt.number)).size).toBe(100);
    expect(sent.filter(({ headers }) => headers['idempotent-replayed'] === 'true')).toHaveLength(100);
    expect((await app.database.read.receipt.count()) - before).toBe(100);
    const [counts] = await app.database.read.$queryRaw<Record<string, number>[]>`
      SELECT count(*)::int AS dossiers, count(r.number)::int AS receipts, count(DISTINCT a.number)::int AS numbers,
             count(k.receipt_number)::int AS letters,
             (SELECT count(*)::int FROM audit_entry e WHERE e.event = 'submit' AND e.aggregate_id = ANY(${ids}::uuid[])) AS acts
      FROM application a LEFT JOIN receipt r ON r.application_id = a.id LEFT JOIN acknowledgement k ON k.application_id = a.id
      WHERE a.id = ANY(${ids}::uuid[]) AND a.state = 'SUBMITTED'`;
    expect(counts).toEqual({ dossiers: 100, receipts: 100, numbers: 100, letters: 100, acts: 100 });
  }, 60_000);
});
