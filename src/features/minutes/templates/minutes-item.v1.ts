// One item of the minutes, version 1: part of minutes.v1.

import { cents, formatEuros } from '../../../kernel/money.js';
import type { ArchiveBlock } from '../../../platform/documents/archive-document.js';
import type { AgencyRecord, CountRecord, ItemRecord, PositionsRecord, YearRecord } from '../minutes-data.js';
import { heading, named, paragraph, quorumText, type At } from './minutes-parts.v1.js';

const RESULTS = {
  FAVOURABLE: 'avis favorable',
  WITH_RESERVES: 'avis favorable avec réserves',
  UNFAVOURABLE: 'avis défavorable',
} as const;
const BALLOTS = { PUBLIC: 'scrutin public', SECRET: 'scrutin secret', SHOW_OF_HANDS: 'vote à main levée' } as const;
const CHOICES = { FOR: 'pour', AGAINST: 'contre', ABSTAIN: 'abstention', BLANK: 'blanc' } as const;
const yearsText = (years: readonly YearRecord[]): string =>
  years.map(({ year, cents: amount }) => `${year} : ${formatEuros(cents(amount))}`).join(' ; ');

export function itemBlocksV1(item: ItemRecord, at: At): ArchiveBlock[] {
  const { position, number, title, organisation, positions, recused, heard, quorum } = item;
  return [
    heading(`Point ${position} — ${number ?? ''} « ${title} », ${organisation}`),
    ...(positions === null ? [] : positionsBlocks(positions)),
    ...(recused.length === 0
      ? []
      : [paragraph(`Ne prennent pas part à la délibération (CRPA R133-12) : ${recused.map(named).join(' ; ')}.`)]),
    ...heard.map((one) =>
      paragraph(
        `Personne entendue : ${named(one)}, entrée le ${at(one.enteredAt)}${one.leftAt === null ? '' : `, sortie le ${at(one.leftAt)} avant la délibération`}.`,
      ),
    ),
    ...(quorum === null ? [] : [paragraph(`Quorum sur ce point : ${quorumText(quorum)}`)]),
    ...outcomeBlocks(item, at),
    ...item.disagreements.map(({ text, ...person }) =>
      paragraph(`À sa demande, mention du désaccord de ${named(person)} avec l’avis rendu${text === null ? '.' : ` : ${text}`}`),
    ),
  ];
}

function positionsBlocks({ caf, ddets, divergent, divergence }: PositionsRecord): ArchiveBlock[] {
  const agency = (name: string, { opinion, reasons, reserves, years }: AgencyRecord): ArchiveBlock =>
    paragraph(
      `${name} : ${RESULTS[opinion]}. ${reasons}${reserves === null ? '' : ` Réserves : ${reserves}`}${years.length === 0 ? '' : ` Montants proposés : ${yearsText(years)}.`}`,
    );
  const said = divergence?.positions ?? [];
  return [
    agency('Caf', caf),
    agency('DDETS', ddets),
    paragraph(divergent ? 'Les positions des deux services divergent.' : 'Les positions des deux services concordent.'),
    ...said.map(({ agencyKind, position }) => paragraph(`Sur la divergence, ${agencyKind} : ${position}`)),
    ...(divergence?.conciliations ?? []).map(({ summary }) => paragraph(`Conciliation : ${summary}`)),
  ];
}

function countText({ for: inFavour, against, abstain, blank, castingVote, adopted }: CountRecord): string {
  const casting = castingVote ? ' Partage égal des voix, tranché par la voix prépondérante.' : '';
  return `${inFavour} voix pour, ${against} contre, ${abstain} abstentions, ${blank} votes blancs : proposition ${adopted ? 'adoptée' : 'non adoptée'}.${casting}`;
}

function outcomeBlocks(item: ItemRecord, at: At): ArchiveBlock[] {
  const { outcome, deferReasons, result, ballotMode, proposal, count, nominal, reasons, reserves, years, rank, closedAt } = item;
  if (outcome === 'DEFERRED') return [paragraph(`Point reporté. Motif : ${deferReasons ?? ''}`)];
  if (outcome === 'NOT_DEALT_WITH' || result === null) return [paragraph('Point sans délibération.')];
  return [
    paragraph(
      `Mis au vote : ${proposal === null ? 'avis' : RESULTS[proposal]}${ballotMode === null ? '' : `, ${BALLOTS[ballotMode]}`}. ${count === null ? '' : countText(count)}`,
    ),
    ...(nominal === null
      ? []
      : [paragraph(`Votes : ${nominal.map(({ name, choice }) => `${name}, ${CHOICES[choice]}`).join(' ; ')}.`)]),
    paragraph(`Sens de la délibération : ${RESULTS[result]}${closedAt === null ? '' : `, le ${at(closedAt)}`}.`),
    ...(reasons === null ? [] : [paragraph(`Motifs : ${reasons}`)]),
    ...(reserves.length === 0 ? [] : [paragraph('Réserves :'), { kind: 'list' as const, items: reserves }]),
    ...(years.length === 0 ? [] : [paragraph(`Montants proposés : ${yearsText(years)}.`)]),
    ...(rank === null ? [] : [paragraph(`Rang proposé : ${rank}.`)]),
  ];
}
