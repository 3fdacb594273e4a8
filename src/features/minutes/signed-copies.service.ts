import { readFile } from 'node:fs/promises';

import { Injectable } from '@nestjs/common';

import { sha256Hex } from '../../kernel/canonical.js';
import { Refusal } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { assertAllowed } from '../../kernel/machine.js';
import { Antivirus } from '../../platform/antivirus/antivirus.js';
import { reasonOf } from '../../platform/inspection/findings.js';
import { judgedPdf, refusalOf } from '../../platform/inspection/intake.js';
import { UploadFolder, type Piece } from '../../platform/storage/upload-folder.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import { Executor } from '../../platform/workflow/executor.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { MinutesBinding } from './minutes.binding.js';
import { minutesMachine } from './minutes.machine.js';
import { MinutesReader } from './minutes.reader.js';
import type { MinutesView } from './minutes.views.js';
import { LARGEST_COPY, tooManyCopies, type ReceivedCopy } from './signed-copies.rules.js';
import { insertCopy, readCopyHashes } from './signed-copies.store.js';

const INFECTED = {
  rule: 'fileNotInfected',
  message: {
    fr: 'L’antivirus a reconnu un virus : numérisez le document de nouveau.',
    en: 'A virus was found: scan the document again.',
  },
};

/** Receives the signed copy of minutes: one PDF in one request, looked into like any file, kept with its hash and never replaced. */
@Injectable()
export class SignedCopies {
  constructor(
    private readonly acts: Acts,
    private readonly executor: Executor,
    private readonly binding: MinutesBinding,
    private readonly reader: MinutesReader,
    private readonly uploads: UploadFolder,
    private readonly antivirus: Antivirus,
  ) {}

  /**
   * Who and when are judged before a byte is read, and again under the lock. The same bytes sent again are the same copy.
   * @throws Refusal not-found, forbidden, transition-not-allowed before the signature, rule-not-met with all that the content is not
   */
  async attach(context: RequestContext, id: string, piece: Piece): Promise<Answer<MinutesView>> {
    const { actor, now } = context;
    const { facts } = await this.reader.visible(actor, id);
    assertAllowed(minutesMachine, facts.state, 'attachCopy', { facts, input: undefined, actor, now });
    return this.keep(context, id, facts.sessionId, await this.receive(piece));
  }

  private keep(context: RequestContext, id: string, sessionId: string, pdf: Buffer): Promise<Answer<MinutesView>> {
    const { actor, now, requestId } = context;
    const copy: ReceivedCopy = { sha256: sha256Hex(pdf), size: pdf.length };
    return this.acts.perform(context, async (tx) => {
      await tx.lock('session', sessionId);
      const kept = await readCopyHashes(tx.db, id);
      if (!kept.includes(copy.sha256)) {
        const reasons = tooManyCopies(kept.length);
        if (reasons.length > 0) throw new Refusal('rule-not-met', undefined, reasons);
        // Before the act: the version that the act gives counts the copies.
        await insertCopy(tx, { ...copy, minutesId: id, number: kept.length + 1, pdf, by: actor.personId, now });
        await this.executor.fire(tx, this.binding, id, 'attachCopy', { actor, input: copy, now, requestId });
      }
      return this.reader.view(tx.db, context, id);
    });
  }

  /** The whole file: it passes by a local one, so that what is looked into is what is kept. */
  private async receive(piece: Piece): Promise<Buffer> {
    const key = newId();
    try {
      await this.uploads.append(key, piece, LARGEST_COPY);
      const path = this.uploads.pathOf(key);
      const bytes = await readFile(path).catch(() => Buffer.alloc(0));
      // No byte came: there is no file to look into.
      if (bytes.length === 0) throw new Refusal('rule-not-met', undefined, [reasonOf('fileNotEmpty')]);
      await judgedPdf(path, this.antivirus, INFECTED);
      return bytes;
    } catch (error) {
      throw refusalOf(error);
    } finally {
      await this.uploads.drop(key);
    }
  }
}
