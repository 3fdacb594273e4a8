import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';

import { Inject, Injectable } from '@nestjs/common';

import { Refusal, type Reason } from '../../kernel/errors.js';
import { attachment, MEDIA_TYPES } from '../../kernel/file-types.js';
import { newId } from '../../kernel/ids.js';
import { decide } from '../../kernel/machine.js';
import { Antivirus, AntivirusUnavailable } from '../../platform/antivirus/antivirus.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { Database } from '../../platform/database/database.service.js';
import { inspect } from '../../platform/inspection/inspect.js';
import { readLocal } from '../../platform/storage/disk.storage.js';
import { Storage, StorageFull, StorageUnavailable } from '../../platform/storage/storage.js';
import { CutShort, UploadFolder, type Piece } from '../../platform/storage/upload-folder.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import { Download, type Answer, type RequestContext } from '../../platform/workflow/request.js';
import { AgreementBinding } from './agreement.binding.js';
import { agreementMachine } from './agreement.machine.js';
import { COPY_KINDS, type CopyKind } from './agreement.rules.js';
import { announceCopy, type CopyInput } from './agreement.store.js';
import type { AgreementView } from './agreements.dto.js';
import { AgreementsService } from './agreements.service.js';

/** Copies of what was signed outside: looked into, scanned, stored under a new key, and never changed. */
@Injectable()
export class SignedCopies {
  constructor(
    private readonly agreements: AgreementsService,
    private readonly binding: AgreementBinding,
    private readonly acts: Acts,
    private readonly database: Database,
    private readonly uploads: UploadFolder,
    private readonly storage: Storage,
    private readonly antivirus: Antivirus,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * The whole file in one request. Who and when are judged before a byte is read, and again under the lock.
   * @throws Refusal of the executor, of `UploadFolder.append`, or rule-not-met with all that the content is not
   */
  async receive(context: RequestContext, id: string, kind: string, piece: Piece): Promise<Answer<AgreementView>> {
    const { facts } = await this.agreements.seen(this.database.read, context, id);
    if (!isCopyKind(kind)) throw new Refusal('not-found');
    const { actor, now } = context;
    const verdict = decide(agreementMachine, facts.agreementState, 'attachCopy', { facts, input: undefined, actor, now });
    if (!verdict.allowed) throw new Refusal(verdict.code, undefined, verdict.code === 'rule-not-met' ? verdict.reasons : []);
    const key = newId();
    try {
      const size = await this.uploads.append(key, piece, this.config.maxFileBytes);
      if (size === 0) throw new Refusal('unsupported-media-type');
      const sha256 = await this.judged(key);
      await this.database.transaction((tx) => announceCopy(tx, key, id, now));
      await this.store(key, size, sha256);
      const input: CopyInput = { kind, size, sha256, storageKey: key };
      return await this.acts.fire(context, this.binding, id, 'attachCopy', input, (tx) =>
        this.agreements.view(tx.db, context, id),
      );
    } catch (error) {
      throw translated(error);
    } finally {
      await this.uploads.drop(key);
    }
  }

  /** Exactly the bytes received. @throws Refusal not-found */
  async content(context: RequestContext, id: string, copyId: string): Promise<Answer<Download>> {
    const { row } = await this.agreements.seen(this.database.read, context, id);
    const copy = row.copies.find((one) => one.id === copyId);
    if (copy === undefined) throw new Refusal('not-found');
    const stream = await this.storage.get(copy.storageKey).catch((error: unknown) => {
      throw translated(error);
    });
    return {
      body: new Download(stream, {
        'content-type': MEDIA_TYPES.pdf,
        'content-length': String(copy.size),
        'content-disposition': attachment(`convention-${copy.kind.toLowerCase()}-${copy.id}.pdf`),
        'content-security-policy': "sandbox; default-src 'none'",
        'cross-origin-resource-policy': 'same-origin',
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
        'repr-digest': `sha-256=:${Buffer.from(copy.sha256, 'hex').toString('base64')}:`,
      }),
    };
  }

  /** @returns the hash of a PDF with nothing active in it, and nothing that the antivirus knows */
  private async judged(key: string): Promise<string> {
    const path = this.uploads.pathOf(key);
    const { sha256, reasons } = await inspect(path, 'pdf');
    if (reasons.length > 0) throw new Refusal('rule-not-met', undefined, reasons);
    if (!this.antivirus.enabled) return sha256;
    const result = await this.antivirus.scan(Readable.from(readLocal(path)));
    if (result.infected) throw new Refusal('rule-not-met', undefined, [INFECTED]);
    return sha256;
  }

  /** What is stored is what was looked into. */
  private async store(key: string, size: number, sha256: string): Promise<void> {
    const hash = createHash('sha256');
    const source = readLocal(this.uploads.pathOf(key)) as AsyncIterable<Buffer>;
    async function* passing(): AsyncGenerator<Buffer> {
      for await (const chunk of source) {
        hash.update(chunk);
        yield chunk;
      }
    }
    await this.storage.put(key, Readable.from(passing()), size);
    if (hash.digest('hex') === sha256) return;
    await this.storage.remove(key);
    throw new Refusal('conflict');
  }
}

const isCopyKind = (kind: string): kind is CopyKind => (COPY_KINDS as readonly string[]).includes(kind);

const INFECTED: Reason = {
  rule: 'copyClean',
  pointer: '/content',
  message: {
    fr: 'L’antivirus reconnaît un logiciel malveillant dans ce fichier : envoyez-en un autre.',
    en: 'The antivirus recognises malware in this file: send another one.',
  },
};

function translated(error: unknown): unknown {
  if (error instanceof StorageFull) return new Refusal('insufficient-storage');
  if (error instanceof StorageUnavailable || error instanceof AntivirusUnavailable)
    return new Refusal('unavailable', undefined, [], 5);
  if (error instanceof CutShort) return new Refusal('request-timeout');
  return error;
}
