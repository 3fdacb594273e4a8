import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { simpleParser, type AddressObject, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';

import { newId } from '../../kernel/ids.js';
import { readConfig } from '../config/config.js';
import { htmlText, plainText, type Letter } from './layout.js';
import { Mailer, type Mail } from './mailer.js';

const HOSTILE = [
  'Camille\r\nBcc: victim@example.org',
  'Camille\nSubject: other',
  'Camille\r\n\r\n<script>alert(1)</script>',
  '"Camille" <other@example.org>, Third',
  'Camille\u0000\u2028X-Injected: yes',
  '=?utf-8?q?a=0D=0ABcc:_v@example.org?=',
  'Éléonore d’Été \u202egpj.exe',
];

const addressesOf = (parsed: ParsedMail): string[] =>
  ((parsed.to as AddressObject | undefined)?.value ?? []).map(({ address }) => address ?? '');

function letterOf(name: string): Letter {
  return { subject: `Votre dossier ${name}`, greeting: `Bonjour ${name},`, body: ['Texte', [name, 'b']], closing: 'Fin' };
}

function mailOf(name: string): Mail {
  const letter = letterOf(name);
  return {
    id: newId(),
    to: { name, address: 'camille@example.org' },
    subject: letter.subject,
    text: plainText(letter),
    html: htmlText(letter, 'fr'),
  };
}

describe('the mailer', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cofund-mail-'));
  const settings = { JWT_SECRET: 'x'.repeat(48), DATA_DIR: folder, MAIL_FROM: 'Fonds <fonds@cofund.example>' };
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('writes files where no server is configured, under the id of the outbox row', async () => {
    const mailer = new Mailer(readConfig(settings));
    const mail = mailOf('Éléonore');
    await mailer.send(mail);
    await mailer.send(mail);
    expect(readdirSync(join(folder, 'mail'))).toEqual([`${mail.id}.eml`]);
    const parsed = await simpleParser(readFileSync(join(folder, 'mail', `${mail.id}.eml`)));
    expect(parsed).toMatchObject({ messageId: `<${mail.id}@cofund.example>`, subject: 'Votre dossier Éléonore' });
    expect(parsed.text).toContain('Bonjour Éléonore,');
  });

  describe('over SMTP', () => {
    const received: { recipients: string[]; raw: string }[] = [];
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData(stream, session, done) {
        let raw = '';
        stream.on('data', (chunk: Buffer) => (raw += chunk.toString('utf8')));
        stream.on('end', () => {
          received.push({ recipients: session.envelope.rcptTo.map(({ address }) => address), raw });
          done();
        });
      },
    });
    let mailer: Mailer;
    beforeAll(async () => {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
      const { port } = server.server.address() as { port: number };
      mailer = new Mailer(readConfig({ ...settings, SMTP_URL: `smtp://127.0.0.1:${port}` }));
    });
    afterAll(async () => {
      await mailer.onModuleDestroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    });
    beforeEach(() => (received.length = 0));

    it.each(HOSTILE)('lets no name add a header or a recipient: %j', async (name) => {
      const mail = mailOf(name);
      await mailer.send(mail);
      expect(received).toHaveLength(1);
      const [{ recipients, raw }] = received as [{ recipients: string[]; raw: string }];
      expect(recipients).toEqual(['camille@example.org']);
      const parsed = await simpleParser(raw);
      expect(addressesOf(parsed)).toEqual(['camille@example.org']);
      expect(parsed.bcc).toBeUndefined();
      expect([...parsed.headers.keys()].sort()).toEqual(
        ['auto-submitted', 'content-type', 'date', 'from', 'message-id', 'mime-version', 'subject', 'to'].sort(),
      );
      expect(parsed.messageId).toBe(`<${mail.id}@cofund.example>`);
      expect(parsed.html).not.toContain('<script>');
      expect(parsed.subject).toMatch(/^Votre dossier/);
    });

    it('reports a refusal of the server', async () => {
      const closed = new Mailer(readConfig({ ...settings, SMTP_URL: 'smtp://127.0.0.1:1' }));
      await expect(closed.send(mailOf('x'))).rejects.toThrow();
      await closed.onModuleDestroy();
    });
  });
});
