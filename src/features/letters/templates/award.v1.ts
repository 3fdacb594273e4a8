// An award, of all the funders or of one, version 1. Published: a change is a new version (templates.spec.ts pins it).

import { cents, formatEuros } from '../../../kernel/money.js';
import type { ArchiveBlock } from '../../../platform/documents/archive-document.js';
import type { LetterData } from '../letter-data.js';
import { amounts, appeal, day, dispensed, head, paragraph, titled, total } from './parts.v1.js';

const TITLE = 'Dossier retenu';

export function awardV1(data: LetterData): { title: string; blocks: ArchiveBlock[] } {
  const { parts, requestedCents } = data;
  const [first] = parts;
  const opening =
    parts.length > 1
      ? `Les financeurs ont décidé de soutenir votre projet : ${parts.map(({ funder }) => `« ${funder} »`).join(' et ')}.`
      : `« ${first?.funder ?? ''} » a décidé de soutenir votre projet pour sa part.`;
  return {
    title: titled(TITLE, data),
    blocks: [
      ...head(TITLE, data),
      paragraph(opening),
      paragraph(`Montant accordé : ${total(parts)}, sur ${formatEuros(cents(requestedCents))} demandés en tout.`),
      amounts(parts),
      ...parts.map(({ funder, name, capacity, decisionNumber, decidedOn }) =>
        paragraph(`« ${funder} » : décision n° ${decisionNumber} du ${day(decidedOn)} ; ${name}, ${capacity}.`),
      ),
      dispensed(),
      ...appeal(data),
    ],
  };
}
