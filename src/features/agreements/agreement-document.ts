// Frozen data and a version of a model give the bytes of the PDF: drawn once, when the agreement is drafted, and kept.

import { canonicalJson, sha256Hex } from '../../kernel/canonical.js';
import { plainTextOf, type ArchiveBlock } from '../../platform/documents/archive-document.js';
import { drawArchivePdf } from '../../platform/documents/archive-pdf.js';
import type { AgreementModel } from '../calls/agreement-models.rules.js';
import type { AgreementData } from './agreement-data.js';
import { agreementV1 } from './templates/agreement.v1.js';

type Template = (data: AgreementData) => { readonly title: string; readonly blocks: readonly ArchiveBlock[] };

/** By version, from 1: the older ones stay for what they wrote. A spec compares them with the models that a call may choose. */
export const TEMPLATES: Readonly<Record<AgreementModel, readonly Template[]>> = { standard: [agreementV1] };

export interface DrawnDocument {
  /** Canonical JSON. */
  readonly data: string;
  readonly dataSha256: string;
  /** The same, word for word, without the lay-out. */
  readonly text: string;
  readonly pdf: Buffer;
  readonly pdfSha256: string;
}

interface Drawing {
  readonly title: string;
  readonly author: string;
  readonly reference: string;
  /** Moment that the PDF bears. */
  readonly at: Date;
  readonly blocks: readonly ArchiveBlock[];
}

/** Data, text and PDF of what is signed, each with its hash. */
export async function sealDocument(data: object, { blocks, ...drawing }: Drawing): Promise<DrawnDocument> {
  const pdf = await drawArchivePdf({ ...drawing, blocks });
  const json = canonicalJson(data);
  return {
    data: json,
    dataSha256: sha256Hex(json),
    text: plainTextOf({ blocks }),
    pdf,
    pdfSha256: sha256Hex(pdf),
  };
}

/** @throws RangeError for a version that never was */
export async function drawAgreement(data: AgreementData, model: AgreementModel, version: number): Promise<DrawnDocument> {
  const template = TEMPLATES[model][version - 1];
  if (template === undefined) throw new RangeError(`no version ${version} of the agreement ${model}`);
  const { title, blocks } = template(data);
  const reference = `Convention ${data.agreementId}, modèle ${model} v${version}`;
  const author = data.funders.map(({ name }) => name).join(', ');
  return sealDocument(data, { title, author, reference, at: new Date(data.draftedAt), blocks });
}
