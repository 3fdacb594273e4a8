// Frozen data and a template version give the bytes of the PDF: the same ones each time, wherever it is drawn.

import { canonicalJson, sha256Hex } from '../../kernel/canonical.js';
import type { ArchiveBlock } from '../../platform/documents/archive-document.js';
import { drawArchivePdf } from '../../platform/documents/archive-pdf.js';
import type { MinutesData } from './minutes-data.js';
import { minutesV1 } from './templates/minutes.v1.js';

type Template = (data: MinutesData) => { readonly title: string; readonly blocks: readonly ArchiveBlock[] };

/** The newest version writes, the older ones stay for what they wrote. */
const TEMPLATES: readonly Template[] = [minutesV1];
export const TEMPLATE_VERSION = TEMPLATES.length;

export interface DrawnMinutes {
  /** Canonical JSON. */
  readonly data: string;
  readonly dataSha256: string;
  readonly pdf: Buffer;
  readonly pdfSha256: string;
}

/** @throws RangeError for a template version that never was */
export async function drawMinutes(data: MinutesData, templateVersion = TEMPLATE_VERSION): Promise<DrawnMinutes> {
  const template = TEMPLATES[templateVersion - 1];
  if (template === undefined) throw new RangeError(`no template ${templateVersion} of minutes`);
  const { title, blocks } = template(data);
  const reference = `Procès-verbal ${data.minutesId}, n° ${data.number}, projet ${data.draft}, modèle v${templateVersion}`;
  const pdf = await drawArchivePdf({ title, author: data.committee.name, reference, at: new Date(data.draftedAt), blocks });
  const text = canonicalJson(data);
  return { data: text, dataSha256: sha256Hex(text), pdf, pdfSha256: sha256Hex(pdf) };
}
