import { readFileSync } from 'node:fs';

import { canonicalJson, sha256Hex } from '../../kernel/canonical.js';
import type { LetterData } from './letter-data.js';
import { LETTER_KINDS, type LetterKind } from './letter.rules.js';
import { TEMPLATE_OF } from './templates.js';

const SIGNED = { name: 'Camille Martin', capacity: 'jury régional', service: 'Jury régional, Occitanie' };
const PART = {
  ...SIGNED,
  funder: 'État',
  decisionNumber: 'ARR-2023-17',
  decidedOn: '2023-11-20',
  years: [
    { year: 2023, cents: '1250001' },
    { year: 2024, cents: '1250000' },
  ],
};
const dataOf = (kind: LetterKind, change: Partial<LetterData> = {}): LetterData => ({
  kind,
  application: { number: '2023-31-00007', title: 'Micro-crèche « des Minimes »' },
  call: { title: 'Petite enfance' },
  addressee: 'Commune de Toulouse',
  decidedOn: '2023-11-20',
  writtenOn: '2023-11-21',
  signedBy: SIGNED,
  reasons: 'Besoin non établi.\n\nVoir la grille.',
  appeal: ['Tribunal administratif, deux mois.', 'Recours administratif : …'],
  parts: kind === 'AWARD' ? [PART, { ...PART, funder: 'Cnaf' }] : kind === 'LEG_REFUSAL' ? [PART] : [],
  requestedCents: '6000000',
  reserve: kind === 'RESERVE' ? { rank: 3, until: '2024-06-30' } : null,
  lacking: kind === 'DISMISSAL' ? ['Budget — Recettes de 2024 absentes.'] : [],
  answered: kind.startsWith('APPEAL') ? { kind: 'GRACIEUX', filedOn: '2023-11-02' } : null,
  ...change,
});

/**
 * A published template wrote letters that are kept: it is never edited. What must change is a new version beside the old one, with its own
 * line here; a hash that differs means that a published version was touched.
 */
const SOURCES: Readonly<Record<string, string>> = {
  'parts.v1': '',
  'refusal.v1': '',
  'leg-refusal.v1': '',
  'award.v1': '',
  'reserve.v1': '',
  'appeal-answer.v1': '',
};
const OUTPUTS: Readonly<Record<LetterKind, string>> = {
  AWARD: '',
  REFUSAL: '',
  LEG_REFUSAL: '',
  INELIGIBILITY: '',
  DISMISSAL: '',
  LATE: '',
  RESERVE: '',
  RESERVE_LAPSE: '',
  APPEAL_UPHELD: '',
  APPEAL_REJECTED: '',
};

describe('templates of letters', () => {
  it.each(Object.entries(SOURCES))('%s is as it was published', (name, hash) => {
    const source = readFileSync(new URL(`./templates/${name}.ts`, import.meta.url), 'utf8');
    expect(sha256Hex(source)).toBe(hash);
  });

  it.each(LETTER_KINDS)('%s: the same data give the same letter as when it was published', (kind) => {
    const { name, version, write } = TEMPLATE_OF[kind];
    expect(sha256Hex(canonicalJson({ name, version, ...write(dataOf(kind)) }))).toBe(OUTPUTS[kind]);
  });

  it.each(LETTER_KINDS)('%s names the dossier, who decided, and what was given', (kind) => {
    const { title, blocks } = TEMPLATE_OF[kind].write(dataOf(kind));
    const text = JSON.stringify(blocks);
    expect(title).toMatch(/^[A-ZÉ].+ — 2023-31-00007$/);
    expect(text).toContain('Camille Martin, jury régional');
    // What the jury writes to itself when it selects (a departure from an opinion or a rank) is not for the holder.
    expect(text.includes('Motifs : Besoin non établi.')).toBe(kind !== 'AWARD');
    expect(text).not.toMatch(/undefined|null|\[object/);
    if (kind !== 'RESERVE') expect(text).toContain('Voies et délais de recours : Tribunal administratif, deux mois.');
  });

  it('says of an award by one funder that it is one funder’s, and leaves out what there is not', () => {
    const { blocks } = TEMPLATE_OF.AWARD.write(dataOf('AWARD', { parts: [PART], reasons: '', appeal: [] }));
    const text = JSON.stringify(blocks);
    expect(text).toContain('« État » a décidé de soutenir votre projet pour sa part.');
    expect(text).not.toMatch(/Motifs|Voies/);
  });
});
