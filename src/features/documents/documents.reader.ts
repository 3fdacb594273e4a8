import { Injectable } from '@nestjs/common';

import { Prisma } from '../../generated/prisma/client.js';
import { Refusal } from '../../kernel/errors.js';
import { assertSees } from '../../kernel/machine.js';
import { Database } from '../../platform/database/database.service.js';
import { decodeCursor, DEFAULT_LIMIT, pageOf } from '../../platform/http/pagination.js';
import { refusalOf } from '../../platform/inspection/intake.js';
import { fileDownload } from '../../platform/storage/file-download.js';
import { Storage } from '../../platform/storage/storage.js';
import { UploadFolder } from '../../platform/storage/upload-folder.js';
import type { Answer, Download, RequestContext } from '../../platform/workflow/request.js';
import { visibleApplication } from '../applications/visible-application.reader.js';
import type { DocumentFacts } from './document-facts.js';
import { seesDocument } from './document.rules.js';
import { factsOf, loadDocument, readDocuments } from './document.store.js';
import { viewDocument, type DocumentListView, type DocumentView } from './documents.views.js';

interface ListFilter {
  readonly limit?: number;
  readonly after?: string;
}

@Injectable()
export class DocumentsReader {
  constructor(
    private readonly database: Database,
    private readonly uploads: UploadFolder,
    private readonly storage: Storage,
  ) {}

  /** All the files of a dossier, every version, in the order of their announcement. Two queries, whatever their number. */
  async list(context: RequestContext, applicationId: string, query: ListFilter): Promise<Answer<DocumentListView>> {
    const { limit = DEFAULT_LIMIT } = query;
    const [after] = decodeCursor(query.after, 1) ?? [];
    const { actor } = context;
    const application = await visibleApplication(this.database.read, actor, applicationId);
    // Who sees one file of a dossier in a given state sees all those in it.
    const seen = (documentState: DocumentFacts['documentState']): boolean =>
      seesDocument.allows(actor, { ...application.facts, documentState });
    const where = [Prisma.sql`d.application_id = ${applicationId}::uuid`];
    if (!seen('UPLOADING')) where.push(Prisma.sql`d.state IN ('PENDING', 'CLEAN', 'INFECTED')`);
    if (after !== undefined) where.push(Prisma.sql`d.id > ${after}::uuid`);
    const records = await readDocuments(this.database.read, Prisma.join(where, ' AND '), limit + 1);
    const page = pageOf(
      records,
      limit,
      ({ id }) => [id],
      (record) => factsOf(record, application.facts),
    );
    const items = await Promise.all(page.items.map((facts) => this.view(facts, context)));
    return { body: { items, page: page.page }, next: page.page.next ?? undefined };
  }

  /** @throws Refusal not-found outside one's scope */
  async one(context: RequestContext, id: string): Promise<Answer<DocumentView>> {
    const { facts } = await this.seen(context, id);
    return { body: await this.view(facts, context), version: facts.rowVersion };
  }

  /**
   * The bytes, for whoever sees the dossier, now and with their own token: no address of a file is worth anything by itself.
   * @throws Refusal not-found, rule-not-met for what is not available (pending, infected), unavailable
   */
  async content(context: RequestContext, id: string): Promise<Answer<Download>> {
    return this.bytes((await this.seen(context, id)).facts);
  }

  /** To whom another feature has checked that they may have it. */
  async bytes(facts: DocumentFacts): Promise<Answer<Download>> {
    const { documentState, storageKey, name, fileType, size, sha256 } = facts;
    if (storageKey === null || documentState === 'DETACHED') throw new Refusal('not-found');
    if (documentState !== 'CLEAN') throw new Refusal('rule-not-met', undefined, [notAvailable(documentState === 'INFECTED')]);
    const stream = await this.storage.get(storageKey).catch((error: unknown) => {
      throw refusalOf(error);
    });
    return {
      body: fileDownload(stream, { name, type: fileType, size, sha256: sha256 ?? '' }),
    };
  }

  /** @throws Refusal not-found */
  async seen({ actor }: RequestContext, id: string): Promise<{ facts: DocumentFacts }> {
    const loaded = await loadDocument(this.database.read, id);
    if (loaded === undefined) throw new Refusal('not-found');
    assertSees(seesDocument, actor, loaded.facts);
    return loaded;
  }

  async view(facts: DocumentFacts, context: RequestContext): Promise<DocumentView> {
    const offset = facts.documentState === 'UPLOADING' ? await this.uploads.received(facts.id) : 0;
    return viewDocument(facts, offset, context);
  }
}

function notAvailable(infected: boolean): { rule: string; message: { fr: string; en: string } } {
  return {
    rule: 'fileAvailable',
    message: infected
      ? { fr: 'Ce fichier est infecté : demandez-en un autre.', en: 'This file is infected: ask for another one.' }
      : {
          fr: 'L’antivirus n’a pas encore examiné ce fichier : réessayez dans quelques minutes.',
          en: 'The antivirus has not examined this file yet: try again in a few minutes.',
        },
  };
}
