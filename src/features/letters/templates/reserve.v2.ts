// A dossier on the reserve list, version 2: says which rank, already told, the new one replaces. Published: a change is a new version
// (templates.spec.ts pins it).

import type { ArchiveBlock } from '../../../platform/documents/archive-document.js';
import type { LetterData } from '../letter-data.js';
import { day, dispensed, head, paragraph, reasons, signature, titled } from './parts.v1.js';
import { reserveV1 } from './reserve.v1.js';

const TITLE = 'Nouveau rang en liste complémentaire';

export function reserveV2(data: LetterData): { title: string; blocks: ArchiveBlock[] } {
  const { reserve } = data;
  if (reserve?.before === undefined) return reserveV1(data);
  const { rank, until, before } = reserve;
  return {
    title: titled(TITLE, data),
    blocks: [
      ...head(TITLE, data),
      paragraph(
        'Votre dossier reste sur la liste complémentaire et y change de rang : il pourra être retenu si des crédits se libèrent. Aucune aide n’est accordée à ce stade.',
      ),
      paragraph(`Rang : ${rank}. Il remplace le rang ${before.rank} indiqué par la lettre du ${day(before.writtenOn)}.`),
      paragraph(`La liste vaut jusqu’au ${day(until)}.`),
      ...reasons(data),
      signature(data.signedBy, data.decidedOn),
      dispensed(),
    ],
  };
}
