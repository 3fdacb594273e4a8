// A funder suspends its share, or records that it lapsed, version 1. Published: a change is a new version (templates.spec.ts pins it).

import type { ArchiveBlock } from '../../../platform/documents/archive-document.js';
import type { LetterData } from '../letter-data.js';
import { amounts, appeal, dispensed, head, paragraph, reasons, signature, titled } from './parts.v1.js';

export function legMeasureV1(data: LetterData): { title: string; blocks: ArchiveBlock[] } {
  const lapsed = data.kind === 'LEG_LAPSE';
  const title = lapsed ? 'Caducité d’une aide' : 'Suspension d’une aide';
  const [funder = ''] = data.parts.map((part) => part.funder);
  return {
    title: titled(title, data),
    blocks: [
      ...head(title, data),
      paragraph(
        lapsed
          ? `« ${funder} » constate que sa part de l’aide est caduque : le projet n’a pas commencé à temps. Rien n’en sera versé.`
          : `« ${funder} » suspend sa part de l’aide : rien n’en est versé jusqu’à la levée de la suspension, qui vous sera annoncée.`,
      ),
      amounts(data.parts),
      ...reasons(data),
      signature(data.signedBy, data.decidedOn),
      dispensed(),
      ...appeal(data),
    ],
  };
}
