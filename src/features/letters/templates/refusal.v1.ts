// A final negative answer to a dossier, version 1. Published: a change is a new version (templates.spec.ts pins it).

import type { ArchiveBlock } from '../../../platform/documents/archive-document.js';
import type { LetterData } from '../letter-data.js';
import type { LetterKind } from '../letter.rules.js';
import { appeal, dispensed, head, paragraph, reasons, signature, titled } from './parts.v1.js';

const TEXTS: Readonly<Partial<Record<LetterKind, readonly [string, string]>>> = {
  REFUSAL: ['Dossier non retenu', 'Votre dossier n’est pas retenu : l’aide demandée est refusée.'],
  INELIGIBILITY: [
    'Dossier inéligible',
    'Votre dossier ne remplit pas les conditions de l’appel à projets : il est déclaré inéligible.',
  ],
  DISMISSAL: [
    'Dossier classé sans suite',
    'Votre dossier est resté incomplet au terme du délai donné : il est classé sans suite.',
  ],
  LATE: [
    'Dossier tardif refusé',
    'Votre dossier est arrivé après la date limite : il n’est pas instruit et la demande est refusée.',
  ],
  RESERVE_LAPSE: [
    'Fin de la liste complémentaire',
    'La liste complémentaire sur laquelle figurait votre dossier a pris fin sans que des crédits permettent de le retenir : l’aide demandée est refusée.',
  ],
};

export function refusalV1(data: LetterData): { title: string; blocks: ArchiveBlock[] } {
  const [title, opening] = TEXTS[data.kind] ?? ['', ''];
  const lacking: ArchiveBlock[] =
    data.lacking.length === 0
      ? []
      : [paragraph('N’ont pas été reçus, ou ne conviennent pas :'), { kind: 'list', items: data.lacking }];
  return {
    title: titled(title, data),
    blocks: [
      ...head(title, data),
      paragraph(opening),
      ...lacking,
      ...reasons(data),
      signature(data.signedBy, data.decidedOn),
      dispensed(),
      ...appeal(data),
    ],
  };
}
