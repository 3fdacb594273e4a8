// One funder refuses its part, version 1. Published: a change is a new version (templates.spec.ts pins it).

import type { ArchiveBlock } from '../../../platform/documents/archive-document.js';
import type { LetterData } from '../letter-data.js';
import { amounts, appeal, dispensed, head, paragraph, reasons, signature, titled } from './parts.v1.js';

const TITLE = 'Refus d’un financeur';

export function legRefusalV1(data: LetterData): { title: string; blocks: ArchiveBlock[] } {
  const [funder = ''] = data.parts.map((part) => part.funder);
  return {
    title: titled(TITLE, data),
    blocks: [
      ...head(TITLE, data),
      paragraph(
        `« ${funder} » refuse la part de l’aide dont il est saisi. Le programme étant cofinancé, l’attribution est suspendue ; la décision sur le dossier vous sera notifiée à part.`,
      ),
      amounts(data.parts),
      ...reasons(data),
      signature(data.signedBy, data.decidedOn),
      dispensed(),
      ...appeal(data),
    ],
  };
}
