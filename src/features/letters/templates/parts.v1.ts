// What the letters share, version 1. Published: a change is a new version (templates.spec.ts pins it).

import { formatDay } from '../../../kernel/legal-time.js';
import { cents, formatEuros, sumCents } from '../../../kernel/money.js';
import type { ArchiveBlock, ArchiveColumn } from '../../../platform/documents/archive-document.js';
import type { GrantedPart, LetterData, SignedBy } from '../letter-data.js';

export const day = (date: string): string => formatDay(date, 'fr');
export const paragraph = (text: string): ArchiveBlock => ({ kind: 'paragraph', text });
const heading = (text: string): ArchiveBlock => ({ kind: 'heading', text });

export const titled = (title: string, { application }: LetterData): string => `${title} — ${application.number}`;

export function head(title: string, data: LetterData): ArchiveBlock[] {
  const { application, call, addressee, writtenOn } = data;
  return [
    { kind: 'title', text: titled(title, data) },
    paragraph(`À l’attention de : ${addressee}. Le ${day(writtenOn)}.`),
    paragraph(`Dossier ${application.number} « ${application.title} », appel à projets « ${call.title} ».`),
  ];
}

export const reasons = (data: LetterData): ArchiveBlock[] =>
  data.reasons === '' ? [] : [heading('Motifs'), paragraph(`Motifs : ${data.reasons}`)];

export function signature({ name, capacity, service }: SignedBy, decidedOn: string): ArchiveBlock {
  return paragraph(`Décision du ${day(decidedOn)} : ${name}, ${capacity}, ${service}.`);
}

export const dispensed = (): ArchiveBlock =>
  paragraph('Décision notifiée par un téléservice, dispensée de signature (CRPA, article L212-2).');

export function appeal({ appeal: [first = '', ...others] }: LetterData): ArchiveBlock[] {
  if (first === '') return [];
  return [heading('Voies et délais de recours'), paragraph(`Voies et délais de recours : ${first}`), ...others.map(paragraph)];
}

const COLUMNS: readonly ArchiveColumn[] = [
  { title: 'Financeur', share: 0.4 },
  { title: 'Année', share: 0.2 },
  { title: 'Montant', share: 0.4, right: true },
];

export function amounts(parts: readonly GrantedPart[]): ArchiveBlock {
  const rows = parts.flatMap(({ funder, years }) =>
    years.map(({ year, cents: amount }) => [funder, String(year), formatEuros(cents(amount))]),
  );
  return { kind: 'table', columns: COLUMNS, rows };
}

export const total = (parts: readonly GrantedPart[]): string =>
  formatEuros(sumCents(parts.flatMap(({ years }) => years.map(({ cents: amount }) => cents(amount)))));
