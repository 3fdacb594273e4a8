import { Injectable } from '@nestjs/common';

import { sha256Hex } from '../../kernel/canonical.js';
import { Refusal } from '../../kernel/errors.js';
import { Database } from '../../platform/database/database.service.js';
import type { RawJson, RequestContext } from '../../platform/workflow/request.js';
import { paperOf, type PaperSource, type SpecificationLabels } from './dossier-paper.rules.js';
import type { ReceiptDocument } from './receipt.rules.js';
import { ReceiptsReader } from './receipts.reader.js';
import { visibleApplication } from './visible-application.reader.js';

interface VersionRow {
  readonly document: string;
  readonly content: PaperSource['content'];
  readonly specification: SpecificationLabels | null;
}

export interface DossierFile {
  readonly name: string;
  readonly bytes: Buffer;
  readonly sha256: string;
  readonly rendererVersion: number;
}

const VERSION = /^[1-9]\d{0,5}$/;

/** The files of a frozen version: for whoever sees the dossier. */
@Injectable()
export class SubmissionFiles {
  constructor(
    private readonly database: Database,
    private readonly receipts: ReceiptsReader,
  ) {}

  /** @throws Refusal not-found */
  async receipt({ actor }: RequestContext, id: string, version: string): Promise<{ number: string; body: RawJson }> {
    await visibleApplication(this.database.read, actor, id);
    return this.receipts.file(id, versionOf(version));
  }

  /**
   * Drawn when asked for, from what the submission froze: the same bytes each time for one version of the renderer.
   * @throws Refusal not-found
   */
  async dossier({ actor }: RequestContext, id: string, version: string): Promise<DossierFile> {
    await visibleApplication(this.database.read, actor, id);
    const [row] = await this.database.read.$queryRaw<VersionRow[]>`
      SELECT r.document, v.content, s.content AS specification
      FROM receipt r JOIN application_version v ON v.application_id = r.application_id AND v.number = r.version
           JOIN application a ON a.id = r.application_id LEFT JOIN call_specification s ON s.call_id = a.call_id AND s.number = v.call_spec
      WHERE r.application_id = ${id}::uuid AND r.version = ${versionOf(version)}::int`;
    if (row === undefined) throw new Refusal('not-found');
    const receipt = JSON.parse(row.document) as ReceiptDocument;
    const { number, application, organisation, submittedAt } = receipt;
    const blocks = paperOf({
      receipt,
      content: row.content,
      specification: row.specification ?? {},
    });
    const frame = { title: application.title, author: organisation.name, receiptNumber: number, at: new Date(submittedAt) };
    // Loaded at the first drawing: the fonts and their tools weigh a tenth of a second, which every start would pay.
    const { drawDossier, RENDERER_VERSION } = await import('./dossier-pdf.js');
    const bytes = await drawDossier(blocks, frame);
    return {
      name: `dossier-${application.number}-${receipt.version}.pdf`,
      bytes,
      sha256: sha256Hex(bytes),
      rendererVersion: RENDERER_VERSION,
    };
  }
}

function versionOf(text: string): number {
  if (!VERSION.test(text)) throw new Refusal('not-found');
  return Number(text);
}
