// A dossier on the reserve list, version 1. Published: a change is a new version (templates.spec.ts pins it).

import type { ArchiveBlock } from '../../../platform/documents/archive-document.js';
import type { LetterData } from '../letter-data.js';
import { day, dispensed, head, paragraph, reasons, signature, titled } from './parts.v1.js';

const TITLE = 'Dossier en liste complémentaire';

export function reserveV1(data: LetterData): { title: string; blocks: ArchiveBlock[] } {
  const { reserve } = data;
  return {
    title: titled(TITLE, data),
    blocks: [
      ...head(TITLE, data),
      paragraph(
        'Votre dossier est placé sur la liste complémentaire : il pourra être retenu si des crédits se libèrent. Aucune aide n’est accordée à ce stade.',
      ),
      ...(reserve === null
        ? []
        : [paragraph(`Rang : ${reserve.rank}.`), paragraph(`La liste vaut jusqu’au ${day(reserve.until)}.`)]),
      ...reasons(data),
      signature(data.signedBy, data.decidedOn),
      dispensed(),
    ],
  };
}
