import { Inject, Injectable } from '@nestjs/common';

import { Refusal, type Reason } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { assertAllowed } from '../../kernel/machine.js';
import { Antivirus } from '../../platform/antivirus/antivirus.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { Database } from '../../platform/database/database.service.js';
import { judgedPdf, refusalOf, storeJudged } from '../../platform/inspection/intake.js';
import { fileDownload } from '../../platform/storage/file-download.js';
import { Storage } from '../../platform/storage/storage.js';
import { UploadFolder, type Piece } from '../../platform/storage/upload-folder.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import type { Answer, Download, RequestContext } from '../../platform/workflow/request.js';
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
    assertAllowed(agreementMachine, facts.agreementState, 'attachCopy', { facts, input: undefined, actor, now });
    const key = newId();
    const path = this.uploads.pathOf(key);
    try {
      const size = await this.uploads.append(key, piece, this.config.maxFileBytes);
      if (size === 0) throw new Refusal('unsupported-media-type');
      const sha256 = await judgedPdf(path, this.antivirus, INFECTED);
      await this.database.transaction((tx) => announceCopy(tx, key, id, now));
      await storeJudged(this.storage, key, path, size, sha256);
      const input: CopyInput = { kind, size, sha256, storageKey: key };
      return await this.acts.fire(context, this.binding, id, 'attachCopy', input, (tx) =>
        this.agreements.view(tx.db, context, id),
      );
    } catch (error) {
      throw refusalOf(error);
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
      throw refusalOf(error);
    });
    return {
      body: fileDownload(stream, {
        name: `convention-${copy.kind.toLowerCase()}-${copy.id}.pdf`,
        type: 'pdf',
        size: copy.size,
        sha256: copy.sha256,
      }),
    };
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
