// A funder terminates or withdraws its share, version 1. Published: a change is a new version (templates.spec.ts pins it).

import { cents, formatEuros } from '../../../kernel/money.js';
import type { ArchiveBlock } from '../../../platform/documents/archive-document.js';
import type { LetterData, MeasureTold } from '../letter-data.js';
import { appeal, day, dispensed, head, paragraph, reasons, signature, titled } from './parts.v1.js';
import { delegated } from './parts.v2.js';

export function legEndV1(data: LetterData): { title: string; blocks: ArchiveBlock[] } {
  const { measure, signedBy } = data;
  if (measure === null) throw new Error('a share that is ended is told with what ended it');
  const terminated = data.kind === 'LEG_TERMINATION';
  const title = terminated ? 'Résiliation d’une aide' : 'Retrait d’une aide';
  const { decisionNumber, decisionDate, delegation, effectiveOn } = measure;
  return {
    title: titled(title, data),
    blocks: [
      ...head(title, data),
      paragraph(
        `Par la décision n° ${decisionNumber} du ${day(decisionDate)}, « ${signedBy.service} » prononce ${terminated ? 'la résiliation' : 'le retrait'} de sa part de l’aide, à effet du ${day(effectiveOn)}. Rien n’en sera plus versé ; la part des autres financeurs n’est pas changée par cette décision.`,
      ),
      paragraph(procedure(measure)),
      ...reasons(data),
      ...claimed(measure),
      signature(signedBy, decisionDate),
      ...delegated(delegation),
      dispensed(),
      ...appeal(data),
    ],
  };
}

const procedure = ({ asked, openedOn }: MeasureTold): string =>
  asked
    ? `Vous l’avez demandé le ${day(openedOn)}.`
    : `Les griefs vous ont été communiqués le ${day(openedOn)}, et vous avez pu présenter vos observations (CRPA, articles L121-1 et L122-1).`;

function claimed({ claim, claimCents }: MeasureTold): ArchiveBlock[] {
  if (BigInt(claimCents) === 0n) return [paragraph('Aucune somme n’est à reverser.')];
  return [
    paragraph(claim),
    paragraph(`Il vous est demandé de reverser ${formatEuros(cents(claimCents))} ; un ordre de reversement vous sera adressé.`),
  ];
}
