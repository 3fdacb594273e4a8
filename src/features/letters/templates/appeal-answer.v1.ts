// The answer to an administrative appeal, version 1. Published: a change is a new version (templates.spec.ts pins it).

import type { ArchiveBlock } from '../../../platform/documents/archive-document.js';
import type { LetterData } from '../letter-data.js';
import { appeal, day, dispensed, head, paragraph, reasons, signature, titled } from './parts.v1.js';

const KINDS = { GRACIEUX: 'recours gracieux', HIERARCHIQUE: 'recours hiérarchique' } as const;

export function appealAnswerV1(data: LetterData): { title: string; blocks: ArchiveBlock[] } {
  const upheld = data.kind === 'APPEAL_UPHELD';
  const title = upheld ? 'Recours accueilli' : 'Recours rejeté';
  const { answered } = data;
  const yours = answered === null ? 'recours' : `${KINDS[answered.kind]}, déposé le ${day(answered.filedOn)},`;
  return {
    title: titled(title, data),
    blocks: [
      ...head(title, data),
      paragraph(
        upheld ? `Votre ${yours} est accueilli : votre dossier fait l’objet d’un nouvel examen.` : `Votre ${yours} est rejeté.`,
      ),
      ...reasons(data),
      signature(data.signedBy, data.decidedOn),
      dispensed(),
      ...appeal(data),
    ],
  };
}
