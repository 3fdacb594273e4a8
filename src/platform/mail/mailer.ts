import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { SendMailOptions, Transporter } from 'nodemailer';

import { CONFIG, type Config } from '../config/config.js';

export interface Mail {
  /** The outbox row's id: makes the Message-ID, so that a mail sent twice by a crash is one mail for its reader. */
  readonly id: string;
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** What could end a header line, or show another text than the one sent. */
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g;
const oneLine = (text: string): string => text.replace(UNSAFE, ' ').trim();

const SMTP_LIMITS_MS = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 };

/** Sends over SMTP, or writes `.eml` files to `<dataDir>/mail` where no SMTP server is configured. */
@Injectable()
export class Mailer implements OnModuleDestroy {
  private transport: Promise<Transporter> | undefined;
  private readonly smtpUrl: string | undefined;
  private readonly folder: string;
  private readonly from: string;
  private readonly domain: string;

  constructor(@Inject(CONFIG) { smtpUrl, mailFrom, dataDir }: Config) {
    this.smtpUrl = smtpUrl;
    this.from = oneLine(mailFrom);
    this.domain = /@([a-z0-9.-]+)/i.exec(mailFrom)?.[1] ?? 'localhost';
    this.folder = join(dataDir, 'mail');
  }

  messageIdOf(id: string): string {
    return `<${id}@${this.domain}>`;
  }

  /** @throws Error when the server refuses it or cannot be reached */
  async send(mail: Mail): Promise<void> {
    const message: SendMailOptions = {
      from: this.from,
      // Objects, not a string: a name that looks like an address list stays a name.
      to: { name: oneLine(mail.to.name), address: oneLine(mail.to.address) },
      subject: oneLine(mail.subject),
      text: mail.text,
      html: mail.html,
      messageId: this.messageIdOf(mail.id),
      headers: { 'Auto-Submitted': 'auto-generated' },
      disableFileAccess: true,
      disableUrlAccess: true,
    };
    const sent: unknown = await (await (this.transport ??= this.open())).sendMail(message);
    if (this.smtpUrl !== undefined) return;
    const { message: raw } = sent as { message: Buffer };
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const path = join(this.folder, `${mail.id}.eml`);
    // Written aside then renamed: whoever reads the folder never sees half a message.
    await writeFile(`${path}.new`, raw, { mode: 0o600 });
    await rename(`${path}.new`, path);
  }

  async onModuleDestroy(): Promise<void> {
    (await this.transport)?.close();
  }

  /** At the first mail: an API without jobs sends none, and starts without the package. */
  private async open(): Promise<Transporter> {
    const { createTransport } = await import('nodemailer');
    return this.smtpUrl === undefined
      ? createTransport({ streamTransport: true, buffer: true, newline: 'windows' })
      : createTransport({ url: this.smtpUrl, pool: true, maxConnections: 2, ...SMTP_LIMITS_MS });
  }
}
