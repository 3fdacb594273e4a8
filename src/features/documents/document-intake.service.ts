import { Injectable } from '@nestjs/common';

import { systemActor } from '../../kernel/actor.js';
import { Refusal, type Reason } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { assertAllowed } from '../../kernel/machine.js';
import { Antivirus } from '../../platform/antivirus/antivirus.js';
import { Database } from '../../platform/database/database.service.js';
import { reasonOf } from '../../platform/inspection/findings.js';
import { inspect } from '../../platform/inspection/inspect.js';
import { refusalOf, storeJudged } from '../../platform/inspection/intake.js';
import { Storage } from '../../platform/storage/storage.js';
import { UploadFolder, type Piece } from '../../platform/storage/upload-folder.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import { Executor } from '../../platform/workflow/executor.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import type { DocumentFacts, Received, RefusedContent } from './document-facts.js';
import { DocumentBinding } from './document.binding.js';
import { documentMachine } from './document.machine.js';
import { announceObject } from './document.store.js';
import { DocumentsReader } from './documents.reader.js';
import { DocumentsService } from './documents.service.js';
import type { DocumentView } from './documents.views.js';

/** The bytes of a file: received, looked into, stored, and only then part of the dossier. */
@Injectable()
export class DocumentIntake {
  constructor(
    private readonly reader: DocumentsReader,
    private readonly documents: DocumentsService,
    private readonly uploads: UploadFolder,
    private readonly storage: Storage,
    private readonly antivirus: Antivirus,
    private readonly database: Database,
    private readonly acts: Acts,
    private readonly executor: Executor,
    private readonly binding: DocumentBinding,
  ) {}

  /**
   * Takes a piece; the last one completes the file. Who and when are judged before a byte is read, and again under the lock.
   * @throws Refusal of the executor, of `UploadFolder.append`, or rule-not-met with all that the content is not
   */
  async receive(context: RequestContext, id: string, piece: Piece): Promise<Answer<DocumentView>> {
    const { facts } = await this.reader.seen(context, id);
    const { actor, now } = context;
    assertAllowed(documentMachine, facts.documentState, this.event, { facts, input: undefined, actor, now });
    return this.uploads.alone(id, async () => {
      try {
        const received = await this.uploads.append(id, piece, facts.size);
        return received < facts.size ? await this.reader.one(context, id) : await this.complete(context, facts);
      } catch (error) {
        // What came is kept for the next try.
        throw refusalOf(error);
      }
    });
  }

  private get event(): 'receive' | 'receiveUnscanned' {
    return this.antivirus.enabled ? 'receive' : 'receiveUnscanned';
  }

  private async complete(context: RequestContext, facts: DocumentFacts): Promise<Answer<DocumentView>> {
    const { id, fileType, announcedSha256 } = facts;
    const path = this.uploads.pathOf(id);
    const { sha256, reasons } = await inspect(path, fileType);
    const altered = announcedSha256 !== null && announcedSha256 !== sha256 ? [reasonOf('fileHashMatches')] : [];
    const faults = [...altered, ...reasons];
    if (faults.length > 0) {
      await this.refuse(context, id, faults);
      throw new Refusal('rule-not-met', undefined, faults);
    }
    const storageKey = newId();
    await this.database.transaction((tx) => announceObject(tx, storageKey, id, context.now));
    await storeJudged(this.storage, storageKey, path, facts.size, sha256);
    const input: Received = { storageKey, sha256 };
    const answer = await this.acts.fire(context, this.binding, id, this.event, input, (tx) =>
      this.documents.answer(tx, context, id),
    );
    await this.uploads.drop(id);
    return answer;
  }

  /** A content that is refused ends the upload: another file is another upload, of its own size and name. */
  private async refuse({ actor, now, requestId }: RequestContext, id: string, faults: readonly Reason[]): Promise<void> {
    const input: RefusedContent = { rules: faults.map(({ rule }) => rule) };
    await this.database.transaction((tx) =>
      this.executor.fire(tx, this.binding, id, 'refuse', { actor: systemActor(actor), input, now, requestId }),
    );
    await this.uploads.drop(id);
  }
}
