// Frozen data and a version of the model give the bytes of the PDF: drawn once, when all the funders have agreed, and kept.

import { sealDocument, type DrawnDocument } from '../agreements/agreement-document.js';
import type { AmendmentData } from './amendment-data.js';
import { amendmentV1 } from './templates/amendment.v1.js';

/** By version, from 1: the older ones stay for what they wrote. */
const TEMPLATES = [amendmentV1] as const;
export const MODEL_VERSION = TEMPLATES.length;
const [current] = TEMPLATES;

export function drawAmendment(data: AmendmentData): Promise<DrawnDocument> {
  const { title, blocks } = current(data);
  return sealDocument(data, {
    title,
    author: data.funders.map(({ name }) => name).join(', '),
    reference: `Avenant ${data.amendmentId}, modèle v${MODEL_VERSION}`,
    at: new Date(data.writtenAt),
    blocks,
  });
}
