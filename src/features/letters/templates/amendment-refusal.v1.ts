// A funder refuses an amendment, version 1. Published: a change is a new version (templates.spec.ts pins it).

import type { ArchiveBlock } from '../../../platform/documents/archive-document.js';
import type { AmendmentTold, LetterData } from '../letter-data.js';
import { appeal, day, dispensed, head, paragraph, reasons, signature, titled } from './parts.v1.js';

const TITLE = 'Refus d’un avenant';
const OF: Readonly<Record<AmendmentTold['kind'], string>> = {
  DATES: 'les dates du projet',
  BUDGET: 'le budget du projet',
  AMOUNT: 'une baisse du montant accordé',
  HOLDER: 'le transfert à un autre porteur',
  PROJECT: 'la description du projet',
};

export function amendmentRefusalV1(data: LetterData): { title: string; blocks: ArchiveBlock[] } {
  const { amendment, signedBy } = data;
  if (amendment === null) throw new Error('a refused amendment is told with what was asked');
  const { kind, askedOn, proposer } = amendment;
  const asked = proposer === null ? 'Vous avez demandé' : `« ${proposer} » a proposé`;
  return {
    title: titled(TITLE, data),
    blocks: [
      ...head(TITLE, data),
      paragraph(
        `${asked}, le ${day(askedOn)}, un avenant sur ${OF[kind]}. « ${signedBy.service} » le refuse : l’attribution demeure telle qu’elle est.`,
      ),
      ...reasons(data),
      signature(signedBy, data.decidedOn),
      dispensed(),
      ...appeal(data),
    ],
  };
}
